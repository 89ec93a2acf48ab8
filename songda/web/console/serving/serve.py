"""Serve: choose papers and recipients, see what the law allows and what will be sent, then send; once."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from songda.clock import new_id, now
from songda.core.access import Act
from songda.core.refusal import Refused
from songda.records.law.decisions.recall import undo
from songda.records.law.facts.law_facts import consents_at_stage
from songda.records.matter.cases.actions import Reason
from songda.records.matter.cases.models import Case
from songda.records.matter.papers.models import Paper
from songda.records.matter.parties.models import Party
from songda.records.matter.parties.queries import parties_of
from songda.records.overview.boards.board import Board, BoardCell, board
from songda.records.service.orders.actions import OrderDraft, place_orders, why_not
from songda.records.service.orders.due import release
from songda.records.service.orders.models import Envelope, Order
from songda.records.ways.post.planning import post_order
from songda.web.console.shared.gate import GET_AND_POST, POST_ONLY, StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import read_id, the_case
from songda.web.console.shared.recipients import (
    OUTLOOKS,
    Choice,
    Pair,
    read_choice,
    read_pair,
    recipients_of,
    said_alike,
)
from songda.web.console.shared.words import ends_of_namesakes, full_name, language


@dataclass(frozen=True)
class Pick:
    """One pair: `state` is open, own (the filer's own paper), taken (under way or served), left or replaced."""

    paper: Paper
    party: Party
    state: str
    is_ticked: bool
    entry: BoardCell | None


@dataclass(frozen=True)
class PickRow:
    """One recipient with a pick for every paper."""

    party: Party
    picks: tuple[Pick, ...]

    @property
    def may_choose(self) -> bool:
        """Whether anything may be chosen for them."""
        return any(pick.state == "open" for pick in self.picks)


def pick_rows(board: Board, ticked: Collection[Pair]) -> list[PickRow]:
    """The matrix from which a clerk chooses, person by person: of every pair, whether it may be chosen."""
    replaced = {paper.replaces_id for paper in board.papers if paper.replaces_id}
    return [
        PickRow(party, tuple(_pick(board, paper, party, (ticked, replaced)) for paper in board.papers))
        for party in board.parties
    ]


def roles_of_many(rows: Iterable[PickRow]) -> list[str]:
    """The roles in which several people are to be chosen, each to be chosen at once."""
    counts = Counter(row.party.role for row in rows if row.may_choose)
    return [role for role, count in counts.items() if count > 1]


def _pick(board: Board, paper: Paper, party: Party, known: tuple[Collection[Pair], Collection[UUID | None]]) -> Pick:
    ticked, replaced = known
    entry = board.cells.get((party.id, paper.id))
    state = "own" if board.is_own(paper, party) else _state(paper, entry, replaced)
    if party.removed_at is not None and state == "open":
        state = "left"
    return Pick(paper, party, state, state == "open" and (paper.id, party.id) in ticked, entry)


def _state(paper: Paper, entry: BoardCell | None, replaced: Collection[UUID | None]) -> str:
    if paper.id in replaced:
        return "replaced"
    return "taken" if entry is not None and _is_taken(entry) else "open"


def _is_taken(entry: BoardCell) -> bool:
    """Where a link is in a stranger's hand its papers may be ordered anew: nothing more goes out with that one."""
    finding, envelope = entry.finding, entry.service.envelope
    if finding is not None and finding.status == "effective":
        return not finding.is_denied
    return envelope.closed_at is None and envelope.disowned_at is None


LONGEST_KEY = 60


@behind(Act.PLACE_ORDER, GET_AND_POST)
def choose(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """The matrix of papers and recipients with a tick for every pair that may be chosen."""
    case = the_case(request, case_id)
    return _choose(request, case, _choice(request, case).pairs)


def _choose(request: StaffRequest, case: Case, ticked: set[Pair], complaint: str = "") -> HttpResponse:
    found = board(case)
    if not (found.parties and found.papers):
        return render(request, "console/serving/serve_nothing.html", {"case": case, "desk": "cases", "board": found})
    rows = pick_rows(found, ticked)
    people = {party.id: party for party in parties_of(case)}
    context = {
        "case": case,
        "desk": "cases",
        "board": found,
        "parties": people,
        "stances": consents_at_stage(case, people, now()),
        "rows": rows,
        "may_choose": any(row.may_choose for row in rows),
        "roles": roles_of_many(rows),
        "complaint": complaint,
        "has_english_page": _asks_for_english(request),
    }
    return render(request, "console/serving/serve_choose.html", context, status=422 if complaint else 200)


@behind(Act.PLACE_ORDER, POST_ONLY)
def check(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """What the law allows for every chosen pair and why, and the very words that will be sent."""
    case = the_case(request, case_id)
    choice = _choice(request, case)
    if not choice.papers_of:
        return _choose(request, case, set(), Refused("nothing_chosen").sentence(language()))
    if said := _in_the_way(request, choice):
        return _choose(request, case, choice.pairs, said)
    return _check(request, case, choice, str(new_id()))


def _in_the_way(request: StaffRequest, choice: Choice) -> str:
    """Of whom what cannot be ordered now, and why; empty where all of it can."""
    ends = ends_of_namesakes(choice.parties)
    names = {party.id: full_name(party, ends) for party in choice.parties}
    drafts = [OrderDraft(choice.case_id, (paper,), (party,)) for paper, party in sorted(choice.pairs)]
    whose: dict[str, list[str]] = {}
    for draft, refusal in zip(drafts, why_not(drafts, request.court), strict=True):
        if refusal is not None:
            whose.setdefault(refusal.sentence(language()), []).append(names[draft.party_ids[0]])
    said = [_("%(who)s: %(why)s") % {"who": _(", ").join(people), "why": why} for why, people in whose.items()]
    return " ".join(said)


MANY = 4  # recipients, from which on each is folded, those first who need a look


def _check(request: StaffRequest, case: Case, choice: Choice, key: str, complaint: str = "") -> HttpResponse:
    recipients = recipients_of(case, choice)
    outlooks = Counter(recipient.outlook for recipient in recipients)
    if len(recipients) > MANY:
        recipients.sort(key=lambda recipient: (list(OUTLOOKS).index(recipient.outlook), recipient.is_plain))
    context = {
        "case": case,
        "desk": "cases",
        "recipients": recipients,
        "alike": said_alike(recipients) if len(recipients) > MANY else [[one] for one in recipients],
        "is_many": len(recipients) > MANY,
        "asks": any(recipient.first and recipient.after_consent for recipient in recipients),
        "outlooks": [(*shown, outlooks[word]) for word, shown in OUTLOOKS.items() if outlooks[word]],
        "papers": choice.papers,
        "sends": any(recipient.sends for recipient in recipients),
        "stances": consents_at_stage(case, [recipient.party.id for recipient in recipients], now()),
        "pairs": [f"{paper}:{party}" for paper, party in sorted(choice.pairs)],
        "key": key,
        "complaint": complaint,
        "parts": sum(recipient.parts for recipient in recipients),
        "services": len(choice.pairs),
        "has_english_page": _asks_for_english(request),
    }
    return render(request, "console/serving/serve_check.html", context, status=422 if complaint else 200)


@behind(Act.PLACE_ORDER, POST_ONLY)
def place(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Place the orders, all or none; the key of the form makes a second click the same orders."""
    case = the_case(request, case_id)
    choice = _choice(request, case)
    key = request.POST.get("key", "")[:LONGEST_KEY]
    if not choice.papers_of or not key:
        return _choose(request, case, choice.pairs, Refused("nothing_chosen").sentence(language()))
    orders, refusals = _place(request, choice, key)
    if refusals and (said := _in_the_way(request, choice)):
        return _choose(request, case, choice.pairs, said)
    if refusals:
        said = " ".join(refusal.sentence(language()) for refusal in refusals)
        return _check(request, case, choice, str(new_id()), said)
    messages.success(request, _ordered(len(choice.parties)))
    _post(request, orders)
    return redirect("console:case", case.id)


def _ordered(people: int) -> str:
    sentence = ngettext(
        "Ordered for %(count)s recipient. What arrives is shown here by itself.",
        "Ordered for %(count)s recipients. What arrives is shown here by itself.",
        people,
    )
    return sentence % {"count": people}


def _post(request: StaffRequest, orders: Sequence[Order]) -> None:
    """What was ticked goes by post as well; what the law closes is told."""
    places = [pair[0] for tick in request.POST.getlist("post") if (pair := read_pair(f"{tick}:{tick}"))]
    for order in orders if places else ():
        for refused in post_order(order, places, actor(request), now()):
            messages.warning(request, refused.sentence(language()))


def _place(request: StaffRequest, choice: Choice, key: str) -> tuple[Sequence[Order], Sequence[Refused]]:
    drafts = [replace(draft, has_english_page=_asks_for_english(request)) for draft in choice.drafts(key)]
    with transaction.atomic():
        answers = place_orders(drafts, request.court, actor(request), now())
        refusals = [answer for answer in answers if isinstance(answer, Refused)]
        if _are_undone([answer for answer in answers if isinstance(answer, Order)]):
            refusals.append(Refused("order_undone"))
        transaction.set_rollback(bool(refusals))
    return [answer for answer in answers if isinstance(answer, Order)], refusals


def _are_undone(orders: Sequence[Order]) -> bool:
    """Whether they were placed by this very page before, and all of it was taken back since."""
    earlier = [order for order in orders if not order.new_services]
    return bool(earlier) and not Envelope.objects.filter(order__in=earlier, recalled_at=None).exists()


@behind(Act.PLACE_ORDER, POST_ONLY)
def take_back_at_once(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Undo what was ordered a moment ago, before anything of it is handed over."""
    case = the_case(request, case_id)
    ids = [found for typed in request.POST.getlist("order") if (found := read_id(typed))]
    why = Reason(_("Undone at once, before anything was handed over."))
    try:
        undo(case, ids, why, actor(request), now())
    except Refused as refused:
        messages.error(request, refused.sentence(language()))
    else:
        messages.success(request, _("Undone. Nothing was sent; the papers can be chosen anew."))
    return redirect("console:case", case.id)


@behind(Act.PLACE_ORDER, POST_ONLY)
def send_at_once(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Do not wait for the half minute: what was ordered a moment ago goes out now."""
    case = the_case(request, case_id)
    ids = [found for typed in request.POST.getlist("order") if (found := read_id(typed))]
    own = list(Order.objects.filter(case=case, id__in=ids).values_list("id", flat=True))
    with transaction.atomic():
        release(own, now())
    messages.success(request, _("It goes out now."))
    return redirect("console:case", case.id)


def _asks_for_english(request: StaffRequest) -> bool:
    """Whether a translation is to stand behind the certificates of what is ordered."""
    return request.POST.get("english_page") == "yes"


def _choice(request: StaffRequest, case: Case) -> Choice:
    papers = list(case.papers.order_by("filed_at", "id"))
    parties = list(case.parties.select_related("acts_for").prefetch_related("addresses").order_by("recorded_at", "id"))
    return read_choice(case.id, request.POST.getlist("pair"), papers, parties)
