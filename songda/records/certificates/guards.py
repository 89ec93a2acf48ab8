"""Certificates are numbered from one sequence, so that two workers never give the same number."""

from django.db.migrations.operations.base import Operation
from django.db.migrations.operations.special import RunSQL

OPERATIONS: tuple[Operation, ...] = (
    RunSQL("CREATE SEQUENCE certificates_serial", "DROP SEQUENCE certificates_serial"),
)
