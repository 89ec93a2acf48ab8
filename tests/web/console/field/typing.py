"""What is typed of visits and of service by other hands, and where it can be read."""

from collections.abc import Callable, Mapping
from typing import Any

from django.test import Client
from django.urls import reverse

from songda import clock
from songda.records.service.tasks.actions import TaskDraft, open_tasks
from songda.records.ways.entrustments.models import Entrustment
from tests import make
from tests.records.ways.visits.stage import at_home
from tests.web.console.field.things import entrusted

WORD = "柿子树下"


def note(client: Client, of: Any) -> str:
    place = make.address(of.defendant, kind="postal", value="山西省 吕梁市 孝义市 新义街12号")
    told = {"address": str(place.id), "note": WORD}
    assert client.post(reverse("console:plan_visit", args=[of.envelope.id]), told).status_code == 302
    return reverse("console:visits")


def note_of_several(client: Client, of: Any) -> str:
    sealed, place = at_home(of.case.court)
    open_tasks([TaskDraft("serve_otherwise", "unreachable", sealed.case, sealed)], clock.now())
    told = {"stops": [f"{sealed.id}:{place.id}"], "note": WORD}
    assert client.post(reverse("console:plan_visits"), told).status_code == 302
    return reverse("console:visits")


def letter(client: Client, of: Any) -> str:
    papers = [str(key) for key in of.envelope.services.values_list("id", flat=True)]
    told = {"hand": "outside_court", "name": WORD, "papers": papers, "words": WORD, "address": ""}
    assert client.post(reverse("console:entrust", args=[of.envelope.id]), told).status_code == 302
    return reverse("console:entrustment", args=[Entrustment.objects.latest("sent_at").id])


def outcome(client: Client, of: Any) -> str:
    made = entrusted(of.case.court)
    served = made.court
    assert served is not None
    from songda.core.access import Role
    from tests.web.console.world import signed_in, typed

    theirs = signed_in(make.user(served, Role.SUPERVISOR))
    told = {"kind": "returned", "at": typed(clock.now()), "words": WORD, "by": "", "how": ""}
    assert theirs.post(reverse("console:entrusted_outcome", args=[made.id]), told).status_code == 302
    return reverse("console:entrustment", args=[made.id])


TABLE: Mapping[str, Callable[[Client, Any], str]] = {
    "PlanForm.note": note,
    "PlanSeveralForm.note": note_of_several,
    "EntrustForm.name": letter,
    "EntrustForm.words": letter,
    "OutcomeForm.words": outcome,
}
