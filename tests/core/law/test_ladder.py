"""What a public notice needs before it: missing, or every tier of other ways exhausted (CPL 95, CPL-I 138 to 140)."""

from typing import NamedTuple

import pytest

from songda.core.law import Standing
from tests.core.law.given import (
    Json,
    answer,
    attempt,
    consent,
    facts,
    rebuttal,
    refusal,
    ruled_out,
    ruling,
    summary,
)
from tests.core.law.notices import (
    ALL,
    FAIL,
    FOR_THE_JUDGE,
    HOME,
    KNOWN,
    LETTER,
    NOBODY,
    NOTICE,
    OUT,
    SERVED,
    VISIT,
    WITHOUT,
    message,
    other,
)
from tests.rows import all_rows


class Case(NamedTuple):
    """A sentence, what is told beside the notice, and what the answer is and rests on."""

    sentence: str
    tried: tuple[Json, ...]
    expected: str
    code: str
    more: Json = {}


CASES = [
    Case("nothing was tried and nobody is missing", (), NOBODY, WITHOUT),
    Case("they were not met, and a letter came back", (VISIT, LETTER), SERVED, ALL),
    Case("only a letter came back", (LETTER,), FOR_THE_JUDGE, FAIL),
    Case("only a visit was in vain", (VISIT,), FOR_THE_JUDGE, FAIL),
    Case(
        "another court sent it back instead of the post",
        (VISIT, attempt("entrusted", None, "sent 2022-02-03", "returned 2022-02-20", id="a2")),
        SERVED,
        ALL,
    ),
    Case(
        "a neighbour took the papers instead of being left",
        (attempt("direct", None, "signed 2022-02-02 stranger", id="a1"), LETTER),
        SERVED,
        ALL,
    ),
    Case("the letter came back after the notice", (VISIT, attempt("mail", "found", "returned 2022-03-02", id="a2")),
         FOR_THE_JUDGE, FAIL),
    Case("the letter came back on the very day of the notice, in the evening",
         (VISIT, attempt("mail", "found", "returned 2022-03-01 20:00", id="a2")), SERVED, ALL),
    Case("the letter was still on its way", (VISIT, attempt("mail", "found", "sent 2022-02-20", id="a2")),
         FOR_THE_JUDGE, FAIL),
    Case("however long nothing is heard of it",
         (VISIT, attempt("mail", "found", "sent 2021-02-20", id="a2")), FOR_THE_JUDGE, FAIL),
    Case(
        "the notice was repeated after the letter had come back",
        (VISIT, attempt("mail", "found", "returned 2022-03-02", id="a2"),
         attempt("public_notice", None, "published 2022-03-10", id="n2")),
        "effective 2022-04-09 public_notice",
        ALL,
    ),
    Case("a text message is no tier where they did not agree",
         (VISIT, LETTER, attempt("sms", "found", "failed 2022-02-01", id="a3")), SERVED, ALL),
    Case("a call is no tier at all", (attempt("phone", "found", "failed 2022-02-01", id="a3"),), NOBODY, WITHOUT),
    Case("they are missing", (), SERVED, "notice_for_the_missing", {"recipient": {"missing": True}}),
    # electronic service, where they agreed to it
    Case("they agreed to electronic service, and it was not tried", (VISIT, LETTER), FOR_THE_JUDGE, FAIL,
         {"consents": [consent("2022-01-01")]}),
    Case("they agreed to it, and the message failed",
         (VISIT, LETTER, attempt("sms", "found", "failed 2022-02-01", id="a3")), SERVED, ALL,
         {"consents": [consent("2022-01-01")]}),
    Case("they agreed, and a message of another order reached their own number", (VISIT, LETTER), FOR_THE_JUDGE, FAIL,
         {"consents": [consent("2022-01-01")], "other_tries": [message("confirmed", "arrived 2022-02-01")]}),
    Case("they agreed, and that message came back after all", (VISIT, LETTER), SERVED, ALL,
         {"consents": [consent("2022-01-01")],
          "other_tries": [message("confirmed", "arrived 2022-02-01", "bounced 2022-02-02")]}),
    Case("they agreed, and it only arrived at a number that was found", (VISIT, LETTER), SERVED, ALL,
         {"consents": [consent("2022-01-01")], "other_tries": [message("found", "arrived 2022-02-01")]}),
    Case("they agreed, and took it back before the notice", (VISIT, LETTER), SERVED, ALL,
         {"consents": [consent("2022-01-01", withdrawn_at="2022-02-01T09:00:00+08:00")]}),
    Case("they agreed, and refused later", (VISIT, LETTER), SERVED, ALL,
         {"consents": [consent("2022-01-01")], "refusals": [refusal("2022-02-01")]}),
    Case("they agreed after the notice", (VISIT, LETTER), SERVED, ALL, {"consents": [consent("2022-03-02")]}),
    Case("they agreed, but are served off line", (VISIT, LETTER), SERVED, ALL,
         {"consents": [consent("2022-01-01")], "recipient": {"missing": False, "offline": True}}),
    # on record as impossible
    Case("no home is known, and a letter came back", (LETTER,), SERVED, OUT,
         {"ruled_out": [ruled_out("direct", "2022-02-01"), ruled_out("left", "2022-02-01")]}),
    Case("leaving alone is ruled out", (LETTER,), FOR_THE_JUDGE, FAIL,
         {"ruled_out": [ruled_out("left", "2022-02-01")]}),
    Case("it is noted after the notice only", (LETTER,), FOR_THE_JUDGE, FAIL,
         {"ruled_out": [ruled_out("direct", "2022-03-02"), ruled_out("left", "2022-03-02")]}),
    Case("the judge found before it that nothing else can serve them", (VISIT,), SERVED, OUT,
         {"ruled_out": [ruled_out(way, "2022-02-01", "found_by_judge") for way in ("mail", "entrusted")]}),
    Case("they signed by hand after that was called impossible", (LETTER,), FOR_THE_JUDGE, FAIL,
         {"ruled_out": [ruled_out("direct", "2022-02-01"), ruled_out("left", "2022-02-01")],
          "other_tries": [other("direct", "signed 2022-02-15 recipient")]}),
    # tries for other orders
    Case("the visit was made for another paper", (LETTER,), SERVED, ALL,
         {"other_tries": [other("direct", "failed 2022-02-01")]}),
    Case("everything was tried for other papers", (), SERVED, ALL,
         {"other_tries": [other("direct", "failed 2022-02-01"), other("mail", "returned 2022-02-01")]}),
    Case("a later letter with another paper reached their household", (VISIT, LETTER), FOR_THE_JUDGE, FAIL,
         {"other_tries": [other("mail", "signed 2022-02-20 cohabitant")]}),
    Case("a letter with another paper came back from their own address, where a return is service", (VISIT,),
         FOR_THE_JUDGE, FAIL, {"other_tries": [HOME]}),
    Case("it came back from there after another letter had failed", (VISIT, LETTER), FOR_THE_JUDGE, FAIL,
         {"other_tries": [HOME]}),
    Case("another court sent it back from there, which serves nobody", (VISIT,), SERVED, ALL,
         {"other_tries": [other("entrusted", "returned 2022-02-20") | {"address_class": "confirmed"}]}),
    Case("it came back from there, and they were not at fault", (VISIT,), SERVED, ALL,
         {"other_tries": [HOME | {"rebuttals": [rebuttal("no_fault", "2022-02-25")]}]}),
    Case("that they were not at fault is not decided yet", (VISIT,), FOR_THE_JUDGE, FAIL,
         {"other_tries": [HOME | {"rebuttals": [rebuttal("no_fault", "2022-02-25", "pending")]}]}),
    Case("the judge found that the return was no service", (VISIT,), SERVED, ALL,
         {"other_tries": [HOME | {"rulings": [ruling("2022-02-25", counts=False)]}]}),
    Case("a letter came back from the place that stands for a withheld address", (VISIT,), SERVED, ALL,
         {"other_tries": [other("mail", "returned 2022-02-20", address_source="register")]}),
    Case("an earlier letter reached them", (VISIT, LETTER), SERVED, ALL,
         {"other_tries": [other("mail", "signed 2022-01-20 recipient")]}),
    Case("the judge found that the letter was not signed by them", (VISIT, LETTER), SERVED, ALL,
         {"other_tries": [other("mail", "signed 2022-02-20", rulings=[ruling("2022-02-25", counts=False)])]}),
    Case(
        "the court accepted that the letter never went to their address",
        (VISIT, LETTER),
        SERVED,
        ALL,
        {"other_tries": [other("mail", "signed 2022-02-20", rebuttals=[rebuttal("not_own_address", "2022-02-25")])]},
    ),
    Case(
        "another day of arrival takes no signature away",
        (VISIT, LETTER),
        FOR_THE_JUDGE,
        FAIL,
        {"other_tries": [other("mail", "signed 2022-02-20", rebuttals=[rebuttal("other_arrival_date", "2022-02-21")])]},
    ),
]  # fmt: skip

