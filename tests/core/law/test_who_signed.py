"""What is told of a paper that was signed for, refused or handed on: the sentence and the article of its time."""

import pytest

from tests.core.law.given import Json, answer, attempt, event, summary
from tests.core.law.rows.shape import YEARS, handed, in_year
from tests.rows import all_rows

PERSON: Json = {}
COMPANY: Json = {"kind": "legal_person"}
INCAPABLE: Json = {"lacks_capacity": True}
SOLDIER: Json = {"soldier": True}
PLEADING, MEDIATION = "complaint_copy", "mediation_document"
IN_2015 = ("cpli2015", "cpli", "cpli")
CIVIL = ("cpl2017", "cpl2021", "cpl2023")

# who it was for, how it went, the paper, the code, and the article in 2020, 2022 and 2024
TOLD: list[tuple[Json, str, str, str, str, tuple[str, ...]]] = [
    (PERSON, "direct", "signed recipient", PLEADING, "signed_themselves", ("84.2", "87.2", "87.2")),
    (PERSON, "direct", "signed cohabitant", PLEADING, "signed_for_them", ("85.2", "88.2", "88.2")),
    (PERSON, "direct", "signed representative", PLEADING, "signed_for_them", ("85.2", "88.2", "88.2")),
    (COMPANY, "direct", "signed recipient", PLEADING, "signed_themselves", ("84.2", "87.2", "87.2")),
    (COMPANY, "direct", "signed mail_room", PLEADING, "signed_for_them", ("85.2", "88.2", "88.2")),
    (COMPANY, "direct", "signed representative", PLEADING, "signed_for_them", ("85.2", "88.2", "88.2")),
    (PERSON, "direct", "signed statutory_agent", PLEADING, "signed_by_statutory_agent", ("57", "60", "60")),
    (PERSON, "mail", "signed cohabitant", PLEADING, "day_on_the_return", ("88", "91", "91")),
    (COMPANY, "mail", "signed mail_room", PLEADING, "day_on_the_return", ("88", "91", "91")),
    (SOLDIER, "transfer", "signed recipient", PLEADING, "signed_on_transfer", ("91", "94", "94")),
    (PERSON, "left", "left cohabitant filmed", PLEADING, "left_at_home", ("86", "89", "89")),
    (INCAPABLE, "direct", "signed statutory_agent", MEDIATION, "mediation_signed_by_agent", ("57", "60", "60")),
]
OF_THE_INTERPRETATION: list[tuple[Json, str, str, str, str, tuple[str, ...]]] = [
    (PERSON, "direct", "left recipient elsewhere_filmed", PLEADING, "refused_to_sign", ("131.2", "131.2", "131.2")),
    (PERSON, "direct", "left recipient at_court", PLEADING, "refused_at_court", ("131.1", "131.1", "131.1")),
    (COMPANY, "left", "left mail_room filmed", PLEADING, "left_at_premises", ("130.1", "130.1", "130.1")),
    (PERSON, "entrusted", "signed cohabitant", PLEADING, "signed_in_hand", ("134.1", "134.1", "134.1")),
    (COMPANY, "entrusted", "signed mail_room", PLEADING, "signed_in_hand", ("134.1", "134.1", "134.1")),
    (PERSON, "direct", "signed recipient", MEDIATION, "mediation_signed", ("133", "133", "133")),
]
# Who signs for a letter, to the item (mail provisions, art. 9).
OF_LETTERS: list[tuple[Json, str, str, str, str, tuple[str, ...]]] = [
    (person, "mail", f"signed {by}", PLEADING, "letter_signed", (f"9.0.{item}",) * 3)
    for person, by, item in (
        (PERSON, "recipient", 1),
        (INCAPABLE, "statutory_agent", 2),
        (COMPANY, "recipient", 3),
        (COMPANY, "mail_room", 3),
        (PERSON, "representative", 4),
        (COMPANY, "representative", 4),
        (PERSON, "designated_receiver", 5),
        (PERSON, "cohabitant", 6),
    )
]
EVERY = (
    [(*row, CIVIL) for row in TOLD]
    + [(*row, ("mail04",) * 3) for row in OF_LETTERS]
    + [(*row, IN_2015) for row in OF_THE_INTERPRETATION]
)


@all_rows("place", range(len(YEARS)), ids=[str(year) for year in YEARS])
@all_rows(("recipient", "channel", "event", "paper", "code", "articles", "sources"), EVERY)
def test_it_is_told_who_signed_and_by_which_article(  # noqa: PLR0917 - a row of the table
    recipient: Json,
    channel: str,
    event: str,
    paper: str,
    code: str,
    articles: tuple[str, ...],
    sources: tuple[str, ...],
    place: int,
) -> None:
    service = handed(YEARS[place], event, channel=channel, recipient=recipient, paper={"kind": paper})
    assert summary(service).startswith("effective")
    told = {finding.code: finding.rule.id for finding in answer(service).findings if finding.rule is not None}
    assert told.get(code) == f"cn.{sources[place]}.{articles[place]}"


LEFT: list[tuple[str, str, Json]] = [
    ("left", "recipient", PERSON),
    ("left", "mail_room", COMPANY),
    ("direct", "recipient", PERSON),
]


@pytest.mark.parametrize(("channel", "by", "recipient"), LEFT)
@pytest.mark.parametrize("branch", ["civil", "administrative"])
def test_whether_a_paper_was_left_as_the_article_asks_is_for_the_judge_where_nothing_tells_how(
    channel: str, by: str, recipient: Json, branch: str
) -> None:
    def told(how: str) -> tuple[str, str]:
        tried = attempt(channel, None, events=[event(f"left 2022-06-03 {by}") | {"how": how}])
        found = answer(in_year(2022, tried, recipient=recipient, case={"branch": branch}))
        return found.status.value, found.rules[0].standing.value

    assert told("elsewhere_filmed" if channel == "direct" else "filmed") == ("effective", "confirmed")
    assert told("untold")[0] == "awaiting_judge"


@pytest.mark.parametrize(
    ("by", "how", "standing"),
    [("recipient", "filmed", "confirmed"), ("recipient", "witnessed", "confirmed"), ("recipient", "untold", "derived"),
     ("statutory_agent", "filmed", "derived"), ("designated_receiver", "untold", "derived")],
)  # fmt: skip
def test_a_payment_order_is_left_where_the_debtor_refuses_it_and_for_others_it_is_derived(
    by: str, how: str, standing: str
) -> None:
    tried = attempt("left", None, events=[event(f"left 2022-06-03 {by}") | {"how": how}])
    rule = answer(in_year(2022, tried, paper={"kind": "payment_order"})).rules[0]
    assert (rule.id, rule.standing.value) == ("cn.cpli.429", standing)


def test_what_is_told_of_taiwan_is_not_told_in_a_criminal_case() -> None:
    service = handed(2022, "signed", channel="transfer", recipient={"domicile": "tw"}, case={"branch": "criminal"})
    assert summary(service) == "not_allowed"
    assert "not_among_the_ways_for_taiwan" not in [finding.code for finding in answer(service).findings]
    civil = handed(2022, "signed", channel="transfer", recipient={"domicile": "tw"})
    assert summary(civil) == "not_allowed"
    assert "not_among_the_ways_for_taiwan" in [finding.code for finding in answer(civil).findings]
