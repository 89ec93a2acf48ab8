"""What a person should not have to look for: the way out of a lock, who helped, which paper, that the link is over."""

import pytest

from songda.core.identity import MAX_TRIES
from songda.records.matter.circumstances.actions import note
from songda.records.matter.circumstances.entries import CircumstanceDraft
from tests.journeys.portal.stagehands import summoned
from tests.records.stage import NOW
from tests.web.portal.scene import STRANGER, Visitor, arrived
from tests.web.portal.test_helping import Son

pytestmark = pytest.mark.database


def test_the_try_that_locks_the_link_shows_the_way_out() -> None:
    visitor = Visitor(arrived())
    for _ in range(MAX_TRIES):
        answer = visitor.name_himself(number=STRANGER)
    assert "open/code" in answer.content.decode()
    assert "凭验证码" in visitor.get().content.decode()  # and so does the first page, to whoever comes back


def test_the_history_names_each_paper_that_was_opened() -> None:
    visitor = Visitor(arrived(None, "summons", "complaint_copy")).prove()
    for service in visitor.services:
        visitor.open(service.id)
    steps = [part.partition("</li>")[0] for part in visitor.get("history").content.decode().split("<li>")]
    opened = [step for step in steps if "您打开了文书" in step]
    assert [title in step for title, step in zip(("文书1", "文书2"), opened, strict=True)] == [True, True]


def test_the_history_tells_what_the_person_said_themselves() -> None:
    visitor = Visitor(arrived()).prove()
    before = visitor.get("history").content.decode().count("<time")
    visitor.post("agree/no")
    assert visitor.get("history").content.decode().count("<time") > before


def test_who_looked_with_a_mandate_stands_on_the_page_of_the_papers() -> None:
    visitor = Visitor(arrived())
    son = Son(visitor)
    visitor.prove()
    assert son.mandate.name not in visitor.get("papers").content.decode()
    son.comes_in()
    son.browser.get(f"helping/papers/{visitor.services[0].id}")
    assert son.mandate.name in visitor.get("papers").content.decode()


def test_the_family_learns_on_the_first_page_whom_to_call_and_strangers_nothing_of_a_death() -> None:
    visitor = Visitor(arrived())
    note(visitor.envelope.party, CircumstanceDraft("deceased", NOW, words="户籍已注销"), "engine", NOW)
    page = visitor.get().content.decode()
    assert "家属" in page
    assert not any(word in page for word in ("去世", "死亡", "户籍已注销"))


def test_the_large_print_reads_the_plain_words_too() -> None:
    visitor = Visitor(summoned()).prove()
    page = visitor.get(f"papers/{visitor.open()}/large-print").content.decode()
    assert page.count("data-aloud-text") == 2
