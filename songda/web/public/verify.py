"""Is this certificate genuine? By its code or the square pattern; a file may be compared and is not kept."""

import hashlib

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from songda.clock import now
from songda.core.identifiers.typed_code import read_typed_code
from songda.core.language import COURT_LANGUAGE
from songda.core.law import profile_of
from songda.core.law.rulebook import ArticlePage, article_page
from songda.core.words import language_of
from songda.records.certificates.queries import PublicCheck, by_code
from songda.records.findings.law_version import JURISDICTION
from songda.records.limits.actions import count_try, require_tries_left
from songda.records.limits.limited_inputs import LimitedInput
from songda.web.public.forms import CertificateCodeForm, CompareForm


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def verify(request: HttpRequest) -> HttpResponse:
    """Type the code."""
    form = CertificateCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and (code := read_typed_code(form.cleaned_data["code"])):
        return HttpResponseRedirect(reverse("public:verified", kwargs={"code": code}))
    return render(request, "public/verify.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def verified(request: HttpRequest, code: str) -> HttpResponse:
    """What is known under the code; with a file, whether it is the very certificate."""
    found = _look_up(request, code)
    if found is None:
        return render(
            request, "public/unverified.html", {"form": CertificateCodeForm(initial={"code": code})}, status=404
        )
    form = CompareForm(request.POST or None, request.FILES or None)
    shown: dict[str, object] = {"found": found, "form": form, "code": read_typed_code(code)}
    shown |= {"article": _article(found), "cite": _cite(found)}
    if request.method == "POST" and form.is_valid():
        count_try(LimitedInput.FILE, request.META["REMOTE_ADDR"], now())
        shown["compared"] = compared(found, fingerprint(form.cleaned_data["file"]))
    return render(request, "public/verified.html", shown)


def _article(found: PublicCheck) -> ArticlePage | None:
    """The statute's words on which the service counts; a certificate is shown to many who have no statute book."""
    if found.rule is None or found.counted_on is None or found.state == "replaced":
        return None
    language = language_of(get_language() or COURT_LANGUAGE)
    return article_page(JURISDICTION, found.rule.id, found.counted_on, language)


def _cite(found: PublicCheck) -> str:
    """The rule on which the service counts, with what it is worth."""
    language = language_of(get_language() or COURT_LANGUAGE)
    return profile_of(JURISDICTION).wording.cite(found.rule, language) if found.rule is not None else ""


def compared(found: PublicCheck, sha256: str) -> str:
    """What a file with this hash is: "same", "unstamped" (saved before the time stamp came) or "other"."""
    return {found.unstamped_sha256: "unstamped", found.sha256: "same"}.get(sha256, "other")


def fingerprint(file: "UploadedFile[bytes]") -> str:
    """The SHA-256 of an upload, read in pieces."""
    digest = hashlib.sha256()
    for piece in file.chunks():
        digest.update(piece)
    return digest.hexdigest()


def _look_up(request: HttpRequest, code: str) -> PublicCheck | None:
    place = request.META["REMOTE_ADDR"]
    require_tries_left(LimitedInput.CERTIFICATE, place, now())
    found = by_code(read_typed_code(code))
    if found is None:
        count_try(LimitedInput.CERTIFICATE, place, now())
    return found
