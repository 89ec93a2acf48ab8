"""Every field that the description knows, in every call: a wrong value is refused, and the field is named."""

import re
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from songda.web.api.description import EXAMPLES, api
from tests import make
from tests.web.api.caller import ROOT, Caller
from tests.web.api.test_abuse import filled, ids
from tests.web.bad_values import BAD

__all__ = ["ids"]
pytestmark = pytest.mark.database

NESTED: Any = [[[[{"x": [None]}]]]]
# What is wrong by the type that a field has; null is right where the description says so.
WRONG: dict[str, dict[str, object]] = {
    "string": {"a number": 7, "a list": ["x"], "an object": {"x": 1}, "yes": True, "nested": NESTED, "a NUL": "a\0b"},
    "integer": {"words": "x", "a fraction": 1.5, "a list": [1], "an object": {}, "nested": NESTED, "huge": 10**400},
    "number": {"words": "x", "no number": float("nan"), "without end": float("inf"), "a list": [1], "an object": {}},
    "boolean": {"words": "perhaps", "a number": 7, "a list": [True], "an object": {}, "nested": NESTED},
    "array": {"words": "x", "a number": 7, "an object": {"0": "x"}, "yes": True, "nested": [NESTED]},
    "object": {"words": "x", "a number": 7, "a list": ["x"], "yes": True},
    "date": {"a number": 0, "no day": "2026-02-30", "the year 0": "0000-00-00", "too late": "9999-12-31", "words": "x"},
    "date-time": {
        "a number": 0,
        "no day": "2026-02-30T09:00:00+08:00",
        "no zone": "2026-06-01T09:00:00",
        "too late": "9999-12-31T23:59:59Z",
        "too early": "0001-01-01T00:00:00+14:00",
        "words": "x",
    },
    "uuid": {"words": "x", "a number": 7, "a list": ["x"], "a NUL": "\0", "too long": "0" * 4000},
    "enum": {"no such word": "no-such-word", "a number": 7, "a list": ["x"], "too long": "x" * 4000, "a NUL": "\0"},
}
# What may be right or wrong there, which only the records know: it breaks nothing.
DOUBTFUL = {
    **{why: value for why, value in BAD.items() if isinstance(value, str)},
    "half a letter": "\ud800",
    "null": None,
    "lists": [],
    "a huge number": 10**4000,
    "a megabyte": "x" * 1_000_000,
}

Step = str | int


@cache
def described() -> dict[str, Any]:
    return dict(api.get_openapi_schema())


