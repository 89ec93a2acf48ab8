"""Somebody gives the court no address: which place on file stands for it (MAIL04 art. 5, Opinions of 2017)."""

import pytest

from songda.core.law import open_methods, read_facts, trace
from songda.core.law.facts import Channel
from tests.core.law.given import Json, answer, at, attempt, event, facts, rebuttal, ruling, summary
from tests.rows import all_rows

RETURNED = ("sent 2022-06-02", "returned 2022-06-09")
PRESUMED = "presumed 2022-06-09 returned"
REFUSES: Json = {"address_withheld": [{"how": "refuses", "at": at("2022-06-01")}]}
EVADES: Json = {"address_withheld": [{"how": "evades", "at": at("2022-06-01")}]}


def letter(source: str, last_used_on: str | None = None, *events: str, **changes: object) -> Json:
    """A letter to a place on file; without events it came back."""
    place = {"address_source": source, "address_last_used_on": last_used_on}
    return attempt("mail", "found", *(events or RETURNED), **(place | changes))


def visit(source: str, *events: str, **changes: object) -> Json:
    """Somebody went to a place on file; without events they left the paper there."""
    return attempt("direct", "found", *(events or ("left 2022-06-09",)), address_source=source, **changes)


ON_FILE: list[tuple[str, tuple[str, ...], Json, str]] = [
    (
        "the contract in dispute, item 8(1)",
        ("op17.8.0.1", "mail04.11.1"),
        facts(letter("contract"), recipient=REFUSES),
        PRESUMED,
    ),
    (
        "their own papers in this suit, item 8(2)",
        ("op17.8.0.2",),
        facts(letter("own_papers"), recipient=REFUSES),
        PRESUMED,
    ),
    (
        "another suit within a year, item 8(3)",
        ("op17.8.0.3",),
        facts(letter("other_suit", "2021-12-01"), recipient=REFUSES),
        PRESUMED,
    ),
    (
        "their dealings within a year, item 8(4)",
        ("op17.8.0.4",),
        facts(letter("civil_act", "2021-12-01"), recipient=REFUSES),
        PRESUMED,
    ),
    (
        "a year by the calendar: used on the second of June of the year before",
        ("op17.8.0.4",),
        facts(letter("civil_act", "2021-06-02"), recipient=REFUSES),
        PRESUMED,
    ),
    (
        "the register where they refuse though told, art. 5",
        ("mail04.5", "mail04.11.1"),
        facts(letter("register"), recipient=REFUSES),
        PRESUMED,
    ),
    (
        "the register where they evade, item 9",
        ("op17.9", "op17.7"),
        facts(letter("register"), recipient=EVADES),
        PRESUMED,
    ),
    (
        "the contract where they evade, item 8(1)",
        ("op17.8.0.1", "op17.7"),
        facts(letter("contract"), recipient=EVADES),
        PRESUMED,
    ),
    (
        "before the Opinions of 2017 the register alone, art. 5",
        ("mail04.5",),
        facts(
            letter("register", None, "sent 2017-06-02", "returned 2017-06-09"),
            as_of=at("2017-07-01"),
            recipient={"address_withheld": [{"how": "refuses", "at": at("2017-06-01")}]},
        ),
        "presumed 2017-06-09 returned",
    ),
    (
        "left at the place by the court's officer, item 7",
        ("op17.8.0.1", "op17.7"),
        facts(visit("contract"), recipient=REFUSES),
        "presumed 2022-06-09 left",
    ),
    (
        "the judge finds that the visit counts, item 7",
        ("op17.7",),
        facts(visit("contract", rulings=[ruling("2022-06-20", counts=True)]), recipient=EVADES),
        "effective 2022-06-09 left",
    ),
    (
        "the judge finds that the letter counts, art. 11",
        ("mail04.11", "op17.8.0.1"),
        facts(letter("contract", rulings=[ruling("2022-06-20", counts=True)]), recipient=REFUSES),
        "effective 2022-06-09 returned",
    ),
    (
        "somebody of theirs signed there: no fiction is needed, art. 91",
        ("cpl2021.91",),
        facts(letter("contract", None, "sent 2022-06-02", "signed 2022-06-04 cohabitant"), recipient=REFUSES),
        "effective 2022-06-04 signature",
    ),
    (
        "an old address where they signed all the same, art. 91",
        ("cpl2021.91",),
        facts(letter("civil_act", "2010-01-01", "sent 2022-06-02", "signed 2022-06-04"), recipient=REFUSES),
        "effective 2022-06-04 signature",
    ),
    (
        "met at the place, they refused to sign before any refusal was on record, interpretation art. 131",
        ("cpli.131.2",),
        facts(visit("contract", "left 2022-06-09 elsewhere_filmed"), recipient={}),
        "effective 2022-06-09 left",
    ),
]


