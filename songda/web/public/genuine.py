"""Is it genuine? A message by its code; a certificate by code, square pattern or its file, which is not kept."""

import hashlib
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from songda.channels.registry import entries
from songda.clock import now
from songda.core.delivery.routes import by_rank
from songda.core.identifiers.typed import read_typed_code
from songda.core.identity import OPENING_DIGITS
from songda.core.language import COURT_LANGUAGE
from songda.core.law import profile_of
from songda.core.law.rulebook import ArticlePage, article_page
from songda.core.words import name_of, say
from songda.records.ground.limits.actions import LimitedInput, count_try, require_tries_left
from songda.records.proof.certificates.queries import Certified, PublicCheck, by_code, check_message
from songda.records.service.findings.law_version import JURISDICTION
from songda.records.ways.portal.acts.codes import ENDS_ALONE, USUAL
from songda.web.public.words import reader_language

# Of digits alone, and never as long as the code of a message: the codes of one purpose, and of one press more.
ONE_TIME_DIGITS = frozenset({USUAL.digits, ENDS_ALONE.digits, OPENING_DIGITS})
_AS_TYPED: dict[str, Any] = {
    "autocapitalize": "characters",
    "autocomplete": "off",
    "autocorrect": "off",
    "spellcheck": "false",
    "class": "spaced",
}


class MessageCodeForm(forms.Form):
    """The code that stands in a message."""

    code = forms.CharField(
        label=_("Code from the message"),
        help_text=_("The ten letters and digits behind /s/ in the message; in WeChat on the line of its own."),
        max_length=200,
        widget=forms.TextInput(attrs=_AS_TYPED),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def check(request: HttpRequest) -> HttpResponse:
    """Type the code, read yes or no."""
    form = MessageCodeForm(request.POST or None)
    shown: dict[str, object] = {"form": form, "channels": _channels(reader_language())}
    if request.method == "POST" and form.is_valid():
        place = request.META["REMOTE_ADDR"]
        require_tries_left(LimitedInput.GENUINE, place, now())
        code = read_typed_code(form.cleaned_data["code"])
        is_one_time = code.isdecimal() and len(code) in ONE_TIME_DIGITS
        court = None if is_one_time else check_message(code)
        if court is None:
            count_try(LimitedInput.GENUINE, place, now())
        shown |= {
            "is_answered": True,
            "is_one_time": is_one_time,
            "court_name": court.name_in(get_language() or COURT_LANGUAGE) if court else "",
            "code": code,
        }
    return render(request, "public/check.html", shown)


def _channels(language: str) -> str:
    """The channels by which the court writes to people, in the order in which they are tried."""
    in_use = by_rank(entry.route for entry in entries().values() if settings.CHANNEL_URLS.get(entry.route.name))
    return say("language.comma", language).join(name_of("routes.channel", route.name, language) for route in in_use)


class CertificateCodeForm(forms.Form):
    """The code that stands on a certificate."""

    code = forms.CharField(
        label=_("Code on the certificate"),
        help_text=_("It stands under the square pattern. Dashes and blanks make no difference."),
        max_length=200,
        widget=forms.TextInput(attrs=_AS_TYPED),
    )


class CompareForm(forms.Form):
    """A certificate's file, to be compared with what the court issued."""

    file = forms.FileField(
        label=_("The certificate as a file (PDF)"),
        help_text=_("Its fingerprint is computed here and compared; the file is not kept."),
        allow_empty_file=True,
    )


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
    language = reader_language()
    shown: dict[str, object] = {"found": found, "form": form, "code": read_typed_code(code)}
    shown |= {
        "court": found.court.name_in(language),
        "result": found.lines.result if found.lines else _result(found.certified, language),
        "lines": found.lines,
    }
    shown |= {"standing": _standing(found), "newer_says": _result(found.newer, language)}
    shown |= {"article": _article(found), "cite": _cite(found)}
    if request.method == "POST" and form.is_valid():
        count_try(LimitedInput.FILE, request.META["REMOTE_ADDR"], now())
        shown["compared"] = compared(found, fingerprint(form.cleaned_data["file"]))
    return render(request, "public/verified.html", shown)


def _standing(found: PublicCheck) -> str:
    """What the page says first."""
    if found.state == "replaced":
        return "superseded"
    still_counts = found.is_in_doubt and found.counted_on is not None  # said against it, but not decided otherwise
    if found.is_outdated and not still_counts:
        return "outdated"
    if found.certified is not None and found.certified.result != "effective":
        return "statement"
    return "disputed" if found.is_in_doubt else "in_force"


def _result(certified: Certified | None, language: str) -> str:
    return say(f"certificates.result.{certified.result}", language) if certified is not None else ""


def _article(found: PublicCheck) -> ArticlePage | None:
    """The statute's words on which the service counts; a certificate is shown to many who have no statute book."""
    is_certified = found.certified is None or found.certified.result == "effective"
    if found.rule is None or found.counted_on is None or found.state == "replaced" or not is_certified:
        return None
    language = reader_language()
    return article_page(JURISDICTION, found.rule.id, found.counted_on, language)


def _cite(found: PublicCheck) -> str:
    """The rule on which the service counts, with what it is worth."""
    language = reader_language()
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
    found = by_code(read_typed_code(code), reader_language())
    if found is None:
        count_try(LimitedInput.CERTIFICATE, place, now())
    return found
