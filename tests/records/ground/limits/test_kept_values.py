"""What libraries keep between requests is JSON: whoever can write a row runs no code with it."""

import base64
import json
import os
import pickle
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection

from songda import clock
from songda.records.ground.limits.models import KeptValue

pytestmark = pytest.mark.database


class Trap:
    """Makes a folder when it is unpickled."""

    def __init__(self, where: Path) -> None:
        self.where = where

    def __reduce__(self) -> object:
        return os.mkdir, (str(self.where),)


def test_a_row_that_somebody_wrote_runs_no_code_in_whoever_reads_it(tmp_path: Path) -> None:
    trap = tmp_path / "sprung"
    written = base64.b64encode(pickle.dumps(Trap(trap))).decode()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO limits_keptvalue (cache_key, value, expires) VALUES (%s, %s, %s)",
            [cache.make_key("signs"), json.dumps(written), clock.now() + timedelta(hours=1)],
        )
    assert cache.get("signs") == written
    assert not trap.exists()


@pytest.mark.parametrize("value", [None, True, 0, 1.5, "words", [1.25, 2.5], {"a": [None]}])
def test_what_json_can_say_comes_back_as_it_was(value: object) -> None:
    cache.set("key", value)
    assert cache.get("key", "nothing") == value
    assert type(cache.get("key")) is type(value)


def test_what_json_cannot_say_is_refused_and_nothing_is_kept() -> None:
    for value in (object(), float("nan"), {1, 2}, b"bytes"):
        with pytest.raises((TypeError, ValueError)):
            cache.set("key", value)
    assert cache.get("key", "nothing") == "nothing"


def test_a_value_whose_time_is_over_is_gone_and_its_place_is_free() -> None:
    assert cache.add("key", 1, timeout=60)
    assert not cache.add("key", 2, timeout=60)
    KeptValue.objects.update(expires=clock.now() - timedelta(seconds=1))
    assert cache.get("key") is None
    assert not cache.touch("key")
    assert not cache.has_key("key")
    assert cache.add("key", 3, timeout=60)
    assert cache.get("key") == 3


def test_a_value_kept_without_an_end_stays_and_one_kept_for_no_time_is_not_there() -> None:
    cache.set("stays", 1, timeout=None)
    cache.set("goes", 1, timeout=0)
    assert (cache.get("stays"), cache.get("goes")) == (1, None)
    assert cache.incr("stays") == 2
    assert cache.touch("stays", 60)
    assert KeptValue.objects.get(cache_key__endswith="stays").expires < clock.now() + timedelta(seconds=61)


def test_what_is_over_is_swept_away_when_something_else_is_kept() -> None:
    cache.set("old", 1, timeout=-5)
    cache.set("new", 1)
    assert [row.cache_key for row in KeptValue.objects.all()] == [cache.make_key("new")]


def test_what_is_deleted_or_cleared_is_gone() -> None:
    cache.set("one", 1)
    assert cache.delete("one")
    assert not cache.delete("one")
    cache.set("two", 2)
    cache.clear()
    assert cache.get("two") is None


@pytest.mark.database(transaction=True)
def test_of_many_who_ask_for_the_same_place_at_once_one_gets_it() -> None:
    got: list[bool] = []

    def ask() -> None:
        got.append(cache.add("place", True, timeout=60))
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(got) == [False] * 7 + [True]
