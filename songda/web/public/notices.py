"""The court's public notices for everybody: the list of those that run, each page, its document and its proof.

The list tells court, case number and days, and no name: whoever stands before it reads, nobody searches by person.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from songda.clock import now
from songda.core.identifiers import IdentifierError
from songda.core.identifiers.case_number import read_case_number
from songda.core.identifiers.person_name import LONGEST
from songda.core.identifiers.typed import read_typed_code
from songda.core.refusal import Refused
from songda.records.ground.evidence.models import Event
from songda.records.ground.evidence.queries import NotCoveredError, proofs_of
from songda.records.ground.evidence.signed import newest_checkpoint
from songda.records.ground.limits.actions import LimitedInput, count_try, require_tries_left
from songda.records.overview.notice_papers import file_of_notice, size_of_notice
from songda.records.ways.public_notices.actions import WAY, words_of_notice
from songda.records.ways.public_notices.looks import Run, posted_pages, run_of
from songda.records.ways.public_notices.models import PublicNotice
from songda.records.ways.public_notices.outside import take_in
from songda.records.ways.public_notices.queries import code_of_notice, is_closed, notices_to, page_by_token, running_of
from songda.trust.looking import LARGEST_NOTE
from songda.web.public.words import reader_language

_HIDDEN = {"X-Robots-Tag": "noindex, nofollow, noarchive"}
GONE = 410
_UNASKED = {"autocomplete": "off", "autocorrect": "off", "spellcheck": "false"}


class CodeForm(forms.Form):
    """The code that stands on the notice's paper."""

    code = forms.CharField(label=_("Code on the notice"), max_length=40)


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """Those that run, the newest first."""
    rows = [(notice, run_of(notice, now())) for notice in running_of()]
    return _hidden(render(request, "public/notices.html", {"rows": rows, "now": now()}))


class NamedForm(forms.Form):
    """Whom a notice may name; nothing that is typed stands in an address or is kept."""

    number = forms.CharField(label=_("Case number"), max_length=60, widget=forms.TextInput(attrs=_UNASKED))
    name = forms.CharField(
        label=_("Your name, as it stands on your identity card; of a company or body its full name"),
        max_length=LONGEST,
        widget=forms.TextInput(attrs=_UNASKED),
    )

    def clean_number(self) -> str:
        """As it is stored; WrongField's own words where it is none."""
        try:
            return str(read_case_number(self.cleaned_data["number"]))
        except IdentifierError as wrong:
            raise forms.ValidationError(wrong.sentence(reader_language())) from None


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def naming(request: HttpRequest) -> HttpResponse:
    """The notices that name whoever asks, by case number and name, both typed exactly; others are told nothing."""
    form, found = NamedForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        place = request.META["REMOTE_ADDR"]
        require_tries_left(LimitedInput.NOTICE, place, now())
        found = notices_to(form.cleaned_data["number"], form.cleaned_data["name"], now())
        if not found:
            count_try(LimitedInput.NOTICE, place, now())
    rows = [(notice, run_of(notice, now())) for notice in found or ()]
    context = {"form": form, "rows": rows, "is_answered": found is not None}
    status = 422 if form.errors else 200
    return _hidden(render(request, "public/notices_naming.html", context, status=status))


