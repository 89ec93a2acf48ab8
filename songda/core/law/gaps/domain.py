"""Every circumstance that facts can tell of, in groups that are independent of one another."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from songda.core.law.facts import (
    TO_A_PLACE,
    AddressClass,
    AddressSource,
    Branch,
    Channel,
    PaperKind,
    Person,
    Procedure,
    Procuratorate,
    RecipientKind,
    RetrialOf,
    Role,
    Stage,
    Withholding,
)
from songda.core.law.profile import Profile
from songda.core.law.profile.conditions import ALL_FIELDS, Circumstances, Value

Group = Sequence[Circumstances]
_YES_NO: tuple[Value, ...] = (True, False)
_ENDS = ("deceased", "dissolved", "in_bankruptcy")
_OF_PERSON = frozenset({"recipient", "soldier", "in_custody", "capable", *_ENDS})
_OF_HANDING = frozenset({"to", "mandate_over"})
_PERSONS = frozenset({RecipientKind.NATURAL_PERSON, RecipientKind.PROFESSIONAL})


def groups(profile: Profile, channel: Channel | None) -> tuple[Group, ...]:
    """The groups for one way of service (None: for rows that do not ask for it).

    Any assignment of one group goes with any of another.
    """
    source: tuple[Value, ...] = (None, *AddressSource) if channel is None or channel in TO_A_PLACE else (None,)
    flags: Mapping[str, tuple[Value, ...]] = dict.fromkeys(
        sorted(ALL_FIELDS - _OF_PERSON - _OF_HANDING), (True, False, None)
    )
    single: Mapping[str, tuple[Value, ...]] = {
        **flags,
        "branch": tuple(Branch),
        "procedure": tuple(Procedure),
        "stage": tuple(Stage),
        "court": ("general", "internet"),
        "paper": tuple(PaperKind),
        "zone": tuple(sorted({*profile.zones.values(), profile.other_zone})),
        "channel": (channel,) if channel else tuple(Channel),
        "class": (None, *AddressClass),
        "source": source,
        "withholds": (None, *Withholding),
        "procuratorate": (None, *Procuratorate),
        "role": (None, *Role),
        "retrial_of": (None, *RetrialOf),
    }
    return (
        tuple(_recipients()),
        tuple(_handed_to()),
        *(tuple({subject: value} for value in values) for subject, values in single.items()),
    )


def _recipients() -> Iterator[Circumstances]:
    """A company is no soldier, is not held anywhere, and has no age; the dead are nothing else any more."""
    alive = dict.fromkeys(_ENDS, False)
    for kind, soldier, in_custody, capable in product(RecipientKind, _YES_NO, _YES_NO, _YES_NO):
        if kind in _PERSONS or (capable and not soldier and not in_custody):
            yield {"recipient": kind, "soldier": soldier, "in_custody": in_custody, "capable": capable, **alive}
    for kind, end in product(RecipientKind, _ENDS):
        if (kind in _PERSONS) is (end == "deceased"):
            yield {"recipient": kind, "soldier": False, "in_custody": False, "capable": True, **alive, end: True}


def _handed_to() -> Iterator[Circumstances]:
    """Only of an agent it matters that a mandate is over."""
    for person in Person:
        yield {"to": person, "mandate_over": False}
    yield {"to": Person.REPRESENTATIVE, "mandate_over": True}
