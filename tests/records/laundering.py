# ruff: noqa: S608 - statements of an attacker, made of the names of our own tables
"""Whoever has the web's role of the database changes rows, lets the worker work, and puts them back: what came of it?

A court with everything under way is built once. Each attack is played on it in a savepoint, and so is the same minute
without one: whatever the worker wrote or sent in the one and not in the other came of the attack.
"""

import copy
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import NamedTuple

from django.db import DatabaseError, connection, transaction

from songda.clock import new_id
from songda.core.delivery.incidents import Away
from songda.core.delivery.ladder.public_notice import LookFrom, LookResult
from songda.records.ground.evidence.actions import NewEvent, record, sequence
from songda.records.ground.evidence.models import Event
from songda.records.ground.queue import ask
from songda.records.matter.parties.models import Party
from songda.records.overview.notice_papers import certify_malfunctions
from songda.records.proof.certificates.issue import issue_due
from songda.records.proof.rows_audit import audit_rows
from songda.records.service.attempts.models import Attempt
from songda.records.service.attempts.states import ask_about_unknown
from songda.records.service.attempts.submissions import doubt_dead_claims
from songda.records.service.malfunctions.actions import (
    MalfunctionDraft,
    look_for_periods,
    note_from_watch,
    note_malfunction,
)
from songda.records.service.tasks.handing import release_stranded
from songda.records.service.telephone.exchange import take_notices, take_wanted
from songda.records.ways.lookups.course import end_pending
from songda.records.ways.post.carriage.announcements import begin
from songda.records.ways.post.carriage.judging import judge_due
from songda.records.ways.post.carriage.reading import read_next
from songda.records.ways.post.letters.batches import seal_letters
from songda.records.ways.post.letters.print_days import replan
from songda.records.ways.post.letters.setting import bind_batches, set_letters
from songda.records.ways.post.propose import propose_copies
from songda.records.ways.public_notices.looks import end_those_that_have_run, follow_looks, note_days
from songda.registries.contract import ReplyCode
from songda.site.embedded.cluster import APP_ROLE
from tests import make
from tests.records.stage import WINDOW, Stage
from tests.records.together.life import Life
from tests.records.ways.lookups import stage as registry
from tests.records.ways.post.carriage import parcels
from tests.records.ways.public_notices import scene as notices
from tests.surroundings.day import clock_at

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\b[0-9a-f]{64}\b|\b[0-9a-f]{16}\b")
_NUMBER = re.compile(r"(attempt:|'attempt': |fake-)(\d+)")
_WRITABLE = """
SELECT table_name, column_name FROM information_schema.column_privileges
WHERE grantee = %s AND table_schema = 'public' AND privilege_type = %s ORDER BY 1, 2
"""


@dataclass
class World:
    """The court, and the moment at which it stands still."""

    life: Life
    now: datetime

    @classmethod
    def built(cls, seed: int, steps: int) -> "World":
        """A life of so many steps, beside it letters, a notice, a look-up and a malfunction; much of it waits."""
        life = Life(Random(seed))
        letter, other = parcels.posted(), parcels.posted()
        notice = notices.published(notices.exhausted())
        for _ in range(steps):
            life.step()
        now = max(life.now, parcels.SEALED + 6 * DAY, notices.PUBLISHED + DAY)
        Worker(cls(life, now - 5 * MINUTE), life.stage).work()  # nothing is left of the days before
        notices.look(notice, 1)
        notices.look(notice, 5, LookResult.ABSENT, LookFrom.INSIDE)
        registry.approved(at=now - MINUTE)
        registry.requested(at=now - MINUTE)
        parcels.push(parcels.signed_for(letter), now - MINUTE)
        drained(partial(read_next, parcels.CARRIERS, now - MINUTE))  # it is read, and not judged
        parcels.push([parcels.report(other, "handed", DAY), parcels.report(other, "tried", 2 * DAY)], now - MINUTE)
        note_malfunction(make.court(), MalfunctionDraft(Away.PAGES, now - DAY, now - MINUTE), "engine", now - MINUTE)
        life.stage.now = now - MINUTE
        life.order_more()
        life.stage.advance()
        life.stage.hand_over(life.stage.claim())  # reports of it wait
        life.stage.keep()
        life.order_more()
        sequence(now)
        return cls(life, now)


