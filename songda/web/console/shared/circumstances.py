"""What is noted of a person or of a case, as their page shows it: what holds first, what was struck last."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from songda.core.access import Act, may
from songda.core.circumstances import ROWS, Kind
from songda.records.court.staff.models import User
from songda.records.matter.circumstances.entries import Subject, words_of
from songda.records.matter.circumstances.models import Circumstance
from songda.records.matter.circumstances.past import Strike, strikes_of
from songda.records.matter.parties.models import Party
from songda.web.console.shared import words
from songda.web.console.shared.story import Cast


@dataclass(frozen=True)
class Struck:
    """That an entry was struck: by whom, and why for those who see names."""

    who: str
    reason: str


@dataclass(frozen=True)
class ShownCircumstance:
    """One entry in words, and what the reader may do with it."""

    entry: Circumstance
    basis: str
    ways: tuple[str, ...]
    who: str  # did it, where the case as a whole is concerned
    words: str
    struck: Struck | None
    may_change: bool
    ends: bool


def shown_circumstances(subject: Subject, viewer: User, *, in_full: bool = False) -> list[ShownCircumstance]:
    """Everything that was noted; the sealed words only `in_full`, names and reasons only for those who see names."""
    entries = sorted(subject.circumstances.all(), key=lambda each: each.since, reverse=True)
    if not entries:
        return []
    case = subject.case if isinstance(subject, Party) else subject
    cast = Cast(case, viewer)
    strikes = strikes_of(subject) if any(each.struck_at for each in entries) else {}
    shown = [_shown(each, cast, strikes, viewer, in_full=in_full) for each in entries]
    return sorted(shown, key=lambda each: (each.struck is not None, each.entry.until is not None))


def _shown(
    entry: Circumstance, cast: Cast, strikes: Mapping[UUID, Strike], viewer: User, *, in_full: bool
) -> ShownCircumstance:
    row, details = ROWS[Kind(entry.kind)], entry.details
    return ShownCircumstance(
        entry=entry,
        basis=words.basis(entry.kind, entry.basis) if entry.basis else "",
        ways=tuple(words.word(way, "channel") for way in details.get("ways", ())),
        who=cast.parties.get(details.get("party", ""), ""),
        words=words_of(entry) if in_full else "",
        struck=_struck(strikes[entry.id], cast, viewer) if entry.struck_at else None,
        may_change=entry.struck_at is None and may(viewer.role, row.act),
        ends=bool(row.ended) and entry.until is None,
    )


def _struck(strike: Strike, cast: Cast, viewer: User) -> Struck:
    return Struck(cast.who(strike.actor), strike.reason if may(viewer.role, Act.SEE_PERSONAL) else "")
