"""Is this message genuine? Answers yes with the court's name, or no; and nothing else, however often it is asked."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from songda.clock import now
from songda.core.identifiers.typed import read_typed_code
from songda.core.language import COURT_LANGUAGE
from songda.records.ground.limits.actions import LimitedInput, count_try, require_tries_left
from songda.records.proof.certificates.queries import check_message
from songda.web.public.forms import MessageCodeForm


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def check(request: HttpRequest) -> HttpResponse:
    """Type the code, read yes or no."""
    form = MessageCodeForm(request.POST or None)
    shown: dict[str, object] = {"form": form}
    if request.method == "POST" and form.is_valid():
        place = request.META["REMOTE_ADDR"]
        require_tries_left(LimitedInput.GENUINE, place, now())
        code = read_typed_code(form.cleaned_data["code"])
        court = check_message(code)
        if court is None:
            count_try(LimitedInput.GENUINE, place, now())
        shown |= {
            "is_answered": True,
            "court_name": court.name_in(get_language() or COURT_LANGUAGE) if court else "",
            "code": code,
        }
    return render(request, "public/check.html", shown)
