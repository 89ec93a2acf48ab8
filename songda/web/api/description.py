"""The API as a whole, and what it says of itself: every status that a call may end with, an example of every body."""

import json
from pathlib import Path
from typing import Any

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.parser import Parser

from songda.core.language import COURT_LANGUAGE, FALLBACK
from songda.core.nesting import is_too_deep
from songda.core.words import Phrase
from songda.web.api import problems
from songda.web.api.court import events, figures, malfunctions, outreach, tasks, ways
from songda.web.api.delivery import address_forms, calls, deeds, lookups, mandates, orders, services
from songda.web.api.ladder import carriage, entrustments, letters, plans, public_notices, visits
from songda.web.api.matter import answers, cases, circumstances, corrections, papers, parties
from songda.web.api.once import SCOPE
from songda.web.api.problems import PROBLEM, WrongKind, plain_problem
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


class DescribedAPI(NinjaAPI):
    """The API whose description tells refusals too."""

    _described: OpenAPISchema | None = None

    def get_openapi_schema(self, **wanted: Any) -> OpenAPISchema:
        """The description, completed; made once, since it is the same for everybody and takes a fifth of a second."""
        if self._described is None:
            self._described = super().get_openapi_schema(**wanted)
            for path, verbs in self._described["paths"].items():
                for verb, operation in verbs.items():
                    _complete(path, verb, operation)
        return self._described


def statuses_of(path: str, verb: str, operation: dict[str, Any]) -> list[int]:
    """How a call of this operation may be refused."""
    places = {parameter["in"] for parameter in operation.get("parameters", ())}
    has_body = verb in {"post", "patch"}
    holds = {
        400: has_body or "header" in places,
        401: True,
        403: True,
        404: "path" in places or (has_body and path.endswith(_NAMED_IN_THE_BODY)),
        409: "header" in places,
        413: has_body,
        415: has_body,
        422: True,  # of a query: a name that the operation does not read
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


CASE, PARTY, PAPER, SERVICE, OWNER, STAND_IN, PLACE, STOP = (
    f"0197a000-0000-7000-8000-{number:012d}" for number in range(1, 9)
)

# by the end of the address; a place in braces stands for an id
EXAMPLES: dict[str, Any] = json.loads(Path(__file__).with_name("examples.json").read_text(encoding="utf-8"))


FORM = "multipart/form-data"
JSON = "application/json"


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """JSON lets a name stand twice in an object, and every reader takes another of the two: it is no JSON of ours."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice")
    return found


class StrictParser(Parser):
    """Takes JSON where JSON is asked for and a form where a file is; whoever sends another kind is told which."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """JSON, which the caller must call so."""
        if request.content_type != JSON and not (request.content_type or "").endswith("+json"):
            raise WrongKind(JSON)
        if is_too_deep(request.body):
            raise ValueError("lists and objects in one another without end")
        found: dict[str, Any] = json.loads(request.body.decode("utf-8-sig"), object_pairs_hook=_each_once)
        return found

    def parse_querydict(
        self, data: MultiValueDict[str, Any], list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        """Queries and forms; the fields beside a file come as multipart form, as the file does."""
        if data is not request.GET and request.content_type != FORM:
            raise WrongKind(FORM)
        found: dict[str, Any] = super().parse_querydict(data, list_fields, request)
        return found


_ROUTERS = (  # in the order in which the description lists them
    cases.router,
    parties.router,
    address_forms.router,
    corrections.router,
    answers.router,
    circumstances.router,
    mandates.router,
    lookups.router,
    papers.router,
    orders.router,
    services.router,
    plans.router,
    deeds.router,
    letters.router,
    carriage.router,
    visits.router,
    entrustments.router,
    public_notices.router,
    services.proofs,
    calls.router,
    events.router,
    tasks.router,
    ways.router,
    malfunctions.router,
    figures.router,
    outreach.router,
)
DESCRIPTION = """Electronic service of court papers for other systems of a court.

Every call carries `Authorization: Bearer <token>`; the token stands for one court and shows nothing of any other.
Times carry an offset (`2026-06-01T10:00:00+08:00`). A refusal is `application/problem+json` with a code, a sentence in
Chinese and in English, and the place in the request."""


def build() -> DescribedAPI:
    """The API, version 1; its own page of operations takes the place of one that would load foreign scripts."""
    api = DescribedAPI(
        title="songda",
        version="1",
        description=DESCRIPTION,
        auth=CourtToken(),
        parser=StrictParser(),
        docs_url=None,
        openapi_url="/openapi.json",
        urls_namespace="api",
    )
    problems.install(api)
    for router in _ROUTERS:
        api.add_router("", router)
    return api


api = build()
