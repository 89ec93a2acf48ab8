"""A summons that came back as refused and was then signed for at a visit: every page that shows its guard opens."""

from datetime import timedelta

import pytest
from django.urls import reverse

from songda.core.access import Role
from songda.records.court.staff.models import User
from songda.records.law.decisions.ask_law import ask_law
from songda.records.matter.cases.hearings import set_hearing
from songda.records.service.findings.models import Finding
from songda.records.ways.deeds import DeedDraft, StepDraft, keep_step, record_deed
from tests import make
from tests.records.stage import NOW, defendant, order
from tests.records.ways.post.letters.post import home
from tests.web.console.world import signed_in

pytestmark = pytest.mark.database
DAY = timedelta(days=1)


def test_every_page_with_the_guard_of_a_refused_letter_and_a_visit_opens() -> None:
    case = make.case()
    set_hearing(case, NOW + 80 * DAY, "第一法庭", "engine", NOW)
    party = defendant(case, None, consents=False)
    place = home(party)
    order(party, make.paper(case))
    envelope = party.envelopes.get()
    service = envelope.services.get()
    sent = StepDraft("sent", NOW, words="EZ123456785CN")
    letter = record_deed(envelope, DeedDraft("mail", (service.id,), sent, place.id), "engine", NOW)
    back = StepDraft("returned", NOW + 2 * DAY, "recipient", manner="refused")
    keep_step(letter, back, "engine", NOW + 3 * DAY)
    visit = StepDraft("signed", NOW + 5 * DAY, "recipient")
    record_deed(envelope, DeedDraft("direct", (service.id,), visit, place.id), "engine", NOW + 5 * DAY)
    ask_law(NOW + 6 * DAY)
    guard = Finding.objects.get().decision.default_judgment
    assert guard is not None
    assert (guard.safe, guard.findings[0].code) == (True, "guard_rests_on")
    for role in (Role.JUDGE, Role.CLERK, Role.SUPERVISOR):
        browser = signed_in(role=role)
        if role is Role.JUDGE:
            case.judge = User.objects.get(role=Role.JUDGE)
            case.save()
        pages = [reverse("console:case", args=[case.id]), reverse("console:today")]
        pages += [reverse("console:service", args=[service.id]), reverse("console:envelope", args=[envelope.id])]
        assert {page: browser.get(page, follow=True).status_code for page in pages} == dict.fromkeys(pages, 200)