@all_rows(("sentence", "articles", "service", "expected"), ON_FILE, ids=[row[0] for row in ON_FILE])
def test_a_place_on_file(sentence: str, articles: tuple[str, ...], service: Json, expected: str) -> None:
    assert summary(service) == expected
    cited = {finding.rule.id for finding in answer(service).findings if finding.rule is not None}
    assert cited >= {f"cn.{article}" for article in articles}


FAILS: list[tuple[str, str, str, Json]] = [
    (
        "an address of another suit that is older than a year, item 8(3)",
        "address_used_too_long_ago",
        "op17.8.0.3",
        facts(letter("other_suit", "2021-06-01"), recipient=REFUSES),
    ),
    (
        "an address of their dealings that is older than a year, item 8(4)",
        "address_used_too_long_ago",
        "op17.8.0.4",
        facts(letter("civil_act", "2020-01-01"), recipient=EVADES),
    ),
    (
        "nobody told when they used it, item 8(4)",
        "address_use_not_told",
        "op17.8.0.4",
        facts(letter("civil_act"), recipient=REFUSES),
    ),
    ("they had not withheld their address, art. 5", "address_not_withheld", "mail04.5", facts(letter("contract"))),
    (
        "they withheld it only after the letter, art. 5",
        "address_not_withheld",
        "mail04.5",
        facts(letter("contract"), recipient={"address_withheld": [{"how": "refuses", "at": at("2022-06-03")}]}),
    ),
    (
        "they had given one before the letter, art. 5",
        "address_not_withheld",
        "mail04.5",
        facts(
            letter("contract"),
            recipient={
                "address_withheld": [{"how": "refuses", "at": at("2022-06-01"), "ended_at": at("2022-06-01", "18:00")}]
            },
        ),
    ),
    (
        "before the Opinions of 2017 no contract stood for their address",
        "no_substitute_then",
        "",
        facts(
            letter("contract", None, "sent 2017-06-02", "returned 2017-06-09"),
            as_of=at("2017-07-01"),
            recipient={"address_withheld": [{"how": "refuses", "at": at("2017-06-01")}]},
        ),
    ),
    (
        "they proved that they were not at fault, art. 11(2)",
        "rebuttal_removes",
        "mail04.11.2",
        facts(letter("contract", rebuttals=[rebuttal("no_fault", "2022-06-20")]), recipient=REFUSES),
    ),
    (
        "the same against a visit, art. 11(2)",
        "rebuttal_removes",
        "mail04.11.2",
        facts(visit("contract", rebuttals=[rebuttal("no_fault", "2022-06-20")]), recipient=REFUSES),
    ),
    (
        "a letter that is still under way, art. 9",
        "mail_not_signed",
        "mail04.9",
        facts(letter("contract", None, "sent 2022-06-02")),
    ),
    (
        "a letter back from an address without a source, art. 9",
        "mail_not_signed",
        "mail04.9",
        facts(attempt("mail", "found", *RETURNED), recipient=REFUSES),
    ),
    (
        "an address that the court mistyped stands for nothing, art. 9",
        "mail_not_signed",
        "mail04.9",
        facts(letter("contract") | {"address_class": "rejected"}, recipient=REFUSES),
    ),
    (
        "a payment order must reach the debtor, art. 9",
        "mail_not_signed",
        "mail04.9",
        facts(letter("contract"), recipient=REFUSES, paper={"kind": "payment_order"}),
    ),
]


@all_rows(("sentence", "code", "article", "service"), FAILS, ids=[row[0] for row in FAILS])
def test_a_place_that_does_not_stand_for_their_address(sentence: str, code: str, article: str, service: Json) -> None:
    assert summary(service) == "not_effective"
    found = [(finding.code, finding.rule.id if finding.rule else "") for finding in answer(service).findings]
    assert (code, f"cn.{article}" if article else "") in found


def test_they_may_withhold_it_give_one_and_withhold_it_again() -> None:
    twice = [
        {"how": "refuses", "at": at("2022-01-01"), "ended_at": at("2022-05-01")},
        {"how": "evades", "at": at("2022-06-01"), "ended_at": None},
    ]
    service = facts(letter("contract"), recipient={"address_withheld": twice})
    assert summary(service) == PRESUMED
    assert "2022-06-01" in "".join(answer(service).reasons("en"))
    assert "2022-01-01" not in "".join(answer(service).reasons("en"))


def test_a_letter_to_a_lower_place_counts_with_a_note_that_a_better_one_was_known() -> None:
    on_file = [{"source": "contract"}, {"source": "register"}]
    service = facts(letter("register"), recipient=REFUSES | {"addresses_on_file": on_file})
    assert summary(service) == PRESUMED
    assert [f.code for f in answer(service).findings if f.code == "better_address_known"]
    assert "合同、往来函件" in "".join(answer(service).reasons())


