"""The papers that the court seals beside certificates, made by the worker: of public notices, and of malfunctions."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from songda.channels.registry import mask_address
from songda.core.delivery.incidents import Work
from songda.core.delivery.ladder.public_notice import Board, day_in_words
from songda.core.identifiers.typed import mask_number
from songda.core.language import COURT_LANGUAGE
from songda.core.state.ways.malfunctions import Malfunction
from songda.core.words import name_of, say
from songda.records.court.staff.models import User
from songda.records.ground import vault
from songda.records.ground.evidence.models import Checkpoint, Entry, Event
from songda.records.ground.evidence.signed import newest_checkpoint
from songda.records.ground.incidents.stuck import do_each
from songda.records.law.facts.dossier import load_dossier_for_notice
from songda.records.law.facts.law_facts import APPROVED
from songda.records.overview.boards.ladder import ENGINE, TierView, TriedStep, TriesSoFar, tries_in
from songda.records.proof.certificates.making import UnderSeal, seal, stamper, under_seal
from songda.records.service.malfunctions.actions import keep_certificate, to_certify, told_malfunction
from songda.records.service.orders.models import Envelope
from songda.records.ways.lookups.disclosure import looked_up, numbers_covered
from songda.records.ways.lookups.inquiries import KIND
from songda.records.ways.public_notices.actions import REPORTS, SHEETS, SHELF, page_of_notice, words_of_notice
from songda.records.ways.public_notices.models import NoticePosting, NoticeReport, PublicNotice
from songda.records.ways.public_notices.queries import code_of_notice
from songda.records.ways.public_notices.sealed import (
    SealedFile,
    keep_notice,
    keep_report,
    keep_sheet,
    notices_to_seal,
    reports_to_make,
    require_told_notice,
    require_told_posting,
    require_told_report,
    sheets_to_seal,
)
from songda.trust.typesetting import malfunction_pdf, notice_pdf, notice_report_pdf

Z = COURT_LANGUAGE


def draft_of_notice(notice: PublicNotice, now: datetime) -> bytes:
    """The notice as it will stand, without the court's seal; for looking at."""
    return notice_pdf(_notice(notice, now, "", ""), now)


def seal_notices(now: datetime) -> int:
    """The worker puts published notices, their sheets and the reports asked for under the seal; gives how many."""
    notices, sheets, reports = notices_to_seal(now), sheets_to_seal(now), reports_to_make(now)
    do_each(Work.SEAL_PAPER, notices, partial(_seal_notice, now=now), now)
    do_each(Work.SEAL_PAPER, sheets, partial(_seal_sheet, now=now), now)
    do_each(Work.SEAL_PAPER, reports, partial(_make_report, now=now), now)
    return len(notices) + len(sheets) + len(reports)


def _seal_notice(notice: PublicNotice, now: datetime) -> None:
    require_told_notice(notice)
    made = notice_pdf(_notice(notice, now, "", ""), now)
    keep_notice(notice, _sealed(UnderSeal.NOTICE, made, say("public_notices.sheet.caption", Z)), now)


def _seal_sheet(posting: NoticePosting, now: datetime) -> None:
    """What goes to the other board: the sheet to be posted, or the order to print the notice."""
    require_told_posting(posting)
    printed = Board(posting.board) in {Board.NEWSPAPER, Board.ABROAD}
    before = say("public_notices.sheet.order_words", Z) if printed else ""
    after = "" if printed else say("public_notices.sheet.closing_board", Z)
    made = notice_pdf(_notice(posting.notice, now, before, after), now)
    keep_sheet(posting, _sealed(UnderSeal.NOTICE_SHEET, made, posting.board), now)


def file_of_sheet(posting: NoticePosting) -> bytes:
    """The sealed sheet; LookupError while there is none, or where it was erased."""
    if posting.sheet_key is None:
        raise LookupError(posting.id)
    return vault.read_file(SHEETS, posting.id, posting.sheet_key)


def file_of_notice(notice: PublicNotice) -> bytes:
    """The sealed document of a published notice; LookupError where it is not published, or not sealed yet."""
    if notice.wrapped_key is None:
        raise LookupError(notice.id)
    return vault.read_file(SHELF, notice.id, notice.wrapped_key)


def size_of_notice(notice: PublicNotice) -> int:
    """How many bytes its sealed document has."""
    return vault.size_of_file(SHELF, notice.id, notice.wrapped_key)


