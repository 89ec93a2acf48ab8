"""Decides whether a file may be kept as a recording, and says why not."""

import hashlib
import json
from typing import Any

from songda.trust.paper.child import Allowance, ChildFailed, run
from songda.trust.paper.framing import read_frames
from songda.trust.sound.findings import MEGABYTE, Limits, Refusal, SoundFindings
from songda.trust.sound.shapes import FORMS, LONGEST_START, form_of

_PLAIN = Limits()
_JOBS = "songda.trust.sound.jobs"


def listen(body: bytes, limits: Limits = _PLAIN) -> SoundFindings:
    """Looks at the outside of the file here, and listens to its inside in a child that can be killed."""
    sha256, form = hashlib.sha256(body).digest(), form_of(body[:LONGEST_START])
    if outside := _outside(body, form, limits):
        return SoundFindings(sha256, len(body), refusals=(outside,))
    assert form is not None  # noqa: S101 - `_outside` refuses what has none
    inside = _inside(body, form, limits)
    refusal = _refusal(inside, limits)
    return SoundFindings(
        sha256,
        len(body),
        form,
        length_ms=int(inside.get("length_ms", 0)),
        heard_ms=int(inside.get("heard_ms", 0)),
        loudest_db=float(inside.get("loudest_db", -120.0)),
        refusals=(refusal,) if refusal else (),
    )


def _outside(body: bytes, form: str | None, limits: Limits) -> Refusal | None:
    if not body:
        return Refusal("empty")
    if len(body) > limits.size:
        return Refusal("too_large", f"{limits.size // MEGABYTE} MB")
    return Refusal("not_sound") if form is None else None


def _inside(body: bytes, form: str, limits: Limits) -> dict[str, Any]:
    allowance = Allowance(limits.processor_seconds, 2 * limits.processor_seconds, limits.memory, MEGABYTE)
    words = [FORMS[form].reader, json.dumps(limits.longest_seconds)]
    try:
        return next(head for head, _ in read_frames(run("listen", body, words, allowance, jobs=_JOBS)))
    except (ChildFailed, ValueError, StopIteration):
        return {"refusal": "too_heavy"}


def _refusal(inside: dict[str, Any], limits: Limits) -> Refusal | None:
    if code := inside.get("refusal"):
        return Refusal(code, f"{limits.longest_seconds // 3600}")
    if not inside["length_ms"]:
        return Refusal("nothing_in_it")
    return None if inside["heard_ms"] else Refusal("silent")