@pytest.mark.parametrize(
    "on_file",
    [
        [{"source": "civil_act", "last_used_on": "2020-01-01"}],
        [{"source": "civil_act"}],
        [{"source": "register"}],
    ],
    ids=["too old", "nobody knows how old", "no better one"],
)
def test_an_old_or_a_lower_place_on_file_is_no_better_address(on_file: list[Json]) -> None:
    service = facts(letter("register"), recipient=REFUSES | {"addresses_on_file": on_file})
    assert "better_address_known" not in [f.code for f in answer(service).findings]


def test_the_reason_why_an_old_address_does_not_count_says_how_old_it_is() -> None:
    service = facts(letter("civil_act", "2021-06-01"), recipient=REFUSES)
    assert "2021-06-01, more than 12 months before" in "".join(answer(service).reasons("en"))


def test_a_clerk_is_told_the_order_of_the_places_before_writing() -> None:
    read = read_facts(facts(recipient=REFUSES))
    methods = {m.channel: m for m in open_methods(read.case, read.paper, read.recipient, at=read.as_of)}
    for channel in (Channel.MAIL, Channel.DIRECT):
        assert "places_in_order" in [why.code for why in methods[channel].why]
    assert "places_in_order" not in [why.code for why in methods[Channel.SMS].why]


def test_the_trace_says_which_places_are_not_where_the_address_comes_from() -> None:
    lines = {
        line.rule.id: line
        for line in trace(read_facts(facts(letter("contract"), recipient=REFUSES)))
        if line.kind == "substitute_address"
    }
    assert lines["cn.op17.8.0.1"].matched
    assert lines["cn.op17.8.0.2"].why.code == "trace_other_source"


SPANS = [
    ("withheld at the very moment of the letter", at("2022-06-02"), None, PRESUMED),
    ("given at the very moment of the letter", at("2022-06-01"), at("2022-06-02"), "not_effective"),
    ("given after the letter", at("2022-06-01"), at("2022-06-20"), PRESUMED),
]


@pytest.mark.parametrize(("sentence", "since", "until", "expected"), SPANS, ids=[row[0] for row in SPANS])
def test_an_address_is_withheld_from_its_first_moment_until_the_moment_before_it_is_given(
    sentence: str, since: str, until: str | None, expected: str
) -> None:
    spans = [{"how": "refuses", "at": since, "ended_at": until}]
    assert summary(facts(letter("contract"), recipient={"address_withheld": spans})) == expected


@pytest.mark.parametrize(
    ("day", "code"), [("2022-06-09T09:59:59+08:00", "mail_not_signed"), (at("2022-06-09"), "address_not_withheld")]
)
def test_that_it_was_not_withheld_matters_only_once_the_letter_has_come_back(day: str, code: str) -> None:
    service = facts(letter("contract"), as_of=day)
    assert [finding.code for finding in answer(service).findings] == [code]


def test_nor_may_a_paper_that_must_be_signed_be_left_at_a_place_on_file() -> None:
    service = facts(visit("contract"), paper={"kind": "mediation_document"})
    assert summary(service) == "not_effective"
    assert [finding.code for finding in answer(service).findings] == ["address_not_withheld"]


def test_of_several_better_places_that_were_known_the_best_is_told() -> None:
    known = [{"source": "own_papers"}, {"source": "contract"}]
    service = facts(letter("register"), recipient=REFUSES | {"addresses_on_file": known})
    better = [finding.values for finding in answer(service).findings if finding.code == "better_address_known"]
    assert better == [(("source", "contract"),)]


def back_for(cause: str, recipient: Json) -> Json:
    """A letter to the place in the contract that came back for this cause."""
    letter_back = attempt("mail", "found", address_source="contract")
    return facts(letter_back | {"events": [event("returned 2022-06-09") | {"cause": cause}]}, recipient=recipient)


CAUSES = [
    *[
        (f"they refuse a place, and it came back: {cause}", "mail04.11.1", "confirmed", back_for(cause, REFUSES))
        for cause in ("wrong_address", "moved_untold", "refused")
    ],
    ("they refuse a place, and nothing tells why it came back", "mail04.11.1", "derived", back_for("untold", REFUSES)),
    ("they evade, and refused the letter", "op17.7", "unchecked", back_for("refused", EVADES)),
]


@pytest.mark.parametrize(("sentence", "article", "standing", "service"), CAUSES, ids=[row[0] for row in CAUSES])
def test_that_a_letter_came_back_through_their_doing_is_derived_where_nothing_tells_why(
    sentence: str, article: str, standing: str, service: Json
) -> None:
    assert summary(service) == PRESUMED
    rule = answer(service).rules[0]
    assert (rule.id, rule.standing.value) == (f"cn.{article}", standing)