AGREED: Json = {"consents": [consent("2022-01-01")]}
BY_HAND = [ruled_out("direct", "2022-02-01"), ruled_out("left", "2022-02-01")]


def agreed(*tries: Json) -> Json:
    """They agreed to electronic service, and these messages of other orders went to them."""
    return AGREED | {"other_tries": [each | {"id": f"m{number}"} for number, each in enumerate(tries)]}


def posted(*events: str, **more: object) -> Json:
    """A letter with another paper."""
    return {"other_tries": [other("mail", *events, **more)]}


FINER = [
    Case("the post has accepted a letter, and no more is known",
         (VISIT, attempt("mail", "found", "accepted 2022-02-20", id="a2")), FOR_THE_JUDGE, FAIL),
    Case("a letter went to an address that was known not to be theirs",
         (VISIT, attempt("mail", "rejected", "returned 2022-02-10", id="a2")), FOR_THE_JUDGE, FAIL),
    Case("the opponent took the papers instead of them",
         (attempt("direct", None, "signed 2022-02-02 opponent", id="a1"), LETTER), SERVED, ALL),
    Case("another paper was left at their home since", (VISIT, LETTER), FOR_THE_JUDGE, FAIL,
         {"other_tries": [other("direct", "left 2022-02-15")]}),
    Case("they were met once, and later no more",
         (attempt("direct", None, "failed 2022-02-02", "signed 2022-02-05 stranger", "failed 2022-02-08", id="a1"),
          LETTER), SERVED, ALL, {"other_tries": [other("direct", "signed 2022-02-04 recipient")]}),
    Case("nothing was tried, but that nobody can be left a paper is on record", (), FOR_THE_JUDGE, FAIL,
         {"ruled_out": [ruled_out("left", "2022-02-01")]}),
    Case("no letter reached them before the notice, though one did after it", (VISIT, LETTER), SERVED, ALL,
         posted("signed 2022-03-05 recipient")),
    Case("the court has not decided yet whether the letter went to their address", (VISIT, LETTER), FOR_THE_JUDGE, FAIL,
         posted("signed 2022-02-20", rebuttals=[rebuttal("not_own_address", "2022-02-25", "pending")])),
    Case("that it did not was proved after the notice only", (VISIT, LETTER), FOR_THE_JUDGE, FAIL,
         posted("signed 2022-02-20", rebuttals=[rebuttal("not_own_address", "2022-03-05")])),
    Case("the judge found that the letter was signed by them", (VISIT, LETTER), FOR_THE_JUDGE, FAIL,
         posted("signed 2022-02-20", rulings=[ruling("2022-02-25", counts=True)])),
    *[
        Case(f"they agreed, and a message failed, but another was {taken} since", (VISIT, LETTER), FOR_THE_JUDGE, FAIL,
             agreed(message("found", "failed 2022-02-01"), message(address, f"{taken} 2022-02-05")))
        for taken, address in (("read", "found"), ("acknowledged", "found"), ("acted", "found"),
                               ("read", "confirmed"), ("arrived", "provided"))
    ],
    *[
        Case(f"they agreed, but what was read does not count: {ground}", (VISIT, LETTER), SERVED, ALL,
             agreed(message("found", "read 2022-02-05") | {"rebuttals": [rebuttal(ground, "2022-02-06")]}))
        for ground in ("system_error", "not_read_by_recipient")
    ],
    Case("they agreed, but the procuratorate has not", (VISIT, LETTER), SERVED, ALL,
         AGREED | {"case": {"procuratorate_takes_part": True}}),
    Case("they signed by hand, and after that it was called impossible once more", (LETTER,), SERVED, OUT,
         {"ruled_out": [*BY_HAND, ruled_out("direct", "2022-02-20")],
          "other_tries": [other("direct", "signed 2022-02-15 recipient")]}),
    Case("they signed by hand at the very moment at which it was called impossible", (LETTER,), FOR_THE_JUDGE, FAIL,
         {"ruled_out": BY_HAND, "other_tries": [other("direct", "signed 2022-02-01 recipient")]}),
]  # fmt: skip


