"""Fills a database with a court after years: every case a copy of one in which everything happened once.

Written by the database itself, a table in one statement. It stands only on a database of its own, never on a court's.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Field, ForeignKey, Model, UUIDField

from songda.core.access import Role
from songda.core.delivery.tasks import KINDS
from songda.records.court.staff.models import Court, User
from songda.records.ground.evidence.models import Event
from songda.records.matter.cases.models import Case, Hearing
from songda.records.matter.papers.models import Paper
from songda.records.matter.parties.models import Address, Consent, Party, Refusal
from songda.records.proof.certificates.models import Certificate
from songda.records.service.attempts.models import Attempt
from songda.records.service.calls.models import Call
from songda.records.service.findings.models import Finding
from songda.records.service.orders.models import Envelope, Order, Service
from songda.records.service.outreach.models import Campaign, Question
from songda.records.service.portal_acts.models import Objection, RecipientAct
from songda.records.ways.lookups.models import Alarm, Lookup
from songda_tools.bench.pages.fresh import write_addresses, write_links, write_parties

STAFF = 300  # of the large court; each fourth of them a judge
SERVICES_A_CASE = 3
IN_CASE, OF_PARTY = "one.case_id = %(case)s", "one.party_id = ANY(%(parties)s)"
IN_ENVELOPE, OF_SERVICE = "one.envelope_id = %(envelope)s", "one.service_id = ANY(%(services)s)"
EARLIER = " - nth * interval '3 minutes'"
CAUSES = "(ARRAY[one.cause, one.cause || ' a', one.cause || ' b'])[1 + nth %% 3]"
JUDGE = "CASE WHEN nth %% 40 = 0 THEN one.judge_id ELSE md5(one.judge_id::text || '/' || 1 + nth %% 75)::uuid END"
_MORE_STAFF = """
INSERT INTO staff_user (id, password, is_superuser, username, first_name, last_name, email, is_staff, is_active,
    date_joined, court_id, role, display_name, must_change_password)
SELECT md5(one.id::text || '/' || nth)::uuid, password, false, username || nth, '', '', '', false, true, date_joined,
    court_id, role, display_name || nth, false
FROM staff_user one CROSS JOIN generate_series(1, %(most)s) AS nth
WHERE id = ANY(%(copied)s) AND nth <= CASE role WHEN 'judge' THEN 75 ELSE %(most)s END
"""
_TASKS = """
INSERT INTO tasks_task
    (id, court_id, case_id, envelope_id, kind, reason, opened_at, due_at, term, rungs_left, timer_at, owner_id,
     closed_by, ended_by)
SELECT gen_random_uuid(), c.court_id, c.id, e.id, kinds.names[1 + nth %% cardinality(kinds.names)], 'unread',
       now() - interval '2 days', now() + (nth %% 288 - 48) * interval '1 hour', 1, 2, now(),
       CASE nth %% 3 WHEN 0 THEN NULL ELSE md5(%(clerk)s || '/' || 1 + nth %% 200)::uuid END, '', ''
FROM (SELECT id, case_id, row_number() OVER (ORDER BY id) AS nth FROM orders_envelope
      WHERE closed_at IS NULL AND NOT EXISTS (SELECT FROM tasks_task t WHERE t.envelope_id = orders_envelope.id)
      ORDER BY id LIMIT %(tasks)s) AS e
JOIN cases_case c ON c.id = e.case_id, (SELECT %(kinds)s::text[] AS names) AS kinds
"""
_SEQUENCES = """
SELECT setval(pg_get_serial_sequence('{table}', '{column}'), (SELECT max({column}) FROM {table}))
"""
_OTHER_DESKS = """
INSERT INTO tasks_task
    (id, court_id, case_id, kind, reason, opened_at, due_at, term, rungs_left, timer_at, closed_by, ended_by)
SELECT gen_random_uuid(), c.court_id, c.id, kinds.names[1 + nth %% cardinality(kinds.names)], 'unread',
       now() - interval '2 days', now() + (nth %% 288 - 48) * interval '1 hour', 1, 2, now(), '', ''
FROM cases_case c JOIN staff_court o ON o.id = c.court_id AND o.code LIKE 'bench-%%'
CROSS JOIN generate_series(1, %(each)s) AS nth, (SELECT %(kinds)s::text[] AS names) AS kinds
"""
_OTHER_COURTS = """
INSERT INTO staff_court (id, code, name, name_en, zone, phone, street, asks_all_for_factor)
SELECT gen_random_uuid(), 'bench-' || nth, 'bench ' || nth, '', 'Asia/Shanghai', '12368', '', false
FROM generate_series(1, %(courts)s) AS nth
"""
_OTHER_CASES = """
INSERT INTO cases_case
    (id, court_id, number, number_as_typed, earlier_numbers, branch, procedure, stage, is_status_case, cause,
     registered_at)
