"""Who you are: name and full number, then a one-time code; a few wrong tries close the link for a day."""

from collections.abc import Callable

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from songda.core.identity import CODE_MINUTES, LOCK_HOURS, Assurance
from songda.core.refusal import Refused
from songda.records.delivery.portal_acts.identity import (
    Proof,
    check_code,
    code_on_its_way,
    is_envelope_locked,
    prove_identity,
    send_code,
)
from songda.records.delivery.portal_acts.opening import may_be_opened
from songda.records.ground.limits.actions import LimitedInput, count_try, require_tries_left
from songda.records.ground.sent_forms.actions import typed_before
from songda.web.portal import session_assurance
from songda.web.portal.access import GET_AND_POST, GET_ONLY, POST_ONLY, for_holder
from songda.web.portal.forms import CodeForm, WhoForm
from songda.web.portal.visit import Visit, language
from songda.web.portal.wrong_tries import with_tries_left

SENT = "code_sent"  # to which masked address
SPEAKER = "speaker"  # who speaks for a body


@for_holder(GET_AND_POST, to_its_end=False)
def who(visit: Visit) -> HttpResponse:
    """Name and number; where both are right a code is sent at once."""
    if visit.level >= Assurance.NUMBER_AND_CODE:
        return visit.go("papers")
    if not visit.envelope.party.number:
        return visit.page("no_number")  # nothing that they could type would be right
    if is_envelope_locked(visit.envelope, visit.now):
        return locked(visit)
    form = WhoForm(visit, visit.request.POST or None)
    if visit.request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        tried = try_proof(visit, lambda: prove_identity(visit.envelope, typed["name"], typed["number"], visit.now))
        if tried.ok:
            session_assurance.remember(visit.request, visit.envelope, tried.level, visit.now)
            visit.request.session[SPEAKER] = typed.get("speaker", "")
            return _send(visit, form)
        if tried.locked:
            return locked(visit)
        form.add_error(None, with_tries_left(_("This does not match what the court knows."), tried.tries_left))
    return visit.page("who", {"form": form})


@for_holder(GET_AND_POST, to_its_end=False)
def code(visit: Visit) -> HttpResponse:
    """The code from the text message."""
    if visit.level >= Assurance.NUMBER_AND_CODE:
        return visit.go("papers")
    if visit.level < Assurance.NAME_AND_NUMBER:
        return visit.go("who")
    form = CodeForm(visit.request.POST or None)
    if visit.request.method == "POST" and form.is_valid():
        typed, speaker = form.cleaned_data["code"], visit.request.session.get(SPEAKER, "")
        tried = try_proof(visit, lambda: check_code(visit.envelope, typed, visit.now, speaker=speaker))
        if tried.ok:
            session_assurance.remember(visit.request, visit.envelope, tried.level, visit.now)
            for typed_before in (SENT, SPEAKER):
                visit.request.session.pop(typed_before, None)
            return on_with_it(visit)
        if tried.locked:
            return locked(visit)
        form.add_error(
            "code", with_tries_left(_("This is not the newest code, or its time is over."), tried.tries_left)
        )
    return visit.page("code", {"form": form, "sent_to": visit.request.session.get(SENT, ""), "minutes": CODE_MINUTES})


def locked(visit: Visit, refusal: str = "") -> HttpResponse:
    """Closed for whoever only holds the link; the person whose papers these are opens it by a code."""
    shown = {"hours": LOCK_HOURS, "refusal": refusal, "may_open": may_be_opened(visit.envelope, visit.now)}
    return visit.page("locked", shown)


@for_holder(POST_ONLY, to_its_end=False)
def another_code(visit: Visit) -> HttpResponse:
    """Send another code."""
    if visit.level < Assurance.NAME_AND_NUMBER:
        return visit.go("who")
    return _send(visit, None)


@for_holder(POST_ONLY, to_its_end=False)
def leave(visit: Visit) -> HttpResponse:
    """Forget on this device who the visitor is."""
    session_assurance.forget(visit.request)
    return visit.go("left")


@for_holder(GET_ONLY, to_its_end=False)
def left(visit: Visit) -> HttpResponse:
    """They left."""
    return visit.page("left") if visit.level == Assurance.NONE else visit.go("papers")


def on_with_it(visit: Visit) -> HttpResponse:
    """To the papers, or back to the form that was typed when the proof had run out."""
    waiting = typed_before(visit.request.session, visit.now)
    return HttpResponseRedirect(waiting.page) if waiting else visit.go("papers")


def _send(visit: Visit, form: WhoForm | None) -> HttpResponse:
    try:
        sent = send_code(visit.envelope, visit.now)
    except Refused as refusal:
        sentence = refusal.sentence(language())
        if form is None:
            shown = {"form": CodeForm(), "refusal": sentence, "sent_to": visit.request.session.get(SENT, "")}
            return visit.page("code", {**shown, "minutes": CODE_MINUTES})
        going = code_on_its_way(visit.envelope, visit.now)
        if going is None:
            form.add_error(None, sentence)
            return visit.page("who", {"form": form})
        sent = going
    visit.request.session[SENT] = sent.masked_address
    return visit.go("code")


def try_proof(visit: Visit, prove: Callable[[], Proof]) -> Proof:
    """One try, counted against the visitor's place on the network when it fails; the envelope counts for itself."""
    place = visit.request.META["REMOTE_ADDR"]
    require_tries_left(LimitedInput.IDENTITY, place, visit.now)
    result = prove()
    if not result.ok:
        count_try(LimitedInput.IDENTITY, place, visit.now)
    return result
