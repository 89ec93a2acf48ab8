"""Says no in one form: problem+json with a code, the sentence in both languages, and the place in the request.

Whatever goes wrong below /api/ is told to programs so, also where no operation was reached.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, RequestDataTooBig
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import get_language
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from songda.core.language import COURT_LANGUAGE, best_language
from songda.core.refusal import Refused, WrongField
from songda.core.words import Phrase, Sayable
from songda.trust.paper.child import COME_AGAIN_SECONDS, NoSlotError
from songda.trust.places import AWAY_SECONDS, FilesAwayError
from songda.web.api.shapes import FieldProblemOut, ProblemOut

PROBLEM = "application/problem+json"


OF_THE_HEADER = frozenset({"wrong_key", "no_key_here"})  # the request itself is wrong, whatever its body asks for
CONFLICTS = frozenset(
    {
        "address_retired_already",
        "case_closed",
        "case_closed_already",
        "case_open_already",
        "changed_meanwhile",
        "hearing_cancelled_already",
        "hearing_set_already",
        "representative_left_already",
        "recalled_already",
        "substituted_already",
        "substitution_over_already",
        "task_held_by_another",
        "task_let_go",
        "already_closed",
        "circumstance_exists",
        "circumstance_holds_already",
        "circumstance_noted_once",
        "circumstance_over_already",
        "circumstance_struck_already",
        "served_already",
        "opened_already",
        "served_by_people",
        "step_exists",
        "struck_already",
        "account_exists",
        "address_exists",
        "already_ordered",
        "order_served",
        "case_exists",
        "came_back_already",
        "carriage_with_the_judge",
        "entrusted_already",
        "entrusted_answers_there",
        "entrusted_over",
        "letter_sealed",
        "letter_waits_already",
        "notice_has_run",
        "notice_page_stands",
        "notice_published",
        "visit_done",
        "consent_withdrawn_already",
        "key_reused",
        "lookup_case_closed",
        "lookup_open_already",
        "lookup_over_already",
        "number_barred",
        "offline_already",
        "paper_already_replaced",
        "paper_exists",
        "recording_there_already",
    }
)


log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Verbatim:
    """What another program said, which nobody can put into other words."""

    text: str

    def sentence(self, _language: str) -> str:
        """The words as they came."""
        return self.text


class WrongKind(Exception):  # noqa: N818 - an answer, not an error of the program
    """The body is of another kind than this operation takes; the argument is the kind that it takes."""


class TooLarge(Exception):  # noqa: N818 - an answer, not an error of the program
    """The request says that it is larger than this door takes."""


class TokenEnded(Exception):  # noqa: N818
    """The token was good, and its time is over."""


class OutOfScope(Exception):  # noqa: N818
    """The token is not good for this operation; `scope` is what it lacks, empty where no token is good for it."""

    def __init__(self, scope: str) -> None:
        super().__init__(scope)
        self.scope = scope


def title_of(status: int) -> str:
    """The phrase of the status, as the type `about:blank` asks for (RFC 9457, 4.2.1); what is wrong is the code."""
    return HTTPStatus(status).phrase


def _status_of(code: str) -> int:
    if code in OF_THE_HEADER:
        return 400
    return 409 if code in CONFLICTS else 422


def problem_of(refusal: Refused, within: str = "$") -> ProblemOut:
    """A refusal as it goes out; `within` is where in a bulk request it arose."""
    is_field, status = isinstance(refusal, WrongField), _status_of(refusal.code)
    pieces = [within, refusal.path, refusal.field if isinstance(refusal, WrongField) else ""]
    return ProblemOut(
        type="about:blank",
        title=title_of(status),
        status=status,
        code=refusal.code,
        sentence_zh=refusal.sentence("zh"),
        sentence_en=refusal.sentence("en"),
        path=".".join(piece for piece in pieces if piece) if is_field or refusal.path else within,
        part=refusal.part if isinstance(refusal, WrongField) else "",
    )


def plain_problem(
    status: int, code: str, sentence: Sayable | None = None, errors: Sequence[FieldProblemOut] = ()
) -> ProblemOut:
    """A refusal that no rule of the records stands behind; its sentence is `api.problem.<code>` unless told."""
    sentence = sentence or Phrase(f"api.problem.{code}")
    return ProblemOut(
        type="about:blank",
        title=title_of(status),
        status=status,
        code=code,
        sentence_zh=sentence.sentence("zh"),
        sentence_en=sentence.sentence("en"),
        errors=list(errors),
    )


def respond(problem: ProblemOut) -> HttpResponse:
    """The problem as a response; `detail` is its sentence in the language that the caller asked for."""
    sentences = {"zh": problem.sentence_zh, "en": problem.sentence_en}
    detail = sentences[best_language(get_language() or COURT_LANGUAGE, sentences)]
    body = problem.model_copy(update={"detail": detail}).model_dump_json(exclude_defaults=True)
    return HttpResponse(body, status=problem.status, content_type=PROBLEM)


def install(api: NinjaAPI) -> None:
    """Teach the API to answer every kind of no in this form."""
    api.add_exception_handler(Refused, _refused)
    api.add_exception_handler(ValidationError, _wrong_form)
    api.add_exception_handler(HttpError, _http)
    api.add_exception_handler(AuthenticationError, _no_token)
    api.add_exception_handler(TokenEnded, _token_ended)
    api.add_exception_handler(OutOfScope, _out_of_scope)
    for absent in (Http404, ObjectDoesNotExist):
        api.add_exception_handler(absent, _absent)
    api.add_exception_handler(WrongKind, _wrong_kind)
    api.add_exception_handler(NoSlotError, _no_turn)
    api.add_exception_handler(FilesAwayError, _files_away)
    for oversized in (TooLarge, RequestDataTooBig):
        api.add_exception_handler(oversized, _too_large)


def _refused(_: HttpRequest, refusal: Any) -> HttpResponse:
    return respond(problem_of(refusal))


def _absent(_: HttpRequest, __: Any) -> HttpResponse:
    return respond(plain_problem(404, "not_found"))


def _too_large(_: HttpRequest, __: Any) -> HttpResponse:
    return respond(plain_problem(413, "too_large"))


def _no_turn(_: HttpRequest, __: Any) -> HttpResponse:
    response = respond(plain_problem(503, "no_turn"))
    response["Retry-After"] = str(COME_AGAIN_SECONDS)
    return response


def _files_away(_: HttpRequest, away: Any) -> HttpResponse:
    log.error("the store of files does not answer: %s", away)
    response = respond(plain_problem(503, "files_away"))
    response["Retry-After"] = str(AWAY_SECONDS)
    return response


def _no_token(_: HttpRequest, __: Any) -> HttpResponse:
    response = respond(plain_problem(401, "no_valid_token"))
    response["WWW-Authenticate"] = 'Bearer realm="songda"'
    return response


def _token_ended(_: HttpRequest, __: Any) -> HttpResponse:
    response = respond(plain_problem(401, "token_ended"))
    response["WWW-Authenticate"] = 'Bearer realm="songda", error="invalid_token"'
    return response


def _out_of_scope(_: HttpRequest, lacking: Any) -> HttpResponse:
    response = respond(plain_problem(403, "out_of_scope", Phrase("api.problem.out_of_scope", {"scope": lacking.scope})))
    response["WWW-Authenticate"] = f'Bearer realm="songda", error="insufficient_scope", scope="{lacking.scope}"'
    return response


def _wrong_kind(_: HttpRequest, error: Any) -> HttpResponse:
    sentence = Phrase("api.problem.wrong_kind", {"kind": str(error.args[0])})
    response = respond(plain_problem(415, "wrong_kind", sentence))
    response["Accept"] = str(error.args[0])
    return response


def _http(request: HttpRequest, error: Any) -> HttpResponse:
    """A body that could not be read: ninja tells why only as the cause of its own error."""
    match error.__cause__:
        case WrongKind() as wrong:
            return _wrong_kind(request, wrong)
        case RequestDataTooBig():
            return _too_large(request, error)
    sentence = Phrase("api.problem.not_json") if error.status_code == 400 else Verbatim(str(error))
    return respond(plain_problem(error.status_code, "bad_request", sentence))


def _wrong_form(_: HttpRequest, error: Any) -> HttpResponse:
    """What is wrong with the form of a request; nothing of what was sent is repeated."""
    fields = [_field(one) for one in error.errors]
    return respond(plain_problem(422, "wrong_form", errors=fields))


def _field(error: dict[str, Any]) -> FieldProblemOut:
    known = error["type"] if error["type"] in {"missing", "extra_forbidden", "twice"} else "other"
    wrong = Phrase(f"api.field.{known}", {"message": error["msg"]})
    return FieldProblemOut(path=_path(error["loc"]), sentence_zh=wrong.sentence("zh"), sentence_en=wrong.sentence("en"))


def _path(place: Sequence[str | int]) -> str:
    """ninja's ("body", "draft", "persons", 1, "number") as `$.persons[1].number`; queries and headers by name."""
    source, *rest = place
    steps = rest[1:] if source == "body" else rest
    return ("$" if source == "body" else str(source)) + "".join(
        f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps
    )


