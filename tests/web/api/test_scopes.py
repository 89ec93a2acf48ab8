"""A token is good for its scopes until its end, and every operation asks for one."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client, RequestFactory

from songda.clock import now
from songda.core.access import Scope
from songda.core.refusal import WrongField
from songda.records.court.staff.actions import LONGEST, ClientDraft, make_api_client
from songda.records.court.staff.models import ApiClient
from songda.web.api.description import api
from songda.web.api.once import scope_of
from songda.web.api.tokens import CourtToken, OutOfScope
from tests import make
from tests.web.api.caller import Caller

pytestmark = pytest.mark.database


def holder(*scopes: Scope) -> Caller:
    return Caller(make_api_client(make.court(), ClientDraft("办案系统", scopes), "engine", now())[1])


def operations() -> list[tuple[str, str, dict[str, Any]]]:
    paths = api.get_openapi_schema()["paths"]
    return [(verb, path, told) for path, verbs in paths.items() for verb, told in verbs.items()]


def test_every_operation_asks_for_a_scope_and_says_so_in_the_description() -> None:
    asked = {scope for _verb, _path, told in operations() for one in told["security"] for scope in one["CourtToken"]}
    assert asked == set(Scope)
    for verb, path, told in operations():
        assert [len(one["CourtToken"]) for one in told["security"]] == [1], (verb, path)
        assert "403" in {str(status) for status in told["responses"]}, (verb, path)


def test_a_door_for_which_no_scope_was_named_lets_nobody_in(rf: RequestFactory) -> None:
    with pytest.raises(OutOfScope):
        CourtToken().authenticate(rf.get("/"), holder(*Scope).token)


def test_a_token_for_figures_opens_nothing_else(client: Client) -> None:
    headers = {"Authorization": f"Bearer {holder(Scope.READ_FIGURES).token}"}
    for verb, path, told in operations():
        place = path.format_map(_AnyId())
        kind = {} if verb == "get" else {"content_type": "application/json"}
        answer = getattr(client, verb)(place, headers=headers, **kind)
        lacking = told["security"][0]["CourtToken"][0]
        if lacking == Scope.READ_FIGURES:
            assert answer.status_code != 403, path
            continue
        problem = answer.json()
        assert (answer.status_code, problem["code"]) == (403, "out_of_scope"), (verb, path)
        assert lacking in problem["sentence_en"]
        assert f'scope="{lacking}"' in answer.headers["WWW-Authenticate"]


def test_whoever_may_read_cases_registers_none() -> None:
    reader = holder(Scope.READ_CASES)
    assert reader.get("/cases").status_code == 200
    assert reader.post("/cases/search", {"text": "1"}).status_code == 200  # a question, though posted
    assert reader.post("/cases", {"number": "（2026）晋1181民初7号"}).status_code == 403


def test_a_token_whose_time_is_over_is_turned_away_with_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    system = holder(Scope.READ_CASES)
    assert system.get("/cases").status_code == 200
    after = ApiClient.objects.get().ends_at
    monkeypatch.setattr("songda.web.api.tokens.now", lambda: after)
    answer = system.get("/cases")
    assert (answer.status_code, answer.json()["code"]) == (401, "token_ended")
    assert "error=" in answer.headers["WWW-Authenticate"]


def test_when_a_token_was_used_is_kept_to_the_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    system, begin = holder(Scope.READ_CASES), now()
    for after, noted in ((0, 0), (5, 0), (70, 70)):
        at = begin + timedelta(seconds=after)
        monkeypatch.setattr("songda.web.api.tokens.now", lambda at=at: at)
        system.get("/cases")
        assert ApiClient.objects.get().last_used_at == begin + timedelta(seconds=noted)


@pytest.mark.parametrize("lasts", [timedelta(0), LONGEST + timedelta(days=1), -timedelta(days=1)])
def test_no_token_lasts_longer_than_a_year_or_ended_before_it_began(lasts: timedelta) -> None:
    draft = ClientDraft("办案系统", (Scope.READ_CASES,), make.NOW + lasts)
    with pytest.raises(WrongField, match="ends_on"):
        make_api_client(make.court(), draft, "engine", make.NOW)


def test_a_token_good_for_nothing_is_not_made() -> None:
    with pytest.raises(WrongField, match="scopes"):
        make_api_client(make.court(), ClientDraft("办案系统", ()), "engine", make.NOW)


def test_an_operation_without_a_scope_cannot_be_built_and_would_be_shut() -> None:
    with pytest.raises(KeyError):
        scope_of("new thing", ["GET"], "/new")
    assert all(isinstance(one, CourtToken) and one.scope is None for one in api.auth)


class _AnyId(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return str(uuid4())
