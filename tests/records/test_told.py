"""With the rights of the web's role alone, and no key, nobody has the worker make events, messages or seals of rows.

Rows are changed, the worker works, and the rows are put back. What no event of the same transaction tells of, the
database refuses; with a made-up event it is let through, but nothing is concluded, and every audit names that event.
"""

import re
from collections.abc import Sequence
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from songda.core.delivery.incidents import Away, IncidentKind
from songda.core.delivery.ladder.public_notice import LookFrom, LookResult
from songda.records.court.staff.queries import require_told_court
from songda.records.ground import told
from songda.records.ground.evidence.actions import NewEvent, record, sequence
from songda.records.ground.evidence.audit import audit
from songda.records.ground.evidence.models import Event
from songda.records.ground.evidence.premises import UntoldError
from songda.records.ground.incidents.models import Incident
from songda.records.ground.tables import ALL, every_table
from songda.records.matter.cases.hearings import set_hearing
from songda.records.matter.parties.models import Party
from songda.records.overview.notice_papers import certify_malfunctions
from songda.records.proof import rows_audit
from songda.records.proof.certificates.contradictions import compare_cases
from songda.records.service.attempts.models import Attempt
from songda.records.service.attempts.restored.recognise import sign_of_restore
from songda.records.service.malfunctions.actions import MalfunctionDraft, note_from_watch, note_malfunction
from songda.records.service.malfunctions.models import Malfunction
from songda.records.service.orders.overtaken import untold_of
from songda.records.service.tasks.models import Task
from songda.records.ways.portal.acts.identity import send_code
from songda.records.ways.post.carriage.models import Carriage, CarrierReport
from songda.records.ways.public_notices.looks import OWN, end_those_that_have_run, follow_looks, looks_of, note_days
from songda.records.ways.public_notices.models import NoticeGap, NoticeLook
from songda.site.embedded.cluster import APP_ROLE
from tests import make
from tests.records.laundering import lend
from tests.records.service.attempts.restored.world import opened, send
from tests.records.stage import Stage, defendant, envelope, paper
from tests.records.ways.post.carriage import parcels
from tests.records.ways.public_notices.scene import PUBLISHED, exhausted, published

pytestmark = [pytest.mark.database, pytest.mark.skipif("'DATABASE_URL' in __import__('os').environ")]
NOW = make.NOW
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
JUNK = """
INSERT INTO evidence_event (id, name, stream, happened_at, recorded_at, actor, data, commitment, leaf, mark)
VALUES (gen_random_uuid(), 'paper.filed', 'paper:1', now(), now(), 'engine', '{}', '', %s, '')
"""
_THINGS = (
    "cases_case",
    "malfunctions_malfunction",
    "parties_party",
    "orders_envelope",
    "letters_letter",
    "staff_court",
    "deeds_deed",
)


def web(statement: str, values: Sequence[object] = (), *, made_up: bool = False, beside: Party | None = None) -> None:
    """Run it as the web's role, as a transaction of its own; beside it a made-up event, or an honest one of them.

    A column that the web may not change is lent to it: what comes after its rights holds by itself.
    """
    for table in re.findall(r"^UPDATE (?!evidence_)(\w+)", statement):
        lend([table] if made_up or every_table()[table].changes else [])
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE evidence_unsequenced SET transaction = 0")
        if beside is not None:
            record([NewEvent("offline.withdrawn", f"party:{beside.id}", beside.case_id, NOW, "engine", {})], NOW)
        cursor.execute(f"SET LOCAL ROLE {APP_ROLE}")
        cursor.execute(statement, values)
        if made_up:
            cursor.execute(JUNK, [_of_all_there_is()])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute("RESET ROLE")


def _of_all_there_is() -> str:
    """A leaf that names whatever a row could belong to."""
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT id::text FROM {table}" for table in _THINGS))  # noqa: S608
        return " ".join(one for (one,) in cursor.fetchall())


def refused(statement: str, values: Sequence[object] = ()) -> None:
    with pytest.raises(DatabaseError, match=r"no event of this transaction tells of it|permission denied"):
        web(statement, values)


