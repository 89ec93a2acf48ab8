"""What a public notice needs before it: missing, or every tier of other ways exhausted (CPL 95, CPL-I 138 to 140)."""

from typing import NamedTuple

import pytest

from songda.core.law import ladder, profile_of, read_facts, trace
from songda.core.law.ladder.ladder import Ladder, LadderStanding
from tests.core.law.told import (
    OTHER_HASH,
    Json,
    answer,
    attempt,
    consent,
    facts,
    rebuttal,
    refusal,
    rule_ids,
    ruled_out,
    ruling,
    summary,
)

KNOWN: Json = {"missing": False}
NOTICE = attempt("public_notice", None, "published 2022-03-01", id="n1")
VISIT = attempt("direct", None, "failed 2022-02-02", id="a1")
LETTER = attempt("mail", "found", "returned 2022-02-10", id="a2")
SERVED = "effective 2022-03-31 public_notice"
FOR_THE_JUDGE = "awaiting_judge"
NOBODY = "not_effective"

FAIL, ALL, WITHOUT = "notice_ladder_incomplete", "notice_needs_the_ladder", "notice_without_ground"
OUT = "notice_other_ways_fail"


class Case(NamedTuple):
    """A sentence, what is told beside the notice, and what the answer is and rests on."""

    sentence: str
    tried: tuple[Json, ...]
    expected: str
    code: str
    more: Json = {}


def other(way: str, *events: str, **more: object) -> Json:
    """A try for another order."""
    return attempt(way, None, *events, id=f"other-{way}", paper_sha256=OTHER_HASH, **more)


def message(address_class: str, *events: str) -> Json:
    """A text message for another order."""
    return attempt("sms", address_class, *events, id="other-sms", paper_sha256=OTHER_HASH)


HOME = other("mail", "returned 2022-02-20") | {"address_class": "confirmed"}

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


def told(case: Case) -> Json:
    return facts(NOTICE, *case.tried, **({"recipient": KNOWN} | case.more))


@pytest.mark.parametrize("case", [*CASES, *FINER], ids=[case.sentence for case in [*CASES, *FINER]])
def test_a_notice_needs_every_tier(case: Case) -> None:
    assert summary(told(case)) == case.expected
    codes = [finding.code for finding in answer(told(case)).findings]
    assert case.code in str(answer(told(case)).findings)
    assert ("notice_ran_out" in codes, "notice_has_run" in codes) == (
        case.expected == FOR_THE_JUDGE,
        case.expected.startswith("effective"),
    )
    assert all(finding.rule is not None for finding in answer(told(case)).findings if finding.code == case.code)


