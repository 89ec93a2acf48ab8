"""Completes what ninja says of the operations: every status that a call may end with, and an example of every body."""

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from songda.web.api.border import PROBLEM
from songda.web.api.examples import EXAMPLES
from songda.web.api.problems import plain_problem

_REASONS: dict[int, tuple[str, str, str]] = {
    400: ("bad_request", "Not JSON.", "请求内容不是有效的JSON。"),
    401: ("no_valid_token", "No valid token.", "没有有效令牌。"),
    404: ("not_found", "Not there, or not of this court.", "没有此项，或不属于本院。"),
    409: ("key_reused", "There already, or the key was used for something else.", "已经存在，或幂等键已用于其他请求。"),
    413: ("too_large", "Larger than this door takes.", "请求过大。"),
    415: ("wrong_kind", "The body is of another kind; the header Accept names the right one.", "请求内容的类型不符。"),
    422: (
        "wrong_form",
        "Something is wrong with what was asked for; the place is named.",
        "请求内容有误，已指明位置。",
    ),
    500: ("broken", "The fault is ours; the request did not take effect.", "系统故障，请求未生效。"),
    503: (
        "not_covered_yet",
        "The newest events wait for their checkpoint; see Retry-After.",
        "最新事件尚未纳入检查点。",
    ),
}
_WITHOUT_AN_ID_IN_THE_ADDRESS = "/papers/bulk"
_WAITS = "/bundle"


class DescribedAPI(NinjaAPI):
    """The API whose description tells refusals too."""

    def get_openapi_schema(self, **wanted: Any) -> OpenAPISchema:
        """The description, completed."""
        schema = super().get_openapi_schema(**wanted)
        for path, verbs in schema["paths"].items():
            for verb, told in verbs.items():
                _complete(path, verb, told)
        return schema


def statuses_of(path: str, verb: str, told: dict[str, Any]) -> list[int]:
    """How a call of this operation may be refused."""
    places = {parameter["in"] for parameter in told.get("parameters", ())}
    has_body = verb in {"post", "patch"}
    holds = {
        400: has_body,
        401: True,
        404: "path" in places or path.endswith(_WITHOUT_AN_ID_IN_THE_ADDRESS),
        409: "header" in places,
        413: has_body,
        415: has_body,
        422: has_body or "query" in places,
        500: True,
        503: path.endswith(_WAITS),
    }
    return [status for status, may_be in holds.items() if may_be]


def _complete(path: str, verb: str, told: dict[str, Any]) -> None:
    for status in statuses_of(path, verb, told):
        told["responses"].setdefault(status, _refusal(status))
    example = next((body for end, body in EXAMPLES.items() if path.endswith("/v1" + end)), None)
    for kind, content in told.get("requestBody", {}).get("content", {}).items():
        if example is not None and kind == "application/json":
            content["example"] = example


def _refusal(status: int) -> dict[str, Any]:
    code, english, chinese = _REASONS[status]
    example = plain_problem(status, code, (chinese, english)).model_dump(exclude_defaults=True) | {"detail": chinese}
    shape = {"$ref": "#/components/schemas/ProblemOut"}
    return {"description": english, "content": {PROBLEM: {"schema": shape, "example": example}}}
