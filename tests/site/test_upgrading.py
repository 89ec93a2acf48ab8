"""A database is changed in two phases beside what runs on it, and every command says when it is of another version."""

import importlib.util
import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import OperationalError, connection
from django.db.migrations import RunSQL
from psycopg.sql import SQL, Identifier

from scripts import changes
from songda.core.evidence.doors import Writer
from songda.records.ground.processes.registry import Running, running, say_that_it_ends, say_that_it_runs, who_knows_not
from songda.site.checkup.database import ask_database, database_there, versions_alike
from songda.site.commands import COMMANDS
from songda.site.errors import CurableError
from songda.site.schema import require_fit_tables, traces_of_other_version
from songda.site.upgrading import making as upgrading
from songda.site.upgrading.statements import LARGE, RULES, Phase, judge
from songda.site.version import commit, version_and_commit
from tests.rows import all_rows

ROOT = Path(__file__).parents[2]
NEWER = {"DJANGO_SETTINGS_MODULE": "tests.site.newer.settings"}
EXPANDING, CONTRACTING = "limits.0002_expand_colours", "limits.0003_contract_colours"


@pytest.fixture
def court(server_url: str, tmp_path: Path) -> Iterator[Callable[..., subprocess.CompletedProcess[str]]]:
    """Commands of a court with a database of its own, whose tables are as this version made them."""
    name = f"upgraded_{os.getpid()}"
    place, template = server_url.rpartition("/")[0], server_url.rpartition("/")[2].rpartition("_")[0]
    with psycopg.connect(f"{place}/postgres", autocommit=True) as server:
        server.execute(SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(name), Identifier(template)))
    surroundings = os.environ | {
        "DATABASE_URL": f"{place}/{name}",
        "SONGDA_ENV": "test",
        "SONGDA_OUTSIDE": str(tmp_path / "outside"),
        "PYTHONPATH": str(ROOT),
    }

    def run(*words: str, **further: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "songda", *words]
        env = surroundings | further
        return subprocess.run(command, env=env, capture_output=True, text=True, check=False, timeout=120, cwd=tmp_path)

    run.url = surroundings["DATABASE_URL"]  # type: ignore[attr-defined]
    yield run
    with psycopg.connect(f"{place}/postgres", autocommit=True) as server:
        server.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


# What opens the database, with the least words that lead there.
OPENING = {
    "export": ("export", "0b0e3f6a-0000-4000-8000-000000000000", "--output", "proof.zip"),
    "figures": ("figures", "--from", "2026-07-01", "--to", "2026-07-31"),
    "audit": ("audit",),
    "retention": ("retention",),
    "files": ("files",),
    "serve": ("serve", "--port", "{port}"),
    "worker": ("worker",),
    "watch": ("watch", "--port", "{port}"),
    "court": (
        "court",
        "晋1181",
        "孝义市人民法院",
        "--phone",
        "0",
        "--administrator",
        "q",
        "--administrator-name",
        "钱",
    ),
    "admit": ("admit", "晋1181", "zhao", "赵某", "--role", "supervisor"),
    "signon": ("signon", "zhao", "z-1"),
    "signout": ("signout", "--everybody"),
    "restored": ("restored",),
    "redecide": ("redecide", "--dry-run"),
    "reread": ("reread",),
    "redate": ("redate", "--dry-run"),
    "backup": ("backup", "backups"),
    "drill": ("drill", "restore", "backups", "--into", "postgresql://nobody@127.0.0.1:1/nothing"),
    "check": ("check",),
    "copy": ("copy", "--by", "chen", "--output", "of-a-person.json"),
}
# What opens no database of a court, or makes its tables itself.
APART = {"demo", "story", "sandbox", "bench", "storm", "explain", "rules", "deadline", "verify", "witness", "look"}
APART |= {"setup", "keys", "database", "migrate"}


def test_every_command_either_opens_the_database_or_is_known_not_to() -> None:
    assert OPENING.keys() | APART == COMMANDS.keys()


