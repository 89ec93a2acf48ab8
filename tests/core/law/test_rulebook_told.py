"""Rules as the book tells them, word by word: chapter, sentence, conditions, and everything that the row says."""

from dataclasses import replace

import pytest

from songda.core.law import profile_of
from songda.core.law.facts import Channel
from songda.core.law.profile.conditions import Condition
from songda.core.law.profile.rows import Row
from songda.core.law.rulebook import NoWordsError, Rule, chapter_of
from songda.core.law.rulebook.book import all_rules
from songda.core.law.rulebook.rule_words import describe, particulars, terms_of
from tests.rows import all_rows

TOLD: list[tuple[str, str, str, str, str]] = [
    (
        "at.gog.89d.2",
        "effect",
        "A paper that reaches the recipient's electronic area is served on the next working day, Saturdays excluded.",
        "Recipient: legal professional; Way: electronic legal communication (ERV)",
        "What counts: arrival in the recipient's system; Result: served; Kind: deemed; Consent: not needed; Taken "
        "back by: failure; Takes effect: working day 1 after it",
    ),
    (
        "es.lec.162.2",
        "effect",
        "A paper that is not opened within three working days of being deposited is deemed served.",
        "Recipient: legal professional; Way: LexNET",
        "What counts: arrival in the recipient's system; Result: served; Kind: deemed; Consent: not needed; Taken "
        "back by: failure; Takes effect: working day 3 after it; Cut-off: what comes after 15:00 counts as received "
        "on the next working day",
    ),
    (
        "cn.cpl2017.89",
        "ways",
        "A soldier is served through the political organ of their unit (regiment or higher), not electronically, by "
        "post, by leaving or by notice.",
        "Case: civil, administrative, enforcement; the recipient is a soldier; Handed to: the recipient themselves; "
        "Way: electronic means, telephone, post, service by leaving, public notice",
        "Answer: closed",
    ),
    (
        "cn.crpli.205",
        "ways",
        "This way is open: post, entrusted service.",
        "Case: criminal; Way: post, entrusted service",
        "Answer: open",
    ),
    (
        "cn.olr.29.2.4",
        "consent",
        "A recipient who accepted a completed electronic service by replying or taking part, and did not clearly "
        "refuse, is taken to agree.",
        "",
        "Kind: acceptance by conduct; Unless: they had clearly refused before; By whom: the recipient themselves, "
        "their agent ad litem, their statutory agent, their bankruptcy administrator",
    ),
    (
        "cn.cc.18.2",
        "consent",
        "Whoever is sixteen or older and lives mainly on the income of their own work is taken to have full capacity.",
        "",
        "From age: 16; Only if: they live mainly on the income of their own work",
    ),
    (
        "cn.olr.29.2.4-2",
        "consent",
        "A recipient who replies to a service or acts on it, and has not clearly refused, is taken to agree to that "
        "service.",
        "",
        "What counts: reply that it was received, act on its content; By whom: the recipient themselves, "
        "their agent ad litem, their statutory agent, their designated receiver, their bankruptcy administrator",
    ),
    (
        "cn.cpl2021.60",
        "void",
        "Whoever cannot act in the suit themselves acts through their statutory agent; their own signature, "
        "refusal, reply or reading does not count.",
        "Case: civil, enforcement; the recipient cannot act for themselves",
        "By whom: the recipient themselves",
    ),
    (
        "cn.hkmo.9-2",
        "abroad",
        "The paper counts as served 3 months after the last publication.",
        "Recipient's domicile: Hong Kong or Macau; Way: public notice",
        "What counts: publication; Result: served; Kind: public notice; Consent: not needed; Where it was published: "
        "where is not told, newspapers of the mainland and of the place where they live; Several times: the last"
        " one counts; Takes effect: 3 months later",
    ),
    (
        "cn.hkmo.10.2",
        "rebuttal",
        "Where several ways were used, the one that first led to service fixes the date.",
        "Recipient's domicile: Hong Kong or Macau; Case: not criminal; Way: not public notice",
        "",
    ),
    (
        "cn.op17.8.0.4",
        "tried",
        "Where there is none either, the one that they often used in their dealings within a year stands for it.",
        "Case: civil, administrative, enforcement; Recipient's domicile: mainland China; How they withhold their "
        "address: refuses to give it though told what follows, evades",
        "Taken from: their dealings; Used: within 12 months",
    ),
    (
        "cn.mail04.11.2",
        "rebuttal",
        "Where the recipient proves this and the judge accepts it, the attempt does not count: no fault of theirs.",
        "Case: civil, administrative, enforcement; Recipient's domicile: mainland China; Way: direct service; "
        "Address taken from: what is on file",
        "Kind: no fault of theirs; Overturns: left",
    ),
    (
        "cn.olr.31.2-3",
        "rebuttal",
        "Where service is presumed or left to the judge, and they find that it counts, it counts; the finding does "
        "not move its day.",
        "Case: civil, administrative, enforcement; Recipient's domicile: mainland China; Way: electronic means",
        "Ruling: this attempt counts; Applies to: presumed served, the judge must find",
    ),
    (
        "cn.cpl2021.67.3",
        "rebuttal",
        "An attempt of which the judge finds that it does not count is left out.",
        "Case: civil, administrative, enforcement",
        "Ruling: this attempt does not count",
    ),
    (
        "cn.cpl2021.274.0.8-4",
        "tried",
        "Public notice needs every other way to have failed; to be tried before it: treaty, diplomatic or court "
        "channels, or in hand in the mainland, post, electronic service; of each one way in vain, or on record as "
        "impossible.",
        "Recipient's domicile: abroad",
        "To be tried before: treaty, diplomatic or court channels, or in hand in the mainland, post, electronic "
        "service; Sent off, and nothing heard: has failed after 3 months; "
        "Asked of another authority, and nothing heard: has failed after 6 months",
    ),
    (
        "cn.cpl2021.276-2",
        "period",
        "Period of appeal: 30 days, for each party from the day after their own service.",
        "Case: civil; Stage: first instance; Recipient's domicile: abroad; Paper: judgment, appealable ruling; "
        "Procedure: not small claims, payment order, special procedure",
        "Period: period of appeal; Days: 30",
    ),
    (
        "cn.cpl2021.274.0.8-5",
        "period",
        "Period of public notice: 3 months, from the day after the last publication.",
        "Case: civil, administrative, enforcement; Recipient's domicile: abroad",
        "Period: period of public notice; Months: 3; Runs from: the last publication; Last day a rest day: the "
        "period ends all the same; Use: for the calculator; it does not start by itself",
    ),
    (
        "cn.cpl2021.103.3",
        "period",
        "Time for the court to rule on an urgent preservation: 48 hours, from the hour after the application was "
        "accepted.",
        "Case: civil",
        "Period: time for the court to rule on an urgent preservation; Hours: 48; Runs from: the application was "
        "accepted; Use: for the calculator; it does not start by itself",
    ),
    (
        "cn.evidence.51.2",
        "period",
        "Period to produce evidence: the court may not set less than 15 days.",
        "Case: civil; Procedure: ordinary; Stage: first instance",
        "Period: period to produce evidence; At least: 15 days",
    ),
    (
        "cn.cpl2021.139-2",
        "guard",
        "The summons must be served at least 3 days before the hearing.",
        "Case: civil; Procedure: not simplified, small claims; Stage: not second instance, retrial",
        "Asks for: served early enough before the hearing; Days: 3",
    ),
]


