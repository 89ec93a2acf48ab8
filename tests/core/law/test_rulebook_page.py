"""What a reader asks the book for: days and choices that make no sense are named, never guessed."""

from datetime import date, timedelta
from itertools import islice

import pytest

from songda.core.law import profile_of
from songda.core.law.rulebook import locate_citation, rulebook, rulebook_page
from songda.core.law.rulebook.book import all_rules
from songda.core.law.rulebook.page import _place, read_request
from tests.rows import all_rows

TODAY = date(2022, 6, 2)


def test_without_a_question_it_is_the_whole_book_of_today() -> None:
    page = rulebook_page("cn", {}, TODAY, "zh")
    assert page.book is not None
    assert (page.request.day, page.request.typed, page.request.wrong) == (TODAY, "2022-06-02", ())
    assert page.book.count == rulebook("cn", TODAY).count
    assert not page.is_to_come


@all_rows(
    ("given", "wrong"),
    [
        ({"on": "2022-02-30"}, ("day",)),
        ({"on": "yesterday"}, ("day",)),
        ({"on": "2022-6-2"}, ("day",)),
        ({"on": "2022-06-02T00:00"}, ("day",)),
        ({"on": "1899-12-31"}, ("year",)),
        ({"on": "2101-01-01"}, ("year",)),
        ({"on": "9999-12-31"}, ("year",)),
        ({"branch": "maritime"}, ("branch",)),
        ({"chapter": "poetry"}, ("part",)),
        ({"on": "never", "paper": "napkin", "channel": "pigeon"}, ("day", "paper", "channel")),
    ],
)
def test_what_makes_no_sense_is_named_and_gets_no_book(given: dict[str, str], wrong: tuple[str, ...]) -> None:
    page = rulebook_page("cn", given, TODAY, "zh")
    assert page.request.wrong == wrong
    assert page.book is None


def test_spaces_and_empty_choices_are_no_mistakes() -> None:
    asked = read_request({"on": " 2021-08-01 ", "branch": "", "paper": " summons "}, TODAY)
    assert (asked.day, asked.circumstances, asked.wrong) == (date(2021, 8, 1), {"paper": "summons"}, ())


@pytest.mark.parametrize("day", ["1900-01-01", "2100-12-31"])
def test_the_first_and_the_last_day_of_the_book(day: str) -> None:
    asked = read_request({"on": day}, TODAY)
    assert (asked.day.isoformat(), asked.typed, asked.wrong) == (day, day, ())


def test_what_was_typed_is_shown_again_as_it_was_and_what_is_no_part_is_not_opened() -> None:
    asked = read_request({"on": "2022-02-30", "chapter": "poetry"}, TODAY)
    assert (asked.typed, asked.day, asked.part) == ("2022-02-30", TODAY, "")


def test_every_subject_can_be_chosen() -> None:
    subjects = [choice.subject for choice in rulebook_page("cn", {}, TODAY, "zh").choices]
    assert subjects == ["branch", "procedure", "paper", "channel"]


def test_a_search_is_cut_off_after_sixty_characters() -> None:
    assert read_request({"q": "公" * 100}, TODAY).words == "公" * 60


def test_choices_are_kept_in_the_address_of_another_day() -> None:
    asked = read_request({"branch": "civil", "paper": "summons", "colour": "red"}, TODAY)
    assert asked.query == "&branch=civil&paper=summons"
    assert asked.address == "?branch=civil&paper=summons&"
    assert asked.contents == "?on=2022-06-02&branch=civil&paper=summons"
    assert read_request({"branch": "civil", "q": "notice"}, TODAY).query == "&branch=civil&q=notice"
    assert read_request({}, TODAY).query == ""
    theirs = read_request({"jurisdiction": "at", "q": "notice"}, TODAY, ("cn", "at"))
    assert (theirs.query, theirs.in_law) == ("&jurisdiction=at&q=notice", "&jurisdiction=at")


def test_the_book_is_narrowed_to_what_was_chosen() -> None:
    page = rulebook_page("cn", {"branch": "criminal"}, TODAY, "zh")
    assert page.book is not None
    assert page.book.count < rulebook("cn", TODAY).count
    branch = next(choice for choice in page.choices if choice.subject == "branch")
    assert (branch.label, branch.chosen) == ("案件类型", "criminal")
    assert ("criminal", "刑事") in branch.words


@pytest.mark.parametrize("day", ["2023-12-31", "2024-01-01", "2024-01-02"])
def test_the_last_change_on_or_before_the_day_is_shown(day: str) -> None:
    change = rulebook_page("cn", {"on": day}, TODAY, "zh").change
    assert change is not None
    assert change.day <= date.fromisoformat(day)
    assert (change.day == date(2024, 1, 1)) is (day >= "2024-01-01")