@dataclass
class Worker:
    """All that workers do at a moment, with whatever went out beside the log."""

    world: World
    stage: Stage
    book: registry.Book = field(default_factory=lambda: registry.Book(registry.says(ReplyCode.NUMBERS, "13800000001")))
    rung: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def work(self) -> None:
        """What cannot be done is noted, and the next is done."""
        self.world.life.stage = self.stage
        self.stage.now = self.world.now
        for step in self._steps(self.world.now):
            try:
                with transaction.atomic():
                    step()
            except Exception as wrong:  # noqa: BLE001 - as in a worker: it is told, and tried again
                self.failed.append(f"{type(wrong).__name__}: {wrong}")

    def _steps(self, at: datetime) -> Iterator[Callable[[], object]]:
        yield self.world.life._work
        yield partial(doubt_dead_claims, WINDOW, at)
        yield partial(ask_about_unknown, at)
        yield partial(drained, partial(read_next, parcels.CARRIERS, at))
        yield partial(begin, parcels.CARRIERS, at)
        for work in (judge_due, seal_letters, set_letters, bind_batches):
            yield partial(drained, partial(work, at))
        looking = (replan, propose_copies, follow_looks, note_days, end_those_that_have_run, note_from_watch)
        for look in (*looking, look_for_periods, certify_malfunctions, release_stranded, end_pending):
            yield partial(look, at)
        yield partial(registry.ask_all, self.book, at)
        yield lambda: self.rung.extend(map(str, [*take_wanted(at), *take_notices(at)]))
        yield partial(sequence, at)
        yield partial(drained, partial(issue_due, at))
        yield partial(sequence, at)


def drained(work: Callable[[], object]) -> None:
    """Until nothing is left to do."""
    for _ in range(50):
        if not work():
            return


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is written within is gone afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def lend(tables: Iterable[str]) -> None:
    """Let the web change every column of these, which it may not: what comes after its rights holds by itself."""
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"GRANT UPDATE ON {table} TO {APP_ROLE}")


def web(statement: str, values: Sequence[object] = ()) -> int:
    """As the web's role; how many rows it was. What is checked at the end of a transaction is checked at once."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {APP_ROLE}")
        cursor.execute(statement, values or None)
        rows: int = cursor.rowcount
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        cursor.execute("RESET ROLE")
        return rows


def honest_event(now: datetime) -> None:
    """By a process of ours: as if the change had slipped in through a page that was asked for about something else."""
    record([NewEvent("staff.signed_out", f"staff:{new_id()}", None, now, "engine", {})], now)


class Attack(NamedTuple):
    """A change with the web's rights, and the way back."""

    what: str
    change: Callable[[], int]
    back: Callable[[], int]


@dataclass
class Laundered:
    """What came of an attack alone; what the audit named afterwards; what the worker could not do."""

    what: str
    came: Counter[str]
    failed: list[str]
    named: list[str] = field(default_factory=list)

    @property
    def is_unnoticed(self) -> bool:
        """Whether something came of it that nobody is told of: neither by the audit, nor at once by the worker."""
        return bool(self.came) and not self.named and not any("UntoldError" in one for one in self.came)


_TELL_NOTHING = """
CREATE OR REPLACE FUNCTION evidence_tell() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$
"""


