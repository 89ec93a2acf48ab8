"""The tables of a jurisdiction fit together: sources, words and sentences are all there, and unsure rows are off."""

import re
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from string import Formatter

import pytest

from songda.core.law import Citation, Profile, ProfileError, Reason, jurisdictions, profile_of
from songda.core.law.decision import Standing
from songda.core.law.facts import AddressClass, Channel, ConsentGround, PaperKind, RebuttalGround, Stage
from songda.core.law.profile.rows import GuardNeed, GuardRow, Row
from songda.core.law.profile.sources import chinese_number
from songda.core.law.profile.table import KINDS, Vocabulary, read_row, read_rows
from tests.rows import all_rows

VOCABULARIES = {
    "channel": Channel,
    "class": AddressClass,
    "consent": ConsentGround,
    "paper": PaperKind,
    "rebuttal": RebuttalGround,
    "stage": Stage,
}
LANGUAGES = ("zh", "en")
BOTH = ("_yes", "_no")
# A guard row says whether it holds; these are shown in one of the two cases only.
ENDS = {GuardNeed.NEVER: ["_no"], GuardNeed.NOT_AGAINST_THEM: ["_no"], GuardNeed.ROLE_UNTOLD: ["_yes"]}


def every_row(profile: Profile) -> list[Row]:
    """All rows, those switched off among them."""
    on = [row for kind in KINDS for row in getattr(profile.rows, kind)]
    return on + [row for rows in profile.rows.off.values() for row in rows]


@pytest.fixture(params=jurisdictions())
def profile(request: pytest.FixtureRequest) -> Profile:
    return profile_of(request.param)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_row_has_a_citation_and_a_sentence(profile: Profile, language: str) -> None:
    sentences = profile.wording.languages[language].sentences
    for row in every_row(profile):
        assert profile.wording.cite(row.rule, language)
        said = [f"{row.say}{end}" for end in (ENDS.get(row.needs, BOTH) if isinstance(row, GuardRow) else [""])]
        assert [code for code in said if code not in sentences] == []


def test_both_languages_say_the_same_things(profile: Profile) -> None:
    zh, en = (profile.wording.languages[language] for language in LANGUAGES)
    assert zh.sentences.keys() == en.sentences.keys()
    for code, sentence in zh.sentences.items():
        assert blanks(sentence) == blanks(en.sentences[code]), code
    assert {subject: words.keys() for subject, words in zh.words.items()} == {
        subject: words.keys() for subject, words in en.words.items()
    }


