"""What the ladder says tier by tier: what was tried, what is open, what is ruled out, at which moment."""

import pytest

from songda.core.law import ladder, profile_of, read_facts, trace
from songda.core.law.attempt.ladder import Ladder, LadderStanding
from tests.core.law.given import (
    Json,
    answer,
    attempt,
    event,
    facts,
    rebuttal,
    rule_ids,
    ruled_out,
    summary,
)
from tests.core.law.notices import FOR_THE_JUDGE, KNOWN, LETTER, NOTICE, VISIT, WITHOUT, other


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
    service = dict(found.reason.values)["why"]
    assert [step.code for step in service] == codes  # type: ignore[attr-defined]


LATE = attempt("mail", "found", "returned 2022-03-10", id="a2")
SECOND = attempt("public_notice", None, "published 2022-04-01", id="n2")
TWICE = attempt("public_notice", None, "published 2022-03-01", "published 2022-04-01", id="n1")


def test_the_last_publication_counts_and_what_was_tried_before_it() -> None:
    assert summary(facts(TWICE, VISIT, LATE, recipient=KNOWN)) == "effective 2022-05-01 public_notice"


def test_a_publication_that_is_not_out_yet_plays_no_part() -> None:
    again = attempt("public_notice", None, "published 2022-03-01", "published 2022-07-15", id="n1")
    assert summary(facts(again, VISIT, LATE, recipient=KNOWN)) == FOR_THE_JUDGE


def test_a_notice_is_judged_from_the_very_moment_of_its_publication() -> None:
    service = facts(attempt("public_notice", None, "published 2022-07-01 00:00", id="n1"), recipient=KNOWN)
    assert [finding.code for finding in answer(service).findings] == [WITHOUT, "notice_goes_on_file"]


def test_the_ladder_of_a_soldier_has_only_the_ways_that_are_open_to_them() -> None:
    found = stands(recipient={"missing": False, "soldier": True})
    assert (found.has_ground, found.is_open) == (False, False)
    assert found.untried == ("direct", "entrusted")


def test_where_no_rule_asks_for_a_ladder_there_is_none() -> None:
    assert ladder(read_facts(facts(jurisdiction="at"))) is None


def test_where_a_notice_is_closed_nothing_gives_it_a_ground() -> None:
    found = stands(VISIT, LETTER, case={"procedure": "simplified"}, recipient={"missing": True})
    assert (found.has_ground, found.is_open) == (False, False)
    assert "简易程序" in found.sentence()


@pytest.mark.parametrize(
    ("service", "matched", "says"),
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
def test_the_trace_tells_the_tiers(service: Json, matched: bool, says: str) -> None:
    lines = {each.rule.id: each for each in trace(read_facts(service)) if each.kind == "exhaustion"}
    line = lines["cn.cpl2021.95.1"]
    assert line.matched is matched
    assert says in profile_of("cn").wording.sentence(line.why, "zh")


def test_the_article_of_the_ladder_is_among_the_rules() -> None:
    assert "cn.cpl2021.95.1" in rule_ids(facts(NOTICE, VISIT, LETTER, recipient=KNOWN))


@pytest.mark.parametrize(
    ("cause", "address", "in_vain"),
    [
        ("refused", "found", False),
        ("refused", "confirmed", False),
        ("nobody_met", "found", True),
        ("nobody_met", "confirmed", True),
        ("moved_untold", "found", True),
        ("moved_untold", "confirmed", False),
    ],
)
def test_a_letter_is_in_vain_only_where_its_return_serves_nobody(cause: str, address: str, in_vain: bool) -> None:
    """Mail provisions, art. 11(1): what they refuse themselves is served, wherever it was offered."""
    back = event("returned 2022-02-10") | {"cause": cause}
    assert ("mail" in stands(attempt("mail", address, events=[back], id="a2")).tried) is in_vain


@pytest.mark.parametrize(("source", "in_vain"), [("register", False), (None, True)])
def test_so_a_letter_to_the_place_that_stands_for_an_address_they_withhold(source: str | None, in_vain: bool) -> None:
    back = event("returned 2022-02-10") | {"cause": "nobody_met"}
    withheld = {"address_withheld": [{"how": "refuses", "at": "2022-01-10T09:00:00+08:00"}]}
    tried = attempt("mail", "confirmed", events=[back], id="a2", address_source=source)
    assert ("mail" in stands(tried, recipient=KNOWN | withheld).tried) is in_vain
