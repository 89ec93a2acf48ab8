"""Receipts that are read at the same moment by two workers: together they count, whoever is first."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from django.db import connection, connections, transaction

from songda.records.service.attempts import reports
from songda.records.service.attempts.reports import apply_reports
from tests import make
from tests.channels.fake.script import ARRIVES
from tests.records.stage import Stage, defendant, envelope, state_of


def in_another_worker(act: Callable[[], int]) -> int:
    try:
        return act()
    finally:
        connections.close_all()


def wait_until_somebody_waits() -> None:
    deadline = time.monotonic() + 10
    with connection.cursor() as cursor:
        while time.monotonic() < deadline:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
            time.sleep(0.02)
    pytest.fail("the other worker did not wait for the attempt")


@pytest.mark.database(transaction=True)
def test_two_parts_whose_receipts_are_read_at_once_have_both_arrived(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reports, "BATCH", 1)
    stage, served = Stage(replace(ARRIVES, parts=2)), envelope(defendant(make.case()))
    stage.send()
    stage.keep()
    readers = {"sms": stage.channel.read_report}
    with ThreadPoolExecutor(1) as other:
        with transaction.atomic():
            assert apply_reports(readers, stage.now) == 1
            second = other.submit(in_another_worker, lambda: apply_reports(readers, stage.now))
            wait_until_somebody_waits()
        assert second.result() == 1
    assert state_of(served) == "arrived"
