"""The orders of a sheet: what the law says of them is shown before they are placed, as where one case is ordered."""

from collections import Counter
from collections.abc import Iterator, Sequence
from hashlib import sha256
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from songda.clock import now
from songda.core.access import Act
from songda.core.batch_sheets import CaseRows
from songda.core.delivery.states import HELD_BACK
from songda.core.refusal import Refused
from songda.records.delivery.orders.actions import OrderDraft, place_orders
from songda.records.ground.sent_forms.files import lock_kept
from songda.records.matter.cases.models import Case
from songda.web.console.cases.sheet import Batch, waiting_batch, wanted_of
from songda.web.console.cases.sheet_papers import answer_of
from songda.web.console.shared.gate import POST_ONLY, StaffRequest, actor, behind
from songda.web.console.shared.recipients import OUTLOOKS, Recipient, read_choice, recipients_of
from songda.web.console.shared.words import language

CHECKED_AT_ONCE = 100  # cases on one page


@behind(Act.PLACE_ORDER)
def check(request: StaffRequest) -> HttpResponse:
    """What the law says of the next orders, and whom nothing would reach: the same as where one case is ordered."""
    batch = waiting_batch(request)
    part = _to_order(batch) if batch else []
    if batch is None or not part:
        return redirect("console:sheet")
    found = [(case, one) for rows in part[:CHECKED_AT_ONCE] for case, one in _recipients(request, batch, rows)]
    outlooks = Counter(one.outlook for _case, one in found)
    apart = sorted(
        ((case, one) for case, one in found if not one.is_plain), key=lambda pair: list(OUTLOOKS).index(pair[1].outlook)
    )
    context = {
        "desk": "cases",
        "checked": _mark_of(batch, part[:CHECKED_AT_ONCE]),
        "case_count": min(len(part), CHECKED_AT_ONCE),
        "later": max(0, len(part) - CHECKED_AT_ONCE),
        "asks": any(one.first and one.after_consent for _case, one in found),
        "outlooks": [(*shown, outlooks[word]) for word, shown in OUTLOOKS.items() if outlooks[word]],
        "apart": apart,
        "recipients": [one for _case, one in found],
        "services": sum(len(one.rows) for _case, one in found),
        "parts": sum(one.parts for _case, one in found),
    }
    return render(request, "console/cases/sheet_check.html", context)


def _to_order(batch: Batch) -> list[CaseRows]:
    """The registered cases of which something on file is not ordered yet, as their rows ask."""
    return [rows for rows in batch.cases if any(papers for _party, papers in wanted_of(rows, answer_of(batch, rows)))]


def _recipients(request: StaffRequest, batch: Batch, rows: CaseRows) -> Iterator[tuple[Case, Recipient]]:
    answer = answer_of(batch, rows)
    case = Case.objects.select_related("court").get(id=UUID(answer["case"]), court=request.court)
    request.shown.case(case.id)
    ticks = [f"{paper}:{party}" for party, papers in wanted_of(rows, answer) for paper in papers]
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
        kept = lock_kept(waiting.kept)
        batch = Batch.of(kept) if kept else waiting
        part = _to_order(batch)[:CHECKED_AT_ONCE] if kept else []
        if part and request.POST.get("checked") == _mark_of(batch, part):
            _place(request, batch, [draft for rows in part for draft in orders_of(batch, rows)])
            batch.note()
        elif part:
            messages.warning(request, _("Nothing was ordered yet: this is what the sheet asks for now."))
        return redirect("console:sheet_check" if part and _to_order(batch) else "console:sheet")


def _mark_of(batch: Batch, part: Sequence[CaseRows]) -> str:
    """Stands for whom which papers of these cases go to, so that nothing is ordered which nobody was shown."""
    wanted = [(rows.number, sorted(wanted_of(rows, answer_of(batch, rows)))) for rows in part]
    return sha256(repr(wanted).encode()).hexdigest()[:32]


def orders_of(batch: Batch, rows: CaseRows) -> list[OrderDraft]:
    """The orders of one case that can be placed: people with the same papers together."""
    answer = answer_of(batch, rows)
    together: dict[tuple[str, ...], list[str]] = {}
    for party, papers_of in wanted_of(rows, answer):
        if papers_of:
            together.setdefault(papers_of, []).append(party)
    return [
        OrderDraft(
            UUID(answer["case"]),
            tuple(map(UUID, papers_of)),
            tuple(map(UUID, people)),
            f"sheet:{batch.kept.id.hex}:{rows.rows[0].line}:{place}:{len(answer['filed'])}",
            HELD_BACK,
        )
        for place, (papers_of, people) in enumerate(together.items())
    ]


def _place(request: StaffRequest, batch: Batch, drafts: Sequence[OrderDraft]) -> None:
    answers = place_orders(drafts, request.court, actor(request), now())
    by_case = {answered["case"]: answered for answered in batch.answers.values() if "case" in answered}
    done = 0
    for draft, answer in zip(drafts, answers, strict=True):
        answered = by_case[str(draft.case_id)]
        pairs = [[str(party), str(paper)] for party in draft.party_ids for paper in draft.paper_ids]
        if isinstance(answer, Refused):
            answered["refusal"] = answer.sentence(language())
            answered.setdefault("refused", []).extend(pairs)
            continue
        answered.setdefault("ordered", []).extend(pairs)
        done += len(pairs)
    sentence = ngettext("%(count)s service is ordered.", "%(count)s services are ordered.", done)
    messages.success(request, sentence % {"count": done})
