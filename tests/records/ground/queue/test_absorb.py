"""One look does what many waiting jobs of the same name ask for."""

import pytest
from django.db import connection

from songda.records.ground.queue import absorb, ask

pytestmark = pytest.mark.database


def waiting() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, queue_name FROM procrastinate_jobs WHERE status = 'todo' ORDER BY id")
        return cursor.fetchall()


def test_waiting_jobs_of_the_same_name_and_queue_are_taken_away_and_no_others() -> None:
    for _ in range(3):
        ask("planning.advance")
    ask("decisions.ask_law")
    ask("attempts.send", queue="sms", channel="sms")
    ask("attempts.send", queue="email", channel="email")
    absorb("planning.advance", "default")
    absorb("attempts.send", "sms")
    assert waiting() == [("decisions.ask_law", "default"), ("attempts.send", "email")]


def test_a_job_at_work_is_left_alone() -> None:
    ask("planning.advance")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")
    absorb("planning.advance", "default")
    with connection.cursor() as cursor:
        cursor.execute("SELECT status FROM procrastinate_jobs")
        assert cursor.fetchall() == [("doing",)]