class Playing:
    """Plays attacks on one world; `ahead` is what comes of the minute without one.

    `beside_its_own`: as if an honest event of that very row stood beside each change: the database refuses none.
    """

    def __init__(self, world: World, *, beside_its_own: bool = False) -> None:
        self.world, self.kept = world, world.life.stage
        if beside_its_own:
            with connection.cursor() as cursor:
                cursor.execute(_TELL_NOTHING)
        self.mark = Event.objects.order_by("-number").values_list("number", flat=True)[0]
        self.last = Attempt.objects.order_by("-id").values_list("id", flat=True).first() or 0
        self.known = {each for leaf in Event.objects.values_list("leaf", flat=True) for each in _ID.findall(leaf)}
        with undone():
            worker = self._worked()
            self.failed, self.ahead = set(worker.failed), self._came_of(worker)
            self.flaws = self._audited()

    def play(self, attack: Attack) -> Laundered | None:
        """None where the database refused it, or nothing was there to change."""
        with undone():
            try:
                with transaction.atomic():
                    honest_event(self.world.now)
                    changed = attack.change()
            except DatabaseError:
                return None
            if not changed:
                return None
            worker = self._worked()
            came = self._came_of(worker) - self.ahead
            found = Laundered(attack.what, came, [one for one in worker.failed if one not in self.failed])
            if came:
                try:
                    honest_event(self.world.now)
                    attack.back()
                except DatabaseError as wrong:
                    found.failed.append(f"back: {wrong}")
                found.named = [one for one in self._audited() if one not in self.flaws]
        return found

    def _worked(self) -> Worker:
        """Whoever changes rows also has everything looked at again, as the web's role may."""
        web("UPDATE orders_envelope SET ask_law_at = %s, next_step_at = %s", [self.world.now] * 2)
        web("UPDATE carriage_carriage SET look_at = %s", [self.world.now])
        parties = [str(one) for one in Party.objects.order_by("id").values_list("id", flat=True)]
        for job in ("planning.reconsider", "certificates.review"):
            ask(job, party_ids=parties, case_ids=[])
        worker = Worker(self.world, copy.deepcopy(self.kept))
        worker.work()
        return worker

    def _audited(self) -> list[str]:
        sequence(self.world.now + 2 * MINUTE)
        with clock_at(self.world.now + 2 * MINUTE):
            return [str(one) for one in audit_rows()]

    def _came_of(self, worker: Worker) -> Counter[str]:
        return Counter(map(self._plain, [*self._events(), *self._sent(worker)]))

    def _events(self) -> Iterator[str]:
        for event in Event.objects.filter(number__gt=self.mark).order_by("number"):
            was_opened_meanwhile = event.name == "task.closed" and event.stream.partition(":")[2] not in self.known
            if event.name not in NO_CONCLUSIONS and not was_opened_meanwhile:
                yield f"{event.name} {event.stream} {event.actor} {event.data}"

    def _sent(self, worker: Worker) -> Iterator[str]:
        for message in worker.stage.channel.taken[len(self.kept.channel.taken) :]:
            yield f"message {message.to} {message.text} {message.subject}"
        yield from (f"asked {one}" for one in worker.book.heard)
        yield from (f"rang {one}" for one in worker.rung)

    def _plain(self, text: str) -> str:
        """Without what is another each time: ids and hashes of what was made meanwhile."""
        named = _ID.sub(lambda found: found[0] if found[0] in self.known else "*", text)
        return _NUMBER.sub(lambda found: found[0] if int(found[2]) <= self.last else f"{found[1]}*", named)


NO_CONCLUSIONS: Mapping[str, str] = {
    "staff.signed_out": "the honest event beside each change",
    **dict.fromkeys(("task.opened", "task.released"), "asks a person to look; concludes nothing"),
    **dict.fromkeys(
        ("task.escalated", "task.paused", "task.redated", "task.resumed"), "when a person is asked again, and who"
    ),
    "push.unreadable": "what came is put before people; nothing is concluded of it",
}


# Attacks on single columns, made of what there is in the database.
_TYPE = """
SELECT format_type(atttypid, atttypmod), NOT attnotnull,
       (SELECT confrelid::regclass::text FROM pg_constraint
        WHERE conrelid = attrelid AND contype = 'f' AND conkey = ARRAY[attnum] LIMIT 1),
       (SELECT string_agg(pg_get_constraintdef(oid), ' ') FROM pg_constraint
        WHERE conrelid = attrelid AND contype = 'c' AND attnum = ANY(conkey))
FROM pg_attribute WHERE attrelid = %s::regclass AND attname = %s
"""
_MAY_WHOLE = """
SELECT table_name FROM information_schema.table_privileges
WHERE grantee = %s AND table_schema = 'public' AND privilege_type = 'DELETE' ORDER BY 1
"""
_KEY = """
SELECT attname FROM pg_index JOIN pg_attribute ON attrelid = indrelid AND attnum = ANY(indkey)
WHERE indrelid = %s::regclass AND indisprimary ORDER BY attnum
"""


