"""A locked link: the person whose papers these are opens it, by a code that goes where the court wrote to."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from songda.core.identity import CODE_MINUTES, Assurance
from songda.core.refusal import Refused
from songda.records.limits.actions import count_try, require_tries_left
from songda.records.limits.limited_inputs import LimitedInput
from songda.records.portal_acts.identity import is_envelope_locked
from songda.records.portal_acts.opening import Typed, open_by_code, send_opening_code
from songda.web.portal import session_assurance
from songda.web.portal.access import GET_AND_POST, POST_ONLY, for_holder
from songda.web.portal.identity import locked, on_with_it, try_proof
from songda.web.portal.personal.forms import OpeningForm
from songda.web.portal.visit import Visit, language
from songda.web.portal.wrong_tries import with_tries_left

OPENING = "opening"  # in the session: which code, and to which masked address


@for_holder(POST_ONLY, to_its_end=False)
def send_opening(visit: Visit) -> HttpResponse:
    """A code to where the court wrote to, by which the locked link opens."""
    place = visit.request.META["REMOTE_ADDR"]
    require_tries_left(LimitedInput.OPENING, place, visit.now)
    count_try(LimitedInput.OPENING, place, visit.now)
    try:
        sent, code_id = send_opening_code(visit.envelope, visit.now)
    except Refused as refusal:
        return locked(visit, refusal.sentence(language()))
    visit.request.session[OPENING] = {"code": str(code_id), "to": sent.masked_address}
    return visit.go("open_link")


@for_holder(GET_AND_POST, to_its_end=False)
def open_link(visit: Visit) -> HttpResponse:
    """The code that was sent for it, with name and number: all three right, and the link is open."""
    asked = visit.request.session.get(OPENING)
    if visit.level >= Assurance.NUMBER_AND_CODE or asked is None or not is_envelope_locked(visit.envelope, visit.now):
        return visit.go("who")
    form = OpeningForm(visit, visit.request.POST or None)
    if visit.request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        typed = Typed(told["code"], told["name"], told["number"], told.get("speaker", ""))
        tried = try_proof(visit, lambda: open_by_code(visit.envelope, UUID(asked["code"]), typed, visit.now))
        if tried.ok:
            visit.request.session.pop(OPENING, None)
            session_assurance.remember(visit.request, visit.envelope, tried.level, visit.now)
            return on_with_it(visit)
        if tried.locked:
            visit.request.session.pop(OPENING, None)
            return locked(visit, _("This code is worth nothing any more. Let another one be sent."))
        form.add_error(None, with_tries_left(_("Code, name and number do not fit together."), tried.tries_left))
    return visit.page("open_link", {"form": form, "sent_to": asked["to"], "minutes": CODE_MINUTES})
