"""The database takes no job but one that the worker can read: its arguments are words and lists of words, and short.

Whoever has the web's role may ask for jobs. What is no object left its row in hand for ever, and a number of thousands
of digits, or lists in lists, ended each worker that read it.
"""

from django.db.migrations.operations.base import Operation
from django.db.migrations.operations.special import RunSQL

NEEDS = (("procrastinate", "0001_initial"),)
_READABLE = """
ALTER TABLE procrastinate_jobs ADD CONSTRAINT job_is_readable CHECK (
    jsonb_typeof(args) = 'object' AND octet_length(args::text) <= 65536
    AND NOT jsonb_path_exists(args, 'strict $.* ? (@.type() != "string" && @.type() != "array")')
    AND NOT jsonb_path_exists(args, 'strict $.* ? (@.type() == "array")[*] ? (@.type() != "string")')
)
"""
OPERATIONS: tuple[Operation, ...] = (
    RunSQL(_READABLE, "ALTER TABLE procrastinate_jobs DROP CONSTRAINT job_is_readable"),
)