def writable(act: str) -> list[tuple[str, str]]:
    """Every table and column on which the web has this right, by the database itself."""
    with connection.cursor() as cursor:
        cursor.execute(_WRITABLE, [APP_ROLE, act])
        return [(table, column) for table, column in cursor.fetchall()]


_NEAR: Mapping[str, Sequence[str]] = {
    "timestamp with time zone": ("{0} - interval '9 days'", "{0} + interval '9 days'", "coalesce({0}, now())"),
    "date": ("{0} - 9", "{0} + 9"),
    "boolean": ("NOT {0}",),
    "smallint": ("{0} + 1",),
    "integer": ("{0} + 1",),
    "jsonb": ("'{{}}'",),
}


def values_for(table: str, column: str, dice: Random) -> list[str]:
    """Other values for a column, as SQL over its row: near ones, words that may stand there, others' values, none."""
    with connection.cursor() as cursor:
        cursor.execute(_TYPE, [table, column])
        kind, may_be_null, of, checks = cursor.fetchone()
        cursor.execute(f'SELECT count(DISTINCT "{column}") > 1 FROM {table}')
        has_others = cursor.fetchone()[0]
    found = [value.format(f'"{column}"') for value in _NEAR.get(kind, ())]
    found += [f"'{word}'" for word in re.findall(r"'(\w*)'::", checks or "")[:2]]
    found += [f"(SELECT id FROM {of} ORDER BY md5(id::text || '{dice.random()}') LIMIT 1)"] if of else []
    found += ["'{}'"] if kind.endswith("[]") else []
    other = f"(SELECT o.\"{column}\" FROM {table} o ORDER BY md5(o::text || '{dice.random()}') LIMIT 1)"
    found += [other] if has_others else []
    found += [f"NULL::{kind}"] if may_be_null else []
    dice.shuffle(found)
    return found


def attack_on(table: str, column: str, value: str, which: str = "true") -> Attack:
    """This value in these rows; back again in those that still have it."""
    with connection.cursor() as cursor:
        cursor.execute(_KEY, [table])
        keys = [name for (name,) in cursor.fetchall()]
    same = " AND ".join(f't."{key}" = kept."{key}"' for key in keys)
    listed = ", ".join(f'"{key}"' for key in keys)

    def change() -> int:
        with connection.cursor() as cursor:
            cursor.execute(f'CREATE TEMP TABLE kept ON COMMIT DROP AS SELECT {listed}, "{column}" AS was FROM {table}')
            cursor.execute(f"GRANT SELECT ON kept TO {APP_ROLE}")
        changed = web(
            f'UPDATE {table} SET "{column}" = {value} WHERE "{column}" IS DISTINCT FROM ({value}) AND {which}'
        )
        with connection.cursor() as cursor:
            cursor.execute(f'CREATE TEMP TABLE now_there AS SELECT {listed}, "{column}" AS became FROM {table}')
            cursor.execute(f"GRANT SELECT ON now_there TO {APP_ROLE}")
        return changed

    def back() -> int:
        return web(
            f'UPDATE {table} t SET "{column}" = kept.was FROM kept JOIN now_there USING ({listed})'
            f' WHERE {same} AND t."{column}" IS NOT DISTINCT FROM now_there.became'
            " AND kept.was IS DISTINCT FROM now_there.became"
        )

    return Attack(f"{table}.{column} = {value} WHERE {which}", change, back)