ABROAD: list[tuple[str, str, Json, str]] = [
    (
        "three months after everything was sent, nothing was heard",
        "cn.cpl2021.274.0.8",
        facts(
            attempt("public_notice", None, "published 2022-03-01", id="n1"),
            *[attempt(way, None, "sent 2021-11-30", id=way) for way in ("entrusted", "mail", "email")],
            recipient={"missing": False, "domicile": "sg"},
        ),
        "effective 2022-06-01 public_notice",
    ),
    (
        "the months have not run",
        "cn.cpl2021.274.0.8",
        facts(
            attempt("public_notice", None, "published 2022-03-01", id="n1"),
            attempt("mail", None, "returned 2022-02-01", id="mail"),
            *[attempt(way, None, "sent 2021-12-02", id=way) for way in ("entrusted", "email")],
            recipient={"missing": False, "domicile": "sg"},
        ),
        "awaiting_judge",
    ),
    (
        "the months run from the sending, whatever the post says it has accepted since",
        "cn.cpl2021.274.0.8",
        facts(
            attempt("public_notice", None, "published 2022-03-01", id="n1"),
            *[attempt(way, None, "sent 2021-11-30", "accepted 2021-12-05", id=way) for way in ("mail", "email")],
            attempt("entrusted", None, "returned 2022-02-01", id="a1"),
            recipient={"missing": False, "domicile": "sg"},
        ),
        "effective 2022-06-01 public_notice",
    ),
    (
        "of a letter that was signed for something was heard",
        "cn.cpl2021.274.0.8",
        facts(
            attempt("public_notice", None, "published 2022-03-01", id="n1"),
            *[attempt(way, None, "sent 2021-11-30", id=way) for way in ("entrusted", "email")],
            recipient={"missing": False, "domicile": "sg"},
            other_tries=[attempt("mail", None, "sent 2021-11-30", "signed 2021-12-10 cohabitant", id="o1")],
        ),
        "awaiting_judge",
    ),
    (
        "their state allows neither post nor electronic service",
        "cn.cpl2021.274.0.8",
        facts(
            attempt("public_notice", None, "published 2022-03-01", id="n1"),
            attempt("entrusted", None, "returned 2022-02-01", id="a1"),
            ruled_out=[ruled_out("mail", "2022-02-01", "closed_by_law")],
            recipient={"missing": False, "domicile": "sg", "home_law_forbids_electronic": True},
        ),
        "effective 2022-06-01 public_notice",
    ),
    (
        "Hong Kong: the court there sent it back, the letter and the mail were not answered",
        "cn.hkmo.9",
        facts(
            attempt("public_notice", None, "published 2022-03-01", id="n1"),
            attempt("entrusted", None, "returned 2022-02-01", id="a1"),
            *[attempt(way, None, "sent 2021-11-01", id=way) for way in ("mail", "email")],
            recipient={"missing": False, "domicile": "hk"},
        ),
        "effective 2022-06-01 public_notice",
    ),
    (
        "Hong Kong: by post alone",
        "cn.hkmo.9",
        facts(
            attempt("public_notice", None, "published 2022-03-01", id="n1"),
            attempt("mail", None, "returned 2022-02-01", id="a1"),
            recipient={"missing": False, "domicile": "hk"},
        ),
        "awaiting_judge",
    ),
]


@pytest.mark.parametrize(("sentence", "article", "told", "expected"), ABROAD, ids=[row[0] for row in ABROAD])
def test_beyond_the_mainland_the_tiers_are_those_of_its_own_texts(
    sentence: str, article: str, told: Json, expected: str
) -> None:
    assert summary(told) == expected
    assert article in {finding.rule.id for finding in answer(told).findings if finding.rule}


RULED: list[tuple[str, str, Json, str]] = [
    (
        f"the judge finds that the notice counts, in {year} ({domicile})",
        f"cn.{article}",
        facts(
            attempt(
                "public_notice",
                None,
                f"published {year}-03-01",
                id="n1",
                rulings=[ruling(f"{year}-09-01", counts=True)],
            ),
            attempt("mail", None, f"returned {year}-02-01", id="a1"),
            recipient={"missing": False, "domicile": domicile},
            as_of=f"{year}-12-31T00:00:00+08:00",
            hearing_at=None,
        ),
        f"effective {year}-{day} public_notice",
    )
    for year, domicile, article, day in (
        (2020, "cn", "cpl2017.92.1", "04-30"),
        (2022, "cn", "cpl2021.95.1", "03-31"),
        (2024, "cn", "cpl2023.95.1", "03-31"),
        (2020, "sg", "cpl2017.267.0.8", "06-01"),
        (2022, "sg", "cpl2021.274.0.8", "06-01"),
        (2024, "sg", "cpl2023.283.2", "04-30"),
        (2022, "hk", "hkmo.9", "06-01"),
    )
]


@pytest.mark.parametrize(("sentence", "article", "told", "expected"), RULED, ids=[row[0] for row in RULED])
def test_the_judges_ruling_confirms_a_notice_on_its_own_day(
    sentence: str, article: str, told: Json, expected: str
) -> None:
    assert summary(told) == expected
    assert article in [finding.rule.id for finding in answer(told).findings if finding.code == "ruling_confirms"]


