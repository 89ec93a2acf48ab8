"""One kind of list: its head, its rows, what is said where there are none, its pages."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils import translation

PAGES = [page for page in Path("songda/web/console").rglob("*.html") if page.name != "listing.html"]
COMPARED = {"judge_finding.html"}  # two outcomes side by side are no list
LIST = (
    "{% load i18n listing %}{% listing paper in papers page=page pile=pile kind=kind late=paper.is_late %}"
    '{% column _("Title") %} {{ paper.title }} {% endcolumn %}'
    '{% column _("Pages") labelled=True kind="name" %}{{ paper.pages }}{% endcolumn %}'
    '{% column _("Case") unless=case %}one{% endcolumn %}'
    '{% column _("Actions") kind="end" %}{% if paper.pages > 2 %}<a href="/">open</a>{% endif %}{% endcolumn %}'
    '{% nothing %}{% translate "No paper" %}{% endnothing %}{% endlisting %}{{ paper.title }}'
)


@dataclass(frozen=True)
class Paper:
    title: str
    pages: int
    is_late: bool = False


@dataclass(frozen=True)
class Page:
    number: int = 1
    further: str = ""
    back: str = ""


def shown(papers: list[Paper], **more: object) -> str:
    with translation.override("en"):
        text = Template(LIST).render(Context({"papers": papers, **more}))
    return re.sub(r">\s+<", "><", text).strip()


def test_each_row_has_its_cells_under_their_heads() -> None:
    text = shown([Paper("传票", 1), Paper("判决书 & 裁定书", 3)])
    assert re.findall(r"<th>(.*?)</th>", text) == ["Title", "Pages", "Case"]
    assert '<th class="end"><span class="away">Actions</span></th>' in text
    assert (
        '<th scope="row">传票</th><td class="name" data-label="Pages">1</td><td>one</td><td class="end"></td>' in text
    )
    assert '<th scope="row">判决书 &amp; 裁定书</th>' in text
    assert '<td class="end"><a href="/">open</a></td>' in text


def test_a_column_may_be_left_out_and_a_row_be_late() -> None:
    text = shown([Paper("传票", 1, is_late=True), Paper("判决书", 3)], case="（2022）晋1181民初123号")
    assert "Case" not in text
    assert text.count('<tr class="late">') == 1


def test_where_there_is_no_row_that_is_said_and_there_is_no_table() -> None:
    assert shown([]) == '<p class="empty">No paper</p>'


def test_what_is_the_rows_own_stays_in_its_rows() -> None:
    assert shown([Paper("传票", 1)]).endswith("</div>")
    assert shown([Paper("传票", 1)], paper=Paper("外", 1)).endswith("外")


@pytest.mark.parametrize(
    ("page", "buttons"),
    [(Page(), []), (Page(1, "2"), ["2"]), (Page(3, "4", "2"), ["2", "4"]), (Page(3, back="2"), ["2"])],
)
def test_pages_are_offered_where_there_are_several(page: Page, buttons: list[str]) -> None:
    text = shown([Paper("传票", 1)], page=page)
    assert re.findall(r'name="page"\s+value="(\d)"', text) == buttons


def test_the_pages_keep_what_was_asked_and_a_search_out_of_the_address() -> None:
    page = Page(further="2")
    asked = shown([Paper("传票", 1)], page=page, pile="papers", kept={"case": "123", "whole": ""})
    assert 'method="get" action="#papers"' in asked
    assert set(re.findall(r'type="hidden" name="(\w+)"', asked)) == {"case", "pile"}
    assert 'method="post"' in shown([Paper("传票", 1)], page=page, kept={"search": "李卫国"})


@pytest.mark.parametrize("words", ["{% listing paper of papers %}", "{% listing paper %}"])
def test_a_list_that_is_written_wrongly_is_refused(words: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        Template("{% load listing %}" + words + "{% endlisting %}")
    with pytest.raises(TemplateSyntaxError):
        Template("{% load listing %}{% listing p in ps %}{% column %}{% endcolumn %}{% endlisting %}")


def test_every_list_of_the_console_is_made_this_way() -> None:
    own = {page.name for page in PAGES if '<table class="rows' in page.read_text(encoding="utf-8")}
    assert own == COMPARED