def attacks_on(table: str, column: str, dice: Random) -> Iterator[Attack]:
    """Each of some values, in every row or, where that cannot be, in single ones."""
    for value in values_for(table, column, dice):
        yield attack_on(table, column, value)
        for _ in range(2):
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT ctid::text FROM {table} t ORDER BY md5(t::text || '{dice.random()}') LIMIT 1")
                found = cursor.fetchone()
            if found:
                yield attack_on(table, column, value, f"ctid = '{found[0]}'")


def deletable() -> list[str]:
    """Every table from which the web may take rows, by the database itself."""
    with connection.cursor() as cursor:
        cursor.execute(_MAY_WHOLE, [APP_ROLE])
        return [table for (table,) in cursor.fetchall()]


def some_rows(table: str, dice: Random, most: int) -> list[str]:
    """Where a few of its rows stand."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT ctid::text FROM {table} t ORDER BY md5(t::text || '{dice.random()}') LIMIT {most}")
        return [place for (place,) in cursor.fetchall()]


def rows_put_in(table: str, dice: Random) -> Iterator[Attack]:
    """One more row like one that is there, with another key and one other value; away again, where the web may."""
    columns = [column for of, column in writable("INSERT") if of == table]
    with connection.cursor() as cursor:
        cursor.execute(_KEY, [table])
        keys = [name for (name,) in cursor.fetchall()]
        cursor.execute(_TYPE, [table, keys[0]])
        kind = cursor.fetchone()[0]
    own_key = {keys[0]: "gen_random_uuid()"} if (len(keys), kind) == (1, "uuid") else {}
    copied = [one for one in columns if one not in keys or one in own_key or kind not in ("bigint", "integer")]
    others = [
        (column, value) for column in copied if column not in own_key for value in values_for(table, column, dice)
    ]
    dice.shuffle(others)
    for place in some_rows(table, dice, 2):
        for column, value in [(keys[0], own_key.get(keys[0], f'"{keys[0]}"')), *others]:
            values = {**{one: f'"{one}"' for one in copied}, **own_key, column: value}
            yield _row_put_in(table, {one: values[one] for one in copied}, place, keys)


def _row_put_in(table: str, values: Mapping[str, str], place: str, keys: Sequence[str]) -> Attack:
    listed = ", ".join(f'"{key}"' for key in keys)

    def change() -> int:
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE TEMP TABLE kept ON COMMIT DROP AS SELECT {listed} FROM {table}")
            cursor.execute(f"GRANT SELECT ON kept TO {APP_ROLE}")
        names = ", ".join(f'"{name}"' for name in values)
        changed = web(
            f"INSERT INTO {table} ({names}) SELECT {', '.join(values.values())} FROM {table} t WHERE ctid = '{place}'"
        )
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE TEMP TABLE put_in AS SELECT {listed} FROM {table} EXCEPT SELECT {listed} FROM kept")
            cursor.execute(f"GRANT SELECT ON put_in TO {APP_ROLE}")
        return changed

    def back() -> int:
        return web(f"DELETE FROM {table} WHERE ({listed}) IN (SELECT {listed} FROM put_in)")

    other = [f"{name} = {value}" for name, value in values.items() if value != f'"{name}"']
    return Attack(f"put into {table}: {', '.join(other)}", change, back)


def rows_taken_out(table: str, dice: Random) -> Iterator[Attack]:
    """One row is gone for a while, and put in again as it was."""
    columns = ", ".join(f'"{column}"' for of, column in writable("INSERT") if of == table)
    for place in some_rows(table, dice, 4):

        def change(place: str = place) -> int:
            with connection.cursor() as cursor:
                cursor.execute(f"CREATE TEMP TABLE kept ON COMMIT DROP AS SELECT * FROM {table} WHERE ctid = '{place}'")
                cursor.execute(f"GRANT SELECT ON kept TO {APP_ROLE}")
            return web(f"DELETE FROM {table} WHERE ctid = '{place}'")

        def back() -> int:
            return web(f"INSERT INTO {table} ({columns}) OVERRIDING SYSTEM VALUE SELECT {columns} FROM kept")

        yield Attack(f"taken out of {table}", change, back)
