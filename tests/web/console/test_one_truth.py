"""What goes, what comes next and who sees to it is said of a person in the same words on every page."""

import re
from collections import defaultdict
from collections.abc import Iterator
from html import unescape
from random import Random

import pytest
from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from songda.core.delivery.tasks import LEADS_ON
from songda.core.language import COURT_LANGUAGE
from songda.core.refusal import Refused
from songda.core.words import say
from songda.records.law.planning.advance import advance
from songda.records.law.plans import plans_of
from songda.records.matter.parties.models import Party
from songda.records.service.attempts.models import Attempt
from songda.records.service.orders.actions import OrderDraft, place_order
from songda.records.service.orders.models import Envelope, Service
from songda.records.service.tasks.models import Task
from songda.records.ways.post.carriage.models import Carriage
from songda.records.ways.post.letters.models import Batch, Letter
from songda.records.ways.visits.models import Visit
from songda.web.console.templatetags.board import masked_place
from tests import make
from tests.records.proof.certificates.keys import keys
from tests.records.together.test_nothing_contradicts import Court
from tests.records.together.walk import CLERK
from tests.surroundings.day import clock_at
from tests.web.console.world import signed_in

__all__ = ["keys"]
pytestmark = [pytest.mark.database, pytest.mark.usefixtures("keys")]
STEPS = 14
TOLD = re.compile(r'<span data-plan="([0-9a-f-]{36})">(.*?)</span>', re.DOTALL)


def pages(walk: Court) -> Iterator[str]:
    """Every page on which the next step of somebody of the case stands."""
    yield from (reverse("console:case", args=[walk.case.id]), reverse("console:today"), reverse("console:calls"))
    for name, rows in {
        "envelope": Envelope.objects.filter(case=walk.case),
        "service": Service.objects.filter(envelope__case=walk.case),
        "letter": Letter.objects.filter(envelope__case=walk.case),
        "batch": Batch.objects.all(),
        "visit": Visit.objects.filter(stop__envelope__case=walk.case),
    }.items():
        yield from (reverse(f"console:{name}", args=[row.pk]) for row in rows)  # type: ignore[attr-defined]
    for carriage in Carriage.objects.filter(letter__envelope__case=walk.case):
        yield reverse("console:carriage", args=[carriage.letter_id])
    for party in {task.about for task in Task.objects.filter(case=walk.case, kind="call", closed_at=None)} - {None}:
        yield reverse("console:new_call", args=[party.id])  # type: ignore[union-attr]


def plain(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


@pytest.mark.parametrize("seed", [0, *(pytest.param(n, marks=pytest.mark.night("more courts")) for n in range(1, 30))])
def test_every_page_says_the_same_of_a_person(seed: int) -> None:
    walk = Court(Random(seed))
    for _ in range(STEPS):
        walk.step()
    said: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    with clock_at(walk.now):
        browser = signed_in()
        for page in pages(walk):
            answer = browser.get(page)
            assert answer.status_code == 200, (page, walk.done)
            for envelope, words in TOLD.findall(answer.content.decode()):
                said[envelope][plain(words)].add(page.split("/")[2])
        envelopes = Envelope.objects.filter(case=walk.case, recalled_at=None).select_related("case__court", "party")
        plans = {str(key): plan for key, plan in plans_of(list(envelopes), walk.now).items()}
    assert {key: each for key, each in said.items() if len(each) > 1} == {}, walk.done
    assert said.keys() == plans.keys(), walk.done
    for key, plan in plans.items():
        (words,) = said[key]
        parts = [part.sentence(COURT_LANGUAGE) for part in (plan.now, plan.then, plan.who) if part is not None]
        assert all(part in words for part in parts), (words, parts)
        assert "case" in said[key][words] or len(envelopes) > 1, walk.done


@pytest.mark.parametrize("seed", [0, *(pytest.param(n, marks=pytest.mark.night("more courts")) for n in range(1, 30))])
def test_what_is_said_before_an_order_is_what_comes_of_it(seed: int) -> None:
    walk = Court(Random(seed))
    for _ in range(STEPS):
        walk.step()
        for party in walk.case.parties.all():
            with transaction.atomic():
                _said_and_come(walk, party)
                transaction.set_rollback(True)


def _said_and_come(walk: Court, party: Party) -> None:
    """Whether a message goes, to which number, and which task is opened: as the page told it before the order."""
    papers = [make.paper(walk.case, kind).id for kind in ("complaint_copy", "evidence_notice")]
    with clock_at(walk.now):
        address = reverse("console:serve_check", args=[walk.case.id])
        answer = signed_in().post(address, {"pair": [f"{paper}:{party.id}" for paper in papers]})
    page = answer.content.decode()
    draft = OrderDraft(walk.case.id, tuple(papers), (party.id,))
    if answer.status_code == 422:
        with pytest.raises(Refused):
            place_order(draft, walk.case.court, CLERK, walk.now)
        return
    order = place_order(draft, walk.case.court, CLERK, walk.now)
    advance(walk.now)
    envelope = order.envelopes.get()
    said, where = (
        plain(page[page.index('<h2 id="r-') : page.index('<section class="panel" aria-labelledby="summary"')]),
        (party, walk.done),
    )
    sent = Attempt.objects.filter(envelope=envelope, purpose="service").first()
    assert ("发送至" in said) is (sent is not None), (said, where)
    if sent is not None:
        assert masked_place(sent.address) in said, (said, where)
        return
    task = Task.objects.filter(Q(envelope=envelope) | Q(party=party), kind__in=LEADS_ON, closed_at=None).first()
    assert task is not None, where
    assert say(f"tasks.kind.{task.kind}", COURT_LANGUAGE) in said, (task.kind, said, where)
