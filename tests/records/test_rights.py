"""What the roles of the database may do: the web what its pages do, workers more, nobody what was recorded."""

import os
from itertools import product
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import connection

from songda.records import rights
from songda.site import embedded
from songda.site.checkup.database import DatabaseFacts, evidence_guarded
from songda.site.embedded.cluster import APP_ROLE, WORKER_ROLE
from tests.surroundings.environment import run_folder

pytestmark = [
    pytest.mark.database(transaction=True),
    pytest.mark.skipif("DATABASE_URL" in os.environ, reason="another server has no such roles"),
]
WRITES = ("INSERT", "UPDATE", "DELETE", "TRUNCATE")
_LOG = "checkpoint checkpointsetaside checkpointstamp cosignature entry tile setaside logepoch audit"
SEALED = [f"evidence_{part}" for part in _LOG.split()]
LAW = (
    "findings_finding",
    "certificates_certificate",
    "certificates_serialcount",
    "attempts_receipt",
    "attempts_rawreport",
    "figures_daycount",
    "restores_losthandover",
)


def test_every_table_is_on_the_list_of_what_the_web_does() -> None:
    """Whoever adds a table says what pages do with it, in songda/records/rights.py."""
    assert set(rights.tables()) == set(rights.WEB)
    assert {letter for acts in rights.WEB.values() for letter in acts} == {"I", "U", "D"}


def test_every_table_of_the_evidence_log_is_guarded() -> None:
    log = {name for name in rights.tables() if name.startswith("evidence_")}
    assert log - set(rights.guarded_tables()) == {"evidence_unsequenced"}


def may(role: str, act: str, table: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(%s, %s, %s)", [role, table, act])
        return bool(cursor.fetchone()[0])


@pytest.mark.parametrize("table", [*SEALED, *LAW])
def test_the_web_writes_nothing_that_the_worker_alone_writes(table: str) -> None:
    assert [act for act in ("SELECT", *WRITES) if may(APP_ROLE, act, table)] == ["SELECT"]
    assert may(WORKER_ROLE, "INSERT", table)


def test_nobody_changes_what_was_recorded() -> None:
    for role, table in product((APP_ROLE, WORKER_ROLE), ("evidence_event", *SEALED)):
        assert not any(may(role, act, table) for act in ("UPDATE", "DELETE", "TRUNCATE", "TRIGGER")), (role, table)


def test_the_web_adds_events_and_takes_none_away() -> None:
    """Only whoever places them takes them from the queue, and only whoever erases by the book their secret."""
    for table in ("evidence_event", "evidence_unsequenced", "evidence_eventsecret"):
        assert [act for act in WRITES if may(APP_ROLE, act, table)] == ["INSERT"]
    assert may(WORKER_ROLE, "DELETE", "evidence_unsequenced")
    assert may(WORKER_ROLE, "DELETE", "evidence_eventsecret")


def test_the_server_refuses_it_to_the_web_in_earnest() -> None:
    place = urlsplit(embedded.start(run_folder(), embedded.THROWAWAY).url)
    with psycopg.connect(place._replace(path=f"/{connection.settings_dict['NAME']}").geturl()) as web:
        assert web.execute("SELECT count(*) FROM evidence_checkpoint").fetchone() == (0,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            web.execute("INSERT INTO evidence_checkpoint (size, root, note, at) VALUES (9, '', 'junk', now())")


def test_what_a_role_had_beyond_it_is_taken_away_and_told_until_then() -> None:
    address = embedded.start(run_folder(), embedded.THROWAWAY)
    assert rights.excess_of_web(address.url) == []
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT INSERT, DELETE ON evidence_checkpoint TO {APP_ROLE}")
    found = [str(one) for one in rights.excess_of_web(address.url)]
    assert found == ["DELETE evidence_checkpoint", "INSERT evidence_checkpoint"]
    (told,) = evidence_guarded(DatabaseFacts(beyond=tuple(found)))
    assert "2 rights, such as DELETE evidence_checkpoint" in told.what
    rights.grant_to(address.url, address.worker_url)
    assert rights.excess_of_web(address.url) == []


def test_one_role_for_both_is_told() -> None:
    address = embedded.start(run_folder(), embedded.THROWAWAY)
    assert not rights.is_one_role(address.url, address.worker_url)
    assert rights.is_one_role(address.url, "")
    (told,) = evidence_guarded(DatabaseFacts(is_one_role=True))
    assert "one role" in told.what
    assert WORKER_ROLE in address.worker_url
