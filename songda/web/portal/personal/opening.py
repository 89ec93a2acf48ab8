"""A locked link: the person whose papers these are opens it, by a code that goes where the court wrote to."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from songda.core.identity import MAX_TRIES, OPENING_DIGITS, OPENING_MINUTES, Assurance
from songda.core.refusal import Refused
from songda.records.delivery.portal_acts.identity import is_envelope_locked
from songda.records.delivery.portal_acts.opening import Typed, open_by_code, send_opening_code
from songda.records.ground.limits.actions import LimitedInput, count_try, require_tries_left
from songda.web.portal import session_assurance
from songda.web.portal.access import GET_AND_POST, POST_ONLY, for_holder
from songda.web.portal.personal.forms import OpeningForm
from songda.web.portal.personal.identity import locked, on_with_it, try_proof
from songda.web.portal.visit import Visit, language
from songda.web.portal.wrong_tries import with_tries_left

OPENING = "opening"  # in the session: to which masked address the code went


@for_holder(POST_ONLY, to_its_end=False)
def send_opening(visit: Visit) -> HttpResponse:
    """A code to where the court wrote to, by which the locked link opens."""
    place = visit.request.META["REMOTE_ADDR"]
    require_tries_left(LimitedInput.OPENING, place, visit.now)
    count_try(LimitedInput.OPENING, place, visit.now)
    try:
        sent = send_opening_code(visit.envelope, visit.now)
    except Refused as refusal:
        return locked(visit, refusal.sentence(language()))
    visit.request.session[OPENING] = sent.masked_address
    return visit.go("open_link")


@for_holder(GET_AND_POST, to_its_end=False)
def open_link(visit: Visit) -> HttpResponse:
    """The code that was sent for it, with name and number: all three right, and the link is open."""
    sent_to = visit.request.session.get(OPENING)
    if visit.level >= Assurance.NUMBER_AND_CODE or sent_to is None or not is_envelope_locked(visit.envelope, visit.now):
        return visit.go("who")
    form = OpeningForm(visit, visit.request.POST or None)
    if visit.request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        typed = Typed(told["code"], told["name"], told["number"], told.get("speaker", ""))
        tried = try_proof(visit, lambda: open_by_code(visit.envelope, typed, visit.now))
        if tried.ok:
            visit.request.session.pop(OPENING, None)
            session_assurance.remember(visit.request, visit.envelope, tried.level, visit.now)
            return on_with_it(visit)
        if tried.locked:
            visit.request.session.pop(OPENING, None)
            return locked(visit, _("This code is worth nothing any more. Let another one be sent."))
        sentence = _("Code, name and number do not fit together.")
        form.add_error(None, sentence if tried.tries_left == MAX_TRIES else with_tries_left(sentence, tried.tries_left))
    return visit.page(
        "open_link", {"form": form, "sent_to": sent_to, "digits": OPENING_DIGITS, "minutes": OPENING_MINUTES}
    )