def blanks(sentence: str) -> set[str]:
    """What is filled into a sentence, but for the day and the hour of the same moment."""
    names = {name for _, name, _, _ in Formatter().parse(sentence) if name}
    return names - {"channel", "at"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_that_a_sentence_may_need_is_there(profile: Profile, language: str) -> None:
    words = profile.wording.languages[language].words
    for subject, vocabulary in VOCABULARIES.items():
        lacking = set(vocabulary) - words[subject].keys()
        assert lacking == set(), f"[{subject}] of songda/core/law/profiles/words.{language}.toml lacks them"
    assert {row.kind for row in profile.rows.period} <= words["period"].keys()


def test_every_row_could_be_in_force_some_day(profile: Profile) -> None:
    assert [row.rule.id for row in every_row(profile) if row.since >= row.until] == []


def test_unsure_rows_are_switched_off(profile: Profile) -> None:
    on = [row for kind in KINDS for row in getattr(profile.rows, kind)]
    assert not any(row.off for row in on)
    assert all(row.off for rows in profile.rows.off.values() for row in rows)


def test_the_unsure_rows_of_china_are_known() -> None:
    off = profile_of("cn").rows.off
    assert [(kind, row.rule.id) for kind, rows in off.items() for row in rows] == [
        ("effect", "cn.cpl2023.283.2"),
        ("way", "cn.crpl.292"),
        ("way", "cn.cpli.549"),
        ("way", "cn.foreign06.3"),
        ("way", "cn.foreign06.12"),
    ]


def test_a_regime_is_found_by_moment_and_by_day() -> None:
    profile = profile_of("cn")
    midnight = datetime(2022, 1, 1, tzinfo=timezone(timedelta(hours=8)))
    for moment in (midnight, midnight - timedelta(seconds=1)):
        assert profile.regime_at(moment) == profile.regime_on(profile.day_of(moment))
    assert profile.regime_at(midnight) == profile.regime_at(midnight - timedelta(seconds=1)) + 1


@all_rows(
    ("number", "text"),
    [
        (1, "一"),
        (10, "十"),
        (15, "十五"),
        (31, "三十一"),
        (90, "九十"),
        (100, "一百"),
        (105, "一百零五"),
        (110, "一百一十"),
        (283, "二百八十三"),
        (1005, "一千零五"),
        (1147, "一千一百四十七"),
        (2010, "二千零一十"),
    ],
)
def test_articles_are_numbered_as_in_statutes(number: int, text: str) -> None:
    assert chinese_number(number) == text


@pytest.mark.parametrize(
    ("rule", "zh", "en"),
    [
        (
            "cn.olr.31.2.1",
            "人民法院在线诉讼规则 第三十一条第二款第一项",
            "Online Litigation Rules of the People's Courts, art. 31 para. 2 item 1",
        ),
        (
            "cn.cpl2021.274.0.7",
            "中华人民共和国民事诉讼法（2021年修正） 第二百七十四条第七项",
            "Civil Procedure Law (as amended in 2021), art. 274 item 7",
        ),
    ],
)
def test_citations(rule: str, zh: str, en: str) -> None:
    wording = profile_of("cn").wording
    assert (wording.place(rule, "zh"), wording.place(rule, "en")) == (zh, en)


@pytest.mark.parametrize(
    ("jurisdiction", "rule", "zh"),
    [
        ("at", "at.gog.89d.2", "第89d条第2款"),
        ("es", "es.lec.162.2", "第162条第2款"),
        ("cn", "cn.olr.5.1", "第五条第一款"),
    ],
)
def test_only_statutes_in_chinese_number_their_articles_in_chinese(jurisdiction: str, rule: str, zh: str) -> None:
    assert profile_of(jurisdiction).wording.place(rule, "zh").endswith(f" {zh}")


@pytest.mark.parametrize(("is_chinese", "zh"), [(True, ["第一百二十条", "第12a条"]), (False, ["第120条", "第12a条"])])
def test_of_an_article_only_what_is_a_number_is_written_as_one(is_chinese: bool, zh: list[str]) -> None:
    wording = profile_of("cn").wording
    source, style = replace(wording.sources.by_id["olr"], chinese_numerals=is_chinese), wording.languages["zh"].cite
    assert [source.cite(article, "zh", style).rpartition(" ")[2] for article in ("120", "12a")] == zh


def test_a_sentence_carries_its_citation() -> None:
    wording = profile_of("cn").wording
    day = Reason(
        "moved_over_rest_days",
        (("day", date(2022, 10, 7)), ("end", date(2022, 10, 8))),
        Citation("cn.cpl2021.85.3", Standing.CONFIRMED),
    )
    assert wording.sentence(day, "en") == (
        "2022-10-07 is a rest day; the period ends on 2022-10-08. "
        "(Civil Procedure Law (as amended in 2021), art. 85 para. 3 [as the text says])"
    )


def test_a_jurisdiction_that_is_not_there_is_refused() -> None:
    with pytest.raises(ProfileError, match="no rules for 'atlantis'"):
        profile_of("atlantis")


CN = profile_of("cn").wording.sources
WORDS = Vocabulary(
    "cn", CN.by_id, {"channel": {"all": ["sms"]}, "person": {}}, frozenset({"cn"}), {}, frozenset({"house"})
)


@all_rows(
    ("kind", "table", "message"),
    [
        ("way", {"cite": "nowhere.1", "open": True, "say": "way_open"}, "unknown source"),
        ("way", {"cite": "olr.1", "open": True, "colour": "red"}, "unknown key"),
        ("way", {"cite": "olr.1", "open": True, "when": {"colour": "red"}}, "names something unknown"),
        ("way", {"cite": "olr.1", "open": True, "when": ["sms"]}, "names something unknown"),
        ("way", {"cite": "olr.1", "open": True, "when": {"channel": "pigeon"}}, "channel cannot be 'pigeon'"),
        ("way", {"cite": "olr.1", "open": True, "when": {"court": "naval"}}, "court cannot be"),
        ("way", {"cite": "olr.1", "open": True, "when": {"zone": "mars"}}, "zone cannot be"),
        ("way", {"cite": "olr.1", "open": True, "since": "2022"}, "are dates"),
        ("effect", {"cite": "olr.1", "events": "arrived", "status": "effective", "ground": "arrival"}, "'arrived'"),
        ("effect", {"cite": "olr.1", "events": ["arrived"], "status": "splendid"}, "splendid"),
        ("way", {"cite": "olr.1", "open": True, "ground": "arrival"}, "WayRow"),
        ("way", {"cite": "olr.1", "open": True, "size": 1, "colour": "red"}, "unknown key ['colour', 'size']"),
        ("way", {"cite": "olr.1", "open": True, "until": "2022"}, "are dates"),
        ("way", {"cite": "olr.1", "open": True, "when": ["channel"]}, "names something unknown"),
        ("way", {"cite": "olr.1", "open": True, "when": {"channel": 5}}, "channel cannot be 5"),
        ("way", {"cite": "olr.1", "open": True, "mark": "certain"}, "certain"),
        ("way", {"cite": "olr.1", "open": True, "mark": "unsure"}, "what is unsure says whether it is off"),
        ("way", {"cite": "olr.1", "open": True, "mark": "unchecked"}, "no row can say of itself that it is unchecked"),
        ("way", {"cite": "olr.1", "open": True, "allowed_by": "olr.2"}, "only an analogy is allowed by an article"),
        ("way", {"cite": "olr.1", "open": True, "mark": "analogy", "allowed_by": "no.2"}, "unknown source in 'no.2'"),
        ("guard", {"cite": "house.1", "mark": "derived"}, "a rule of the house has no mark"),
        ("excluded", {"cite": "olr.1", "by": 5}, "5 is not known here"),
        ("exhaustion", {"cite": "olr.1", "tiers": ["sms"]}, "['sms'] is not known here"),
    ],
)
def test_a_row_with_an_unknown_word_is_refused_when_it_is_read(
    kind: str, table: dict[str, object], message: str
) -> None:
    with pytest.raises(ProfileError, match=re.escape(message)):
        list(read_row(kind, table, WORDS))


@pytest.mark.parametrize(
    ("said", "since"),
    [("2020-01-01", "2021-08-01"), ("2022-01-01", "2022-01-01")],
    ids=["a row is not older than its source", "it may be younger"],
)
def test_a_row_is_in_force_while_both_it_and_its_source_are(said: str, since: str) -> None:
    table = {"cite": "olr.1", "open": True, "since": date.fromisoformat(said)}
    (row,) = read_row("way", table, WORDS)
    assert row.since == date.fromisoformat(since)


def test_an_unknown_kind_of_row_is_refused() -> None:
    with pytest.raises(ProfileError, match="no kind of row named 'whim'"):
        list(read_rows({"whim": []}, WORDS))
