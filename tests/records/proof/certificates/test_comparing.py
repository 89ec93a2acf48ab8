"""Every column that law or certificate reads is compared with the log; changed, invented and missing rows are named."""

import re
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import connection, transaction
from django.db.models import Model

from songda.core.law.facts import RebuttalGround
from songda.core.state import UNTOLD
from songda.records.court.staff.tables import FACTORS
from songda.records.ground.evidence.actions import sequence
from songda.records.ground.tables import Among, compared_among, every_table, words
from songda.records.matter.cases.actions import Reason
from songda.records.matter.cases.corrections import CaseChange, correct_case, draft_of
from songda.records.matter.cases.hearings import set_hearing
from songda.records.matter.circumstances.actions import note
from songda.records.matter.circumstances.entries import CircumstanceDraft
from songda.records.matter.parties.consents import record_refusal
from songda.records.proof.certificates.contradictions import compare_cases, compare_offices, lasting_contradictions
from songda.records.service.orders.models import Envelope
from songda.records.ways.portal.acts.answers import raise_objection
from songda.records.ways.telephone.calls.actions import CallDraft, record_call
from tests import make
from tests.records.proof.certificates.keys import keys
from tests.records.proof.certificates.served import LATER, served_on
from tests.records.superuser import change

__all__ = ["keys"]
pytestmark = [pytest.mark.database, pytest.mark.usefixtures("keys")]
LIST = Path(__file__).parents[4] / "docs/explanation/security.md"


def columns(model: type[Model]) -> set[str]:
    return {field.attname for field in model._meta.concrete_fields}


def test_every_column_is_compared_or_no_evidence_for_a_reason() -> None:
    for table in (*compared_among(*Among), FACTORS):
        assert not isinstance(table.model, str)
        compared = set(table.columns) - {"papers", "service_ids", "received", "numbers", "factors", "codes"}
        assert compared | set(table.aside) == columns(table.model), table.name
        assert not compared & set(table.aside), table.name
        assert all(table.aside.values())


def test_every_table_is_compared_or_says_why_not_and_the_page_on_security_tells_it() -> None:
    listed = LIST.read_text().partition("not compared row by row")[2].partition("Whoever owns the tables")[0]
    told = dict(reversed(line.strip("| ").split(" | ")) for line in listed.splitlines() if line.startswith("| `"))
    said: dict[str, set[str]] = {}
    for name, table in every_table().items():
        if table not in compared_among(*Among):
            said.setdefault(table.why, set()).add(name)
    assert {why: set(re.findall("`([a-z_]+)`", names)) for why, names in told.items()} == said
    assert all(said)


def test_words_that_no_event_told_of_yet_are_compared_with_nothing() -> None:
    told_of, _ = words(lambda row: row.words, "why", told_by="ended_at")
    assert told_of(SimpleNamespace(ended_at=None)) is UNTOLD


@pytest.fixture
def rich() -> Envelope:
    """Somebody served, with one row of nearly everything that a file holds."""
    served = served_on("李小明")
    party, case, by = served.party, served.case, "engine"
    clerk = make.user()
    record_call(party, CallDraft(LATER, "unreachable", minutes=1), f"staff:{clerk.id}", LATER)
    note(party, CircumstanceDraft("in_custody", LATER, words="某监狱"), by, LATER)
    record_refusal(party, LATER, "form", by, LATER)
    set_hearing(case, LATER + timedelta(days=30), "第一法庭", by, LATER)
    raise_objection(served.services.get(), RebuttalGround.NOT_OWN_ADDRESS, "不是我的号码", None, LATER)
    moved = CaseChange(draft_of(case).__class__(**{**vars(draft_of(case)), "procedure": "simplified"}), LATER)
    correct_case(case, moved, Reason("转为简易程序"), by, LATER)
    sequence(LATER)
    return served


