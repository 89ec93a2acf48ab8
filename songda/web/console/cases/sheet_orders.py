"""The orders of a sheet: what the law says of them is shown before they are placed, as where one case is ordered."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from songda.clock import now
from songda.core.access import Act
from songda.core.delivery.states import HELD_BACK
from songda.core.refusal import Refused
from songda.records.matter.cases.models import Case
from songda.records.service.orders.actions import OrderDraft, place_orders
from songda.web.console.cases.sheet import Batch, waiting_batch
from songda.web.console.cases.sheet_wishes import CaseWishes, note_left_out, note_settled, wishes_of
from songda.web.console.shared.gate import POST_ONLY, StaffRequest, actor, behind
from songda.web.console.shared.recipients import OUTLOOKS, Recipient, read_choice, recipients_of, said_alike
from songda.web.console.shared.words import language

CHECKED_AT_ONCE = 100  # cases on one page
SHOWN = 100  # people of whom it is said why something cannot be ordered


@behind(Act.PLACE_ORDER)
def check(request: StaffRequest) -> HttpResponse:
    """What the law says of the next orders, whom nothing would reach, and what is left out."""
    batch = waiting_batch(request)
    if batch is None:
        return redirect("console:sheet")
    wishes = wishes_of(batch, request.court)
    if not (wishes.to_order or wishes.to_mend):
        return redirect("console:sheet")
    part = wishes.to_order[:CHECKED_AT_ONCE]
    context = {
        "desk": "cases",
        "checked": _mark_of(part),
        "case_count": len(part),
        "later": len(wishes.to_order) - len(part),
        "own": wishes.own,
        "done": wishes.done,
        "to_mend": wishes.to_mend[:SHOWN],
        "more_to_mend": max(0, len(wishes.to_mend) - SHOWN),
        **_shown([(case, one) for wanted in part for case, one in _recipients(request, wanted)]),
    }
    return render(request, "console/cases/sheet_check.html", context)


def _shown(found: Sequence[tuple[Case, Recipient]]) -> Mapping[str, Any]:
    """What becomes of the orders, and whoever must be looked at before, those first of whom it matters most."""
    outlooks = Counter(one.outlook for _case, one in found)
    apart = sorted(
        ((case, one) for case, one in found if not one.is_plain), key=lambda pair: list(OUTLOOKS).index(pair[1].outlook)
    )
    case_of = {one.party.id: case for case, one in apart}
    return {
        "asks": any(one.first and one.after_consent for _case, one in found),
        "outlooks": [(*shown, outlooks[word]) for word, shown in OUTLOOKS.items() if outlooks[word]],
        "apart": len(apart),
        "alike": [[(case_of[one.party.id], one) for one in same] for same in said_alike(one for _, one in apart)],
        "recipients": [one for _case, one in found],
        "sends": any(one.sends for _case, one in found),
        "services": sum(len(one.rows) for _case, one in found),
        "parts": sum(one.parts for _case, one in found),
    }


def _recipients(request: StaffRequest, wanted: CaseWishes) -> Iterator[tuple[Case, Recipient]]:
    case = Case.objects.select_related("court").get(id=wanted.case, court=request.court)
    request.shown.case(case.id)
    ticks = [f"{paper}:{party}" for party, papers in wanted.papers_of for paper in papers]
    people = case.parties.select_related("acts_for").prefetch_related("addresses").order_by("recorded_at", "id")
    choice = read_choice(case.id, ticks, list(case.papers.order_by("filed_at", "id")), list(people))
    yield from ((case, one) for one in recipients_of(case, choice))


@behind(Act.PLACE_ORDER, POST_ONLY)
def order(request: StaffRequest) -> HttpResponse:
    """Order what was checked, and nothing else, for the people whose rows name it; each order for itself."""
    waiting = waiting_batch(request)
    if waiting is None:
        return redirect("console:sheet")
    with transaction.atomic():
        batch = waiting.locked()
        if batch is None:
            return redirect("console:sheet")
        _order(request, batch)
        return redirect("console:sheet_check" if wishes_of(batch, request.court).to_order else "console:sheet")


def _order(request: StaffRequest, batch: Batch) -> None:
    wishes = wishes_of(batch, request.court)
    part = wishes.to_order[:CHECKED_AT_ONCE]
    if part and request.POST.get("checked") == _mark_of(part):
        note_settled(batch, wishes)
        note_left_out(batch, wishes)
        _place(request, batch, [draft for wanted in part for draft in orders_of(batch, wanted)])
        batch.note()
    elif part:
        messages.warning(request, _("Nothing was ordered yet: this is what the sheet asks for now."))


def _mark_of(part: Sequence[CaseWishes]) -> str:
    """Stands for whom which papers of these cases go to, so that nothing is ordered which nobody was shown."""
    return sha256(repr([(wanted.case, sorted(wanted.papers_of)) for wanted in part]).encode()).hexdigest()[:32]


def orders_of(batch: Batch, wanted: CaseWishes) -> list[OrderDraft]:
    """The orders of one case: people with the same papers together."""
    together: dict[tuple[str, ...], list[str]] = {}
    for party, papers in wanted.papers_of:
        together.setdefault(papers, []).append(party)
    return [
        OrderDraft(
            wanted.case,
            tuple(map(UUID, papers)),
            tuple(map(UUID, people)),
            f"sheet:{batch.kept.id.hex}:{sha256(repr((papers, people)).encode()).hexdigest()[:32]}",
            HELD_BACK,
        )
        for papers, people in together.items()
    ]


def _place(request: StaffRequest, batch: Batch, drafts: Sequence[OrderDraft]) -> None:
    """What is refused all the same, since something changed at this moment, is asked for still and checked again."""
    answers = place_orders(drafts, request.court, actor(request), now())
    by_case = {answered["case"]: answered for answered in batch.answers.values() if "case" in answered}
    done = 0
    for draft, answer in zip(drafts, answers, strict=True):
        if isinstance(answer, Refused):
            messages.warning(request, answer.sentence(language()))
            continue
        pairs = [[str(party), str(paper)] for party in draft.party_ids for paper in draft.paper_ids]
        by_case[str(draft.case_id)].setdefault("ordered", []).extend(pairs)
        done += len(pairs)
    sentence = ngettext("%(count)s service is ordered.", "%(count)s services are ordered.", done)
    messages.success(request, sentence % {"count": done})
