"""Facts are read strictly: what is unknown, impossible or contradictory is refused with its place."""

from collections.abc import Callable

import pytest

from songda.core.law import FactsError, decide, read_facts
from songda.core.law.facts import Channel, Facts, PaperKind, Person
from tests.core.law.given import Json, attempt, consent, event, facts, rebuttal, refusal, ruled_out, ruling
from tests.rows import all_rows

FULL = facts(
    attempt("sms", "found", "arrived 2022-06-02", "read 2022-06-03 cohabitant", to="representative"),
    paper={"other_signatures": [None, "2022-06-03T10:00:00+08:00"], "carried_out": False, "days_set_in_paper": 15},
    consents=[consent(paper_kinds=["summons", "judgment"])],
    refusals=[refusal("2022-05-01")],
)


def changed(place: str, value: object) -> Json:
    """The full facts with one place changed (`attempts.0.channel`); DROP takes the key away."""
    service = facts(
        attempt(
            "sms",
            "found",
            "arrived 2022-06-02",
            rebuttals=[rebuttal("system_error", "2022-06-03")],
            rulings=[ruling("2022-06-10", counts=True)],
        ),
        consents=[consent()],
        refusals=[refusal("2022-05-01")],
        other_tries=[attempt("mail", None, "returned 2022-06-02", id="o1")],
        ruled_out=[ruled_out("direct", "2022-06-02")],
    )
    *path, last = place.split(".")
    inner: object = service
    for part in path:
        inner = inner[int(part)] if isinstance(inner, list) else inner[part]  # type: ignore[index]
    assert isinstance(inner, dict)
    if value is DROP:
        del inner[last]
    else:
        inner[last] = value
    return service


DROP = object()