def test_a_day_to_come_is_said_to_be_one() -> None:
    assert rulebook_page("cn", {"on": "2022-06-03"}, TODAY, "zh").is_to_come


# --- pages ---------------------------------------------------------------------------------------------------------


INDEX = {"chapter": "articles"}


def shown(given: dict[str, str]) -> list[str]:
    return [chapter.id for chapter in rulebook_page("cn", given, TODAY, "zh").opened]


def test_the_first_page_is_the_contents_and_beside_it_stands_an_index_of_every_article() -> None:
    first = rulebook_page("cn", {}, TODAY, "zh")
    assert (first.opened, first.statutes) == ((), ())  # it goes over a slow line in a few seconds
    page = rulebook_page("cn", INDEX, TODAY, "zh")
    assert (page.opened, page.is_blank) == ((), False)
    assert page.book is not None
    listed = [rule.anchor for statute in page.statutes for article in statute.articles for rule in article.rules]
    assert sorted(listed) == sorted(rule.anchor for chapter in page.book.chapters for rule in chapter.rules)


@pytest.mark.parametrize("more", [{}, {"chapter": "effect"}, {"chapter": "all"}, {"q": "公告"}])
def test_where_the_day_makes_no_sense_nothing_stands_on_the_page(more: dict[str, str]) -> None:
    page = rulebook_page("cn", {"on": "2022-02-30", **more}, TODAY, "zh")
    assert (page.opened, page.left_out, page.has_off) == ((), 0, False)


def test_the_index_has_the_articles_in_the_order_of_the_statute() -> None:
    index = {
        statute.name: [a.name for a in statute.articles] for statute in rulebook_page("cn", INDEX, TODAY, "zh").statutes
    }
    online = index["人民法院在线诉讼规则"]
    assert online.index("第五条第一款") < online.index("第二十九条第二款第一项") < online.index("第三十一条第一款")


@pytest.mark.parametrize(("jurisdiction", "article"), [("at", "§ 89a para. 2"), ("es", "art. 162 para. 1")])
def test_another_countrys_articles_are_numbered_in_its_own_way(jurisdiction: str, article: str) -> None:
    index = rulebook_page(jurisdiction, INDEX, date(2026, 1, 1), "en").statutes
    assert article in [each.name for statute in index for each in statute.articles]


def test_statutes_and_articles_stand_in_the_order_of_the_law() -> None:
    index = rulebook_page("cn", INDEX, TODAY, "en").statutes
    listed = [source.names["en"] for source in profile_of("cn").wording.sources.by_id.values()]
    places = [listed.index(statute.name) for statute in index]
    assert places == sorted(places)
    online = next(each for each in index if each.name == "Online Litigation Rules of the People's Courts")
    numbers = [int(article.name.split()[1]) for article in online.articles]
    assert numbers == sorted(numbers)
    assert len(set(numbers)) > 5


def test_a_section_that_is_no_number_stands_before_the_numbers() -> None:
    assert sorted(["90", "89a", "9", "1", "89d"], key=_place) == ["89a", "89d", "1", "9", "90"]


@pytest.mark.parametrize(
    ("part", "wrong", "has_off", "has_changes"),
    [
        ("", (), False, False),
        ("effect", (), False, False),
        ("articles", (), False, False),
        ("off", (), True, False),
        ("changes", (), False, True),
        ("all", (), True, True),
    ],
)
def test_what_is_off_and_what_changed_have_pages_of_their_own(
    part: str, wrong: tuple[str, ...], has_off: bool, has_changes: bool
) -> None:
    page = rulebook_page("cn", {"chapter": part}, TODAY, "zh")
    assert (page.request.wrong, page.has_off, page.has_changes) == (wrong, has_off, has_changes)
    assert bool(page.statutes) is (part == "articles")


def test_a_country_without_rules_that_are_off_has_no_such_page() -> None:
    assert not rulebook_page("at", {"chapter": "all"}, TODAY, "zh").has_off


def test_an_opened_chapter_stands_alone_and_all_means_all() -> None:
    assert shown({"chapter": "effect"}) == ["effect"]
    assert shown({"chapter": "changes"}) == []
    whole = rulebook_page("cn", {"chapter": "all"}, TODAY, "zh")
    assert whole.book is not None
    assert whole.opened == whole.book.chapters
    assert (whole.has_off, whole.has_changes) == (True, True)


# --- words ---------------------------------------------------------------------------------------------------------


