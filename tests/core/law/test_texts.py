"""The statutes' own words stand beside the rows: complete, unchanged, and with the very part that a citation names."""

import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path
from shutil import copytree

import pytest

from songda.core.law import Profile, profile_of
from songda.core.law.decision import Standing
from songda.core.law.profile import load
from songda.core.law.profile.rows import Row
from songda.core.law.profile.sources import hash_of, read_texts
from songda.core.law.profile.table import KINDS
from songda.core.law.rulebook import article_page, find_in_texts
from songda.core.law.rulebook.wording_of_law import cited_text, watched

CN = profile_of("cn")
FOLDER = Path(str(files("songda.core.law"))) / "profiles"
UNREAD = {"op17", "gpl", "foreign06", "hague", "jy03", "pilot20"}


def rows(profile: Profile = CN) -> Iterator[Row]:
    """All rows, those that are switched off too."""
    for kind in KINDS:
        yield from (*getattr(profile.rows, kind), *profile.rows.off.get(kind, ()))


def source_of(rule: str) -> str:
    return rule.split(".")[1]


CITED = sorted({row.rule.id for row in rows()} - {row.rule.id for row in rows() if source_of(row.rule.id) in UNREAD})


def test_every_article_that_a_row_cites_stands_here_in_the_statutes_own_words() -> None:
    lacking = [rule for rule in CITED if source_of(rule) not in CN.own_rules and cited_text(rule, CN, "zh") is None]
    assert lacking == [], "add the article's words to profiles/cn/texts/<source>.toml"


def test_the_paragraph_and_item_that_a_row_cites_are_there() -> None:
    parts = {rule: cited_text(rule, CN, "zh") for rule in CITED if len(rule.split(".")) > 3}
    assert [rule for rule, text in parts.items() if text and not any(line.is_cited for line in text.lines)] == []


def test_no_word_is_another_than_when_the_rows_were_read() -> None:
    kept = ((source, article) for source, text in CN.texts.items() for article in text.articles.values())
    changed = [f"{source} {article.number}" for source, article in kept if not article.is_as_read]
    assert changed == [], "read the rows of these articles again, then renew their sha256"


def test_every_article_begins_with_its_own_number() -> None:
    for rule in CITED:
        text = cited_text(rule, CN, "zh")
        number = CN.wording.place(".".join(rule.split(".")[:3]), "zh").split(" ")[-1]
        beginnings = (f"{number}\u3000", f"{rule.split('.')[2]}.")  # older provisions count in figures
        assert text is None or text.article.words.startswith(beginnings), rule


def test_a_texts_days_are_those_of_its_source() -> None:
    sources = CN.wording.sources.by_id
    for name, text in CN.texts.items():
        assert (text.adopted_on or text.promulgated_on or date.max) <= text.in_force_on
        assert text.in_force_on < sources[name].until
        assert text.checked_on >= text.in_force_on


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        ("cn.olr.31.1", ["即为送达。"]),
        ("cn.olr.29.2.2", ["（二）受送达人在诉讼前"]),
        ("cn.cpl2023.283.1.9", ["（九）采用能够确认受送达人收悉的电子方式送达"]),
        ("cn.cpl2023.283.2", ["不能用上述方式送达的，公告送达"]),
        ("cn.tw.3.2", ["采用上述方式不能送达"]),  # a line that goes on with an item is no paragraph
        ("cn.tw.3.1.1", ["（一）受送达人居住在大陆的", "受送达人不在大陆居住"]),
        ("cn.cpl2017.267.0.4", ["（四）向受送达人委托的"]),
    ],
)
def test_the_cited_part_and_nothing_else_is_marked(rule: str, says: list[str]) -> None:
    text = cited_text(rule, CN, "zh")
    assert text is not None
    assert len(text.cited) == len(says)
    assert all(part in line for part, line in zip(says, text.cited, strict=True))


def test_a_citation_of_a_whole_article_marks_no_line_and_tells_all() -> None:
    text = cited_text("cn.hkmo.8", CN, "en")
    assert text is not None
    assert [line.is_cited for line in text.lines] == [False]
    assert text.cited == (text.article.words,)


