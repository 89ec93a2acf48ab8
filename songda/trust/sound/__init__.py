"""Tells whether a file is a recording of a talk, how long it is and whether anything can be heard in it."""

from typing import Any

from songda.trust.paper.child import Allowance, ChildFailed
from songda.trust.sound.findings import (
    FORMS,
    LONGEST_START,
    MEGABYTE,
    REFUSALS,
    Limits,
    Refusal,
    SoundFindings,
    form_of,
    media_type,
    too_large,
)
from songda.trust.sound.sources import InMemory, Source, listen_in_child

__all__ = ["FORMS", "REFUSALS", "Limits", "SoundFindings", "form_of", "listen", "listen_to", "media_type", "too_large"]


_PLAIN = Limits()


def listen(body: bytes, limits: Limits = _PLAIN) -> SoundFindings:
    """As `listen_to`, of a file that is held whole."""
    return listen_to(InMemory(body), limits)


def listen_to(source: Source, limits: Limits = _PLAIN) -> SoundFindings:
    """Looks at the outside of the file here, and listens to its inside in a child that can be killed."""
    sha256, form = source.sha256, form_of(source.read(0, LONGEST_START))
    if outside := _outside(source.size, form, limits):
        return SoundFindings(sha256, source.size, refusals=(outside,))
    assert form is not None  # noqa: S101 - `_outside` refuses what has none
    inside = _inside(source, form, limits)
    refusal = _refusal(inside, limits)
    return SoundFindings(
        sha256,
        source.size,
        form,
        length_ms=int(inside.get("length_ms", 0)),
        heard_ms=int(inside.get("heard_ms", 0)),
        loudest_db=float(inside.get("loudest_db", -120.0)),
        refusals=(refusal,) if refusal else (),
    )


def _outside(size: int, form: str | None, limits: Limits) -> Refusal | None:
    if not size:
        return Refusal("empty")
    if size > limits.size:
        return too_large(limits)
    return Refusal("not_sound") if form is None else None


def _inside(source: Source, form: str, limits: Limits) -> dict[str, Any]:
    allowance = Allowance(limits.processor_seconds, 2 * limits.processor_seconds, limits.memory, MEGABYTE)
    try:
        return listen_in_child(source, [FORMS[form].reader, str(limits.longest_seconds)], allowance)
    except ChildFailed:
        return {"refusal": "too_heavy"}


def _refusal(inside: dict[str, Any], limits: Limits) -> Refusal | None:
    if code := inside.get("refusal"):
        return Refusal(code, str(inside.get("detail") or limits.longest_seconds // 3600))
    if not inside["length_ms"]:
        return Refusal("nothing_in_it")
    return None if inside["heard_ms"] else Refusal("silent")
