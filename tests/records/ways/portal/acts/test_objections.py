"""An objection is on the judge's desk and before the clerk at once, whatever the law says of it later."""

from datetime import timedelta

import pytest
from django.urls import reverse

from songda.records.law.decisions.ask_law import ask_law
from songda.records.overview.boards.judge_desk import Desk
from songda.records.service.orders.models import Service
from songda.records.service.tasks.models import Task
from songda.records.ways.portal.acts.answers import raise_objection
from tests import make
from tests.records.stage import NOW, defendant
from tests.web.console.world import certificate, signed_in
from tests.web.portal.scene import sent

pytestmark = pytest.mark.database
WORDS = "那几天手机没有信号"
SHOWN = {
    "zh-hans": ("知悉送达情况的变化", "受送达人提出送达异议", "原有法律认定没有变化", "异议由法官处理"),
    "en": (
        "Note what changed about a service",
        "The recipient objects",
        "What the law says of it is the same as before",
        "A judge rules on objections",
    ),
}


def objected() -> Service:
    """A judgment, on which no hearing and no guard hangs, and an objection that nobody has looked at yet."""
    case = make.case()
    envelope = sent(defendant(case), make.paper(case, "judgment", title="民事判决书"))
    service = Service.objects.select_related("envelope__case__court", "finding").get(envelope=envelope)
    raise_objection(service, "system_error", WORDS, None, NOW)
    return service


def test_judge_and_clerk_have_it_before_the_law_was_asked_again() -> None:
    service = objected()
    assert Desk(service.envelope.case.court, None).objections().count() == 1
    tasks = Task.objects.filter(envelope=service.envelope, reason="objection", closed_at=None)
    assert sorted(tasks.values_list("kind", flat=True)) == ["note_change", "rule_objection"]


def test_the_certificate_is_marked_as_disputed_beside_what_changed() -> None:
    service = objected()
    certificate(service)
    ask_law(NOW + timedelta(minutes=1))
    page = signed_in().get(reverse("console:change", args=[Task.objects.get(kind="note_change").id])).content.decode()
    certificates = page[page.index('id="certificates"') :]
    assert "存疑" in certificates[: certificates.index("</section>")]


@pytest.mark.parametrize("language", SHOWN)
def test_the_clerk_reads_what_was_said_and_that_nothing_else_has_changed(language: str) -> None:
    objected()
    clerk = signed_in(language=language)
    kind, reason, same, judge = SHOWN[language]
    today = clerk.get(reverse("console:today")).content.decode()
    page = clerk.get(reverse("console:change", args=[Task.objects.get(kind="note_change").id])).content.decode()
    for words in (kind, reason, WORDS):
        assert words in today
    for words in (same, judge, WORDS):
        assert words in page