def test_the_judge_cannot_make_a_notice_good_before_which_nothing_was_tried() -> None:
    notice = NOTICE | {"rulings": [ruling("2022-05-01", counts=True)]}
    alone = facts(notice, recipient=KNOWN)
    assert summary(alone) == NOBODY
    assert "ruling_heals_nothing" in str(answer(alone).findings)


UNTOLD = [
    ("nothing is told", facts(NOTICE), "notice_without_ladder"),
    ("a letter came back", facts(NOTICE, LETTER), "notice_unless_missing"),
    ("everything was tried", facts(NOTICE, VISIT, LETTER), ALL),
    ("they are missing", facts(NOTICE, recipient={"missing": True}), "notice_for_the_missing"),
]


@pytest.mark.parametrize(("sentence", "told", "code"), UNTOLD, ids=[row[0] for row in UNTOLD])
def test_where_it_is_not_told_whether_they_are_missing_the_notice_counts_and_the_answer_says_what_the_file_must_show(
    sentence: str, told: Json, code: str
) -> None:
    assert summary(told) == SERVED
    said = {finding.code: finding.rule for finding in answer(told).findings}
    assert said[code] == said["notice_open"]


def test_a_notice_that_is_not_out_yet_is_judged_by_nothing_else() -> None:
    told = facts(attempt("public_notice", None, "sent 2022-03-01"), recipient=KNOWN)
    assert summary(told) == NOBODY
    assert "notice_not_published" in str(answer(told).findings)


def stands(*attempts: Json, **more: object) -> Ladder:
    found = ladder(read_facts(facts(*attempts, **({"recipient": KNOWN} | more))))
    assert found is not None
    return found


def test_the_ladder_tells_tier_by_tier_what_was_tried_and_what_is_open() -> None:
    found = stands(LETTER, ruled_out=[ruled_out("entrusted", "2022-02-11", "closed_by_law")])
    assert (found.standing, found.has_ground) == (LadderStanding.INCOMPLETE, False)
    assert (found.tried, found.untried) == (("mail",), ("direct", "left"))
    in_person, by_post, electronically = found.tiers
    assert found.name_of(by_post, "en") != found.name_of(in_person, "en")
    assert (in_person.is_begun, in_person.is_exhausted, in_person.open) == (False, False, ("direct", "left"))
    assert (by_post.is_exhausted, by_post.ruled_out[0].channel) == (True, "entrusted")
    assert (electronically.is_begun, electronically.is_exhausted, electronically.open) == (False, True, ())
    assert "公告前邮寄未能送达、委托送达不能采用（法律规定不能采用），但直接送达或者" in found.sentence()
    assert "direct service or leaving" in found.sentence("en")
    assert [found.name_of(electronically, language) for language in ("zh", "en")] == ["电子送达", "electronic service"]


def test_a_ladder_that_is_exhausted_says_what_was_tried() -> None:
    found = stands(VISIT, LETTER)
    assert (found.standing, found.has_ground) == (LadderStanding.EXHAUSTED, True)
    assert "已采用：直接送达、邮寄" in found.sentence()
    assert "tried before it: direct service, post" in found.sentence("en")


def test_a_way_that_was_tried_in_vain_is_neither_open_nor_told_as_ruled_out() -> None:
    (in_person, *_) = stands(VISIT, ruled_out=[ruled_out("direct", "2022-02-11")]).tiers
    assert (in_person.tried, in_person.open, in_person.ruled_out) == (("direct",), ("left",), ())


@pytest.mark.parametrize("grounds", [("closed_by_law", "no_address_known"), ("no_address_known", "closed_by_law")])
def test_of_two_notes_of_one_moment_the_same_is_told(grounds: tuple[str, str]) -> None:
    notes = [ruled_out("left", "2022-02-11", ground) for ground in grounds]
    assert [note.ground for note in stands(ruled_out=notes).tiers[0].ruled_out] == ["no_address_known"]