def shape_of(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema itself, whatever it is referred to by; of several, the first that is not null."""
    if "$ref" in schema:
        return shape_of(described()["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    for many in ("anyOf", "oneOf", "allOf"):
        if many in schema:
            rest = {name: value for name, value in schema.items() if name != many}
            return rest | shape_of(next(one for one in schema[many] if one.get("type") != "null"))
    return schema


def fields(schema: dict[str, Any], told: Any, at: tuple[Step, ...] = ()) -> Iterator[tuple[tuple[Step, ...], str]]:
    """Where each field of the body lies, those too that the example leaves out, and its type."""
    shape = shape_of(schema)
    yield at, "enum" if "enum" in shape else str(shape.get("format") or shape.get("type", "object"))
    for name, inner in shape.get("properties", {}).items():
        yield from fields(inner, told.get(name) if isinstance(told, dict) else None, (*at, name))
    if isinstance(told, list) and told:
        yield from fields(shape["items"], told[0], (*at, 0))


def set_at(body: Any, at: tuple[Step, ...], value: object) -> Any:
    """The body with this value there."""
    changed = here = deepcopy(body)
    for step, following in pairwise(at):
        if isinstance(here, dict) and not isinstance(here.get(step), dict | list):
            here[step] = [] if isinstance(following, int) else {}
        here = here[step]
    here[at[-1]] = value
    return changed


def written(at: tuple[Step, ...]) -> str:
    return "$" + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in at)


def names(problem: dict[str, Any], at: str) -> bool:
    """Whether one of the places that are told is this one, lies in it or holds it."""
    told = [problem.get("path", ""), *(one["path"] for one in problem.get("errors", ()))]
    return any(place not in {"", "$"} and (place.startswith(at) or at.startswith(place)) for place in told)


def wrong(answer: Any, at: str, must_be_refused: bool) -> str:
    """What should not have come of it; of many things one is refused in its own row."""
    if answer.status_code >= 500:
        return f"answered {answer.status_code}"
    if not must_be_refused:
        return ""
    told = answer.json()
    problem = told if answer.status_code >= 400 else next((one["problem"] for one in told.get("rows", ())), None)
    if problem is None:
        return f"was taken: {answer.status_code}"
    if problem["status"] == 422 and not names(problem, at) and not _lacks_more(problem):
        return f"is not named: {problem['code']} {problem.get('path')} {problem.get('errors')}"
    return ""


def _lacks_more(problem: dict[str, Any]) -> bool:
    """Whether the form is told to be wrong elsewhere first; a word is looked up in its list afterwards."""
    return any("missing" in one["sentence_en"] for one in problem.get("errors", ()))


def sent(court: Caller, verb: str, path: str, body: Any) -> Any:
    with transaction.atomic():
        answer = getattr(court, verb)(path, body)
        transaction.set_rollback(True)
    return answer


def calls(kind: str) -> list[tuple[str, str]]:
    """Every operation that takes a body of this kind: its verb and the end of its address."""
    return [
        (verb, path.removeprefix(ROOT))
        for path, verbs in described()["paths"].items()
        for verb, operation in verbs.items()
        if kind in operation.get("requestBody", {}).get("content", {})
    ]


def body_of(verb: str, end: str, kind: str) -> dict[str, Any]:
    return dict(described()["paths"][ROOT + end][verb]["requestBody"]["content"][kind]["schema"])


def about(end: str, ids: dict[str, str]) -> str:
    """The address, about things that are there as far as the examples speak of them."""
    nobody = "01970000-0000-7000-8000-000000000099"
    return re.sub(r"\{(\w+)\}", lambda found: ids.get(found[1], nobody), end)


@pytest.mark.rows_by_day(4, "every field of every call with everything that is wrong in it")
@pytest.mark.parametrize(("verb", "end"), calls("application/json"))
def test_in_a_body(court: Caller, ids: dict[str, str], verb: str, end: str) -> None:
    example, found = filled(EXAMPLES.get(end, {}), ids), {}
    for at, kind in fields(body_of(verb, end, "application/json"), example):
        if not at:
            continue
        values = {(why, True): value for why, value in WRONG.get(kind, WRONG["string"]).items()}
        values |= {(why, False): value for why, value in DOUBTFUL.items()}
        for (why, is_wrong), value in values.items():
            answer = sent(court, verb, about(end, ids), set_at(example, at, value))
            if told := wrong(answer, written(at), is_wrong):
                found[f"{written(at)} ({kind}): {why}"] = told
    assert found == {}


@pytest.mark.rows_by_day(2, "every field beside every file with everything that is wrong in it")
@pytest.mark.parametrize(("verb", "end"), calls("multipart/form-data"))
def test_beside_a_file(court: Caller, ids: dict[str, str], verb: str, end: str) -> None:
    shape, found = shape_of(body_of(verb, end, "multipart/form-data")), {}
    for name in shape["properties"]:
        for why, value in {**BAD, "no UTF-8": b"\xff\xfe", "a file": SimpleUploadedFile("x\0.pdf", make.pdf())}.items():
            files = {"pdf": SimpleUploadedFile("a.pdf", make.pdf()), name: value}
            with transaction.atomic():
                answer = court.form(about(end, ids), **files)
                transaction.set_rollback(True)
            if told := wrong(answer, name, False):
                found[f"{name}: {why}"] = told
    assert found == {}


ASKED = [
    (path.removeprefix(ROOT), parameter["name"])
    for path, verbs in described()["paths"].items()
    for parameter in verbs.get("get", {}).get("parameters", ())
    if parameter["in"] == "query"
]


@pytest.mark.parametrize(("end", "name"), ASKED)
def test_in_a_question(court: Caller, ids: dict[str, str], end: str, name: str) -> None:
    found = {}
    for why, value in BAD.items():
        answer = court.get(about(end, ids), **{name: value})
        if told := wrong(answer, f"query.{name}", False):
            found[why] = told
    assert found == {}
