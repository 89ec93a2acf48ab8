"""Work for the database beside the browser, whose driver runs a loop in the test's own thread."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connections

T = TypeVar("T")


def beside(work: Callable[[], T]) -> T:
    """Do it in another thread, and leave no connection behind."""

    def run() -> T:
        try:
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as worker:
        return worker.submit(run).result()