ATTACKS = {
    "DELETE FROM parties_consent": "parties_consent",
    "UPDATE parties_consent SET at = at - interval '1 year'": "parties_consent.at",
    "UPDATE parties_consent SET stages = '{*}'": "parties_consent.stages",
    "UPDATE parties_consent SET ground = 'own_pleading'": "parties_consent.ground",
    "DELETE FROM parties_refusal": "parties_refusal",
    "UPDATE parties_refusal SET is_set_aside = true": "parties_refusal.is_set_aside",
    "UPDATE parties_refusal SET struck_at = now()": "parties_refusal.struck_at",
    "UPDATE parties_address SET address_class = 'provided'": "parties_address.address_class",
    "UPDATE parties_address SET value_index = decode(md5('x'), 'hex')": "parties_address.value_index",
    "UPDATE parties_address SET is_mistyped = true": "parties_address.is_mistyped",
    "UPDATE parties_addressfinding SET at = at - interval '1 day'": "parties_addressfinding.how",
    "DELETE FROM parties_addressfinding": "parties_addressfinding",
    "UPDATE parties_party SET kind = 'legal_person'": "parties_party.kind",
    "UPDATE parties_party SET role = 'plaintiff'": "parties_party.role",
    "UPDATE parties_party SET offline_since = now()": "parties_party.offline_since",
    "UPDATE parties_party SET number_sealed = NULL, number_index = NULL": "parties_party.number_sealed",
    "UPDATE papers_paper SET sha256 = sha256('x')": "papers_paper.sha256",
    "UPDATE papers_paper SET kind = 'judgment'": "papers_paper.kind",
    "UPDATE papers_paper SET title = '判决书'": "papers_paper.title",
    "UPDATE papers_paper SET filed_by_id = (SELECT id FROM parties_party LIMIT 1)": "papers_paper.filed_by_id",
    "UPDATE cases_case SET procedure = 'small_claims'": "cases_case.procedure",
    "UPDATE cases_case SET is_status_case = true": "cases_case.is_status_case",
    "DELETE FROM cases_earlierphase": "cases_earlierphase",
    "UPDATE cases_earlierphase SET stage = 'appeal'": "cases_earlierphase.stage",
    "UPDATE cases_hearing SET at = at - interval '40 days'": "cases_hearing.at",
    "DELETE FROM calls_call": "calls_call",
    "UPDATE calls_call SET outcome = 'agrees'": "calls_call.outcome",
    "DELETE FROM circumstances_circumstance": "circumstances_circumstance",
    "UPDATE circumstances_circumstance SET until = now()": "circumstances_circumstance.until",
    "UPDATE portal_acts_objection SET ruling = 'rejected'": "portal_acts_objection.ruling",
    "UPDATE orders_envelope SET placed_at = placed_at - interval '9 days'": "orders_envelope.placed_at",
    "UPDATE orders_service SET recalled_at = now()": "orders_service.recalled_at",
    "UPDATE staff_court SET zone = 'America/New_York'": "staff_court.zone",
}


def test_a_certificate_names_each_row_that_a_superuser_changed(rich: Envelope) -> None:
    assert lasting_contradictions([rich.id]) == []
    missed = {attack: found for attack in ATTACKS if ATTACKS[attack] not in (found := _found_after(attack, rich))}
    assert missed == {}


def _found_after(attack: str, envelope: Envelope) -> set[str]:
    """The tables and columns that are named once the rows were changed; afterwards all is as it was."""
    with transaction.atomic():
        change(attack)
        named = {(one.row.partition(":")[0], one.column) for one in lasting_contradictions([envelope.id])}
        transaction.set_rollback(True)
    return {".".join(filter(None, one)) for one in named}


def test_an_answer_under_a_law_that_nobody_kept_is_named(rich: Envelope) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE contype = 'f' AND conname LIKE 'findings_finding_law_v%'"
        )
        cursor.execute(f"ALTER TABLE findings_finding DROP CONSTRAINT {cursor.fetchone()[0]}")
    change("UPDATE findings_finding SET law_version = 'nowhere'")
    assert ("record", "unreadable") in [(one.column, one.found) for one in lasting_contradictions([rich.id])]


def test_whole_files_are_compared_with_rows_that_were_slipped_in_or_taken_away(rich: Envelope) -> None:
    assert [*compare_cases([rich.case_id]), *compare_offices()] == []
    make.user()
    change("UPDATE staff_user SET role = 'head', display_name = '周法官'")
    change("DELETE FROM parties_refusal")
    named = {
        f"{one.row.partition(':')[0]}.{one.column}" for one in (*compare_cases([rich.case_id]), *compare_offices())
    }
    assert {"staff_user.role", "staff_user.display_name", "parties_refusal."} <= named