def rule(anchor: str, language: str = "en") -> Rule:
    """The rule at a place of its jurisdiction's book."""
    rules = all_rules(profile_of(anchor.partition(".")[0]), language)
    return next(each for each in rules if each.anchor == anchor)


@all_rows(("anchor", "chapter", "sentence", "conditions", "says"), TOLD, ids=[row[0] for row in TOLD])
def test_a_rule_is_told_word_by_word(anchor: str, chapter: str, sentence: str, conditions: str, says: str) -> None:
    service = rule(anchor)
    assert (service.chapter, service.sentence) == (chapter, sentence)
    assert "; ".join(service.conditions) == conditions
    assert "; ".join(": ".join(pair) for pair in service.particulars) == says


def by(row: Row, *channels: str, wanted: bool = True) -> Row:
    """The row for these ways of service, or for all others."""
    return replace(row, conditions=(Condition("branch", frozenset({"civil"}), wanted=True), of(channels, wanted)))


def of(channels: tuple[str, ...], wanted: bool) -> Condition:
    return Condition("channel", frozenset(channels), wanted=wanted)


@all_rows("channel", Channel)
def test_an_effect_stands_where_its_way_of_service_stands(channel: str) -> None:
    row = profile_of("cn").rows.effect[0]
    is_electronic = channel in {"sms", "email", "wechat", "inbox", "fax"}
    assert chapter_of("effect", by(row, channel)) == ("effect" if is_electronic else "fallback")
    assert chapter_of("effect", by(row, channel, wanted=False)) == "effect"
    assert chapter_of("way", by(row, channel)) == "ways"


@pytest.mark.parametrize(
    ("zones", "chapter"), [({"foreign"}, "abroad"), ({"hkmo", "tw"}, "abroad"), ({"cn"}, "fallback")]
)
def test_an_effect_abroad_has_its_chapter(zones: set[str], chapter: str) -> None:
    posted = by(profile_of("cn").rows.effect[0], "mail")
    zoned = Condition("zone", frozenset(zones), wanted=True)
    assert chapter_of("effect", replace(posted, conditions=(*posted.conditions, zoned))) == chapter


def test_an_effect_of_every_way_stands_with_the_electronic_ones() -> None:
    row = profile_of("cn").rows.effect[0]
    assert chapter_of("effect", replace(row, conditions=())) == "effect"
    assert chapter_of("effect", by(row, "mail", "sms")) == "effect"


def test_a_sentence_names_no_way_for_which_the_rule_does_not_hold() -> None:
    row = rule("cn.crpli.205").row
    for wanted in (True, False):
        service = describe("way", by(row, "mail", wanted=wanted), profile_of("cn"), "en")
        assert ("post" in service.sentence) is wanted


def test_a_word_that_is_not_there_is_named_with_its_file() -> None:
    with pytest.raises(NoWordsError, match=r"^'?words\.rulebook\.en\.toml: \[word\.channel\] lacks 'pigeon'"):
        terms_of(profile_of("cn"), "en").name("channel", "pigeon")


def test_what_a_row_leaves_at_its_default_is_not_told() -> None:
    row = rule("cn.cc.18.1").row
    assert [label for label, _ in particulars(row, terms_of(profile_of("cn"), "en"))] == ["From age"]
