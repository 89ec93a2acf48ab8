"""Who is at the door: the visitor's own address when a proxy stands in front, and no parcels larger than the door."""

import re
from collections.abc import Callable, Sequence
from contextlib import suppress

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, UnreadablePostError

from songda.clock import now
from songda.core.events.origins import Door
from songda.records.ground.evidence.actions import recording_through
from songda.trust.outside.in_vain import note_in_vain
from songda.web.look.errors import bad_request, not_found, too_large, unmeasured, wrong_method

Answer = Callable[[HttpRequest], HttpResponse]
ROOM_FOR_FORM_FIELDS = 1024 * 1024
RECORDING_DOORS = re.compile(r"^/console/parties/[0-9a-f-]{36}/calls/|^/api/.*/recordings$")

VERBS = ("GET", "HEAD", "POST", "OPTIONS")
_NUL = "%00"  # as every address writes it
API = "/api/"

DOOR_AT = {"s": Door.PORTAL, "console": Door.CONSOLE, "accounts": Door.CONSOLE, "api": Door.API}


def by_its_door(answer: Answer) -> Answer:
    """What is put on record came by the door at whose address it was asked for; by the public's pages nothing does."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with recording_through(DOOR_AT.get(request.path.split("/", 2)[1])):
            return answer(request)

    return middleware


# What no page of ours needs of a browser, and that no page of others may take anything of ours in.
_POWERS = """
accelerometer autoplay camera display-capture encrypted-media geolocation gyroscope hid idle-detection local-fonts
magnetometer microphone midi payment screen-wake-lock serial usb xr-spatial-tracking
"""
CLOSED = {
    "Permissions-Policy": ", ".join(f"{power}=()" for power in _POWERS.split()),
    "Cross-Origin-Resource-Policy": "same-origin",
}


_OF_RECIPIENTS = "/s/"


def closed_to_others(answer: Answer) -> Answer:
    """Every answer, files and refusals too, says which powers of the browser it does without, and who may embed it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        if response.status_code >= 500 and request.path.startswith(_OF_RECIPIENTS):
            note_in_vain(settings.OUTSIDE_FOLDER, now())
        for name, policy in CLOSED.items():
            response.headers.setdefault(name, _opened(policy, getattr(response, "powers", ())))
        return response

    return middleware


def _opened(policy: str, powers: Sequence[str]) -> str:
    """The same, with the powers that this one page needs left to it."""
    for power in powers:
        policy = policy.replace(f"{power}=()", f"{power}=(self)")
    return policy


def own_address(answer: Answer) -> Answer:
    """Take the visitor's address from our own proxy, and only when settings say that there is one.

    The last entry is the one that our proxy wrote; whatever stands before it came from the visitor.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
        if forwarded and settings.SECURE_PROXY_SSL_HEADER:
            request.META["REMOTE_ADDR"] = forwarded.rsplit(",", 1)[-1].strip()
        return answer(request)

    return middleware


def encrypted_alone(answer: Answer) -> Answer:
    """Where the site is encrypted, people who come by the plain address are led to the other, and programs turned away.

    A program that was led on would go on saying its token in clear, and nobody would notice.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        is_announced = settings.IS_HTTPS and settings.SECURE_PROXY_SSL_HEADER
        if not is_announced or request.is_secure():
            return answer(request)
        if request.method in {"GET", "HEAD"} and not request.path.startswith(API):
            return HttpResponsePermanentRedirect(f"https://{request.get_host()}{request.get_full_path()}")
        return HttpResponse("https only\n", status=403, content_type="text/plain; charset=utf-8")

    return middleware


# What may be ticked several times in one form, and the one question that may be asked about several things.
_SEVERAL = "also chosen known letter operators order pair paper_kinds papers post received rights scopes service"
SEVERAL = frozenset({*_SEVERAL.split(), "services", "stages", "stops", "told", "way", "ways", "wishes"})
_FORMS = {"application/x-www-form-urlencoded", "multipart/form-data"}


def named_once(answer: Answer) -> Answer:
    """A name that stands twice where one thing is meant is refused: two who read it might each take another of the two.

    The API sees to it by itself.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(API) and _names_twice(request):
            return bad_request(request, BadRequest("a name stands twice"))
        return answer(request)

    return middleware


def _names_twice(request: HttpRequest) -> bool:
    sent: list[tuple[str, Sequence[object]]] = [*request.GET.lists()]
    if request.method == "POST" and request.content_type in _FORMS:
        with suppress(UnreadablePostError):  # whoever reads it next says so
            sent += [*request.POST.lists(), *request.FILES.lists()]
    return any(len(values) > 1 and name not in SEVERAL for name, values in sent)


def no_such_letter(answer: Answer) -> Answer:
    """No address of ours holds a NUL, which the database cannot even be asked about; what is asked loses it.

    The API says by itself what is wrong with what it is asked.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(API):
            while _NUL in request.META.get("QUERY_STRING", ""):  # what is left of two may be one
                request.META["QUERY_STRING"] = request.META["QUERY_STRING"].replace(_NUL, "")
        return not_found(request) if "\0" in request.path_info else answer(request)

    return middleware


def verbs_of_ours(answer: Answer) -> Answer:
    """No page is asked for by a verb that browsers never say; the API refuses by itself what it does not take."""

    def middleware(request: HttpRequest) -> HttpResponse:
        is_known = request.method in VERBS or request.path.startswith(API)
        return answer(request) if is_known else wrong_method(request, ", ".join(VERBS))

    return middleware


def body_limit(answer: Answer) -> Answer:
    """Refuse a request that announces more than the door takes, before a byte of it is read.

    One that does not say how long it is would be read as an empty one.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if "HTTP_TRANSFER_ENCODING" in request.META and not request.META.get("CONTENT_LENGTH"):
            return unmeasured(request)
        length = request.META.get("CONTENT_LENGTH") or "0"
        megabytes = _megabytes_at(request.path)
        too_long = length.isdigit() and int(length) > most_bytes_at(request.path)
        return too_large(request, megabytes) if too_long else answer(request)

    return middleware


def most_bytes_at(path: str) -> int:
    """The longest body that the page at this path takes."""
    return _megabytes_at(path) * 1024 * 1024 + ROOM_FOR_FORM_FIELDS


def _megabytes_at(path: str) -> int:
    """Recordings are larger than papers, and have doors of their own: no other door takes so much."""
    return settings.RECORDING_LIMIT_MEGABYTES if RECORDING_DOORS.search(path) else settings.PAPER_LIMIT_MEGABYTES


def for_one_alone(answer: Answer) -> Answer:
    """What is shown to somebody who is known stays in no cache, the browser's own included, unless a page says more."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        is_known = settings.SESSION_COOKIE_NAME in request.COOKIES or "Authorization" in request.headers
        if is_known and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store, private"
        return response

    return middleware


def open_by_button(answer: Answer) -> Answer:
    """Say in words that an address takes only forms, where views answer with an empty page."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        return wrong_method(request, response["Allow"]) if response.status_code == 405 else response

    return middleware