WRONG: list[tuple[str, object, str, str]] = [
    ("colour", "red", "$.colour", "unknown key"),
    ("case.colour", "red", "$.case.colour", "unknown key"),
    ("attempts.0.colour", "red", "$.attempts[0].colour", "unknown key"),
    ("attempts.0.events.0.colour", "red", "$.attempts[0].events[0].colour", "unknown key"),
    ("consents.0.colour", "red", "$.consents[0].colour", "unknown key"),
    ("case", DROP, "$.case", "is missing"),
    ("as_of", "2022-07-01\x0010:00:00+08:00", "$.as_of", "is not a possible date and time"),
    ("as_of", "2022-07-01é10:00:00+08:00", "$.as_of", "is not a possible date and time"),
    ("as_of", "2022-07-01T10:00:00\x00+08:00", "$.as_of", "is not a possible date and time"),
    ("as_of", DROP, "$.as_of", "is missing"),
    ("paper.sha256", DROP, "$.paper.sha256", "is missing"),
    ("case.jurisdiction_objection", "raised", "$.case.jurisdiction_objection", "must be an object"),
    ("case.jurisdiction_objection", {}, "$.case.jurisdiction_objection.raised_at", "is missing"),
    ("case.jurisdiction_objection", {"by": "x"}, "$.case.jurisdiction_objection.by", "unknown key"),
    (
        "case.jurisdiction_objection",
        {"raised_at": "2022-06-02T00:00:00+08:00", "dismissal_in_force_at": "2022-06-01T00:00:00+08:00"},
        "$.case.jurisdiction_objection.dismissal_in_force_at",
        "before the objection",
    ),
    ("case.branch", DROP, "$.case.branch", "is missing"),
    ("consents.0.stages", DROP, "$.consents[0].stages", "is missing"),
    ("attempts.0.rulings.0.at", DROP, "$.attempts[0].rulings[0].at", "is missing"),
    ("attempts.0.rulings.0.counts", DROP, "$.attempts[0].rulings[0].counts", "is missing"),
    ("attempts.0.rulings.0.counts", "yes", "$.attempts[0].rulings[0].counts", "must be true or false"),
    ("attempts.0.rulings.0.counts", None, "$.attempts[0].rulings[0].counts", "must be true or false"),
    ("attempts.0.rulings.0.at", "2022-06-10", "$.attempts[0].rulings[0].at", "needs an offset"),
    ("attempts.0.rulings.0.judge", "Zhou", "$.attempts[0].rulings[0].judge", "unknown key"),
    ("attempts.0.rulings", {"counts": True}, "$.attempts[0].rulings", "must be a list"),
    ("attempts.0.rebuttals.0.ruling", DROP, "$.attempts[0].rebuttals[0].ruling", "is missing"),
    ("case", "civil", "$.case", "must be an object"),
    ("attempts", [5], "$.attempts[0]", "must be an object"),
    ("attempts", "none", "$.attempts", "must be a list"),
    ("attempts", {"a1": {}}, "$.attempts", "must be a list"),
    ("attempts.0.events", 5, "$.attempts[0].events", "must be a list"),
    ("consents", None, "$.consents", "must be a list"),
    ("paper.id", "", "$.paper.id", "must be a text that is not empty"),
    ("paper.id", 7, "$.paper.id", "must be a text that is not empty"),
    ("case.number", 7, "$.case.number", "must be a text that is not empty"),
    ("case.branch", "maritime", "$.case.branch", "must be one of"),
    ("case.branch", ["civil"], "$.case.branch", "must be one of"),
    ("consents.0.stages", ["first"], "$.consents[0].stages[0]", "must be one of"),
    ("consents.0.paper_kinds", ["summons", "*"], "$.consents[0].paper_kinds[1]", "must be one of"),
    ("consents.0.paper_kinds", "*", "$.consents[0].paper_kinds", "must be a list"),
    ("attempts.0.channel", "pigeon", "$.attempts[0].channel", "must be one of"),
    ("attempts.0.to", "neighbour", "$.attempts[0].to", "must be one of"),
    ("attempts.0.address_class", "good", "$.attempts[0].address_class", "must be one of"),
    ("recipient.offline", 1, "$.recipient.offline", "must be true or false"),
    ("recipient.offline", None, "$.recipient.offline", "must be true or false"),
    ("recipient.born_on", "2008", "$.recipient.born_on", "must be a day"),
    ("recipient.born_on", "2008-01-01T00:00:00+08:00", "$.recipient.born_on", "must be a day"),
    ("recipient.born_on", 20080101, "$.recipient.born_on", "must be a day"),
    ("recipient.born_on", "2008-02-30", "$.recipient.born_on", "not a possible day"),
    ("recipient.born_on", "0208-02-03", "$.recipient.born_on", "outside the years"),
    ("recipient.own_labour", "yes", "$.recipient.own_labour", "must be true or false"),
    ("consents.0.by", "mother", "$.consents[0].by", "must be one of"),
    ("consents.0.by", None, "$.consents[0].by", "must be one of"),
    ("paper.carried_out", "yes", "$.paper.carried_out", "must be true or false"),
    ("paper.days_set_in_paper", 0, "$.paper.days_set_in_paper", "whole number"),
    ("paper.days_set_in_paper", True, "$.paper.days_set_in_paper", "whole number"),
    ("paper.days_set_in_paper", 1.5, "$.paper.days_set_in_paper", "whole number"),
    ("recipient.domicile", "China", "$.recipient.domicile", "country code"),
    ("recipient.domicile", "CN", "$.recipient.domicile", "country code"),
    ("as_of", "2022-02-30T00:00:00+08:00", "$.as_of", "not a possible date"),
    ("as_of", "yesterday", "$.as_of", "not a possible date"),
    ("as_of", "2022-07-01", "$.as_of", "needs an offset"),
    ("as_of", "2022-07-01T00:00:00", "$.as_of", "needs an offset"),
    ("as_of", "9999-12-31T00:00:00+08:00", "$.as_of", "outside the years"),
    ("as_of", "0001-01-01T00:00:00+08:00", "$.as_of", "outside the years"),
    ("as_of", 20220701, "$.as_of", "must be a moment written as text"),
    ("hearing_at", "2022-07-20T09:00:00", "$.hearing_at", "needs an offset"),
    ("attempts.0.events.0.at", "2022-06-02T25:00:00+08:00", "$.attempts[0].events[0].at", "not a possible date"),
    ("ruled_out.0.ground", "tired", "$.ruled_out[0].ground", "must be one of"),
    ("ruled_out.0.ground", DROP, "$.ruled_out[0].ground", "is missing"),
    ("ruled_out.0.at", "2022-06-02", "$.ruled_out[0].at", "needs an offset"),
    ("ruled_out.0.channel", "pigeon", "$.ruled_out[0].channel", "must be one of"),
    ("ruled_out.0.by", "clerk", "$.ruled_out[0].by", "unknown key"),
    ("other_tries.0.channel", DROP, "$.other_tries[0].channel", "is missing"),
    ("refusals.0.at", "2022-06-02", "$.refusals[0].at", "needs an offset"),
    ("consents.0.withdrawn_at", "2022-05-31T09:00:00+08:00", "$.consents[0].withdrawn_at", "before the consent"),
    ("paper.other_signatures", ["soon"], "$.paper.other_signatures[0]", "not a possible date"),
]


