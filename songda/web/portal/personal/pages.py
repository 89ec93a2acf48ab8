"""One more proof that it is the person themselves: the code from the counter, or the question agreed on in a call."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from songda.core.identity import COUNTER_CODE_MINUTES, LOCK_HOURS, Assurance
from songda.core.refusal import Refused
from songda.records.delivery.personal_proofs.actions import question_for
from songda.records.delivery.portal_acts.identity import Proof, are_answers_locked, is_envelope_locked
from songda.records.delivery.portal_acts.other_proofs import check_answer, check_counter_code
from songda.web.portal import session_assurance
from songda.web.portal.access import GET_AND_POST, for_holder, for_recipient
from songda.web.portal.personal.forms import AnswerForm, CounterCodeForm
from songda.web.portal.personal.identity import on_with_it, try_proof
from songda.web.portal.visit import Visit, language
from songda.web.portal.wrong_tries import with_tries_left


@for_holder(GET_AND_POST, to_its_end=False)
def counter_code(visit: Visit) -> HttpResponse:
    """The code that a clerk gave at the counter: no telephone is needed for it."""
    if visit.level >= Assurance.REAL_NAME:
        return visit.go("papers")
    form = CounterCodeForm(visit.request.POST or None)
    if visit.request.method == "POST" and form.is_valid():
        typed = form.cleaned_data["code"]
        tried = try_proof(visit, lambda: check_counter_code(visit.envelope, typed, visit.now))
        if tried.ok or tried.locked:
            return _answered(visit, tried)
        wrong = _("This is not the newest code of the counter, it was used already, or its time is over.")
        is_counted = not is_envelope_locked(visit.envelope, visit.now)
        form.add_error("code", with_tries_left(wrong, tried.tries_left) if is_counted else wrong)
    return visit.page("counter_code", {"form": form, "minutes": COUNTER_CODE_MINUTES})


@for_recipient(GET_AND_POST)
def person(visit: Visit) -> HttpResponse:
    """The question agreed on in a call; where there is none, how to come by one."""
    if visit.is_enough:
        return visit.go("papers")
    if are_answers_locked(visit.envelope, visit.now):
        return visit.page("locked", {"hours": LOCK_HOURS})
    agreed = question_for(visit.envelope.party)
    form = AnswerForm(visit.request.POST or None)
    refusal = ""
    if visit.request.method == "POST" and form.is_valid():
        typed = form.cleaned_data["answer"]
        try:
            tried = try_proof(visit, lambda: check_answer(visit.envelope, typed, visit.level, visit.now))
        except Refused as refused:
            refusal = refused.sentence(language())
        else:
            if tried.ok or tried.locked:
                return _answered(visit, tried)
            wrong = _("This is not the answer that you agreed on with the court.")
            form.add_error("answer", with_tries_left(wrong, tried.tries_left))
    return visit.page("person", {"form": form, "question": agreed.question if agreed else "", "refusal": refusal})


def _answered(visit: Visit, tried: Proof) -> HttpResponse:
    if tried.locked:
        return visit.page("locked", {"hours": LOCK_HOURS})
    session_assurance.remember(visit.request, visit.envelope, tried.level, visit.now)
    return on_with_it(visit)
