"""Tells facts for the law's tests: a plain service that counts, and what a row of a table changes in it."""

from collections.abc import Mapping, Sequence
from copy import deepcopy

from songda.core.law import Decision, decide, read_facts
from songda.core.law.facts import Leaving

HASH = "4f" * 32
OTHER_HASH = "e1" * 32
Json = dict[str, object]
_HOW = frozenset(Leaving)

_PLAIN: Json = {
    "jurisdiction": "cn",
    "as_of": "2022-07-01T00:00:00+08:00",
    "case": {
        "number": "（2022）晋1181民初123号",
        "branch": "civil",
        "procedure": "ordinary",
        "stage": "first_instance",
        "status_case": False,
    },
    "paper": {"id": "p1", "kind": "summons", "sha256": HASH, "replaces": None},
    "recipient": {
        "kind": "natural_person",
        "domicile": "cn",
        "offline": False,
        "soldier": False,
        "in_custody": False,
        "home_law_forbids_electronic": False,
    },
    "consents": [],
    "refusals": [],
    "attempts": [],
    "other_tries": [],
    "ruled_out": [],
    "hearing_at": "2022-07-20T09:00:00+08:00",
}


def at(day: str, time: str = "10:00") -> str:
    """A moment in Chinese time: at("2022-06-02")."""
    return f"{day}T{time}:00+08:00"


def consent(day: str = "2022-06-01", ground: str = "express", **changes: object) -> Json:
    """A consent for first instance and every paper."""
    plain: Json = {
        "ground": ground,
        "at": at(day, "09:00"),
        "stages": ["first_instance"],
        "paper_kinds": ["*"],
        "withdrawn_at": None,
    }
    return plain | changes


def refusal(day: str) -> Json:
    """A clear no."""
    return {"at": at(day)}


def attempt(channel: str, address_class: str | None, *events: str, **changes: object) -> Json:
    """An attempt; each event is `kind day` or `kind day by`, as in `arrived 2022-06-02`."""
    plain: Json = {
        "id": "a1",
        "channel": channel,
        "address_class": address_class,
        "paper_sha256": HASH,
        "events": [event(service) for service in events],
        "rebuttals": [],
    }
    return plain | changes


def event(service: str) -> Json:
    """One event out of `kind day [time] [by] [how]`, as in `left 2022-06-02 cohabitant filmed`."""
    kind, day, *rest = service.split()
    time = next((part for part in rest if ":" in part), "10:00")
    how = [part for part in rest if part in _HOW]
    by = [part for part in rest if ":" not in part and part not in _HOW]
    return {"kind": kind, "at": at(day, time)} | ({"by": by[0]} if by else {}) | ({"how": how[0]} if how else {})


def rebuttal(ground: str, day: str, ruling: str = "accepted") -> Json:
    """What the recipient set against an attempt."""
    return {"ground": ground, "proved_at": f"{day}T00:00:00+08:00", "ruling": ruling}


def ruling(day: str, *, counts: bool, time: str = "10:00") -> Json:
    """What the judge found of an attempt."""
    return {"at": at(day, time), "counts": counts}


def ruled_out(channel: str, day: str, ground: str = "no_address_known") -> Json:
    """It is on record that this way cannot be used."""
    return {"channel": channel, "at": at(day), "ground": ground}


def facts(*attempts: Json, **changes: object) -> Json:
    """The plain facts with these attempts; case, paper and recipient are changed by giving only what differs."""
    service = deepcopy(_PLAIN)
    for key, value in changes.items():
        inner = service.get(key)
        service[key] = inner | value if isinstance(inner, dict) and isinstance(value, Mapping) else value
    if attempts:
        service["attempts"] = list(attempts)
    return service


def answer(service: Json) -> Decision:
    """The law's answer to the facts."""
    return decide(read_facts(service))


def summary(service: Json) -> str:
    """The answer in one line: status, and where there is one the day and the ground.

    On the way it makes sure that the whole answer can be said in both languages.
    """
    decision = answer(service)
    for language in ("zh", "en"):
        assert_said(decision.reasons(language))
    if decision.effective_on is None:
        assert (decision.ground, decision.winning_attempt, decision.periods) == (None, None, ())
        return str(decision.status)
    return f"{decision.status} {decision.effective_on} {decision.ground}"


def assert_said(sentences: Sequence[str]) -> None:
    """There are sentences, and nothing in them was left to be filled in."""
    assert sentences
    assert all(sentence and "{" not in sentence for sentence in sentences)


def rule_ids(service: Json) -> list[str]:
    """The rules on which the answer rests."""
    return [rule.id for rule in answer(service).rules]
