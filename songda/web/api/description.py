"""Completes what ninja says of the operations: every status that a call may end with, and an example of every body."""

import json
from pathlib import Path
from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from songda.core.language import COURT_LANGUAGE, FALLBACK
from songda.core.words import Phrase
from songda.web.api.border import PROBLEM
from songda.web.api.once import SCOPE
from songda.web.api.problems import plain_problem
from songda.web.api.tokens import CourtToken

_CODES = {
    400: "bad_request",
    401: "no_valid_token",
    403: "out_of_scope",
    404: "not_found",
    409: "key_reused",
    413: "too_large",
    415: "wrong_kind",
    422: "wrong_form",
    500: "broken",
    503: "not_covered_yet",
}
_NAMED_IN_THE_BODY = ("/papers/bulk", "/substitutions")  # what may not be there, since no address names it
_WAITS = "/bundle"
_WITH_FILES = "multipart/form-data"
_MAY_BE_ERASED = "/sound"


class DescribedAPI(NinjaAPI):
    """The API whose description tells refusals too."""

    def get_openapi_schema(self, **wanted: Any) -> OpenAPISchema:
        """The description, completed."""
        schema = super().get_openapi_schema(**wanted)
        for path, verbs in schema["paths"].items():
            for verb, operation in verbs.items():
                _complete(path, verb, operation)
        return schema


def statuses_of(path: str, verb: str, operation: dict[str, Any]) -> list[int]:
    """How a call of this operation may be refused."""
    places = {parameter["in"] for parameter in operation.get("parameters", ())}
    has_body = verb in {"post", "patch"}
    holds = {
        400: has_body,
        401: True,
        403: True,
        404: "path" in places or (has_body and path.endswith(_NAMED_IN_THE_BODY)),
        409: "header" in places,
        413: has_body,
        415: has_body,
        422: has_body or "query" in places or path.endswith(_MAY_BE_ERASED),
        500: True,
        503: path.endswith(_WAITS) or _takes_a_file(operation),
    }
    return [status for status, may_be in holds.items() if may_be]


def _takes_a_file(operation: dict[str, Any]) -> bool:
    return _WITH_FILES in operation.get("requestBody", {}).get("content", {})


def _complete(path: str, verb: str, operation: dict[str, Any]) -> None:
    for status in statuses_of(path, verb, operation):
        code = "no_turn" if status == 503 and _takes_a_file(operation) else _CODES[status]
        operation["responses"].setdefault(status, _refusal(status, code))
    operation["security"] = [{CourtToken.__name__: [operation.pop(SCOPE)]}]
    example = next((body for end, body in EXAMPLES.items() if path.endswith("/v1" + end)), None)
    for kind, content in operation.get("requestBody", {}).get("content", {}).items():
        if example is not None and kind == "application/json":
            content["example"] = example


def _refusal(status: int, code: str) -> dict[str, Any]:
    sentence = Phrase(f"api.status.{status}")
    problem = plain_problem(status, code, sentence)
    example = problem.model_dump(exclude_defaults=True) | {"detail": sentence.sentence(COURT_LANGUAGE)}
    shape = {"$ref": "#/components/schemas/ProblemOut"}
    return {"description": sentence.sentence(FALLBACK), "content": {PROBLEM: {"schema": shape, "example": example}}}


CASE, PARTY, PAPER, SERVICE, OWNER, STAND_IN = (f"0197a000-0000-7000-8000-{number:012d}" for number in range(1, 7))

# by the end of the address; a place in braces stands for an id
EXAMPLES: dict[str, Any] = json.loads(Path(__file__).with_name("examples.json").read_text(encoding="utf-8"))