BELOW = "/api/"
_KEPT = ("Allow", "Retry-After", "WWW-Authenticate")
_CODES = {
    400: "bad_request",
    403: "not_allowed",
    404: "no_such_address",
    405: "method_not_allowed",
    411: "no_length",
    413: "too_large",
    429: "too_many",
    500: "broken",
}
Answer = Callable[[HttpRequest], HttpResponseBase]


def border(answer: Answer) -> Answer:
    """Replace pages for people by problems for programs; a problem that an operation told stays as it is."""

    def door(request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(BELOW):
            return answer(request)
        return _head(request, answer) if request.method == "HEAD" else _as_problem(answer(request))

    return door


def _as_problem(response: HttpResponseBase) -> HttpResponseBase:
    if response.status_code < 400 or response.headers.get("Content-Type", "") == PROBLEM:
        return response
    return _problem_of(response)


def _head(request: HttpRequest, answer: Answer) -> HttpResponseBase:
    """As GET would be answered, without what it would have brought; nobody was told it, so nothing goes on record."""
    request.method = "GET"
    with transaction.atomic():
        response = _as_problem(answer(request))
        transaction.set_rollback(True)
    request.method = "HEAD"
    if isinstance(response, HttpResponse):
        length = len(response.content)
        response.content = b""
        response["Content-Length"] = str(length)
    return response


def _problem_of(response: HttpResponseBase) -> HttpResponse:
    problem = respond(plain_problem(response.status_code, _CODES.get(response.status_code, "failed")))
    for name in _KEPT:
        if name in response.headers:
            problem[name] = response.headers[name]
    problem.cookies = response.cookies
    return problem
