"""What was typed waits sealed in the session, for an hour, for the one who typed it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from songda.records.ground.sent_forms.actions import (
    MOST_LETTERS,
    TYPED_KEPT_FOR,
    TypedForm,
    drop_typed,
    form_key,
    keep_typed,
    typed_before,
)
from tests import make

pytestmark = pytest.mark.database  # the key ring is made with the database


def typed(writer: str = "staff:1") -> TypedForm:
    key = form_key(writer, make.NOW)
    return TypedForm(key, "/form/", "/form/", {"name": ["李某"]}, make.NOW.isoformat())


def test_it_is_kept_sealed_and_comes_back() -> None:
    session: dict[str, Any] = {}
    assert keep_typed(session, typed())
    assert "李某" not in str(session)
    found = typed_before(session, make.NOW)
    assert found is not None
    assert found.fields == {"name": ["李某"]}
    drop_typed(session)
    assert typed_before(session, make.NOW) is None


def test_it_is_of_its_writer_alone() -> None:
    assert typed().is_of("staff:1")
    assert not typed().is_of("staff:2")
    assert not typed(writer="").is_of("")


def test_its_time_is_an_hour() -> None:
    session: dict[str, Any] = {}
    keep_typed(session, typed())
    assert typed_before(session, make.NOW + TYPED_KEPT_FOR) is not None
    assert typed_before(session, make.NOW + TYPED_KEPT_FOR + timedelta(seconds=1)) is None


def test_a_book_is_not_kept() -> None:
    session: dict[str, Any] = {}
    assert not keep_typed(session, replace(typed(), fields={"words": ["x" * MOST_LETTERS]}))
    assert session == {}


def test_what_somebody_put_there_is_not_taken_for_it() -> None:
    assert typed_before({"typed": "QUJD"}, make.NOW) is None
