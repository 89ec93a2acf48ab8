"""What waits for judges is found by indexes of what waits, also by a plan that was made for any court."""

import pytest
from django.db import connection

from songda.records.overview.boards.judge_desk import Desk
from songda.records.service.findings.models import Finding
from tests import make
from tests.records.law_of_the_day import earlier
from tests.records.overview.boards.long_lists import fill_copies
from tests.records.stage import envelope

pytestmark = pytest.mark.database
CASES = 2000
INDEXES = {
    "findings": "finding_for_judge",
    "objections": "objection_pending",
    "withdrawals": "withdrawal_pending",
}


def plan_for_any(sql: str, values: tuple[object, ...]) -> str:
    """The plan of a prepared statement whatever its values are, in a database that has an index for everything."""
    pieces = sql.split("%s")
    numbered = "".join(f"{piece}${place}" for place, piece in enumerate(pieces[:-1], 1)) + pieces[-1]
    given = ", ".join(f"'{value}'" for value in values)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL plan_cache_mode = force_generic_plan; SET LOCAL enable_seqscan = off")
        cursor.execute(f"PREPARE asked AS {numbered}")
        cursor.execute(f"EXPLAIN EXECUTE asked ({given})")
        plan = "\n".join(line for (line,) in cursor.fetchall())
        cursor.execute("DEALLOCATE asked")
    return plan


@pytest.fixture
def served() -> None:
    """Cases in which everything was served and nothing waits, and what the database counted of them."""
    party = make.party()
    sent = envelope(party, make.paper(party.case))
    service = sent.services.get()
    finding = Finding.objects.create(
        service=service, status="effective", record={}, decided_at=make.NOW, law_version=earlier()
    )
    case, whose, link, what = (f"md5('{one}' || n)::uuid" for one in ("case", "party", "envelope", "service"))
    fill_copies(party.case, CASES, id=case, number="'n' || n")
    fill_copies(party, CASES, id=whose, case_id=case)
    fill_copies(sent, CASES, id=link, case_id=case, party_id=whose, link_index="decode(md5('link' || n), 'hex')")
    fill_copies(service, CASES, id=what, envelope_id=link)
    fill_copies(finding, CASES, service_id=what)


@pytest.mark.usefixtures("served")
@pytest.mark.parametrize("pile", INDEXES)
def test_what_waits_is_found_by_its_own_index_whatever_court_is_asked_for(pile: str) -> None:
    for judge in (None, make.user()):
        rows = getattr(Desk(make.case().court, judge), pile)()
        plan = plan_for_any(*rows[:21].values("pk").query.sql_with_params())
        assert INDEXES[pile] in plan
        assert "Index Cond: (court_id" not in plan  # never all cases of a court
