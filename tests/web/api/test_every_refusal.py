"""Every operation, asked in every wrong way: a problem with the members that the description names, never a page."""

import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any
from uuid import uuid4

import pytest

from songda.web.api.description import api
from tests.web.api.caller import Caller

pytestmark = pytest.mark.database
SCHEMA = api.get_openapi_schema()
OPERATIONS = [(verb, path, told) for path, verbs in SCHEMA["paths"].items() for verb, told in verbs.items()]
PROBLEM = SCHEMA["components"]["schemas"]["ProblemOut"]
JSON, FORM = "application/json", "multipart/form-data; boundary=x"
PART = b'--x\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n--x--\r\n'
BODIES: list[tuple[str, bytes]] = [
    *((JSON, body) for body in (b"", b"{", b"null", b"[]", b'"x"', b"1e999", b"\xff\xfe{", b'{"\\ud800": 1}', b"NaN")),
    (JSON, b'{"a": 1, "a": 2}'),
    (JSON, b'{"reason": {"reason": "\\u0000"}, "at": -1, "version": []}'),
    *((kind, b"{}") for kind in ("text/html", "", "x", "multipart/form-data", "application/x-www-form-urlencoded")),
    (FORM, b"--x"),
    (FORM, PART % (b"pdf", b"", b"no file")),
    (FORM, PART % (b"pdf", b'; filename="a.pdf"', b"%PDF-")),
    (FORM, PART % (b"sound", b'; filename="\x00.wav"', b"")),
    (FORM, PART % (b"\xff", b'; filename="../../x"', b"\x00")),
]
VALUES = ["", "%00", "-1", "9" * 400, "%F0%9F%98%80", "%FF", "[]", "2026-02-30", "<script>", "x" * 3000]
IDS = ["not-an-id", "%00", "0", "%2e%2e", "x" * 500, "0197A000-0000-7000-8000-00000000000", "%F0%9F%98%80"]
HEADERS = [
    {"Idempotency-Key": "a,b"},
    {"Accept": "text/html"},
    {"Accept-Language": "\xff;q=x"},
    {"If-Match": '"of-another"'},
    {"If-None-Match": 'W/"x", ,\''},
    {"Authorization": "Bearer ?"},
    {"Content-Length": "-1"},
]
Call = tuple[str, str, str, bytes, dict[str, str]]  # verb, address, kind and content of the body, headers


def wrong_calls(verb: str, path: str, told: dict[str, Any]) -> Iterator[Call]:
    """The operation asked about what is not there, with one thing wrong besides."""
    absent, has_body = re.sub(r"\{\w+\}", lambda _: str(uuid4()), path), verb != "get"
    yield verb, absent, JSON, b"{}" if has_body else b"", {}
    for kind, body in BODIES if has_body else [(JSON, b"{}")]:
        yield verb, absent, kind, body, {}
    for headers in HEADERS:
        yield verb, absent, JSON, b"{}" if has_body else b"", headers
    queries = [one["name"] for one in told.get("parameters", ()) if one["in"] == "query"]
    for name in (*queries, "x"):
        yield verb, f"{absent}?{name}=1&{name}=2", JSON, b"", {}
        yield from ((verb, f"{absent}?{name}={value}", JSON, b"", {}) for value in VALUES)
    for wrong in IDS if "{" in path else []:
        yield verb, re.sub(r"\{\w+\}", wrong, path), JSON, b"{}", {}
    for other in ({"delete", "put", "trace"} | {"get", "post", "patch"}) - set(SCHEMA["paths"][path]):
        yield other, absent, JSON, b"{}", {}


def faults_of(answer: Any, told: dict[str, Any]) -> list[str]:
    """What is wrong with how it was refused; where it was answered, that the description knows no such answer."""
    status = answer.status_code
    if status < 400:
        return [] if str(status) in {str(one) for one in told["responses"]} else [f"{status} is not described"]
    if answer.headers["Content-Type"] != "application/problem+json":
        return [f"{status} as {answer.headers['Content-Type']}: {answer.content[:80]!r}"]
    problem = answer.json()
    known = problem["code"] in {"no_such_address", "method_not_allowed", "bad_request"}
    holds = {
        "is no fault of ours": status < 500,
        "has the members described": set(PROBLEM["required"]) <= set(problem) <= set(PROBLEM["properties"]),
        "has the type of its status": problem["type"] == "about:blank" and problem["status"] == status,
        "has the title of its status": problem["title"] == HTTPStatus(status).phrase,
        "says why": all(problem[name].strip() for name in ("code", "detail", "sentence_zh", "sentence_en")),
        "is described": known or str(status) in {str(one) for one in told["responses"]},
        "names the methods": status != 405 or bool(answer.headers.get("Allow")),
    }
    return [f"{status} {problem['code']}: not so that it {what}" for what, is_so in holds.items() if not is_so]


@pytest.mark.parametrize(("verb", "path", "told"), OPERATIONS, ids=[f"{verb} {path}" for verb, path, _ in OPERATIONS])
def test_every_wrong_call_is_refused_as_described(court: Caller, verb: str, path: str, told: dict[str, Any]) -> None:
    court.client.raise_request_exception = False
    wrong, refused = [], 0
    for with_verb, address, kind, body, headers in wrong_calls(verb, path, told):
        shown = {"Authorization": f"Bearer {court.token}", **headers}
        answer = court.client.generic(with_verb.upper(), address, body, content_type=kind, headers=shown)
        refused += answer.status_code >= 400
        wrong += [(with_verb, address, kind, body, headers, fault) for fault in faults_of(answer, told)]
    assert not wrong, wrong[:5]
    assert refused >= 5