@pytest.fixture
def changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Profile:
    """China's tables with one word of one article changed."""
    copytree(FOLDER, tmp_path / "profiles")
    file = tmp_path / "profiles" / "cn" / "texts" / "olr.toml"
    file.write_text(file.read_text("utf-8").replace("即为送达", "视为送达", 1), "utf-8")
    monkeypatch.setattr(load, "_HOMES", [tmp_path / "profiles"])
    return load.profile_of.__wrapped__("cn")


def test_rows_of_a_text_that_was_changed_are_no_longer_confirmed(changed: Profile) -> None:
    pairs = [(old.rule, new.rule) for old, new in zip(rows(), rows(changed), strict=True)]
    other = {(old.id.split(".")[2], old.standing, new.standing) for old, new in pairs if old != new}
    assert other == {("31", worth, Standing.UNCHECKED) for worth in (Standing.CONFIRMED, Standing.DERIVED)}
    assert [(each.source, each.changed) for each in watched(changed, date(2026, 6, 1), "zh") if each.changed] == [
        ("olr", ("31",))
    ]


def test_a_text_is_to_be_checked_again_after_ninety_days() -> None:
    checked = CN.texts["olr"].checked_on
    names = [{each.source for each in watched(CN, checked + timedelta(days), "zh")} for days in (90, 91)]
    assert ["olr" in each for each in names] == [False, True]


def test_what_is_no_longer_law_is_not_watched_and_what_has_no_text_always_is() -> None:
    names = {each.source: each.checked_on for each in watched(CN, date(2026, 6, 1), "zh")}
    assert "cpl2021" not in names
    assert "house" not in names
    assert names["op17"] is None


def test_the_page_of_an_article_has_its_words_and_the_rules_of_that_day() -> None:
    page = article_page("cn", "cn.cpl2021.95.1", date(2026, 1, 1), "zh")
    assert page is not None
    assert page.day == date(2023, 12, 31)  # the last on which it was law
    assert page.rules[0].id == "cn.cpl2021.95.1"
    assert {tuple(rule.id.split(".")[:3]) for rule in page.rules} == {("cn", "cpl2021", "95")}


def test_a_whole_article_has_its_page_too_and_what_no_rule_cites_has_none() -> None:
    page = article_page("cn", "cn.olr.31", date(2026, 1, 1), "en")
    assert page is not None
    assert len(page.rules) > 1
    assert page.taken_from == "a public collection of laws"
    for rule in ("cn.olr.99", "cn.op17.14", "cn.house.1", "", "cn", "olr.31.1", "at.gog.89a.2"):
        assert article_page("cn", rule, date(2026, 1, 1), "en") is None


def test_words_are_found_in_the_statutes_of_the_day() -> None:
    found = find_in_texts(CN, "同住成年家属", date(2026, 1, 1), "zh")
    assert "cn.cpl2023.88" in [each.text.rule for each in found]
    assert all("同住" in each.line for each in found if each.text.rule == "cn.cpl2023.88")
    assert "cn.cpl2021.88" in [each.text.rule for each in find_in_texts(CN, "同住成年家属", date(2023, 1, 1), "zh")]
    assert find_in_texts(CN, "独角兽", date(2026, 1, 1), "zh") == ()


def test_the_name_of_the_statute_is_among_what_is_looked_for() -> None:
    found = find_in_texts(CN, "民事诉讼法 同住成年家属", date(2026, 1, 1), "zh")
    assert [each.text.rule for each in found] == ["cn.cpl2023.88", "cn.cpl2023.89", "cn.jy.11"]
    assert find_in_texts(CN, "zh", date(2026, 1, 1), "zh") == ()


def test_a_jurisdiction_without_texts_has_none(tmp_path: Path) -> None:
    assert read_texts(tmp_path / "texts") == {}
    assert profile_of("es").texts == {}


def test_a_hash_is_that_of_the_words_and_nothing_else() -> None:
    article = tomllib.loads((FOLDER / "cn" / "texts" / "hkmo.toml").read_text("utf-8"))["article"][0]
    assert hash_of(article["words"]) == article["sha256"]
    assert hash_of("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
