"""Runs work of the signing library that is written for an event loop and yet waits for nothing."""

from collections.abc import Coroutine
from typing import Any, TypeVar

Result = TypeVar("Result")


def at_once(work: Coroutine[Any, Any, Result]) -> Result:
    """What the work gives, inside and outside of an event loop; RuntimeError when it wants to wait."""
    try:
        work.send(None)
    except StopIteration as done:
        result: Result = done.value
        return result
    work.close()
    raise RuntimeError("Signing waited for something; it must not.")