def test_of_two_notes_the_newer_one_is_told() -> None:
    notes = [ruled_out("left", "2022-02-11", "no_address_known"), ruled_out("left", "2022-02-12", "closed_by_law")]
    assert [note.ground for note in stands(ruled_out=notes).tiers[0].ruled_out] == ["closed_by_law"]


TEN = "2022-02-15T10:00:00+08:00"
NOT_HIS = rebuttal("not_own_address", "2022-02-15") | {"proved_at": TEN}


@pytest.mark.parametrize(
    ("more", "tried", "ruled"),
    [
        ({}, ("mail",), ()),
        ({"other_tries": [other("mail", "signed 2022-02-15 10:00 cohabitant")]}, (), ()),
        ({"other_tries": [other("mail", "signed 2022-02-14", rebuttals=[NOT_HIS])]}, ("mail",), ()),
        ({"ruled_out": [ruled_out("entrusted", "2022-02-15")]}, ("mail",), ("entrusted",)),
    ],
    ids=["it came back", "another one was taken", "that did not count", "another way was called impossible"],
)
def test_what_happened_at_the_very_moment_asked_about_is_known(
    more: Json, tried: tuple[str, ...], ruled: tuple[str, ...]
) -> None:
    back = attempt("mail", "found", "returned 2022-02-10" if more else "returned 2022-02-15 10:00", id="a2")
    by_post = stands(back, as_of=TEN, **more).tiers[1]
    assert (by_post.tried, tuple(note.channel for note in by_post.ruled_out)) == (tried, ruled)


@pytest.mark.parametrize(("moment", "tried"), [("23:59:58", ()), ("23:59:59", ("mail",))])
def test_silence_has_lasted_long_enough_at_the_end_of_the_last_day(moment: str, tried: tuple[str, ...]) -> None:
    """Civil Procedure Law of 2021, art. 274(8): three months from the day of posting."""
    found = stands(
        attempt("mail", None, "sent 2021-11-30", id="a2"),
        as_of=f"2022-02-28T{moment}+08:00",
        recipient={"missing": False, "domicile": "sg"},
    )
    assert found.tried == tried


def test_nothing_is_untried_in_a_tier_that_is_exhausted() -> None:
    assert stands(VISIT).untried == ("mail", "entrusted")


def test_the_names_are_told_in_chinese_where_no_language_is_asked_for() -> None:
    found = stands(VISIT)
    assert [found.name_of(tier) for tier in found.tiers] == [found.name_of(tier, "zh") for tier in found.tiers]


def test_of_the_missing_nothing_need_be_tried() -> None:
    found = stands(recipient={"missing": True})
    assert (found.has_ground, found.standing) == (True, LadderStanding.MISSING)


def test_the_tiers_that_are_not_exhausted_are_named() -> None:
    assert dict(stands(LETTER).reason.values)["tier"] == ("in_person",)
    assert dict(stands().reason.values)["tier"] == ("in_person", "by_post")


@pytest.mark.parametrize(
    ("grounds", "tried", "codes"),
    [
        (
            {"mail": "no_address_known", "entrusted": "no_address_known"},
            (VISIT,),
            ["way_in_vain", "tier_ruled_out"],
        ),
        (
            {"mail": "no_address_known", "entrusted": "closed_by_law"},
            (VISIT,),
            ["way_in_vain", "way_ruled_out", "way_ruled_out"],
        ),
        ({"entrusted": "closed_by_law"}, (VISIT,), ["way_in_vain", "way_ruled_out"]),
        ({"entrusted": "closed_by_law"}, (VISIT, LETTER), ["way_in_vain", "way_in_vain", "way_ruled_out"]),
    ],
    ids=["one reason for a whole tier", "two reasons", "a way is open", "a way was tried"],
)
def test_a_tier_is_told_at_once_only_where_one_reason_holds_for_all_of_it(
    grounds: dict[str, str], tried: tuple[Json, ...], codes: list[str]
) -> None:
    found = stands(*tried, ruled_out=[ruled_out(way, "2022-02-11", ground) for way, ground in grounds.items()])
    told = dict(found.reason.values)["why"]
    assert [step.code for step in told] == codes  # type: ignore[attr-defined]


