"""Takes what somebody types into a long form before they send it, and drops it when they begin anew."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.translation import gettext as _

from songda.clock import now
from songda.core.identifiers.typed import named_address
from songda.records.ground.sent_forms.actions import read_key
from songda.records.ground.sent_forms.drafts import drop_draft, keep_draft, typed_of
from songda.web.console.shared.gate import POST_ONLY, StaffRequest, actor, behind


@behind(None, POST_ONLY)
def draft(request: StaffRequest) -> HttpResponse:
    """Keep what stands in the form of the page that htmx names, or drop it; nothing is sent by that."""
    unwanted, at = request.POST.get("drop", ""), now()
    page = unwanted or named_address(request.headers.get("HX-Current-URL", "")).path
    if not _has_form(page):
        return HttpResponse(_("No page with a form is named."), status=422)
    if unwanted:
        drop_draft(actor(request), page)
        return redirect(page)
    if not keep_draft(
        actor(request), page, typed_of(request.POST.lists()), at, read_key(request.POST.get("form_key", ""))
    ):
        return HttpResponse(_("This is too long to be kept as a draft."))
    said = _("Kept as a draft at %(time)s; not sent.") % {"time": f"{timezone.localtime(at):%H:%M}"}
    return HttpResponse(said)


def _has_form(path: str) -> bool:
    """Whether a page with a form of the console stands there."""
    try:
        found = resolve(path)
    except Resolver404:
        return False
    return found.namespace == "console" and {"GET", "POST"} <= set(getattr(found.func, "methods", ()))