def _notice(notice: PublicNotice, now: datetime, before: str, after: str) -> Mapping[str, Any]:
    court = notice.envelope.case.court
    day = (notice.published_at or now).astimezone(ZoneInfo(court.zone)).date()
    return {
        "court": court.name,
        "title": say("public_notices.sheet.caption", Z),
        "number": notice.envelope.case.number,
        "lines": words_of_notice(notice).text.split("\n"),
        "closing": [court.name, day_in_words(day)],
        "before": before,
        "after": after,
        "page": page_of_notice(notice),
        "page-name": say("public_notices.sheet.page", Z),
        "code": code_of_notice(notice),
        "code-name": say("public_notices.sheet.code", Z),
        "sample": settings.IS_DEMO,
    }


def _make_report(report: NoticeReport, now: datetime) -> None:
    """Every try of every way with its evidence, and what the notice rests on, kept for the file."""
    require_told_report(report)
    dossier = load_dossier_for_notice(report.envelope)
    found = tries_in(dossier, now)
    places = _places(found.steps)
    content = _report(dossier.envelope, found, places, now)
    file = _sealed(UnderSeal.NOTICE_REPORT, notice_report_pdf(content, now), content["title"])
    keep_report(report, file, sorted(places.values()), now)


def file_of_report(report: NoticeReport) -> bytes:
    """The report as a PDF; LookupError while it is not made."""
    if report.wrapped_key is None:
        raise LookupError(report.id)
    return vault.read_file(REPORTS, report.id, report.wrapped_key)


def certify_malfunctions(now: datetime) -> int:
    """Make the certificates of malfunctions that are over; gives how many.

    One whose row says something else than events, or that cannot be made, holds no other up.
    """
    return sum(do_each(Work.CERTIFY, to_certify(now), lambda row: _certify(told_malfunction(row), now), now)[0])


def _certify(one: Malfunction, now: datetime) -> bool:
    made = malfunction_pdf(_malfunction(one, now), now)
    file = _sealed(UnderSeal.MALFUNCTION, made, say("malfunctions.certificate.title", Z))
    return keep_certificate(one, file.body, file.sha256, file.seal, now)


def _malfunction(one: Malfunction, now: datetime) -> dict[str, Any]:
    def phrase(word: str) -> str:
        return say(f"malfunctions.certificate.{word}", Z)

    zone = ZoneInfo(settings.TIME_ZONE)
    until = one.until.astimezone(zone) if one.until else None
    facts = [
        [phrase("number"), str(one.id)],
        [phrase("away"), name_of("malfunctions.away", one.away, Z)],
        [phrase("since"), f"{one.since.astimezone(zone):%Y-%m-%d %H:%M:%S} ({settings.TIME_ZONE})"],
        [phrase("until"), f"{until:%Y-%m-%d %H:%M:%S} ({settings.TIME_ZONE})" if until else _phrase("none")],
        [phrase("noticed"), name_of("malfunctions.noticed", one.noticed, Z)],
        [phrase("in_vain"), say("malfunctions.certificate.times", Z, count=one.in_vain)],
        [phrase("made"), f"{now.astimezone(zone):%Y-%m-%d %H:%M}"],
    ]
    facts += [[phrase("words"), one.words]] if one.words else []
    return {
        "court": phrase("issuer"),
        "title": phrase("title"),
        "number": str(one.id),
        "lead": phrase("lead"),
        "facts": facts,
        "basis": phrase("basis"),
        "closing": [phrase("issuer"), f"{now.astimezone(zone):%Y-%m-%d}"],
        "page": f"{settings.PUBLIC_URL}/malfunctions",
        "sample": settings.IS_DEMO,
    }


def _sealed(what: UnderSeal, made: bytes, reason: str) -> SealedFile:
    body = under_seal(what, made, stamper(), reason).body
    return SealedFile(body, hashlib.sha256(body).digest(), seal().fingerprint)


