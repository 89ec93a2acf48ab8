"""Judges the changes of tables that a version brings, before they land: `python -m scripts.changes`, in `make check`.

From the freeze on (`--freeze`, once, for the first release) what the first migrations make stays as it was, to the
letter. Whatever comes later says in its name what older processes notice of it, and locks nobody out.
"""

import hashlib
import os
import re
import sys
import warnings
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import django
from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.writer import MigrationWriter, OperationWriter

FROZEN: Final = Path(__file__).with_name("frozen.txt")  # by app, a sum of what its first migration makes
_NAME: Final = re.compile(r"\w+\.\d{4}_(expand|contract)_\w+")
_SENTENCE: Final = (
    '"""The tables of {app} as the first release made them; they stay so: later changes are added."""\n\n'
)


def first_tables() -> dict[str, Migration]:
    """The first migration of each app of ours, by app."""
    from songda.site.schema import FIRST, is_ours

    known = MigrationLoader(None).disk_migrations
    return {app: known[app, name] for app, name in sorted(known) if is_ours(app) and name == FIRST}


def sums() -> dict[str, str]:
    """What each of them makes, as a sum: its guards and closed lists too, wherever they are written."""
    return {app: _sum(migration) for app, migration in first_tables().items()}


def _sum(migration: Migration) -> str:
    said = "\n".join(OperationWriter(step).serialize()[0] for step in migration.operations)
    return hashlib.sha256(said.encode()).hexdigest()


def changed(frozen: Path = FROZEN) -> list[str]:
    """The apps whose first migration makes something else than it did at the freeze; none before it."""
    if not frozen.exists():
        return []
    kept = dict(line.split() for line in frozen.read_text(encoding="ascii").splitlines())
    now = sums()
    return sorted(app for app in kept if kept[app] != now.get(app))


def frozen_text(app: str, migration: Migration) -> str:
    """The migration with its guards in it, so that it needs nothing else of ours."""
    return _SENTENCE.format(app=app) + MigrationWriter(migration).as_string().partition("\n\n")[2]


def freeze() -> None:
    """Write each first migration so that it needs nothing else, and the sums."""
    for app, migration in first_tables().items():
        place = Path(str(import_module(migration.__module__).__file__))
        place.write_text(frozen_text(app, migration), encoding="utf-8")
    FROZEN.write_text("".join(f"{app} {total}\n" for app, total in sums().items()), encoding="ascii")


def faults() -> Iterator[str]:
    """What is wrong with the changes after the first, a line each. Where there are some a server is started for it."""
    from songda.site.schema import known_changes

    later = known_changes()
    misnamed = [change for change in later if not _NAME.fullmatch(change)]
    yield from (f"{change}: name it 000n_expand_… or 000n_contract_…" for change in misnamed)
    if not later:
        return
    from songda.site import embedded

    with TemporaryDirectory(prefix="songda-changes-") as folder:
        server = embedded.start(Path(folder))
        try:
            yield from _dangers(server.url, later)
        finally:
            embedded.stop(Path(folder))


def _dangers(url: str, later: list[str]) -> Iterator[str]:
    """Of each change the statements that would lock somebody out, with what to write instead."""
    from django.conf import settings

    from songda.site.environment.said import connection_to
    from songda.site.upgrading.making import plan

    settings.DATABASES["default"] |= connection_to(url)
    for change, statements in plan(later):
        for each in statements if change in later else ():
            if each.danger:
                yield f"{change}: {each.statement}\n    {each.who_waits}; {each.danger}"


def main(words: list[str]) -> int:
    """The exit code."""
    if words == ["--freeze"]:
        freeze()
        return 0
    wrong = [f"{app}: what its first migration makes was changed after the freeze" for app in changed()]
    wrong += faults()
    sys.stdout.write("".join(f"{line}\n" for line in wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "songda.site.settings")
    os.environ |= {"SONGDA_ENV": "test"}
    os.environ.pop("DATABASE_URL", None)
    warnings.simplefilter("ignore")  # no database is asked for the state of its tables
    django.setup()
    raise SystemExit(main(sys.argv[1:]))
