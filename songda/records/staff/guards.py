"""The cache that all web processes share, so that limits on sign-in count once, not once a process."""

from django.db.migrations.operations.base import Operation
from django.db.migrations.operations.special import RunSQL

TABLE = "shared_cache"
_MAKE = f"""
CREATE TABLE {TABLE} (
    cache_key varchar(255) NOT NULL PRIMARY KEY,
    value text NOT NULL,
    expires timestamp with time zone NOT NULL
);
CREATE INDEX {TABLE}_expires ON {TABLE} (expires)
"""
OPERATIONS: tuple[Operation, ...] = (RunSQL(_MAKE, f"DROP TABLE {TABLE}"),)