def service(case: Case) -> Json:
    return facts(NOTICE, *case.tried, **({"recipient": KNOWN} | case.more))


@all_rows("case", [*CASES, *FINER], ids=[case.sentence for case in [*CASES, *FINER]])
def test_a_notice_needs_every_tier(case: Case) -> None:
    assert summary(service(case)) == case.expected
    codes = [finding.code for finding in answer(service(case)).findings]
    assert case.code in str(answer(service(case)).findings)
    assert ("notice_ran_out" in codes, "notice_has_run" in codes) == (
        case.expected == FOR_THE_JUDGE,
        case.expected.startswith("effective"),
    )
    assert all(finding.rule is not None for finding in answer(service(case)).findings if finding.code == case.code)


UNTOLD = [
    ("nothing is told", facts(NOTICE), "notice_without_ladder"),
    ("a letter came back", facts(NOTICE, LETTER), "notice_unless_missing"),
    ("everything was tried", facts(NOTICE, VISIT, LETTER), ALL),
    ("they are missing", facts(NOTICE, recipient={"missing": True}), "notice_for_the_missing"),
]


@pytest.mark.parametrize(("sentence", "service", "code"), UNTOLD, ids=[row[0] for row in UNTOLD])
def test_where_it_is_not_told_whether_they_are_missing_the_notice_counts_and_the_answer_says_what_the_file_must_show(
    sentence: str, service: Json, code: str
) -> None:
    assert summary(service) == SERVED
    said = {finding.code: finding.rule for finding in answer(service).findings}
    step, way = said[code], said["notice_open"]
    assert step is not None
    assert way is not None
    assert (step.id, step.standing, way.standing) == (way.id, Standing.DERIVED, Standing.CONFIRMED)
    assert step in answer(service).rules, "of the article as a whole no more is said than of the weaker step"


def test_a_notice_that_is_not_out_yet_is_judged_by_nothing_else() -> None:
    service = facts(attempt("public_notice", None, "sent 2022-03-01"), recipient=KNOWN)
    assert summary(service) == NOBODY
    assert "notice_not_published" in str(answer(service).findings)
