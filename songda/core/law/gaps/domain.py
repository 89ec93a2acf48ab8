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
    Role,
    Stage,
    Withholding,
)
from songda.core.law.profile import Profile
from songda.core.law.profile.conditions import ALL_FIELDS, Circumstances, Value

Group = Sequence[Circumstances]
_YES_NO: tuple[Value, ...] = (True, False)
_OF_PERSON = frozenset({"recipient", "soldier", "in_custody", "capable"})
_PERSONS = frozenset({RecipientKind.NATURAL_PERSON, RecipientKind.PROFESSIONAL})


def groups(profile: Profile, channel: Channel | None) -> tuple[Group, ...]:
    """The groups for one way of service (None: for rows that do not ask for it).

    Any assignment of one group goes with any of another.
    """
    source: tuple[Value, ...] = (None, *AddressSource) if channel is None or channel in TO_A_PLACE else (None,)
    flags: Mapping[str, tuple[Value, ...]] = dict.fromkeys(sorted(ALL_FIELDS - _OF_PERSON), (True, False, None))
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
        "to": tuple(Person),
        "source": source,
        "withholds": (None, *Withholding),
        "procuratorate": (None, *Procuratorate),
        "role": (None, *Role),
    }
    return (tuple(_recipients()), *(tuple({subject: value} for value in values) for subject, values in single.items()))


def _recipients() -> Iterator[Circumstances]:
    """A company is no soldier, is not held anywhere, and has no age."""
    for kind, soldier, in_custody, capable in product(RecipientKind, _YES_NO, _YES_NO, _YES_NO):
        if kind in _PERSONS or (capable and not soldier and not in_custody):
            yield {"recipient": kind, "soldier": soldier, "in_custody": in_custody, "capable": capable}
