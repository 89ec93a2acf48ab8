"""A call that is on record: what was said, what follows, and how it is struck where it was entered by mistake."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from songda.channels.registry import telephone_kinds
from songda.clock import now
from songda.core.access import Act
from songda.core.delivery.address_kinds import LANDLINE
from songda.records.ground import vault
from songda.records.overview.boards.queries import with_findings
from songda.records.service.calls.models import OUTCOMES, Call
from songda.records.service.tasks.unfinished import open_tasks_of
from songda.records.ways.portal.personal_proofs.actions import question_for
from songda.records.ways.telephone.calls.desk import call_desk, hour_agreed_with
from songda.records.ways.telephone.calls.striking import strike_call
from songda.web.console.shared.forms import ReasonForm, succeeds
from songda.web.console.shared.gate import GET_AND_POST, StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import the_call
from songda.web.console.shared.pages import Question, ask
from songda.web.console.shared.person import shown_endings

# What follows from the outcome of a call.
FOLLOWS: dict[str, str | Promise] = {
    "agrees": _lazy("They agree and the number is confirmed. What waits is sent there; you may serve more."),
    "received": _lazy("They confirm that the papers came. It is proof of receipt for a default judgment."),
    "refuses": _lazy("They refuse. Nothing is sent electronically; the papers go another lawful way."),
    "wants_paper": _lazy("They want paper only, in all their cases at this court. Nothing is sent electronically."),
    "has_lawyer": _lazy("Enter the lawyer with the power of attorney; then papers may be served on the lawyer."),
    "wants_helper": _lazy("They want somebody to help them. With a mandate the helper sees the papers too."),
    "family_answered": _lazy(
        "Somebody of their home answered: nothing counts as told, and the number stays. The call comes back to Today."
    ),
    "wrong_person": _lazy("A stranger answered. The number is rejected and is not used any more."),
    "unreachable": _lazy("Nobody was reached. Call at another hour, or take another way."),
    "broke_off": _lazy("Nothing was agreed, and nothing counts as told. They are to be called once more."),
    "call_again": _lazy("They are to be called again; the call comes back to Today in time."),
    "nobody_competent": _lazy(
        "They themselves were not spoken with: nothing counts as told. The call comes back to Today in time."
    ),
}


@dataclass(frozen=True)
class NextStep:
    """Where one goes on, and who may."""

    words: str
    url: str
    act: Act


def _follows(found: Call) -> str | Promise:
    """To a landline nothing is sent: there they agreed, and named where papers go."""
    if found.outcome == "agrees" and found.address is not None and found.address.kind == LANDLINE.word:
        return _("They agree. Papers go to the mobile number that they named; to a landline nothing can be sent.")
    return FOLLOWS[found.outcome]


@behind(Act.SEE_CASES)
def call(request: StaffRequest, call_id: UUID) -> HttpResponse:
    """The call as it was recorded, the tasks that are open for this person, and the next steps."""
    found = the_call(request, call_id)
    tasks = [task for task in open_tasks_of(found.party.case) if task.about == found.party]
    context = {
        "call": found,
        "party": found.party,
        "case": found.party.case,
        "desk": "calls",
        "named_at": hour_agreed_with(found.party, now()),
        "now": now(),
        "ended": shown_endings(found.party, request.user).get(found.id) if found.struck_at else None,
        "follows": "" if found.struck_at else _follows(found),
        "next_steps": [] if found.struck_at else [*_proof(found), *_next_steps(found)],
        "agreed": question_for(found.party) if found.party.case.is_status_case else None,
        "tasks": with_findings(tasks),
        "received": found.receipts.select_related("service__paper").order_by("id"),
        "check_code": vault.call_code(found.id),
        "next_call": call_desk(request.court, now()).next_for(request.user, now(), found.party),
    }
    return render(request, "console/calls/made.html", context)


@behind(Act.RECORD_CONSENT, GET_AND_POST)
def strike(request: StaffRequest, call_id: UUID) -> HttpResponse:
    """Strike a call that was entered by mistake, with what was recorded together with it."""
    found = the_call(request, call_id)
    form = ReasonForm(request.POST or None)
    back = reverse("console:call", args=[found.id])
    if form.is_valid() and succeeds(form, lambda: strike_call(found, form.why(), actor(request), now())):
        messages.success(request, _("The call is struck, with what was recorded together with it."))
        return redirect(back)
    intro = _("It stays on record, shown as struck. Consent or refusal and what it said of the number count no more.")
    question = Question(_("Strike the call"), _("Strike as mistaken"), back, found.party.case, intro)
    return ask(request, form, question)


def _proof(found: Call) -> list[NextStep]:
    """In a case about personal status papers open only with a proof of their own, to be agreed on with them."""
    was_reached = OUTCOMES[found.outcome].is_reached
    if not (found.party.case.is_status_case and was_reached) or question_for(found.party) is not None:
        return []
    return [
        NextStep(_("Agree on a question"), reverse("console:agree_question", args=[found.party_id]), Act.RECORD_CONSENT)
    ]


def _next_steps(found: Call) -> list[NextStep]:
    match found.outcome:
        case "agrees":
            return [NextStep(_("Serve papers"), reverse("console:serve", args=[found.party.case_id]), Act.PLACE_ORDER)]
        case "refuses" | "wants_paper":
            return _otherwise(found)
        case "has_lawyer":
            address = reverse("console:new_representative", args=[found.party.case_id])
            return [NextStep(_("Add a representative"), address, Act.EDIT_PARTIES)]
        case "wants_helper":
            address = reverse("console:new_mandate", args=[found.party_id])
            return [NextStep(_("Mandate for a helper"), address, Act.EDIT_PARTIES)]
        case "wrong_person" | "unreachable" | "broke_off":
            return [*_other_number(found), _new_address(found), *_otherwise(found)]
        case _:
            return []


def _other_number(found: Call) -> list[NextStep]:
    """Another number of theirs that is not rejected."""
    numbers = found.party.addresses.filter(kind__in=telephone_kinds(), retired_at=None)
    if not numbers.exclude(calls=found).exclude(address_class="rejected").exists():
        return []
    return [NextStep(_("Call another number"), reverse("console:new_call", args=[found.party_id]), Act.RECORD_CONSENT)]


def _new_address(found: Call) -> NextStep:
    return NextStep(_("Add an address"), reverse("console:new_address", args=[found.party_id]), Act.EDIT_PARTIES)


def _otherwise(found: Call) -> list[NextStep]:
    """A visit or a letter, for each order that is not served yet."""
    unserved = found.party.envelopes.filter(closed_at=None, recalled_at=None).order_by("placed_at")
    words = _("Serve by a letter or another way")
    return [NextStep(words, reverse("console:deed", args=[one.id]), Act.PLACE_ORDER) for one in unserved]