@all_rows(("place", "value", "path", "reason"), WRONG)
def test_what_is_wrong_is_named_with_its_place(place: str, value: object, path: str, reason: str) -> None:
    with pytest.raises(FactsError) as refused:
        read_facts(changed(place, value))
    assert refused.value.path == path
    assert reason in refused.value.reason.sentence("en")
    assert refused.value.reason.sentence("zh")
    assert str(refused.value).startswith(path)


def test_the_whole_must_be_an_object() -> None:
    with pytest.raises(FactsError, match=r"^\$: must be an object"):
        read_facts([])  # type: ignore[arg-type]


def test_two_rulings_of_one_moment_cannot_contradict_each_other() -> None:
    said = [ruling("2022-06-10", counts=counts) for counts in (True, True, False)]
    with pytest.raises(FactsError) as refused:
        read_facts(facts(attempt("sms", "found", "read 2022-06-03", rulings=said)))
    assert refused.value.path == "$.attempts[0].rulings[2].counts"
    assert "contradicts" in refused.value.reason.sentence("en")
    assert "矛盾" in refused.value.reason.sentence("zh")


def test_two_attempts_cannot_have_one_id() -> None:
    with pytest.raises(FactsError) as refused:
        read_facts(facts(attempt("sms", "found"), attempt("email", "found")))
    assert refused.value.path == "$.attempts[1].id"
    assert refused.value.reason.sentence("en") == "another attempt has this id"
    assert refused.value.reason.sentence("zh")


def test_a_jurisdiction_without_rules_is_refused() -> None:
    with pytest.raises(FactsError) as refused:
        decide(read_facts(facts(jurisdiction="atlantis")))
    assert refused.value.path == "$.jurisdiction"


def test_every_fact_is_read_as_told() -> None:
    read = read_facts(FULL)
    assert read.paper.other_signatures is not None
    assert read.paper.other_signatures[0] is None
    assert (read.paper.carried_out, read.paper.days_set_in_paper) == (False, 15)
    assert read.consents[0].paper_kinds == (PaperKind.SUMMONS, PaperKind.JUDGMENT)
    assert read.attempts[0].channel is Channel.SMS
    assert read.attempts[0].to is Person.REPRESENTATIVE
    assert read.attempts[0].events[1].by is Person.COHABITANT


LESS: list[tuple[str, Callable[[Facts], object], object]] = [
    ("jurisdiction", lambda read: read.jurisdiction, "cn"),
    ("hearing_at", lambda read: read.hearing_at, None),
    ("consents", lambda read: read.consents, ()),
    ("refusals", lambda read: read.refusals, ()),
    ("attempts", lambda read: read.attempts, ()),
]


@pytest.mark.parametrize(("key", "look", "expected"), LESS)
def test_what_may_be_left_out(key: str, look: Callable[[Facts], object], expected: object) -> None:
    service = facts()
    del service[key]
    assert look(read_facts(service)) == expected


def test_the_least_that_must_be_told() -> None:
    service = {
        "as_of": "2022-07-01T00:00:00+08:00",
        "case": {"branch": "civil", "procedure": "ordinary", "stage": "first_instance"},
        "paper": {"id": "p1", "kind": "summons", "sha256": "4f"},
        "recipient": {"kind": "natural_person"},
        "attempts": [{"id": "a1", "channel": "mail", "paper_sha256": "4f", "events": [event("signed 2022-06-01")]}],
    }
    read = read_facts(service)
    assert read.recipient.domicile == "cn"
    assert decide(read).to_json()["status"] == "effective"