LATE = attempt("mail", "found", "returned 2022-03-10", id="a2")
SECOND = attempt("public_notice", None, "published 2022-04-01", id="n2")
TWICE = attempt("public_notice", None, "published 2022-03-01", "published 2022-04-01", id="n1")


def test_the_last_publication_counts_and_what_was_tried_before_it() -> None:
    assert summary(facts(TWICE, VISIT, LATE, recipient=KNOWN)) == "effective 2022-05-01 public_notice"


def test_a_publication_that_is_not_out_yet_plays_no_part() -> None:
    again = attempt("public_notice", None, "published 2022-03-01", "published 2022-07-15", id="n1")
    assert summary(facts(again, VISIT, LATE, recipient=KNOWN)) == FOR_THE_JUDGE


def test_a_notice_is_judged_from_the_very_moment_of_its_publication() -> None:
    told = facts(attempt("public_notice", None, "published 2022-07-01 00:00", id="n1"), recipient=KNOWN)
    assert [finding.code for finding in answer(told).findings] == [WITHOUT]


def test_the_ladder_of_a_soldier_has_only_the_ways_that_are_open_to_them() -> None:
    found = stands(recipient={"missing": False, "soldier": True})
    assert (found.has_ground, found.is_open) == (False, False)
    assert found.untried == ("direct", "entrusted")


def test_where_no_rule_asks_for_a_ladder_there_is_none() -> None:
    assert ladder(read_facts(facts(recipient={"domicile": "tw"}))) is None


def test_where_a_notice_is_closed_nothing_gives_it_a_ground() -> None:
    found = stands(VISIT, LETTER, case={"procedure": "simplified"}, recipient={"missing": True})
    assert (found.has_ground, found.is_open) == (False, False)
    assert "简易程序" in found.sentence()


@pytest.mark.parametrize(
    ("told", "held", "says"),
    [
        (
            facts(VISIT, recipient=KNOWN),
            False,
            "直接送达未能送达、邮寄送达或者委托送达：没有未能送达的记录",
        ),
        (facts(NOTICE, VISIT, LETTER, recipient=KNOWN), True, "电子送达：依法不能采用，或者未经同意"),
        (
            facts(VISIT, recipient=KNOWN, ruled_out=[ruled_out(way, "2022-02-01") for way in ("mail", "entrusted")]),
            True,
            "邮寄送达或者委托送达：记明不能采用",
        ),
        (facts(recipient={"missing": True}), True, "下落不明"),
        (facts(TWICE, VISIT, LATE, recipient=KNOWN), True, "邮寄送达或者委托送达：邮寄未能送达"),
        (facts(NOTICE, SECOND, VISIT, LATE, recipient=KNOWN), True, "邮寄送达或者委托送达：邮寄未能送达"),
        (
            facts(
                attempt("public_notice", None, "published 2022-03-01", id="n1"),
                VISIT,
                attempt("mail", "found", "returned 2022-03-01 20:00", id="a2"),
                recipient=KNOWN,
                as_of="2022-03-01T12:00:00+08:00",
            ),
            False,
            "邮寄送达或者委托送达：没有未能送达的记录",
        ),
    ],
    ids=[
        "one tier",
        "before the notice",
        "ruled out",
        "missing",
        "before the last notice",
        "of two notices",
        "not known yet",
    ],
)
def test_the_trace_tells_the_tiers(told: Json, held: bool, says: str) -> None:
    lines = {each.rule.id: each for each in trace(read_facts(told)) if each.kind == "exhaustion"}
    line = lines["cn.cpl2021.95.1"]
    assert line.held is held
    assert says in profile_of("cn").wording.sentence(line.why, "zh")


def test_the_article_of_the_ladder_is_among_the_rules() -> None:
    assert "cn.cpl2021.95.1" in rule_ids(facts(NOTICE, VISIT, LETTER, recipient=KNOWN))