def is_named() -> bool:
    """Whether the audit names a made-up event."""
    sequence(NOW)
    return any("mark" in str(flaw) or "written" in str(flaw) for flaw in audit())


def test_a_row_is_changed_with_an_event_or_not_at_all() -> None:
    party = make.party()
    refused("UPDATE parties_party SET role = 'plaintiff' WHERE id = %s", [party.id])
    web("UPDATE parties_party SET role = role WHERE id = %s", [party.id])  # nothing changed
    web("UPDATE parties_party SET role = 'third_party' WHERE id = %s", [party.id], made_up=True)
    assert Party.objects.get(id=party.id).role == "third_party"
    assert is_named()


def test_an_event_of_something_else_tells_of_nothing() -> None:
    """As where a change slips in through a page that was asked for about another case."""
    party = make.party()
    change = "UPDATE parties_party SET role = 'plaintiff' WHERE id = %s"
    with pytest.raises(IntegrityError, match="no event of this transaction tells of it"):
        web(change, [party.id], beside=make.party())
    web(change, [party.id], beside=party)
    assert Party.objects.get(id=party.id).role == "plaintiff"


def test_an_event_of_an_earlier_transaction_tells_of_nothing() -> None:
    party = make.party()  # its event waits for its place
    refused("UPDATE parties_party SET role = 'plaintiff' WHERE id = %s", [party.id])


