"""Sets the house's clock for a journey: it goes on from another moment, on every page and in every action."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from songda import clock

_TRUE = clock.now
_ahead = timedelta()


def _now() -> datetime:
    return _TRUE() + _ahead


@contextmanager
def clock_at(moment: datetime) -> Iterator[None]:
    """It is this moment now, and time goes on from here. What was loaded meanwhile reads the true clock afterwards."""
    global _ahead  # noqa: PLW0603 - there is one clock
    readers = [
        (name, module)
        for module in list(sys.modules.values())
        if getattr(module, "__name__", "").startswith("songda")
        for name, value in list(vars(module).items())
        if value is _TRUE
    ]
    _ahead = moment - _TRUE()
    for name, module in readers:
        setattr(module, name, _now)
    try:
        yield
    finally:
        _ahead = timedelta()
        for name, module in readers:
            setattr(module, name, _TRUE)
