"""What several rooms show of a person: what is noted of them, what ended, what was tried before a public notice."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from songda.core.access import Act, may
from songda.core.circumstances import ROWS, Kind
from songda.records.court.staff.models import User
from songda.records.law.facts.dossier import NOTICE, Dossier
from songda.records.matter.circumstances.entries import Ending, Subject, strikes_of, words_of
from songda.records.matter.circumstances.models import Circumstance
from songda.records.matter.parties.models import Party
from songda.records.overview.boards.history import endings_of
from songda.records.overview.boards.ladder import tries_in
from songda.records.overview.boards.preview import notice_contents, openness
from songda.records.service.tasks.unfinished import open_tasks_of
from songda.records.ways.lookups.disclosure import covered
from songda.web.console.shared import words
from songda.web.console.shared.gate import StaffRequest
from songda.web.console.shared.story import Cast
from songda.web.console.shared.words import language


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
    """Everything that was noted of a person or of a case: what holds first, what was struck last.

    The sealed words are given only `in_full`, names and reasons only for those who see names.
    """
    entries = sorted(subject.circumstances.all(), key=lambda each: each.since, reverse=True)
    if not entries:
        return []
    case = subject.case if isinstance(subject, Party) else subject
    cast = Cast(case, viewer)
    strikes = strikes_of(subject) if any(each.struck_at for each in entries) else {}
    shown = [_shown(each, cast, strikes, viewer, in_full=in_full) for each in entries]
    return sorted(shown, key=lambda each: (each.struck is not None, each.entry.until is not None))


def _shown(
    entry: Circumstance, cast: Cast, strikes: Mapping[UUID, Ending], viewer: User, *, in_full: bool
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


def _struck(strike: Ending, cast: Cast, viewer: User) -> Struck:
    return Struck(cast.who(strike.actor), strike.reason if may(viewer.role, Act.SEE_PERSONAL) else "")


@dataclass(frozen=True)
class ShownEnding:
    """When and by whom; the reason is empty where none was given, and for those who may not read it."""

    at: datetime
    who: str
    reason: str


def shown_endings(party: Party, viewer: User) -> Mapping[UUID, ShownEnding]:
    """Who struck or gave up what ended, and why: by the consent, refusal, call or address."""
    endings = endings_of(party)
    if not endings:
        return {}
    cast, reads = Cast(party.case, viewer), may(viewer.role, Act.SEE_PERSONAL)
    return {
        key: ShownEnding(ending.at, cast.who(ending.actor), ending.reason if reads else "")
        for key, ending in endings.items()
    }


def notice_context(request: StaffRequest, dossier: Dossier, moment: datetime) -> Mapping[str, object]:
    """What every page before a public notice shows."""
    envelope, found = dossier.envelope, tries_in(dossier, moment)
    return {
        "party": envelope.party,
        "envelope": envelope,
        "tried": found,
        "covered": covered(request.user, [step.address for step in found.steps if step.address]),
        "may_record": found.has_ground or found.is_closed or request.method == "POST",
        "cast": Cast(envelope.case, request.user),
        "must_tell": notice_contents(openness(envelope, NOTICE, moment), language()),
        "asked": [task for task in open_tasks_of(envelope.case, envelope) if task.kind == "decide_notice"],
        "now": moment,
    }
