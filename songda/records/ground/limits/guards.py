"""The counts are unlogged: losing them in a crash harms nobody, and every write is cheap."""

from django.db.migrations.operations.base import Operation
from django.db.migrations.operations.special import RunSQL

OPERATIONS: tuple[Operation, ...] = (
    RunSQL("ALTER TABLE limits_trycount SET UNLOGGED", "ALTER TABLE limits_trycount SET LOGGED"),
    RunSQL("ALTER TABLE limits_keptvalue SET UNLOGGED", "ALTER TABLE limits_keptvalue SET LOGGED"),
)