def test_every_row_that_an_event_must_tell_of_can_be_named_by_one() -> None:
    """An event names what it is about by a UUID, a restore by its epoch: a number of the database's own is in none."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name || '.' || column_name FROM information_schema.columns WHERE data_type = 'uuid'"
        )
        named = {name for (name,) in cursor.fetchall()} | {"restores_quarantine.epoch"}
    asked = {table for _trigger, table in told.triggers()}
    keys = {table: {f"{table}.{column}" for column in told.named_by(table)} for table in asked}
    assert {table for table, columns in keys.items() if columns and not columns & named} == set()


@pytest.mark.parametrize("table", sorted(name for name, row in every_table().items() if row.web or row.changes))
def test_every_table_that_the_web_writes_asks_for_an_event_or_gives_its_reason(table: str) -> None:
    """And of the columns all but those with a reason."""
    row = every_table()[table]
    free, changed = row.untold, told.told_columns(table)
    assert all(len(reason) > 10 for reason in free.values())
    made = {key: said for key, said in told.triggers().items() if key[1] == table}
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgname ~ '^told'", [table])
        there = {name for (name,) in cursor.fetchall()}
    assert there == {name for name, _ in made}
    if ALL in free or table.startswith("evidence_"):
        assert not there
        return
    assert ("told_change" in there) == bool(row.changes)
    assert ("told" in there) == bool(row.web)
    for column in changed:
        assert not row.changes or f'OLD."{column}"' in made["told_change", table]
    assert {column for (of, column) in _columns() if of == table} >= free.keys()


def _columns() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'")
        return cursor.fetchall()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE orders_envelope SET wrong_tries = wrong_tries + 7, locked_at = NULL",
        "UPDATE orders_envelope SET answers_locked_at = now(), wrong_answers = wrong_answers + 7",
        "UPDATE portal_acts_onetimecode SET tries = tries + 7",
    ],
)
def test_nobody_resets_the_counts_of_guesses_in_silence(change: str) -> None:
    served = envelope(defendant(make.case()))
    stage = Stage()
    stage.send()
    send_code(served, stage.now)
    refused(change)
    web(change, made_up=True)
    assert is_named()


@pytest.mark.parametrize("made_up", [False, True])
def test_reports_of_one_letter_prove_nothing_of_another(made_up: bool) -> None:
    served, other = parcels.posted(), parcels.posted()
    parcels.push(parcels.signed_for(served), parcels.SEALED + 4 * DAY)
    parcels.work(parcels.SEALED + 4 * DAY)
    move, own = "UPDATE carriage_carrierreport SET letter_id = %s", [other.id]
    if not made_up:
        refused(move, own)
        return
    web(f"{move}, number = %s", [other.id, other.number], made_up=True)
    web("UPDATE carriage_carriage SET look_at = now() - interval '1 day' WHERE letter_id = %s", own, made_up=True)
    parcels.work(parcels.SEALED + 5 * DAY)
    web("UPDATE carriage_carrierreport SET letter_id = %s, number = %s", [served.id, served.number], made_up=True)
    assert Carriage.objects.get(letter=other).settled == ""
    assert not Event.objects.filter(name="deed.recorded", data__kind="signed", case_id=other.envelope.case_id).exists()
    assert is_named()


@pytest.mark.parametrize("into", ["deeds_deedpaper (deed_id", "letters_letterpaper (letter_id"])
def test_a_letter_carried_no_other_papers_than_were_put_into_it(into: str) -> None:
    """A paper that is put beside the others while the letter travels is not served by its signature."""
    letter, other = parcels.posted(), parcels.posted()
    own = letter.deed_id if "deed" in into else letter.id
    stranger = other.paper_rows.values_list("service_id", flat=True)[0]
    put = f"INSERT INTO {into}, service_id) VALUES (%s, %s)"  # noqa: S608 - names of our own
    refused(put, [own, stranger])
    web(put, [own, stranger], made_up=True)
    parcels.push(parcels.signed_for(letter), parcels.SEALED + 4 * DAY)
    parcels.work(parcels.SEALED + 4 * DAY)
    told = Event.objects.filter(name="deed.recorded", data__kind="signed").values_list("data__papers", flat=True)
    assert [len(papers) for papers in told] in ([], [letter.paper_rows.exclude(service=stranger).count()])
    sequence(parcels.SEALED + 5 * DAY)
    assert any(word in str(found) for found in rows_audit.audit_rows() for word in (": papers is", ": service_ids is"))


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE carriage_carrierreport SET signer = 'recipient', kind = 'delivered' WHERE kind = 'tried'",
        "UPDATE carriage_carrierreport SET at = at - interval '5 days'",
        "UPDATE letters_letter SET may_sign = '{}'",
        "UPDATE carriage_carriage SET settled = 'proved', settled_at = now(), settled_by = 'engine'",
    ],
)
def test_nothing_is_judged_by_rows_that_no_event_tells_of(change: str) -> None:
    letter = parcels.posted()
    parcels.push([parcels.report(letter, "handed", HOUR), parcels.report(letter, "tried", DAY)], parcels.SEALED + DAY)
    parcels.work(parcels.SEALED + DAY)
    before = Event.objects.filter(name__startswith="carriage.").count()
    refused(change)
    web(change, made_up=True)
    Carriage.objects.update(look_at=parcels.SEALED)
    parcels.work(parcels.SEALED + 2 * DAY)
    assert Event.objects.filter(name__startswith="carriage.").count() == before
    assert CarrierReport.objects.count() == 2


_AWAY = """
INSERT INTO malfunctions_malfunction (id, away, since, until, noticed, noted_by, noted_at, words, in_vain)
VALUES (gen_random_uuid(), 'pages', %s, %s, 'person', 'engine', now(), '', 0)
"""


def test_no_malfunction_is_certified_of_which_no_event_tells() -> None:
    refused(_AWAY, [NOW - DAY, NOW])
    web(_AWAY, [NOW - DAY, NOW], made_up=True)
    assert certify_malfunctions(NOW) == 0
    assert is_named()


@pytest.mark.parametrize(
    ("change", "certified"),
    [
        ("UPDATE malfunctions_malfunction SET since = since - interval '9 days'", 0),
        ("UPDATE malfunctions_malfunction SET until = until + interval '9 days'", 0),
        ("UPDATE malfunctions_malfunction SET sha256 = NULL, since = since - interval '9 days'", 1),
    ],
)
def test_a_malfunction_is_certified_as_it_was_noted(change: str, certified: int) -> None:
    note_malfunction(make.court(), MalfunctionDraft(Away.PAGES, NOW - DAY, NOW), "engine", NOW)
    if certified:
        assert certify_malfunctions(NOW) == 1
    refused(change)
    web(change, made_up=True)
    assert certify_malfunctions(NOW) == 0
    assert Event.objects.filter(name="malfunction.certified").count() == certified


def test_what_a_certificate_of_a_malfunction_says_stands_in_its_event() -> None:
    noted = note_malfunction(make.court(), MalfunctionDraft(Away.PAGES, NOW - DAY, NOW), "engine", NOW)
    assert certify_malfunctions(NOW) == 1
    said = Event.objects.get(name="malfunction.certified").data
    assert (said["since"], said["until"]) == ((NOW - DAY).isoformat(), NOW.isoformat())
    assert said["rests_on"] == [str(Event.objects.get(name="malfunction.noted", stream=f"malfunction:{noted.id}").id)]


def test_no_disturbance_that_nobody_told_of_becomes_a_malfunction() -> None:
    Incident.objects.create(
        kind=IncidentKind.STORE_FULL, subject="", detail="", waiting=0, begun_at=NOW - HOUR, ended_at=NOW
    )
    assert note_from_watch(NOW + HOUR) == 0
    assert not Malfunction.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE staff_court SET phone = '0571-00000000'",
        "UPDATE staff_court SET name = '别的法院'",
        """UPDATE staff_court SET message_words = '{"service": "{court}: evil.example/s/x"}'""",
    ],
)
def test_no_message_goes_out_in_words_that_no_event_tells_of(change: str) -> None:
    court = make.court()
    refused(change)
    require_told_court(court)
    web(change, made_up=True)
    court.refresh_from_db()
    with pytest.raises(UntoldError, match=r"staff_court:.* is not as the log tells"):
        require_told_court(court)


def test_a_claim_that_a_row_forgot_is_no_restore() -> None:
    stage, _ = opened(), envelope(defendant(make.case()))
    (claim,) = send(stage)
    assert sign_of_restore() is None
    forget = "UPDATE attempts_attempt SET claimed_at = NULL"
    refused(forget)
    web(forget, made_up=True)
    assert Attempt.objects.get(id=claim.attempt_id).claimed_at is None
    assert sign_of_restore() is None


_LOOK = """
INSERT INTO public_notices_noticelook (notice_id, at, source, looker, seen, signed, taken_at, mark)
VALUES (%s, %s, %s, %s, %s, '', %s, '')
"""


@pytest.mark.parametrize("seen", [LookResult.STOOD, LookResult.ABSENT])
@pytest.mark.parametrize("source", [LookFrom.INSIDE, LookFrom.OUTSIDE])
def test_looks_without_a_mark_of_ours_count_for_nothing_and_are_named(seen: LookResult, source: LookFrom) -> None:
    notice = published(exhausted())
    at = PUBLISHED + HOUR
    web(_LOOK, [notice.id, at, source.value, OWN, seen.value, at])
    assert follow_looks(at + HOUR) == 0
    assert not NoticeGap.objects.exists()
    assert looks_of(notice) == []
    sequence(at)
    found = [str(one) for one in compare_cases([notice.envelope.case_id])]
    assert f"public_notices_noticelook:{NoticeLook.objects.get().pk}.mark" in " ".join(found)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE public_notices_publicnotice SET published_at = published_at - interval '40 days', runs_until = now()",
        "UPDATE orders_service SET recalled_at = now()",  # then nothing is left for which it would run
    ],
)
def test_no_notice_is_watched_or_ended_as_no_event_tells(change: str) -> None:
    published(exhausted())
    before = Event.objects.filter(name__in=("notice.watched", "notice.ended")).count()
    web(change, made_up=True)
    assert "recalled" in change or note_days(PUBLISHED + 2 * DAY) == 0
    assert end_those_that_have_run(PUBLISHED + 2 * DAY) == 0
    assert Event.objects.filter(name__in=("notice.watched", "notice.ended")).count() == before
    assert is_named()


def test_what_rows_alone_call_overtaken_is_held_for_people_and_not_called_off() -> None:
    """Neither goes a summons out to a time of which nobody knows, nor is it ended by what no event tells."""
    case = make.case()
    set_hearing(case, NOW + 20 * DAY, "第三审判庭", "engine", NOW)
    served = envelope(defendant(case), paper(case))
    stage = Stage()
    stage.advance()
    web("UPDATE cases_hearing SET cancelled_at = now(), changed_at = now()", made_up=True)
    assert stage.claim() == []
    assert {attempt.state for attempt in Attempt.objects.all()} == {"pending"}
    assert Task.objects.filter(envelope=served, closed_at=None).exists()
    with pytest.raises(UntoldError):
        raise untold_of([served.id])[served.id]
    web("UPDATE cases_hearing SET cancelled_at = NULL, changed_at = NULL", made_up=True)
    assert untold_of([served.id]) == {}


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE attempts_attempt SET address_id = %s",
        "UPDATE parties_address SET party_id = (SELECT party_id FROM parties_address WHERE id = %s)",
        "UPDATE cases_case SET number = number || '9' WHERE %s IS NOT NULL",
    ],
)
def test_no_message_goes_where_no_event_says(change: str) -> None:
    envelope(defendant(make.case()))
    elsewhere = make.address()
    stage = Stage()
    stage.advance()
    web(change, [elsewhere.id], made_up=True)
    assert stage.claim() == []
    assert is_named()


def test_a_code_is_led_to_no_other_number() -> None:
    served, elsewhere = envelope(defendant(make.case())), make.address()
    stage = Stage()
    stage.send()
    send_code(served, stage.now)
    web("UPDATE attempts_attempt SET address_id = %s WHERE purpose = 'code'", [elsewhere.id], made_up=True)
    assert [claim for claim in stage.claim() if claim.message.to == elsewhere.value] == []
    Attempt.objects.filter(purpose="code").update(text_sealed=None)
    assert stage.claim() == []


MANY = 200
_COPIES = """
INSERT INTO {table} SELECT (jsonb_populate_record(row, to_jsonb(row) || {other})).*
FROM {table} AS row, generate_series(1, %s) AS turn
"""
_EVENTS = """
INSERT INTO evidence_event (id, name, stream, case_id, happened_at, recorded_at, actor, data, commitment, leaf, mark)
SELECT gen_random_uuid(), 'paper.filed', {stream}, {case}, now(), now(), 'engine', '{{}}', '', row.id, ''
FROM {table} AS row
"""
_READ = """
SELECT sum(seq_tup_read + idx_tup_fetch) FROM pg_stat_xact_user_tables
WHERE relname IN ('evidence_event', 'evidence_unsequenced')
"""


@pytest.mark.parametrize(
    ("table", "change", "stream", "case"),
    [
        ("cases_case", "cause = cause || '!'", "'case:' || row.id", "row.id"),
        ("parties_party", "role = 'third_party'", "'party:' || row.id", "NULL"),
        ("parties_party", "role = 'third_party'", "'order:1'", "NULL"),  # it stands among what the event tells
    ],
)
def test_many_rows_are_not_looked_at_each_with_each_event(table: str, change: str, stream: str, case: str) -> None:
    """Though the planner believes that no event is there."""
    make.party()
    number = ", 'number', row.number || turn" if table == "cases_case" else ""
    other = f"jsonb_build_object('id', '00000000-0000-7000-8000-' || lpad(turn::text, 12, '0'){number})"  # in order
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE evidence_unsequenced SET transaction = 0")
        cursor.execute("ANALYZE evidence_event, evidence_unsequenced")
        cursor.execute(_COPIES.format(table=table, other=other), [MANY])
        cursor.execute(f"SET LOCAL ROLE {APP_ROLE}")
        cursor.execute("SET LOCAL statement_timeout = '30s'")
        cursor.execute(_EVENTS.format(table=table, stream=stream, case=case))
        cursor.execute(f"UPDATE {table} SET {change}")  # noqa: S608 - as above
        cursor.execute(_READ)
        (before,) = cursor.fetchone()
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(_READ)
        (read,) = cursor.fetchone()
        cursor.execute("SET CONSTRAINTS ALL DEFERRED; RESET statement_timeout; RESET ROLE")
    assert 0 < read - before < 10 * MANY
