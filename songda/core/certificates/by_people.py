"""What people did to serve a paper, line by line as sealed events tell it: letters, visits, other hands, notices.

Nothing stands here that no event bears, and every line names who says so: a carrier's report is what the carrier
reported, the return station is the court's own.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo

from songda.core.certificates.facts import CertifiedLine
from songda.core.certificates.words import LANGUAGES, Words, join_words, phrase
from songda.core.language import COURT_LANGUAGE
from songda.core.law.facts import Person
from songda.core.state import CaseState
from songda.core.state.entities import Deed, DeedStep
from songda.core.state.entities_of_work.letter_entities import Letter
from songda.core.state.entities_of_work.visit_entities import Entrustment, Visit
from songda.core.state.ways.carriage import CameBack, CarrierFact
from songda.core.state.ways.notices import PublicNotice
from songda.core.words import name_of, say

# By the ground of an effect the step that it rests on.
STEP_OF: Mapping[str, str] = {
    "signature": "signed",
    "left": "left",
    "returned": "returned",
    "public_notice": "published",
}
REFUSED = frozenset({"refused", "refused_by_another"})  # causes of a return
# By how a letter was settled, who told what stands on record of it.
_SETTLED_BY: Mapping[str, str] = {"proved": "proved", "confirmed": "proved", "believed": "believed"}


@dataclass(frozen=True)
class Looks:
    """How often a notice was looked at on the days that are on record, and how often it was seen standing."""

    outside: int
    inside: int
    failed: int
    failed_outside: int | None  # of those; None where the log does not say from where
    until: str  # the last day that is on record


@dataclass(frozen=True)
class WayFacts:
    """What the log tells of some tries by people, and the names that its ids stand for.

    `staff`: by actor; `hands`: whom a deed was entrusted to; `witnesses`: of a visit, name and office; `places`: by
    address, masked; `notes`: by step what was noted of it; `winning`: the deed that the service rests
    on, and `ground` on what; `is_body`: they are no natural person.
    """

    state: CaseState
    zone: tzinfo
    staff: Mapping[str, str] = field(default_factory=dict)
    hands: Mapping[str, str] = field(default_factory=dict)
    witnesses: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)
    looks: Mapping[str, Looks] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    winning: str = ""
    ground: str = ""
    is_body: bool = False


def lines_of(facts: WayFacts) -> tuple[CertifiedLine, ...]:
    """One line a fact, in the order in which it happened; one of them is the step that the service rests on."""
    found = [line for deed in facts.state.deeds.values() for line in _of_deed(facts, deed)]
    known = (*facts.staff.values(), *facts.hands.values())
    named = [replace(line, staff=tuple(one for one in known if one in line.source[COURT_LANGUAGE])) for line in found]
    return tuple(sorted(named, key=_place))


def _place(line: CertifiedLine) -> tuple[datetime, bool]:
    """Where it stands in the order of time: what was told to the minute, behind what is known of that minute."""
    at = line.at.replace(microsecond=0)
    return (at if at.second else at.replace(second=59)), line.is_counting


def _of_deed(facts: WayFacts, deed: Deed) -> Iterator[CertifiedLine]:
    steps = [one for one in facts.state.deed_steps.values() if one.deed_id == deed.id and one.struck_at is None]
    own = [step for step in steps if step.kind == STEP_OF.get(facts.ground)]
    counting = max(own, key=lambda step: (step.at, step.id)).id if own and deed.id == facts.winning else ""
    for step in (one for one in steps if one.kind != "sent" or not _is_posted(facts, deed)):
        yield _of_step(facts, deed, step, is_counting=step.id == counting)
    for tell_more in (_of_letter, _of_hand, _of_notice):
        yield from tell_more(facts, deed)


def _of_step(facts: WayFacts, deed: Deed, step: DeedStep, *, is_counting: bool) -> CertifiedLine:
    parts = [_step_words(facts, step)]
    note = facts.notes.get(step.id, "").rstrip(say("language.ends", COURT_LANGUAGE))  # the line goes on behind it
    if any(one.deed_id == deed.id and one.number == note for one in facts.state.letters.values()):
        note = ""  # the engine names the letter there, and no person is called like one
    if note:
        parts.append(phrase("line.words", words=note))  # whoever signed is in the step's own field, or not told
    parts += _of_visit(facts, deed, note)
    if step.scan_sha256:
        parts.append(phrase("line.scan", sha256=_mark(step.scan_sha256)))
    witnesses = [facts.witnesses[one.id][0] for one in facts.state.visits.values() if one.id in facts.witnesses]
    who = _who(facts, deed, step)
    return CertifiedLine(
        step.at, deed.way, _parts(parts), who, is_counting=is_counting, note=note, persons=tuple(witnesses)
    )


def _is_posted(facts: WayFacts, deed: Deed) -> bool:
    """Whether a line of its own tells that it was sent: of a letter of the court, or of a letter to another hand."""
    return deed.id in facts.state.entrustments or any(one.deed_id == deed.id for one in facts.state.letters.values())


def _step_words(facts: WayFacts, step: DeedStep) -> Words:
    """What happened, by whom or how."""
    values: dict[str, Words] = {
        "signer": _person(facts, step.by),
        "leaving": _named("deeds.leaving", step.manner),
        "cause": _cause(facts, step.manner),
        "where": _named("deeds.posting", step.manner),
    }
    if step.by and ((step.kind == "left" and step.manner) or step.manner in REFUSED):
        return phrase(f"line.{step.kind}_refused", **{**values, "refuser": values["signer"]})
    known = {"signed": "signer", "left": "leaving", "returned": "cause", "published": "where"}.get(step.kind)
    is_known = known is not None and any(values[known].values())
    return phrase(f"line.{step.kind}" if is_known else f"line.{step.kind}_alone", **values if is_known else {})


def _person(facts: WayFacts, word: str | None) -> Words:
    """Who signed or refused; of a body nobody is itself in person."""
    return phrase("line.body") if word == Person.RECIPIENT and facts.is_body else _named("deeds.signer", word or "")


def _cause(facts: WayFacts, word: str) -> Words:
    """Why a letter came back, likewise."""
    if word == "refused" and facts.is_body:
        return phrase("line.refused_by", refuser=phrase("line.body"))
    return _named("deeds.return_cause", word)


def _who(facts: WayFacts, deed: Deed, step: DeedStep) -> Words:
    """Who put the step on record, as far as the log names them."""
    if _visit(facts, deed) is not None:
        who = facts.staff.get(_visit_of(facts, deed).reported_by, "")
        return phrase("line_source.phone", who=who) if who else phrase("line_source.phone_alone")
    if deed.id in facts.state.entrustments and step.kind != "sent":
        return phrase("line_source.hand", name=facts.hands.get(deed.id, ""))
    if any(_made(entry, step) for entry in facts.state.carriages.returns.values()):
        return phrase("line_source.station")
    for carriage in facts.state.carriages.carriages.values():
        if carriage.step_id == step.id and carriage.settled in _SETTLED_BY:
            return phrase(f"line_source.{_SETTLED_BY[carriage.settled]}")
    if step.recorded_by == "engine":
        return phrase("line_source.system")
    who = facts.staff.get(step.recorded_by, "")
    return phrase("line_source.staff_named", who=who) if who else phrase("line_source.staff")


def _made(entry: CameBack, step: DeedStep) -> bool:
    """Whether the day of the step is that of the entry at the return station, not one that a carrier told."""
    return entry.step_id == step.id and entry.at == step.at and step.struck_at is None


# Visits.


def _visit(facts: WayFacts, deed: Deed) -> Visit | None:
    return next((visit for visit in facts.state.visits.values() if visit.deed_id == deed.id), None)


def _visit_of(facts: WayFacts, deed: Deed) -> Visit:
    found = _visit(facts, deed)
    assert found is not None  # noqa: S101 - the caller saw to it
    return found


def _of_visit(facts: WayFacts, deed: Deed, note: str) -> Iterator[Words]:
    """Where it was, who witnessed it unless the note says so, and what was photographed."""
    visit = _visit(facts, deed)
    if visit is None:
        return
    stop = facts.state.stops.get(visit.stop_id)
    if stop is not None and (place := facts.places.get(stop.address_id)):
        yield phrase("line.place", place=place)
    name, office = facts.witnesses.get(visit.id, ("", ""))
    if name and name not in note:
        yield phrase("line.witness" if office else "line.witness_alone", name=name, office=office)
    photos = [one.sha256 for one in facts.state.visit_photos.values() if one.visit_id == visit.id]
    if photos:
        yield phrase("line.photos", count=len(photos), sha256=" ".join(_mark(one) for one in photos[:3]))


# Letters.


def _of_letter(facts: WayFacts, deed: Deed) -> Iterator[CertifiedLine]:
    for letter in facts.state.letters.values():
        if letter.deed_id == deed.id and letter.sealed_at is not None:
            product = _named("letters.product", letter.product)
            posted = phrase("line.posted", product=product, number=letter.number)
            yield CertifiedLine(letter.sealed_at, deed.way, posted, phrase("line_source.print_room"))
            yield from _by_carrier(facts, deed, letter)
            yield from _at_station(facts, deed, letter)


def _by_carrier(facts: WayFacts, deed: Deed, letter: Letter) -> Iterator[CertifiedLine]:
    """As the carrier reported it; a report that fits no letter, or is no word that is understood, is left out."""
    for fact in facts.state.carriages.facts.values():
        if fact.letter_id != letter.id or fact.stray or not fact.kind or fact.at is None:
            continue
        source = phrase("line_source.court_scan")
        if fact.carrier != "court":
            reported_at = f"{fact.heard_at.astimezone(facts.zone):%Y-%m-%d %H:%M}"
            source = phrase("line_source.carrier", carrier=_named("carriage.carrier", fact.carrier), heard=reported_at)
        yield CertifiedLine(fact.at, deed.way, _reported(facts, fact), source)


def _reported(facts: WayFacts, fact: CarrierFact) -> Words:
    """No more than it proves: that it was signed for, only where the carrier says by whom."""
    if fact.kind == "scanned" and fact.scan_sha256:
        return phrase("line.scan", sha256=_mark(fact.scan_sha256))
    if fact.kind == "delivered" and fact.signer not in set(Person):
        return phrase("line.delivered_to_nobody_named")
    kind = _named("carriage.kind", fact.kind)
    by = _person(facts, fact.signer) if fact.kind == "delivered" else _cause(facts, fact.cause)
    return phrase("line.reported", what=kind, by=by) if any(by.values()) else phrase("line.reported_alone", what=kind)


def _at_station(facts: WayFacts, deed: Deed, letter: Letter) -> Iterator[CertifiedLine]:
    for entry in facts.state.carriages.returns.values():
        made = facts.state.deed_steps.get(entry.step_id or "")
        is_told = made is not None and _made(entry, made)  # as the step that it made
        if entry.letter_id == letter.id and entry.struck_at is None and not is_told:
            back = phrase("line.returned", cause=_cause(facts, entry.cause))
            yield CertifiedLine(entry.at, deed.way, back, phrase("line_source.station"))


# Other courts, units, prisons and institutions.


def _of_hand(facts: WayFacts, deed: Deed) -> Iterator[CertifiedLine]:
    made = facts.state.entrustments.get(deed.id)
    if made is None:
        return
    name = facts.hands.get(deed.id, "")
    sent = phrase("line.entrusted", name=name, sha256=_mark(made.letter_sha256))
    yield CertifiedLine(made.sent_at, deed.way, sent, phrase("line_source.staff"))
    if made.received_at is not None:
        yield CertifiedLine(made.received_at, deed.way, phrase("line.taken_in"), phrase("line_source.hand", name=name))
    yield from _not_done(made, deed, name)


def _not_done(made: Entrustment, deed: Deed, name: str) -> Iterator[CertifiedLine]:
    if made.ended_at is None or made.state not in {"refused", "taken_back", "overtaken"}:
        return
    own = phrase("line_source.system" if made.state == "overtaken" else "line_source.staff")
    by = phrase("line_source.hand", name=name) if made.state == "refused" else own
    yield CertifiedLine(made.ended_at, deed.way, phrase(f"line.{made.state}"), by)


# Public notices.


def _of_notice(facts: WayFacts, deed: Deed) -> Iterator[CertifiedLine]:
    for notice in facts.state.notices.notices.values():
        if notice.deed_id == deed.id and notice.published_at is not None:
            yield from _standing(facts, deed, notice)
            yield from _gaps(facts, deed, notice)


def _standing(facts: WayFacts, deed: Deed, notice: PublicNotice) -> Iterator[CertifiedLine]:
    assert notice.published_at is not None  # noqa: S101 - the caller saw to it
    looks = facts.looks.get(notice.id)
    if looks is not None:
        seen = _seen(looks)
        yield CertifiedLine(notice.ended_at or notice.published_at, deed.way, seen, phrase("line_source.looks"))
    for posting in facts.state.notices.postings.values():
        if posting.notice_id == notice.id and posting.posted_at is not None and posting.photo_sha256:
            board = _named("public_notices.board", posting.board)
            shown = phrase("line.board_photo", board=board, sha256=_mark(posting.photo_sha256))
            yield CertifiedLine(posting.posted_at, deed.way, shown, phrase("line_source.staff"))


def _seen(looks: Looks) -> Words:
    outside, inside, until = looks.outside, looks.inside, looks.until
    if looks.failed_outside is None:
        in_all = outside + inside + looks.failed
        return phrase("line.seen_in_all", all=in_all, outside=outside, inside=inside, until=until)
    of_outside = outside + looks.failed_outside
    of_inside = inside + looks.failed - looks.failed_outside
    return phrase("line.seen", of_outside=of_outside, outside=outside, of_inside=of_inside, inside=inside, until=until)


def _gaps(facts: WayFacts, deed: Deed, notice: PublicNotice) -> Iterator[CertifiedLine]:
    for gap in facts.state.notices.gaps.values():
        if gap.notice_id != notice.id:
            continue
        until = f"{gap.until.astimezone(facts.zone):%Y-%m-%d %H:%M}" if gap.until else "—"
        kind = _named("public_notices.gap", gap.kind)
        sentence = phrase("line.gap", kind=kind, until=until)
        if gap.outcome:
            sentence = _parts(
                [sentence, phrase("line.weighed", outcome=_named("public_notices.gap_outcome", gap.outcome))]
            )
        yield CertifiedLine(gap.since, deed.way, sentence, phrase("line_source.looks"))


def _named(table: str, word: str) -> Words:
    return {language: name_of(table, word, language) if word else "" for language in LANGUAGES}


def _mark(sha256: str) -> str:
    """The beginning of a hash, by which it is found in the proof bundle, where it stands whole."""
    return f"{sha256[:16]}…"


def _parts(parts: list[Words]) -> Words:
    return join_words(parts, "between_parts")