@all_rows(
    ("words", "language", "anchor"),
    [
        ("第31条 到达", "zh", "cn.olr.31.1"),
        ("第三十一条第一款", "zh", "cn.olr.31.1"),
        ("在线诉讼规则第31条", "zh", "cn.olr.31.1"),
        ("cn.olr.31.1", "zh", "cn.olr.31.1"),
        ("article 31 REACHES", "en", "cn.olr.31.1"),
        ("articles 31", "en", "cn.olr.31.1"),
        ("article 31 paragraph 1", "en", "cn.olr.31.1"),
        ("到达 调解书除外", "zh", "cn.olr.31.1"),
        ("到达 退信", "zh", "cn.olr.31.1"),
    ],
)
def test_a_rule_is_found_by_its_words_and_by_its_article_however_it_is_written(
    words: str, language: str, anchor: str
) -> None:
    found = rulebook_page("cn", {"q": words}, TODAY, language)
    assert anchor in [rule.anchor for chapter in found.opened for rule in chapter.rules]
    assert found.statutes == ()


def test_every_word_must_stand_in_the_rule() -> None:
    assert shown({"q": "公告"})
    assert shown({"q": "公告 桃花源"}) == []


def test_a_search_shows_the_first_rules_and_counts_the_others() -> None:
    page = rulebook_page("cn", {"q": "第"}, TODAY, "zh")
    assert page.book is not None
    here = sum(len(chapter.rules) for chapter in page.opened)
    assert here == 30 < page.book.count == here + page.left_out
    for given in ({}, {"chapter": "effect"}, {"q": "第", "chapter": "effect"}):
        assert rulebook_page("cn", given, TODAY, "zh").left_out == 0


def test_words_and_day_are_kept_in_the_address_of_a_chapter() -> None:
    asked = read_request({"q": " 公告  送达 ", "on": "2021-08-01"}, TODAY)
    assert asked.address == "?on=2021-08-01&q=%E5%85%AC%E5%91%8A+%E9%80%81%E8%BE%BE&"
    assert read_request({}, TODAY).address == "?"
    assert asked.contents == "?on=2021-08-01"


# --- places -----------------------------------------------------------------------------------------------------------


@pytest.mark.rows_by_day(2, "every article in both languages on three days")
@pytest.mark.parametrize("share", range(5))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_article_is_found_in_a_sentence_on_a_day_on_which_it_is_law(language: str, share: int) -> None:
    for rule in islice(all_rules(profile_of("cn"), language), share, None, 5):
        for day in (date(2010, 1, 1), TODAY, date(2026, 1, 1)):
            location = locate_citation(f"Because of this ({rule.cite}).", "cn", day, language)
            assert location is not None
            book = rulebook("cn", location.day, language)
            here = {(c.id, r.anchor): r.cite for c in book.chapters for r in c.rules}
            assert here[location.chapter, location.anchor] == rule.cite


def test_the_longest_citation_counts() -> None:
    sentence = "……（依据：人民法院在线诉讼规则 第三十一条第二款第一项）"
    location = locate_citation(sentence, "cn", TODAY, "zh")
    assert location is not None
    assert (location.cite, location.anchor) == ("人民法院在线诉讼规则 第三十一条第二款第一项", "cn.olr.31.2.1")
    assert location.day == TODAY


def test_of_two_citations_the_longer_one_counts() -> None:
    sentence = "……（依据：人民法院在线诉讼规则 第五条第一款、中华人民共和国民事诉讼法（2021年修正） 第九十条第一款）"
    location = locate_citation(sentence, "cn", TODAY, "zh")
    assert location is not None
    assert location.cite == "中华人民共和国民事诉讼法（2021年修正） 第九十条第一款"


@pytest.mark.parametrize(
    ("asked", "shown_on"),
    [
        ("2012-01-01", "2013-01-01"),
        ("2021-07-31", "2021-07-31"),
        ("2021-10-01", "2021-10-01"),
        ("2022-01-01", "2021-12-31"),
        ("2022-06-02", "2021-12-31"),
    ],
    ids=["before it", "while every row of it is law", "while some are", "on the day after its last", "long after"],
)
def test_an_article_is_shown_on_the_day_asked_for_if_any_of_its_rows_is_law_then(asked: str, shown_on: str) -> None:
    cite = profile_of("cn").wording.place("cn.cpl2017.87.1", "zh")
    location = locate_citation(cite, "cn", date.fromisoformat(asked), "zh")
    assert location is not None
    assert location.day.isoformat() == shown_on


def test_a_rule_that_is_not_law_on_the_day_is_shown_on_the_nearest_day_on_which_it_was() -> None:
    ended = next(rule for rule in all_rules(profile_of("cn"), "zh") if rule.until == date(2022, 1, 1))
    after = locate_citation(ended.cite, "cn", TODAY, "zh")
    assert after is not None
    assert after.day == date(2022, 1, 1) - timedelta(days=1)


def test_a_sentence_without_a_citation_leads_nowhere() -> None:
    assert locate_citation("使用的是受送达人确认的地址。", "cn", TODAY, "zh") is None
