"""Says no in one form: problem+json with a code, the sentence in both languages, and the place in the request."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from songda.core.refusal import Refused, WrongField
from songda.web.api.kinds import WrongKind
from songda.web.api.shapes.base import FieldProblemOut, ProblemOut

Words = tuple[str, str]
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
        "spell_already",
        "spell_over_already",
        "served_already",
        "opened_already",
        "served_by_people",
        "account_exists",
        "address_exists",
        "already_ordered",
        "case_exists",
        "consent_withdrawn_already",
        "key_reused",
        "offline_already",
        "paper_already_replaced",
        "paper_exists",
    }
)
_NO_TOKEN = (
    "请在Authorization请求头中提供有效令牌（Bearer）。",
    "Give a valid token in the Authorization header (Bearer).",
)
_NOT_FOUND = ("没有此项，或不属于本院。", "There is no such thing in this court.")
_TOO_LARGE = ("请求过大，请拆分后再发送。", "The request is too large. Split it and send it in pieces.")
_WRONG_FORM = ("请求的格式不正确，见errors。", "The request has not the right form; see errors.")
_MISSING = ("缺少此项。", "This is missing.")
_UNKNOWN = ("没有这一项，请核对名称。", "There is no such field. Check its name.")
_WRONG_KIND = (
    "请求内容的类型应为{kind}，请相应设置Content-Type。",
    "The body must be {kind}. Say so in the header Content-Type.",
)
_NOT_JSON = ("请求内容不是有效的JSON。", "The request is not valid JSON.")


class TooLarge(Exception):  # noqa: N818 - an answer, not an error of the program
    """The request says that it is larger than this door takes."""


def problem_of(refusal: Refused, within: str = "$") -> ProblemOut:
    """A refusal as it goes out; `within` is where in a bulk request it arose."""
    is_field = isinstance(refusal, WrongField)
    pieces = [within, refusal.path, refusal.field if isinstance(refusal, WrongField) else ""]
    return ProblemOut(
        type="about:blank",
        title=refusal.code,
        status=409 if refusal.code in CONFLICTS else 422,
        code=refusal.code,
        sentence_zh=refusal.sentence("zh"),
        sentence_en=refusal.sentence("en"),
        path=".".join(piece for piece in pieces if piece) if is_field or refusal.path else within,
        part=refusal.part if isinstance(refusal, WrongField) else "",
    )


def plain_problem(status: int, code: str, words: Words, errors: Sequence[FieldProblemOut] = ()) -> ProblemOut:
    """A refusal that no rule of the records stands behind."""
    return ProblemOut(
        type="about:blank",
        title=code,
        status=status,
        code=code,
        sentence_zh=words[0],
        sentence_en=words[1],
        errors=list(errors),
    )


def respond(problem: ProblemOut) -> HttpResponse:
    """The problem as a response; `detail` is its sentence in the language that the caller asked for."""
    is_chinese = (get_language() or "zh").startswith("zh")
    told = problem.model_copy(update={"detail": problem.sentence_zh if is_chinese else problem.sentence_en})
    body = told.model_dump_json(exclude_defaults=True)
    return HttpResponse(body, status=problem.status, content_type="application/problem+json")


def install(api: NinjaAPI) -> None:
    """Teach the API to answer every kind of no in this form."""
    api.add_exception_handler(Refused, _refused)
    api.add_exception_handler(ValidationError, _wrong_form)
    api.add_exception_handler(HttpError, _http)
    api.add_exception_handler(AuthenticationError, _no_token)
    for absent in (Http404, ObjectDoesNotExist):
        api.add_exception_handler(absent, _absent)
    api.add_exception_handler(WrongKind, _wrong_kind)
    for oversized in (TooLarge, RequestDataTooBig):
        api.add_exception_handler(oversized, _too_large)


def _refused(_: HttpRequest, refusal: Any) -> HttpResponse:
    return respond(problem_of(refusal))


def _absent(_: HttpRequest, __: Any) -> HttpResponse:
    return respond(plain_problem(404, "not_found", _NOT_FOUND))


def _too_large(_: HttpRequest, __: Any) -> HttpResponse:
    return respond(plain_problem(413, "too_large", _TOO_LARGE))


def _no_token(_: HttpRequest, __: Any) -> HttpResponse:
    response = respond(plain_problem(401, "no_valid_token", _NO_TOKEN))
    response["WWW-Authenticate"] = 'Bearer realm="songda"'
    return response


def _wrong_kind(_: HttpRequest, error: Any) -> HttpResponse:
    chinese, english = (words.format(kind=error.args[0]) for words in _WRONG_KIND)
    response = respond(plain_problem(415, "wrong_kind", (chinese, english)))
    response["Accept"] = str(error.args[0])
    return response


def _http(request: HttpRequest, error: Any) -> HttpResponse:
    """A body that could not be read: ninja tells why only as the cause of its own error."""
    match error.__cause__:
        case WrongKind() as wrong:
            return _wrong_kind(request, wrong)
        case RequestDataTooBig():
            return _too_large(request, error)
    words = _NOT_JSON if error.status_code == 400 else (str(error), str(error))
    return respond(plain_problem(error.status_code, "bad_request", words))


def _wrong_form(_: HttpRequest, error: Any) -> HttpResponse:
    """What is wrong with the form of a request; nothing of what was sent is repeated."""
    fields = [_field(one) for one in error.errors]
    return respond(plain_problem(422, "wrong_form", _WRONG_FORM, fields))


def _field(error: dict[str, Any]) -> FieldProblemOut:
    chinese, english = _words(error)
    return FieldProblemOut(path=_path(error["loc"]), sentence_zh=chinese, sentence_en=english)


def _words(error: dict[str, Any]) -> Words:
    match error["type"]:
        case "missing":
            return _MISSING
        case "extra_forbidden":
            return _UNKNOWN
        case _:
            return "此项的类型、格式或长度不正确。", f"{error['msg']}."


def _path(place: Sequence[str | int]) -> str:
    """ninja's ("body", "draft", "persons", 1, "number") as `$.persons[1].number`; queries and headers by name."""
    source, *rest = place
    steps = rest[1:] if source == "body" else rest
    return ("$" if source == "body" else str(source)) + "".join(
        f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps
    )