@require_safe
@never_cache
def listed(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - every view is given the request
    """The same for whoever looks hourly: the end of each address, and the hash of the text that should stand there."""
    lines = "".join(f"{token} {digest.hex()}\n" for token, digest in posted_pages())
    return _hidden(HttpResponse(lines, content_type="text/plain; charset=utf-8"))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def notice(request: HttpRequest, token: str) -> HttpResponse:
    """One notice as it stands; how long it runs, or what it brought about."""
    found = _find(token)
    if not _stands(found):
        return _hidden(render(request, "public/notice_gone.html", _head(found), status=GONE))
    if is_closed(found, now()):
        return _hidden(_by_code(request, found))
    return _hidden(render(request, "public/notice.html", _shown(found, now())))


def _by_code(request: HttpRequest, found: PublicNotice) -> HttpResponse:
    """Long after it has run only who holds the paper reads it."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        place = request.META["REMOTE_ADDR"]
        require_tries_left(LimitedInput.GENUINE, place, now())
        if read_typed_code(form.cleaned_data["code"]) == code_of_notice(found):
            return render(request, "public/notice.html", _shown(found, now()))
        count_try(LimitedInput.GENUINE, place, now())
        form.add_error("code", _("This is not the code of this notice."))
    return render(request, "public/notice_code.html", _head(found) | {"form": form}, status=422 if form.errors else 200)


@require_safe
def document(request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG001 - every view is given the request
    """The notice under the court's seal."""
    found = _open(token)
    try:
        body = file_of_notice(found)
    except LookupError:  # not sealed yet
        raise Http404 from None
    answer = HttpResponse(body, content_type="application/pdf")
    answer["Content-Disposition"] = 'attachment; filename="notice.pdf"'
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return _hidden(answer)


@require_safe
def log_proof(request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG001 - every view is given the request
    """That its publication stands in the evidence log (C2SP tlog-proof)."""
    found, checkpoint = _open(token), newest_checkpoint()
    if checkpoint is None or found.event_id is None:
        raise Http404
    try:
        proof = proofs_of([found.event_id], checkpoint)[found.event_id]
    except NotCoveredError:
        raise Http404 from None
    return _hidden(HttpResponse(str(proof), content_type="text/plain; charset=utf-8"))


@require_safe
def leaf(request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG001 - every view is given the request
    """What was logged of its publication: hashes and ids, no name."""
    found = _open(token)
    event = Event.objects.on_record().filter(id=found.event_id).first() if found.event_id else None
    if event is None:
        raise Http404
    return _hidden(HttpResponse(event.leaf, content_type="application/json"))


@csrf_exempt
@require_POST
def looks(request: HttpRequest) -> HttpResponse:
    """Takes in what another host saw; its signature says who it is."""
    place = request.META["REMOTE_ADDR"]
    require_tries_left(LimitedInput.GENUINE, place, now())
    body = request.body[: LARGEST_NOTE + 1]
    try:
        count = take_in(body.decode("utf-8", "replace"), now())
    except Refused as refused:
        count_try(LimitedInput.GENUINE, place, now())
        return HttpResponse(f"{refused.sentence('en')}\n", status=422, content_type="text/plain; charset=utf-8")
    return HttpResponse(f"{count}\n", content_type="text/plain; charset=utf-8")


def _find(token: str) -> PublicNotice:
    found = page_by_token(token)
    if found is None:
        raise Http404
    return found


def _stands(found: PublicNotice) -> bool:
    return found.is_standing


def _open(token: str) -> PublicNotice:
    """A notice that stands and opens to everybody."""
    found = _find(token)
    if not _stands(found) or is_closed(found, now()):
        raise Http404
    return found


def _head(found: PublicNotice) -> dict[str, object]:
    case = found.envelope.case
    return {
        "notice": found,
        "court": case.court.name_in(reader_language()),
        "number": case.number,
        "phone": case.court.phone,
    }


def _shown(found: PublicNotice, moment: datetime) -> dict[str, object]:
    run, zone = run_of(found, moment), ZoneInfo(found.envelope.case.court.zone)
    days_left = (run.until.astimezone(zone).date() - moment.astimezone(zone).date()).days if run.until else None
    return _head(found) | {
        "lines": words_of_notice(found).text.split("\n"),
        "run": run,
        "size": size_of_notice(found) if found.wrapped_key else 0,
        "days_left": days_left,
        "effects": _effects(found, run, moment),
        "postings": [each for each in found.postings.order_by("posted_at") if each.posted_at],
    }


def _effects(found: PublicNotice, run: Run, moment: datetime) -> list[tuple[str, str, str]]:
    """Of each paper that counts as served by it: its title, the day, and the article."""
    if run.until is None or run.until > moment:
        return []
    language = reader_language()
    effects = []
    for notice_paper in found.paper_rows.select_related("service__paper", "service__finding"):
        finding = getattr(notice_paper.service, "finding", None)
        if finding is not None and finding.ground == WAY and finding.effective_on is not None:
            decision = finding.decision
            article = decision.wording.place(decision.rules[0].id, language) if decision.rules else ""
            effects.append((notice_paper.service.paper.title, finding.effective_on.isoformat(), article))
    return effects


def _hidden(answer: HttpResponse) -> HttpResponse:
    """No search engine keeps it."""
    for name, value in _HIDDEN.items():
        answer[name] = value
    return answer