def free_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return str(taken.getsockname()[1])


@pytest.mark.database
@pytest.mark.parametrize("age", ["older", "newer"])
@pytest.mark.night("starts each command")
@pytest.mark.timeout(600)
def test_every_command_on_a_database_of_another_version_says_so_in_one_sentence_with_what_to_do(
    age: str, court: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    if age == "newer":
        assert court("migrate", "--contract", **NEWER).returncode == 0
        said, cure = (
            rf"changed by a newer version .* cannot run on it: {EXPANDING}, {CONTRACTING}\.",
            "Install the newer",
        )
        surroundings: dict[str, str] = {}
    else:
        said, cure = rf"of an older version of songda: it lacks 1 changes \({EXPANDING}\)\.", "songda migrate"
        surroundings = NEWER
    for name, words in OPENING.items():
        answer = court(*(word.format(port=free_port()) for word in words), **surroundings)
        everything = answer.stdout + answer.stderr
        assert "Traceback" not in everything, f"{name}: {everything}"
        assert re.search(said, everything), f"{name}: {everything}"
        assert answer.returncode == (1 if name == "check" else 2), name
        assert name == "check" or cure in everything, f"{name}: {everything}"


@pytest.mark.database
def test_an_upgrade_expands_lets_both_versions_work_and_contracts_when_no_older_one_is_left(
    court: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    planned = court("migrate", "--plan", **NEWER)
    assert re.search(
        r'ADD COLUMN "colour" text NULL\n    ACCESS EXCLUSIVE: everybody waits \(limits_trycount', planned.stdout
    )
    assert 'DROP COLUMN "colour"' in planned.stdout
    assert court("migrate", "--check", **NEWER).stdout == "2 steps to be done.\n"
    expanded = court("migrate", "--expand", **NEWER)
    assert "1 steps done." in expanded.stdout
    assert "songda migrate --contract" in expanded.stdout
    assert court("files").returncode == court("files", **NEWER).returncode == 0  # the way back is open
    with psycopg.connect(court.url, autocommit=True) as database:  # type: ignore[attr-defined]
        database.execute(
            "INSERT INTO processes_process VALUES ('court:1:a', 'web', '0.0.9', '{}', now(), now()),"
            " ('court:2:b', 'worker', '0.0.9', '{}', now(), now() - interval '3 minutes')"
        )
        refused = court("migrate", "--contract", **NEWER)
        assert refused.returncode == 2
        assert "1 processes of an older version run: web court:1:a, 0.0.9." in refused.stderr
        assert "web court:1:a, 0.0.9" in court("check", **NEWER).stdout
        database.execute("DELETE FROM processes_process")
    assert "1 steps done." in court("migrate", "--contract", **NEWER).stdout
    assert court("migrate", "--check", **NEWER).returncode == 0


@pytest.mark.database
def test_changes_of_several_rooms_are_planned_together(court: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    planned = court("migrate", "--plan", DJANGO_SETTINGS_MODULE="tests.site.newer.busy")
    assert re.findall(r"^(\w+)\.\d{4}_", planned.stdout, re.MULTILINE) == ["attempts"] * 3 + ["limits"] * 2
    assert "CREATE INDEX CONCURRENTLY" in planned.stdout


@pytest.mark.database
def test_an_empty_database_is_filled_at_once_contracting_steps_among_it(
    court: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    with psycopg.connect(court.url, autocommit=True) as database:  # type: ignore[attr-defined]
        database.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    made = court("migrate", **NEWER)
    assert made.returncode == 0, made.stderr
    assert "--contract" not in made.stdout
    assert court("migrate", "--check", **NEWER).stdout == "The database has the shape it needs.\n"


@pytest.mark.database
def test_two_never_change_tables_at_once(court: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    with psycopg.connect(court.url) as other:  # type: ignore[attr-defined]
        other.execute("SELECT pg_advisory_lock(%s)", [upgrading.LOCK])
        refused = court("migrate", **NEWER)
    assert refused.returncode == 2
    assert "Another `songda migrate` is changing this database." in refused.stderr


@pytest.mark.database
def test_a_change_gives_way_to_a_long_transaction_and_is_made_after_it(
    court: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    with psycopg.connect(court.url) as reader, psycopg.connect(court.url, autocommit=True) as looker:  # type: ignore[attr-defined]
        reader.execute("SELECT * FROM limits_trycount")

        def end_when_it_gave_way() -> None:
            for is_waiting in (True, False):
                while bool(looker.execute("SELECT FROM pg_locks WHERE NOT granted").fetchall()) is not is_waiting:
                    time.sleep(0.05)
            reader.rollback()

        ending = threading.Thread(target=end_when_it_gave_way, daemon=True)
        ending.start()
        answer = court("migrate", **NEWER)
        ending.join(60)
    assert answer.returncode == 0, answer.stderr
    assert "limits.0002_expand_colours: the table is in use; tried again" in answer.stderr


@pytest.mark.database
def test_what_is_in_use_all_the_time_is_given_up_with_what_to_look_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upgrading, "TRIES", 3)
    monkeypatch.setattr(upgrading, "PAUSE_S", 0.01)
    said: list[str] = []

    def busy() -> None:
        raise OperationalError from psycopg.errors.LockNotAvailable()

    with pytest.raises(CurableError, match="in use all the time"):
        upgrading.giving_way(busy, said.append, lambda: "one")
    assert len(said) == 2
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone()[0] == "0"


@pytest.mark.database
def test_nobody_is_without_their_rights_while_they_are_granted_anew() -> None:
    """Whoever looks from another connection sees them before, or after, and never in between."""
    from songda.records.ground import rights

    seen: list[bool] = []
    real = rights._grants

    def watched(role: str, acts: dict[str, list[str]]) -> Iterator[object]:
        for statement in real(role, acts):
            yield statement
            seen.append(connection.in_atomic_block and not connection.get_autocommit())

    with pytest.MonkeyPatch.context() as patch, connection.cursor() as cursor:
        patch.setattr(rights, "_grants", watched)
        cursor.execute("SELECT rolname FROM pg_roles WHERE rolcanlogin AND NOT rolsuper AND rolname <> current_user")
        web, worker = [f"postgresql://{name}@court/songda" for (name,) in cursor.fetchall()][:2]
        rights.grant_to(web, worker)
    assert seen
    assert all(seen)


@pytest.mark.database
def test_a_newer_version_that_only_added_is_no_hindrance() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('cases', '0002_expand_colour', now())"
        )
        cursor.execute("ALTER TABLE cases_case ADD COLUMN colour text")
        require_fit_tables()
        cursor.execute("ALTER TABLE cases_case DROP COLUMN cause CASCADE")
    assert traces_of_other_version() == ["cases_case"]


@pytest.mark.database
def test_an_empty_database_is_told_as_such() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations")
    with pytest.raises(CurableError, match="no tables of songda yet"):
        require_fit_tables()


@pytest.mark.database
def test_whoever_fell_silent_or_ended_runs_no_more_and_whoever_knows_a_change_is_not_in_its_way() -> None:
    say_that_it_runs(Running("here:1:a", Writer.WEB, version_and_commit(), ["a.0002_expand_b", "a.0003_contract_c"]))
    say_that_it_runs(Running("here:2:b", Writer.WORKER, "0.0.9", ["a.0002_expand_b"]))
    say_that_it_runs(Running("here:3:c", Writer.WORKER, "0.0.9", []))
    say_that_it_ends("here:3:c")
    assert [each.name for each in running()] == ["here:1:a", "here:2:b"]
    assert [each.name for each in who_knows_not(["a.0003_contract_c"])] == ["here:2:b"]
    (older,) = versions_alike(ask_database())
    assert "worker here:2:b, 0.0.9" in older.what
    with connection.cursor() as cursor:
        cursor.execute("UPDATE processes_process SET seen_at = clock_timestamp() - interval '2 minutes'")
    assert running() == []


@pytest.mark.database
def test_changes_that_wait_for_older_processes_are_told_of_without_alarm(monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    (told,) = database_there(replace(ask_database(), contracting=2))
    assert "songda migrate --contract" in told.cure


def test_version_and_commit_are_told() -> None:
    said = subprocess.run([sys.executable, "-m", "songda", "--version"], capture_output=True, text=True, check=True)
    assert re.fullmatch(r"songda \d+\.\d+\.\d+ \(commit ([0-9a-f]{12}\+?|unknown)\)\n", said.stdout)
    assert commit() in said.stdout


# What squawk and the manual of PostgreSQL warn of, each as Django would write it.
DANGEROUS = {
    'CREATE INDEX "a" ON "cases_case" ("number")': "AddIndexConcurrently",
    'ALTER TABLE "cases_case" DROP COLUMN "cause" CASCADE': "contract",
    'ALTER TABLE "cases_case" RENAME COLUMN "cause" TO "why"': "contract",
    'ALTER TABLE "cases_case" ALTER COLUMN "cause" TYPE text USING "cause"::text': "contracting",
    'ALTER TABLE "cases_case" ALTER COLUMN "cause" SET NOT NULL': "contracting",
    'ALTER TABLE "cases_case" ADD COLUMN "colour" text NOT NULL': "db_default",
    'ALTER TABLE "cases_case" ADD COLUMN "at" timestamptz DEFAULT clock_timestamp() NOT NULL': "written anew",
    'ALTER TABLE "cases_case" ADD COLUMN "of" uuid NULL CONSTRAINT "x" REFERENCES "y" ("id")': "NOT VALID",
    'ALTER TABLE "cases_case" ADD CONSTRAINT "a" CHECK ("cause" <> \'\')': "NOT VALID",
    'ALTER TABLE "cases_case" ADD CONSTRAINT "a" FOREIGN KEY ("of") REFERENCES "y" ("id")': "NOT VALID",
    'ALTER TABLE "cases_case" ADD CONSTRAINT "a" UNIQUE ("number")': "AddIndexConcurrently",
    'DROP INDEX IF EXISTS "a"': "RemoveIndexConcurrently",
    'DROP TABLE "cases_case" CASCADE': "contract",
    'UPDATE "cases_case" SET "cause" = \'\'': "in pieces",
    "-- THIS OPERATION CANNOT BE WRITTEN AS SQL": "in pieces",
    "REINDEX TABLE cases_case": "add a rule",
}
HARMLESS = (
    'ALTER TABLE "cases_case" ADD COLUMN "colour" text NULL',
    'ALTER TABLE "cases_case" ADD COLUMN "colour" text DEFAULT \'red\' NOT NULL',
    'CREATE INDEX CONCURRENTLY "a" ON "cases_case" ("number")',
    'ALTER TABLE "cases_case" ADD CONSTRAINT "a" CHECK ("cause" <> \'\') NOT VALID',
    'ALTER TABLE "cases_case" VALIDATE CONSTRAINT "a"',
    'CREATE TABLE "new" ("id" bigint NOT NULL PRIMARY KEY)',
)


@all_rows("statement", DANGEROUS)
def test_a_dangerous_statement_is_named_with_what_to_write_instead(statement: str) -> None:
    (judged,) = judge([statement], Phase.EXPAND)
    assert DANGEROUS[statement] in judged.danger
    is_meant = any(rule.breaks_older and rule.like.match(statement) for rule in RULES)
    (contracting,) = judge([statement], Phase.CONTRACT)
    assert bool(contracting.danger) is not is_meant


@pytest.mark.parametrize("statement", HARMLESS)
def test_what_nobody_notices_is_no_danger(statement: str) -> None:
    assert [each.danger for each in judge([statement], Phase.EXPAND)] == [""]


def test_a_table_that_is_made_in_the_same_change_is_nobody_s_yet() -> None:
    made = ['CREATE TABLE "new" ("id" bigint)', 'CREATE INDEX "a" ON "new" ("id")', 'CREATE INDEX "b" ON "old" ("id")']
    assert [bool(each.danger) for each in judge(made, Phase.EXPAND)] == [False, False, True]


def test_of_what_goes_through_every_row_the_minutes_are_told() -> None:
    index, column = judge(
        ['CREATE INDEX CONCURRENTLY "a" ON "b" ("c")', 'ALTER TABLE "b" ADD COLUMN "c" text NULL'], Phase.EXPAND
    )
    assert 0.5 < index.minutes_with(LARGE) < 2
    assert index.minutes_with(2 * LARGE) == 2 * index.minutes_with(LARGE)
    assert column.minutes_with(LARGE) == 0


def lint(**surroundings: str) -> subprocess.CompletedProcess[str]:
    """What `make check` asks."""
    words = [sys.executable, "-m", "scripts.changes"]
    return subprocess.run(words, env=os.environ | surroundings, capture_output=True, text=True, check=False, cwd=ROOT)


def test_the_changes_that_come_along_lock_nobody_out_and_the_first_are_as_they_were_frozen() -> None:
    answer = lint()
    assert (answer.returncode, answer.stdout) == (0, ""), answer.stderr


@pytest.mark.stack
def test_a_dangerous_change_is_named_by_the_lint() -> None:
    answer = lint(DJANGO_SETTINGS_MODULE="tests.site.newer.busy")
    assert answer.returncode == 1, answer.stderr
    assert re.findall(r"^(\S+): ", answer.stdout, re.MULTILINE) == ["attempts.0004_contract_colour"]
    assert "RemoveIndexConcurrently" in answer.stdout


def test_what_a_first_migration_makes_is_kept_from_the_freeze_on(tmp_path: Path) -> None:
    """Its guards too, which stand elsewhere and follow from the words of the law."""
    kept = changes.sums()
    assert kept.keys() >= {"evidence", "cases", "attempts"}
    assert changes.changed(tmp_path / "none") == []
    (tmp_path / "frozen").write_text("".join(f"{app} {total}\n" for app, total in kept.items()), encoding="ascii")
    assert changes.changed(tmp_path / "frozen") == []
    evidence = changes.first_tables()["evidence"]
    *others, last = evidence.operations
    evidence.operations = [*others, RunSQL(f"{last.sql} ", last.reverse_sql)]
    assert changes._sum(evidence) != kept["evidence"]
    other = {**kept, "cases": "0" * 64}
    (tmp_path / "frozen").write_text("".join(f"{app} {total}\n" for app, total in other.items()), encoding="ascii")
    assert changes.changed(tmp_path / "frozen") == ["cases"]


def test_a_frozen_migration_stands_for_itself_and_makes_the_same(tmp_path: Path) -> None:
    for app, migration in changes.first_tables().items():
        place = tmp_path / f"{app}.py"
        place.write_text(changes.frozen_text(app, migration), encoding="utf-8")
        assert ".guards" not in place.read_text(encoding="utf-8")
        spec = importlib.util.spec_from_file_location(f"frozen_{app}", place)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        again = module.Migration(migration.name, app)
        assert changes._sum(again) == changes._sum(migration), app
        assert again.dependencies == migration.dependencies, app


FILLING = {"DJANGO_SETTINGS_MODULE": "tests.site.newer.filling"}
FILLED, ROWS_LEFT = "limits.0002_expand_colour", 5_000
# As a worker does it, in pieces that are small enough for a kill to meet one.
FILL = """
import django; django.setup()
from songda.records.ground.processes.fills import fill_some, fills_under_way, known_fills
while fills_under_way(fills := known_fills()):
    fill_some(fills, 20)
"""


ADD = (
    "INSERT INTO limits_trycount (origin, since, count)"
    " SELECT decode(md5(n::text), 'hex'), now(), 0 FROM generate_series(%s::int, %s) n"
)
COUNTED = "SELECT count(*), min(count), max(count) FROM limits_trycount"


@pytest.fixture
def filling(court: Callable[..., subprocess.CompletedProcess[str]]) -> list[str]:
    """A court that was expanded, with rows to be filled; the words that fill them."""
    with psycopg.connect(court.url, autocommit=True) as database:  # type: ignore[attr-defined]
        database.execute(ADD, [1, ROWS_LEFT])
    assert court("migrate", **FILLING).returncode == 0
    told = [f"{name}={value}" for name, value in FILLING.items()]
    return ["env", *told, f"DATABASE_URL={court.url}", "SONGDA_ENV=test", sys.executable, "-c", FILL]  # type: ignore[attr-defined]


@pytest.mark.database
def test_rows_are_filled_once_each_whoever_is_killed_meanwhile(
    court: Callable[..., subprocess.CompletedProcess[str]], filling: list[str]
) -> None:
    asked, end = "SELECT rows FROM processes_filling", time.monotonic() + 60
    with psycopg.connect(court.url, autocommit=True) as database:  # type: ignore[attr-defined]
        killed = subprocess.Popen(filling, cwd=ROOT)
        while (database.execute(asked).fetchone() or (0,))[0] < ROWS_LEFT // 10:
            assert time.monotonic() < end
            time.sleep(0.01)
        killed.kill()
        killed.wait()
        (filled,) = database.execute(asked).fetchone() or (0,)
        assert filled < ROWS_LEFT
        told = database.execute("SELECT count(*) FROM limits_trycount WHERE colour = 'red'").fetchone()
        assert told == (filled,)  # how far it came is told with what was done
        assert f"Rows are being filled: {FILLED} ({filled} rows so far)." in court("check", **FILLING).stdout
        subprocess.run(filling, check=True, timeout=60, cwd=ROOT)
        assert database.execute(COUNTED).fetchone() == (ROWS_LEFT, 1, 1)


@pytest.mark.database
@pytest.mark.night("waits for processes of two versions")
def test_nothing_contracts_before_all_rows_are_filled_those_of_older_processes_too(
    court: Callable[..., subprocess.CompletedProcess[str]], filling: list[str]
) -> None:
    refused = court("migrate", "--contract", **FILLING)
    assert refused.returncode == 2
    assert f"Rows are still to be filled: {FILLED} (0 rows so far)." in refused.stderr
    subprocess.run(filling, check=True, timeout=60, cwd=ROOT)
    with psycopg.connect(court.url, autocommit=True) as database:  # type: ignore[attr-defined]
        database.execute(ADD, [ROWS_LEFT + 1, ROWS_LEFT + 3])
        assert court("migrate", "--contract", **FILLING).returncode == 2
        subprocess.run(filling, check=True, timeout=60, cwd=ROOT)
        assert court("migrate", "--contract", **FILLING).returncode == 0
        assert database.execute(COUNTED).fetchone() == (ROWS_LEFT + 3, 1, 1)
        assert "filled" not in court("check", **FILLING).stdout  # its column is gone, and nobody asks for it any more
        subprocess.run(filling, check=True, timeout=60, cwd=ROOT)


@pytest.mark.database
@pytest.mark.night("starts some ten commands")
def test_what_was_never_expanded_is_not_contracted_unfilled_and_an_empty_database_has_nothing_to_fill(
    court: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    refused = court("migrate", "--contract", **FILLING)
    assert refused.returncode == 2
    assert f"Rows are still to be filled: {FILLED}" in refused.stderr
    with psycopg.connect(court.url, autocommit=True) as database:  # type: ignore[attr-defined]
        database.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    assert court("migrate", **FILLING).returncode == 0
    assert "filled" not in court("check", **FILLING).stdout
