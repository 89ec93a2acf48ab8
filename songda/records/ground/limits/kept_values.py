"""What libraries keep between requests (counts of failed sign-ins, used codes), as JSON that all processes share.

Django's own shared stores keep Python objects, and reading one runs whatever it says: whoever can write a row would
run code in every web process. JSON can say nothing but values.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import connection

from songda import clock
from songda.records.ground.limits.models import KeptValue

SWEEP_AT_ONCE = 200
NEVER = datetime(9999, 1, 1, tzinfo=UTC)

_WRITE = """
INSERT INTO limits_keptvalue AS v (cache_key, value, expires) VALUES (%(key)s, %(value)s::jsonb, %(expires)s)
ON CONFLICT (cache_key) DO UPDATE SET value = excluded.value, expires = excluded.expires
"""
_ADD = _WRITE + "WHERE v.expires <= %(now)s"
_SWEEP = """
DELETE FROM limits_keptvalue WHERE cache_key IN (
    SELECT cache_key FROM limits_keptvalue WHERE expires <= %s LIMIT %s FOR UPDATE SKIP LOCKED)
"""


class KeptValues(BaseCache):
    """Django's interface of a cache over one table; values are what JSON can say, anything else is a TypeError."""

    def __init__(self, _location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """The value, or `default` where there is none or its time is over."""
        row = self._rows(key, version).filter(expires__gt=clock.now()).values_list("value").first()
        return default if row is None else row[0]

    def set(
        self, key: str, value: Any, timeout: float | object | None = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        """Keep this value for `timeout` seconds, in the place of any other."""
        self._write(_WRITE, key, value, timeout, version)

    def add(
        self, key: str, value: Any, timeout: float | object | None = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        """Keep this value unless there is one; gives back whether it was kept. Of two who ask at once, one is first."""
        return self._write(_ADD, key, value, timeout, version)

    def touch(self, key: str, timeout: float | object | None = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Keep what is there for `timeout` seconds from now; False where there is nothing."""
        living = self._rows(key, version).filter(expires__gt=clock.now())
        return bool(living.update(expires=self._expires(timeout)))

    def delete(self, key: str, version: int | None = None) -> bool:
        """Forget it; gives back whether there was anything."""
        return bool(self._rows(key, version).delete()[0])

    def clear(self) -> None:
        KeptValue.objects.all().delete()

    def _rows(self, key: str, version: int | None) -> Any:
        return KeptValue.objects.filter(cache_key=self.make_and_validate_key(key, version=version))

    def _write(self, statement: str, key: str, value: Any, timeout: float | object | None, version: int | None) -> bool:
        now = clock.now()
        row: Mapping[str, Any] = {
            "key": self.make_and_validate_key(key, version=version),
            "value": json.dumps(value, allow_nan=False),
            "expires": self._expires(timeout),
            "now": now,
        }
        with connection.cursor() as cursor:
            cursor.execute(statement, row)
            is_kept: bool = cursor.rowcount == 1
            if is_kept:
                cursor.execute(_SWEEP, [now, SWEEP_AT_ONCE])
        return is_kept

    def _expires(self, timeout: float | object | None) -> datetime:
        if timeout is DEFAULT_TIMEOUT:
            timeout = self.default_timeout
        if timeout is None:
            return NEVER
        if not isinstance(timeout, int | float):
            raise TypeError(f"a timeout is a number of seconds, not {type(timeout).__name__}")
        return clock.now() + timedelta(seconds=timeout)
