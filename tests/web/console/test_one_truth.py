"""What goes, what comes next and who sees to it is said of a person in the same words on every page."""

import re
from collections import defaultdict
from collections.abc import Iterator
from html import unescape
from random import Random

import pytest
from django.urls import reverse

from songda.core.language import COURT_LANGUAGE
from songda.records.law.plans import plans_of
from songda.records.service.orders.models import Envelope, Service
from songda.records.service.tasks.models import Task
from songda.records.ways.post.carriage.models import Carriage
from songda.records.ways.post.letters.models import Batch, Letter
from songda.records.ways.visits.models import Visit
from tests.records.proof.certificates.keys import keys
from tests.records.together.test_nothing_contradicts import Court
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