def _report(envelope: Envelope, found: TriesSoFar, places: Mapping[TriedStep, str], now: datetime) -> dict[str, Any]:
    case, zone = envelope.case, ZoneInfo(envelope.case.court.zone)
    party = envelope.party
    checkpoint = newest_checkpoint()
    masked = looked_up([step.address for step in found.steps if step.address])
    covered = numbers_covered(party)
    steps = [(step, _words(step, covered)) for step in found.steps]
    return {
        "court": case.court.name,
        "title": _phrase("title"),
        "number": case.number,
        "lead": _phrase("lead"),
        "facts": [
            [_phrase("case"), case.number],
            [_phrase("cause"), case.cause or _phrase("none")],
            [_phrase("recipient"), party.name],
            [_phrase("role"), name_of("roles.role", party.role, Z)],
            [_phrase("papers"), _between(line.paper.title for line in found.papers)],
            [_phrase("ground"), "\n".join(dict.fromkeys(line.ladder.sentence(Z) for line in found.papers))],
            [_phrase("approval"), _approval(found, zone)],
        ],
        "tiers-title": _phrase("tiers"),
        "tiers-head": [_phrase("way"), _phrase("state"), _phrase("notes")],
        "tiers": [_tier(tier) for tier in found.tiers],
        "tries-title": _phrase("tries"),
        "tries-head": [_phrase(name) for name in ("when", "way", "where", "outcome", "who", "evidence")],
        "tries": [_try(step, (_where(step, masked), words), places.get(step, ""), zone) for step, words in steps],
        "log": _log(checkpoint),
        "closing": [case.court.name, f"{now.astimezone(zone):%Y-%m-%d %H:%M}"],
        "sample": settings.IS_DEMO,
    }


def _log(checkpoint: Checkpoint | None) -> str:
    if checkpoint is None:
        return _phrase("no_log")
    return say("public_notices.report.log", Z, size=checkpoint.size, root=bytes(checkpoint.root).hex())


def _phrase(word: str) -> str:
    return say(f"public_notices.report.{word}", Z)


def _between(words: Iterable[str]) -> str:
    return say("public_notices.between_papers", Z).join(words)


def _approval(found: TriesSoFar, zone: ZoneInfo) -> str:
    if found.approval is None or found.approval.outcome != APPROVED:
        return _phrase("none")
    at = f"{found.approval.at.astimezone(zone):%Y-%m-%d}"
    return say("public_notices.report.approved", Z, at=at, by=str(found.approval.by))


def _tier(tier: TierView) -> list[str]:
    notes = _between(name_of("circumstances.basis.ways_ruled_out", note.basis, Z) for note in tier.notes)
    ways = _between(name_of("routes.channel", way.value, Z) for way in tier.ways)
    state = "approved" if tier.is_approved else tier.state
    return [f"{tier.words.sentence(Z)}\n{ways}", name_of("ladder.state", state, Z), notes or _phrase("none")]


def _where(step: TriedStep, masked: Collection[UUID]) -> str:
    """The address; a number that was only looked up is masked: whoever holds the file would read it unseen."""
    if step.address is None:
        return ""
    value = step.address.value
    return mask_address(step.address.kind, value) if step.address.id in masked else value


def _words(step: TriedStep, covered: Collection[str]) -> str:
    """What was noted; a number that operators named is masked there as where it is called."""
    words = step.words
    for number in covered:
        words = mask_number(words, number, mask_address(KIND, number))
    return words


def _try(step: TriedStep, told: tuple[str, str], place: str, zone: ZoneInfo) -> list[str]:
    """One line; `told` is the address and what was noted, as whoever holds the file may read them."""
    address, words = told
    where = address or words or _phrase("none")
    outcome = name_of(_outcomes(step), step.outcome, Z)
    if step.by:
        outcome = f"{outcome} {name_of('deeds.signer', step.by, Z)}"
    if address and words:
        outcome = f"{outcome}\n{words}"
    who = _phrase("engine") if step.who == ENGINE else _name_of_staff(step.who)
    return [
        f"{step.at.astimezone(zone):%Y-%m-%d %H:%M}",
        name_of("routes.channel", step.way, Z),
        where,
        outcome,
        who,
        place,
    ]


def _outcomes(step: TriedStep) -> str:
    if step.way == "phone":
        return "calls.outcome"
    return "attempts.state" if step.stream.startswith("attempt:") else "deeds.outcome"


def _name_of_staff(actor: str) -> str:
    kind, _, key = actor.partition(":")
    found = User.objects.filter(id=key).first() if kind == "staff" else None
    return str(found) if found else actor


def _places(steps: Sequence[TriedStep]) -> dict[TriedStep, str]:
    """Of each try the place of its event in the log; one that is not sealed yet has none."""
    details: dict[str, list[tuple[UUID, str]]] = defaultdict(list)
    rows = Event.objects.on_record().filter(stream__in={step.stream for step in steps}).order_by("number")
    for event_id, stream, data in rows.values_list("id", "stream", "data"):
        details[stream].append((event_id, str(data.get("step") or data.get("call") or "")))
    own = {step: next((one for one, key in details[step.stream] if step.key in ("", key)), None) for step in steps}
    index = dict(Entry.objects.filter(event_id__in=filter(None, own.values())).values_list("event_id", "index"))
    return {step: f"#{index[event]}" for step, event in own.items() if event in index}
