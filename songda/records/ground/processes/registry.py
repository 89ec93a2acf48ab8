"""Every process says twice a minute that it runs, of which version it is and which changes of tables it knows."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import connection

from songda.core.evidence.doors import Writer
from songda.records.ground.processes.models import Process

EVERY_S = 30.0
LIVES_S = 100.0  # three silences are no chance
FORGOTTEN_S = 86_400.0
_SAY = """
INSERT INTO processes_process AS p (name, kind, version, knows, began_at, seen_at)
VALUES (%(name)s, %(kind)s, %(version)s, %(knows)s::varchar[], clock_timestamp(), clock_timestamp())
ON CONFLICT (name) DO UPDATE SET seen_at = clock_timestamp()
"""
_FORGET = "DELETE FROM processes_process WHERE seen_at < clock_timestamp() - make_interval(secs => %s)"
_LIVING = "seen_at > clock_timestamp() - make_interval(secs => %s)"


@dataclass(frozen=True)
class Running:
    """What a process says of itself; `knows` holds the changes of tables after the first, as `app.name`."""

    name: str
    kind: Writer
    version: str
    knows: Sequence[str]


def say_that_it_runs(process: Running) -> None:
    """Until `LIVES_S` from now it counts as running."""
    with connection.cursor() as cursor:
        said = {"name": process.name, "kind": process.kind.value, "version": process.version}
        cursor.execute(_SAY, said | {"knows": list(process.knows)})
        cursor.execute(_FORGET, [FORGOTTEN_S])


def say_that_it_ends(name: str) -> None:
    """It ended in good order."""
    Process.objects.filter(name=name).delete()


def running() -> list[Process]:
    """All that run just now, the longest first."""
    return list(Process.objects.extra(where=[_LIVING], params=[LIVES_S]).order_by("began_at"))  # noqa: S610 - the database's clock


def who_knows_not(changes: Collection[str]) -> list[Process]:
    """Those that run and would meet tables they do not know, were these changes made."""
    return [each for each in running() if not set(changes) <= set(each.knows)]
