"""The logged bytes of an event: opaque, the same for the same event, bound to a personal part they do not show."""

import hashlib
import json
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest

from songda.core.evidence.leaf import (
    LEAF_FIELDS,
    LeafError,
    OpenPart,
    commitment,
    leaf_of,
    moment_text,
)

SALT = bytes(range(32))
BEIJING = timezone(timedelta(hours=8))


def open_part(**changes):
    facts = {
        "id": UUID(int=1),
        "name": "consent.given",
        "stream": f"party:{UUID(int=2)}",
        "case_id": UUID(int=3),
        "happened_at": datetime(2022, 6, 1, 9, 0, tzinfo=BEIJING),
        "recorded_at": datetime(2022, 6, 1, 1, 0, 5, tzinfo=UTC),
        "actor": f"staff:{UUID(int=4)}",
        "data": {"ground": "express"},
    }
    return OpenPart(**(facts | changes))


def test_the_leaf_of_a_known_event_never_changes():
    committed = commitment(SALT, {"to": "13800138000"})
    assert committed == hashlib.sha256(SALT + b'{"to":"13800138000"}').digest()
    assert leaf_of(open_part(), committed).decode() == (
        '{"actor":"staff:00000000-0000-0000-0000-000000000004","case":"00000000-0000-0000-0000-000000000003",'
        f'"commitment":"{committed.hex()}",'
        '"data":{"ground":"express"},"happened_at":"2022-06-01T01:00:00.000000Z",'
        '"id":"00000000-0000-0000-0000-000000000001","name":"consent.given",'
        '"recorded_at":"2022-06-01T01:00:05.000000Z","stream":"party:00000000-0000-0000-0000-000000000002","v":1}'
    )


def test_a_leaf_has_exactly_the_fields_of_its_version():
    assert set(json.loads(leaf_of(open_part(case_id=None), bytes(32)))) == set(LEAF_FIELDS)


def test_the_same_moment_in_two_time_zones_is_written_alike():
    assert moment_text(datetime(2022, 6, 1, 9, tzinfo=BEIJING)) == moment_text(datetime(2022, 6, 1, 1, tzinfo=UTC))


def test_a_moment_without_an_offset_is_refused():
    with pytest.raises(LeafError, match="offset"):
        moment_text(datetime(2022, 6, 1, 9))  # noqa: DTZ001 - the point of the test


def test_a_short_salt_is_refused():
    with pytest.raises(LeafError, match="32 bytes"):
        commitment(b"short", {})


def test_an_entry_larger_than_a_bundle_holds_is_refused():
    with pytest.raises(LeafError, match="more than a log entry holds"):
        leaf_of(open_part(data={"text": "x" * 65_536}), bytes(32))
