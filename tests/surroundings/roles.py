"""Every page that a test asks for is answered as the web's role of the database, with its rights, and without the seal.

So a page that writes what the list of rights does not give it fails here, and not in a court.
"""

import os
from collections.abc import Callable, Sequence
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from psycopg.pq import TransactionStatus
from psycopg.sql import SQL, Identifier

from songda.site import embedded
from songda.site.embedded.cluster import APP_ROLE
from tests.surroundings.environment import run_folder

IN_ERROR = (TransactionStatus.INERROR, TransactionStatus.UNKNOWN)

# A test may be one transaction, which has written events before the page is asked for: these don't tell of the page.
_NOTHING_TOLD = "UPDATE evidence_unsequenced SET transaction = 0 WHERE transaction <> 0"
_TOLD_NOW = "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED"


def pytest_configure() -> None:
    """Only on the server that comes along: on another one there is no such role."""
    if "DATABASE_URL" not in os.environ:
        settings.MIDDLEWARE = ["tests.surroundings.roles.as_the_web", *settings.MIDDLEWARE]


def let_be_the_web(own_url: str) -> None:
    """Let the role that the tests are take on that of the web, in whichever database of this server."""
    superuser = embedded.start(run_folder(), embedded.THROWAWAY).superuser_url
    with psycopg.connect(superuser, autocommit=True) as server, psycopg.connect(own_url) as own:
        role = own.info.user
        server.execute(SQL("GRANT {} TO {}").format(Identifier(APP_ROLE), Identifier(role)))


def as_the_web(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """The outermost middleware."""

    def answered(request: HttpRequest) -> HttpResponse:
        role, seal = _Role(), settings.SEAL_FILE
        settings.SEAL_FILE = None  # as in a web process
        with connection.execute_wrapper(role.first_taken):
            try:
                return answer(request)
            finally:
                settings.SEAL_FILE = seal
                role.given_back()

    return answered


class _Role:
    """The web's role, taken with the first statement: pages that ask nothing need no database."""

    taken = False

    def first_taken(self, execute: Any, sql: str, values: Sequence[Any], many: bool, context: Any) -> Any:
        if not self.taken:
            self.taken = True
            connection.connection.execute("RESET ROLE")  # a request within another one
            connection.connection.execute(_NOTHING_TOLD)
            connection.connection.execute(SQL("SET ROLE {}").format(Identifier(APP_ROLE)))
        return execute(sql, values, many, context)

    def given_back(self) -> None:
        line = connection.connection
        if self.taken and line is not None and not line.closed and line.info.transaction_status not in IN_ERROR:
            try:
                line.execute(_TOLD_NOW)
            finally:
                if line.info.transaction_status not in IN_ERROR:
                    line.execute("RESET ROLE")


@pytest.fixture
def as_role() -> Callable[[str, str], None]:
    """Run one statement as the role of that name, in this test's database."""

    def run(role: str, statement: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL ROLE {role}")
            cursor.execute(statement)
            cursor.execute("RESET ROLE")

    return run