SELECT gen_random_uuid(), o.id, o.code || '/' || nth, '', '{}', 'civil', 'ordinary', 'first_instance', false, '', now()
FROM staff_court o CROSS JOIN generate_series(1, %(cases)s) AS nth WHERE o.code LIKE 'bench-%%'
"""
OTHER_COURTS, CASES_EACH = 200, 1_000


def fill(envelope: Envelope, services: int, tasks: int) -> None:
    """So many services, three to a case, and so many open tasks: at the most 5,000 of them in this court."""
    last = services // SERVICES_A_CASE
    case, court = envelope.case, envelope.case.court
    owner = _owner(envelope)
    clerk = _first(court, Role.CLERK)
    _run(_MORE_STAFF, most=STAFF, copied=[clerk.id, case.judge_id or _first(court, Role.JUDGE).id])
    copy(_copies(envelope, last), owner, last)
    here = min(tasks, 5000)
    _run(_TASKS, clerk=str(clerk.id), tasks=here, kinds=list(KINDS))
    if tasks > here:
        fill_other_desks(tasks - here)
    copy(_beside(), {"court": court.id, "case": case.id}, min(last, 3000))
    for table, column in ((Attempt._meta.db_table, "id"), (Event._meta.db_table, "number")):
        _run(_SEQUENCES.format(table=table, column=column))
    _run("ANALYZE")


def _first(court: Court, role: Role) -> User:
    return User.objects.filter(court=court, role=role.value).order_by("date_joined", "id")[0]


def tidy() -> None:
    """As the database does by itself; outside of any transaction."""
    _run("VACUUM ANALYZE")


def _owner(envelope: Envelope) -> dict[str, Any]:
    services = list(envelope.services.values_list("id", flat=True))
    case = envelope.case
    parties = list(case.parties.values_list("id", flat=True))
    return {"case": envelope.case_id, "envelope": envelope.id, "services": services, "parties": parties}


STRIDE = 1_000_000  # between the numbers of a row and of its next copy, where rows are counted


@dataclass(frozen=True)
class Copied:
    """Rows of one table that are copied: which ones, and what differs, as SQL in which `nth` counts the copies.

    `every`: only each so-manieth copy has one. `joined`: a table of fresh values,
    called `fresh`, whose `one` and `copy` say of what.
    """

    model: type[Model]
    which: str
    changed: Mapping[str, str] = field(default_factory=dict)
    every: int = 1
    joined: str = ""


def copied_id(expression: str) -> str:
    """The id of a copy, as SQL: the same for the row and for whatever points at it."""
    return f"md5({expression}::text || '/' || nth)::uuid"


def copy(copies: Sequence[Copied], owner: dict[str, Any], last: int) -> None:
    """Make the copies 1 to `last` of each, in this order; `owner` are the values that `which` names."""
    models = {each.model for each in copies}
    with connection.cursor() as cursor:
        for each in copies:
            cursor.execute(_statement(each, models, last), owner)


def _statement(each: Copied, models: set[type[Model]], last: int) -> str:
    fields = {str(one.column): one for one in each.model._meta.concrete_fields}
    columns = {name: each.changed.get(name) or _value(one, models) for name, one in fields.items()}
    table = each.model._meta.db_table
    rows = f"{table} one CROSS JOIN generate_series(1, {last}) AS nth"
    if each.joined:
        rows += f" JOIN {each.joined} fresh ON fresh.one = one.id AND fresh.copy = nth"
    into = ", ".join(map(connection.ops.quote_name, columns))
    return (
        f"INSERT INTO {table} ({into}) SELECT {', '.join(columns.values())} "  # noqa: S608 - our own names
        f"FROM {rows} WHERE {each.which} AND nth %% {each.every} = 0"
    )


def _value(one: "Field[object, object]", models: set[type[Model]]) -> str:
    target = one.related_model if isinstance(one, ForeignKey) else one.model if one.primary_key else None
    if target not in models:
        return f'one."{one.column}"'
    key = target._meta.pk
    while isinstance(key, ForeignKey):
        key = key.related_model._meta.pk
    if isinstance(key, UUIDField):
        return copied_id(f"one.{one.column}")
    return f"one.{one.column} + nth::bigint * {STRIDE}"


def _copies(envelope: Envelope, last: int) -> list[Copied]:
    case = envelope.case
    parties = list(case.parties.order_by("id"))
    addresses = list(Address.objects.filter(party__in=parties).order_by("id"))
    party, address = write_parties(parties, last), write_addresses(addresses, last)
    return [*_people(case, party, address), *_served(write_links([envelope], last)), *_proved()]


def _people(case: Case, party: str, address: str) -> list[Copied]:
    """The case with whoever is in it; the tables with their fresh names and addresses."""
    return [
        Copied(
            Case,
            "one.id = %(case)s",
            {
                "number": f"replace(one.number, '{_serial(case.number)}', (100000 + nth)::text)",
                "cause": CAUSES,
                "registered_at": f"one.registered_at{EARLIER}",
                "closed_at": "CASE WHEN nth %% 3 > 0 AND nth > 3000 THEN one.registered_at END",
                "judge_id": JUDGE,
            },
        ),
        Copied(Hearing, IN_CASE, {"at": "one.at + (30 - nth) * interval '10 minutes'"}),
        Copied(Party, IN_CASE, _fresh("name_sealed", "name_index", "number_sealed", "number_index"), joined=party),
        Copied(Address, OF_PARTY, _fresh("value_sealed", "value_index"), joined=address),
        Copied(Consent, OF_PARTY, {"proof_sealed": "NULL"}),
        Copied(Refusal, OF_PARTY, every=20),
        Copied(
            Lookup,
            IN_CASE,
            {
                "asked_at": f"one.asked_at{EARLIER}",
                "state": "'expired'",
                "subject_index": "decode(md5(one.subject_index || nth::text::bytea), 'hex')",
            },
            every=20,
        ),
        Copied(Call, OF_PARTY, {"number_sealed": "NULL", "note_sealed": "NULL"}, every=20),
    ]


def _served(link: str) -> list[Copied]:
    """What was ordered and sent; the table with fresh links."""
    return [
        Copied(Paper, IN_CASE),
        Copied(Order, IN_CASE, {"placed_at": f"one.placed_at{EARLIER}", "idempotency_key": "NULL"}),
        Copied(
            Envelope,
            "one.id = %(envelope)s",
            {
                **_fresh("link_index"),
                "placed_at": f"one.placed_at{EARLIER}",
                "next_step_at": "NULL",
                "ask_law_at": "NULL",
                "closed_at": f"CASE WHEN nth > 6000 THEN one.placed_at{EARLIER} END",
            },
            joined=link,
        ),
        Copied(Service, IN_ENVELOPE),
        Copied(Attempt, IN_ENVELOPE, {"text_sealed": "NULL", "planned_at": f"one.planned_at{EARLIER}"}),
        Copied(RecipientAct, OF_SERVICE),
    ]


def _proved() -> list[Copied]:
    return [
        Copied(
            Finding,
            OF_SERVICE,
            {
                "status": "CASE WHEN nth %% 200 = 0 THEN 'presumed' ELSE one.status END",
                "decided_at": f"one.decided_at{EARLIER}",
                "certificate_due_at": "NULL",
            },
        ),
        Copied(
            Certificate,
            OF_SERVICE,
            {
                "number": "one.number || '-' || nth",
                "code": f"left({copied_id('one.id')}::text, 16)",
                "made_at": f"one.made_at{EARLIER}",
                "event_id": copied_id("one.event_id"),
            },
        ),
        Copied(Objection, IN_ENVELOPE, {"words_sealed": "NULL", "raised_at": f"one.raised_at{EARLIER}"}, every=200),
        Copied(
            Event,
            f"{IN_CASE} AND one.name IN ('order.placed', 'attempt.arrived', 'service.effective', 'certificate.issued')",
            {
                "id": copied_id("one.id"),
                "case_id": copied_id("one.case_id"),
                "recorded_at": f"one.recorded_at{EARLIER}",
                "stream": "split_part(one.stream, ':', 1) || ':' || nth",
            },
        ),
    ]


def _serial(number: str) -> str:
    """The digits of a case number that tell it from others of its court and year."""
    digits: list[str] = re.findall(r"\d+", number)
    return digits[-1]


def _fresh(*columns: str) -> dict[str, str]:
    return {column: f"fresh.{column}" for column in columns}


def _beside() -> list[Copied]:
    """What a court keeps without a case."""
    of_court = "one.court_id = %(court)s"
    return [
        Copied(
            Alarm,
            of_court,
            {"about": "one.about || nth", "reviewed_by": "'staff:' || gen_random_uuid()", "reviewed_at": "now()"},
        ),
        Copied(Campaign, of_court, {"starts_on": "one.starts_on - nth", "ends_on": "one.ends_on - nth"}, every=10),
        Copied(
            Question, of_court, {"likeness": "decode(md5(one.id::text || nth), 'hex')", "words": "one.words || nth"}
        ),
    ]


def fill_other_desks(tasks: int, courts: int = OTHER_COURTS, cases: int = CASES_EACH) -> None:
    """So many open tasks in other courts, at least one for each of their cases."""
    _run(_OTHER_COURTS, courts=courts)
    _run(_OTHER_CASES, cases=cases)
    _run(_OTHER_DESKS, each=max(1, tasks // (courts * cases)), kinds=list(KINDS))


def _run(statement: str, **values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
