"""Drafts, publishes, takes down and puts back public notices, and proves that they stand on other boards.

What a notice may rest on `law.notice_ground` says, and what became of it stands in a deed like any other:
its publication on every board is a step there, and the law is asked again after each.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from songda.core.access import Act
from songda.core.care import Need
from songda.core.delivery.incidents import Work
from songda.core.delivery.ladder.public_notice import (
    MANNER_OF,
    NEEDS_PHOTO,
    NEEDS_SCAN,
    TAKEN_DOWN,
    Board,
    Element,
    GapOutcome,
    check_elements,
    text_hash,
    write_notice,
)
from songda.core.delivery.states import Purpose
from songda.core.delivery.tasks import Fact
from songda.core.evidence.canonical import Json
from songda.core.language import COURT_LANGUAGE
from songda.core.refusal import Refused, WrongField
from songda.core.words import Phrase, say
from songda.records.court.staff.models import User
from songda.records.court.staff.office import check_office
from songda.records.ground import vault
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.incidents.stuck import do_each, may_be_tried
from songda.records.ground.queue import ask
from songda.records.law.facts.dossier import load_dossier_for_notice
from songda.records.law.planning.summonses import ask_senders, further_message, last_messages
from songda.records.matter.cases.actions import Reason
from songda.records.matter.circumstances.care import stated_needs
from songda.records.matter.parties.models import Party
from songda.records.service.attempts.models import Attempt
from songda.records.service.deeds.models import PUBLISHED
from songda.records.service.deeds.queries import words_of_step
from songda.records.service.orders.due import lock_envelopes
from songda.records.service.orders.models import Envelope, Service
from songda.records.service.orders.overtaken import may_be_overtaken, overtaken, refuse_overtaken
from songda.records.service.orders.queries import has_services_to_serve
from songda.records.service.tasks.actions import TaskDraft, end_by_fact, open_tasks
from songda.records.ways.deeds import (
    DeedDraft,
    StepDraft,
    keep_step,
    lock_with_others,
    record_deed,
    strike_step,
)
from songda.records.ways.public_notices.models import NoticeGap, NoticePaper, NoticePosting, PublicNotice
from songda.records.ways.public_notices.terms import require_time_before_hearing, terms_of
from songda.trust.photographs import Photograph, PhotographError, redraw

WAY = "public_notice"
SHELF, PHOTOS, REPORTS, SHEETS = "notices", "notice-photos", "notice-reports", "notice-sheets"
_TOKEN_BYTES = 16  # 22 letters
_DRAFTED = ("says_sealed", "text_sha256", "drafted_at", "drafted_by")
LONGEST_WORDS = 200


@dataclass(frozen=True)
class NoticeDraft:
    """What a notice is to say: the papers that it is given for, and its fields by element."""

    service_ids: tuple[UUID, ...]
    texts: Mapping[Element, str]


@dataclass(frozen=True)
class PostingProof:
    """The proof that a notice stands on another board: since when, medium or place (`words`), scan or photograph."""

    at: datetime
    words: str
    scan: bytes | None = None
    photo: bytes | None = None


@transaction.atomic
def draft_notice(envelope: Envelope, draft: NoticeDraft, by: str, now: datetime) -> PublicNotice:
    """Write the notice; a draft of before is written anew.

    Raises WrongField where something is missing that the law asks for, Refused where it knows no such notice, or one
    was published already.
    """
    dossier = load_dossier_for_notice(envelope)
    envelope, terms = dossier.envelope, terms_of(dossier, draft.service_ids, now)
    require_time_before_hearing(dossier, terms)
    check_office(by, Act.PLACE_ORDER, envelope.case.court_id)
    check_elements(terms.needed, draft.texts)
    lock_with_others(envelope.id)
    services = _services(envelope, draft.service_ids)
    text = write_notice(terms.head, draft.texts)
    notice = _open_notice(envelope)
    if notice is not None and notice.published_at is not None:
        raise Refused("notice_published")
    changes = _DRAFTED if notice else None
    notice = notice or PublicNotice(envelope=envelope, token=secrets.token_urlsafe(_TOKEN_BYTES))
    texts = {each.value: words for each, words in draft.texts.items() if words.strip()}
    says = json.dumps({"said": texts, "text": text}, ensure_ascii=False)
    notice.says_sealed = vault.seal_text(_cell(notice), says)
    notice.text_sha256, notice.drafted_at, notice.drafted_by = text_hash(text), now, by
    notice.save(update_fields=changes)
    notice.paper_rows.all().delete()
    NoticePaper.objects.bulk_create([NoticePaper(notice=notice, service=service) for service in services])
    papers: list[Json] = [*sorted(service.paper.sha256_hex for service in services)]
    elements: list[Json] = [*sorted(texts)]
    details: dict[str, Json] = {"papers": papers, "text_sha256": notice.text_sha256.hex(), "says": elements}
    record([replace(notice_event("notice.drafted", notice, by, now, details), private={"text": text})], now)
    return notice


def _open_notice(envelope: Envelope) -> PublicNotice | None:
    return PublicNotice.objects.select_for_update().filter(envelope=envelope, removed_at=None, ended_at=None).first()


def _services(envelope: Envelope, wanted: tuple[UUID, ...]) -> list[Service]:
    services = list(
        Service.objects.filter(envelope=envelope, id__in=set(wanted), recalled_at=None).select_related(
            "paper", "envelope__party"
        )
    )
    if not services or len(services) != len(set(wanted)):
        raise WrongField("papers", "no_papers")
    refuse_overtaken(services, "notice_overtaken")
    return services


def _cell(notice: PublicNotice) -> str:
    return f"notice.says:{notice.id}"


@dataclass(frozen=True)
class NoticeWords:
    """What a notice says: its fields, and the whole text."""

    texts: Mapping[Element, str]
    text: str


def words_of_notice(notice: PublicNotice) -> NoticeWords:
    """Its words, opened; none once they were erased with the case."""
    if not notice.says_sealed:
        return NoticeWords({}, "")
    says = json.loads(vault.open_text(_cell(notice), notice.says_sealed))
    return NoticeWords({Element(each): words for each, words in says["said"].items()}, says["text"])


def page_of_notice(notice: PublicNotice) -> str:
    """The address of its page."""
    return f"{settings.PUBLIC_URL}/notices/{notice.token}"


@transaction.atomic
def publish_notice(drafted: PublicNotice, text_sha256: bytes, by: str, now: datetime) -> PublicNotice:
    """Open the page of the notice to everybody; from this moment its days run.

    The worker seals its document. Raises Refused where it rests on too little, or where the text was changed since it
    was looked at. Publishing twice is once.
    """
    envelope = Envelope.objects.select_related("case__court", "party").get(id=drafted.envelope_id)
    check_office(by, Act.PLACE_ORDER, envelope.case.court_id)
    services = tuple(drafted.paper_rows.values_list("service_id", flat=True))
    terms = terms_of(load_dossier_for_notice(envelope), services, now)
    lock_with_others(envelope.id)
    notice = PublicNotice.objects.select_for_update().get(id=drafted.id)
    notice.envelope = envelope
    if notice.published_at is not None:
        return notice
    if notice.removed_at is not None:
        raise Refused("notice_removed")
    if bytes(notice.text_sha256) != text_sha256:
        raise Refused("notice_text_changed")
    refuse_overtaken(_papers_of(notice.id), "notice_overtaken")
    words = Phrase("public_notices.medium.page", {"page": page_of_notice(notice)}).sentence("zh")
    step = StepDraft(PUBLISHED, now, words=words, manner=MANNER_OF[Board.PAGE])
    notice.deed = record_deed(notice.envelope, DeedDraft(WAY, services, step), by, now)
    notice.published_at, notice.runs_until = now, terms.runs_until
    notice.look_due_at, notice.watched_until = now, None
    (notice.event_id,) = record([_publication(notice, by, now)], now)
    notice.save(update_fields=["deed", "published_at", "runs_until", "look_due_at", "watched_until", "event_id"])
    ask("papers.seal", queue="certificates")
    alert_of(notice, now)
    return notice


def _publication(notice: PublicNotice, by: str, now: datetime) -> NewEvent:
    notice_papers = notice.paper_rows.select_related("service__paper")
    papers: list[Json] = [*sorted(each.service.paper.sha256_hex for each in notice_papers)]
    details: dict[str, Json] = {
        "text_sha256": bytes(notice.text_sha256).hex(),
        "papers": papers,
        "deed": str(notice.deed_id),
        "runs_until": notice.runs_until.isoformat() if notice.runs_until else None,
    }
    return notice_event("notice.published", notice, by, now, details)


@transaction.atomic
def order_board(notice: PublicNotice, board: Board, words: str, by: str, now: datetime) -> NoticePosting:
    """The notice is to stand on another board too; what proves it comes later. `words`: medium, or place."""
    check_office(by, Act.PLACE_ORDER, notice.envelope.case.court_id)
    if board is Board.PAGE:
        raise WrongField("board", "notice.board")
    locked = PublicNotice.objects.select_for_update().get(id=notice.id)
    if locked.removed_at is not None or locked.ended_at is not None:
        raise Refused("notice_removed")
    if (known := locked.postings.filter(board=board.value, posted_at=None).first()) is not None:
        return known
    posting = NoticePosting(notice=locked, board=board.value, ordered_at=now, ordered_by=by)
    short = words.strip()[:LONGEST_WORDS]
    posting.words_sealed = vault.seal_text(f"posting.words:{posting.id}", short) if short else None
    posting.save()
    details: dict[str, Json] = {"posting": str(posting.id), "board": board.value}
    ordered = notice_event("notice.board_ordered", notice, by, now, details)
    record([replace(ordered, private={"words": short} if short else {})], now)
    ask("papers.seal", queue="certificates")
    return posting


def words_of_posting(posting: NoticePosting) -> str:
    """The medium or the place, in clear: as it was proved, else as it was ordered."""
    if posting.step is not None:
        return words_of_step(posting.step)
    return words_as_ordered(posting)


def words_as_ordered(posting: NoticePosting) -> str:
    """The medium or the place that was ordered, in clear."""
    sealed = posting.words_sealed
    return vault.open_text(f"posting.words:{posting.id}", sealed) if sealed else ""


def reason_of_gap(gap: NoticeGap) -> str:
    """Why the judge decided so, in clear; empty while nobody has."""
    return vault.open_text(f"gap.reason:{gap.id}", gap.reason_sealed) if gap.reason_sealed else ""


def photo_of_posting(posting: NoticePosting) -> bytes:
    """The photograph; raises LookupError where there is none."""
    if posting.photo_key is None:
        raise LookupError(posting.id)
    return vault.read_file(PHOTOS, posting.id, posting.photo_key)


def prove_board(posting: NoticePosting, posted: PostingProof, by: str, now: datetime) -> None:
    """Put on record that it stands there, since when, and what shows it; the last publication is the one that counts.

    Raises WrongField without the photograph or the scan that this board asks for, Refused before the notice was
    published here. Proving twice is once.
    """
    board = Board(posting.board)
    if board in NEEDS_PHOTO and not posted.photo:
        raise WrongField("photo", "notice.photo")
    if board in NEEDS_SCAN and not posted.scan:
        raise WrongField("scan", "notice.scan")
    if not posted.words.strip():
        raise WrongField("words", "medium_missing")
    picture = _redrawn(posted.photo) if posted.photo else None
    with transaction.atomic():
        check_office(by, Act.PLACE_ORDER, posting.notice.envelope.case.court_id)
        locked = NoticePosting.objects.select_for_update(of=("self",)).select_related("notice__deed").get(id=posting.id)
        if locked.posted_at is not None:
            return
        if locked.notice.deed is None or locked.notice.removed_at is not None:
            raise Refused("notice_not_published")
        step = StepDraft(PUBLISHED, posted.at, words=posted.words, scan=posted.scan, manner=MANNER_OF[board])
        locked.step = keep_step(locked.notice.deed, step, by, now)
        locked.posted_at = posted.at
        if picture is not None:
            locked.photo_key, locked.photo_sha256 = vault.store_file(PHOTOS, locked.id, picture.body), picture.sha256
        locked.save(update_fields=["step", "posted_at", "photo_key", "photo_sha256"])
        scan = locked.step.scan_sha256
        details: dict[str, Json] = {
            "posting": str(locked.id),
            "board": board.value,
            "posted_at": posted.at.isoformat(),
            "step": str(locked.step.id),
            "deed": str(locked.notice.deed.id),
            "scan": bytes(scan).hex() if scan else None,
            "photo": picture.sha256.hex() if picture else None,
        }
        record(
            [
                replace(
                    notice_event("notice.board_proved", posting.notice, by, now, details),
                    private={"words": posted.words.strip()},
                )
            ],
            now,
        )


def _redrawn(photo: bytes) -> Photograph:
    try:
        return redraw(photo)
    except PhotographError as wrong:
        raise WrongField("photo", "photo_unfit", why=Phrase(f"fields.photo.{wrong.code}")) from wrong


@transaction.atomic
def take_down(notice_id: UUID, why: Reason, by: str, now: datetime) -> None:
    """Take the page down for the moment; the judge is told at once. It comes back by `put_back`; twice is once."""
    words = why.read()
    notice = _lock_notice_for_office(notice_id, by)
    if not notice.is_standing:
        return
    notice.down_since = now
    notice.save(update_fields=["down_since"])
    gap = NoticeGap.objects.filter(notice=notice, until=None).first()
    if gap is None:
        gap = NoticeGap.objects.create(notice=notice, kind=TAKEN_DOWN, since=now, found_by=by)
    details: dict[str, Json] = {"gap": str(gap.id), "for_good": False}
    record([replace(notice_event("notice.taken_down", notice, by, now, details), private={"reason": words})], now)
    _ask_judge(notice, now)


@transaction.atomic
def put_back(notice_id: UUID, by: str, now: datetime) -> None:
    """The page stands again; the time between stays on record."""
    notice = _lock_notice_for_office(notice_id, by)
    if notice.down_since is None or notice.removed_at is not None:
        return
    refuse_overtaken(_papers_of(notice.id), "notice_overtaken")
    notice.down_since = None
    notice.look_due_at = now
    notice.save(update_fields=["down_since", "look_due_at"])
    gap = NoticeGap.objects.filter(notice=notice, until=None).first()
    if gap is not None:
        NoticeGap.objects.filter(id=gap.id).update(until=now)
    record([notice_event("notice.put_back", notice, by, now, {"gap": str(gap.id) if gap else None})], now)
    end_by_fact(Fact.NOTICE_BACK, Q(envelope=notice.envelope), by, now)


@transaction.atomic
def remove_notice(notice_id: UUID, why: Reason, by: str, now: datetime) -> None:
    """Take it away for good: every publication of it is struck with the reason, and its days count for nothing."""
    why.read()
    notice = _lock_notice_for_office(notice_id, by)
    if notice.removed_at is None:
        _remove(notice, why, by, now)


def _remove(notice: PublicNotice, why: Reason, by: str, now: datetime) -> None:
    gap = NoticeGap.objects.filter(notice=notice, until=None).first()
    NoticeGap.objects.filter(notice=notice, until=None).update(until=now)
    notice.removed_at, notice.down_since, notice.look_due_at = now, None, None
    notice.save(update_fields=["removed_at", "down_since", "look_due_at"])
    details: dict[str, Json] = {"gap": str(gap.id) if gap else None, "for_good": True}
    record([replace(notice_event("notice.taken_down", notice, by, now, details), private={"reason": why.read()})], now)
    if notice.deed is not None:
        for step in notice.deed.steps.filter(struck_at=None):
            strike_step(step, why, by, now)
    end_by_fact(Fact.NOTICE_BACK, Q(envelope=notice.envelope), by, now)
    end_by_fact(Fact.GAP_WEIGHED, Q(envelope=notice.envelope), by, now)
    end_by_fact(Fact.STRUCK, Q(envelope=notice.envelope, kind="stop_notice"), by, now)


def remove_overtaken_drafts(now: datetime) -> int:
    """Put away drafts that are for nothing any more: all papers count, or were taken back; how many.

    One that cannot be judged holds no other up.
    """
    drafts = PublicNotice.objects.filter(
        ~has_services_to_serve() | may_be_overtaken(), published_at=None, removed_at=None
    )
    found = drafts.filter(may_be_tried(Work.DROP_DRAFT, now)).order_by("id")
    act = transaction.atomic(lambda draft: _put_away(draft, drafts, now))
    return sum(do_each(Work.DROP_DRAFT, list(found), act, now)[0])


def _put_away(draft: PublicNotice, drafts: QuerySet[PublicNotice], now: datetime) -> bool:
    """Whether it still was for nothing when it was held."""
    lock_envelopes([draft.envelope_id])
    own = drafts.filter(id=draft.id)
    if not own.filter(~has_services_to_serve()).exists() and not (own.exists() and overtaken(_papers_of(draft.id))):
        return False
    _remove(_lock_notice(draft.id), Reason(say("public_notices.overtaken", COURT_LANGUAGE)), "engine", now)
    return True


def _papers_of(notice_id: UUID) -> list[Service]:
    """All that it names: where one of them no longer fits the case, it may not be published."""
    rows = Service.objects.filter(noticed_by__notice=notice_id).select_related("paper", "envelope__party")
    return list(rows)


def _lock_notice_for_office(notice_id: UUID, by: str) -> PublicNotice:
    found = PublicNotice.objects.select_related("envelope__case").get(id=notice_id)
    check_office(by, Act.PLACE_ORDER, found.envelope.case.court_id)
    lock_with_others(found.envelope_id)
    return _lock_notice(notice_id)


def _lock_notice(notice_id: UUID) -> PublicNotice:
    locked = PublicNotice.objects.select_for_update(of=("self",)).select_related("deed", "envelope__case__court")
    return locked.get(id=notice_id)


def _ask_judge(notice: PublicNotice, now: datetime) -> None:
    open_tasks([TaskDraft("weigh_gap", "notice_gap", notice.envelope.case, notice.envelope)], now)


@transaction.atomic
def weigh_gap(gap_id: UUID, outcome: GapOutcome, why: Reason, judge: User, now: datetime) -> None:
    """The judge says what follows from a time without the notice: it stands all the same, or is published anew.

    Refused while it does not stand again, and for whoever is no judge. Weighing twice is once.
    """
    words, by = why.read(), f"staff:{judge.id}"
    found = NoticeGap.objects.select_related("notice__envelope__case").get(id=gap_id)
    check_office(by, Act.DECIDE_FINDING, found.notice.envelope.case.court_id)
    lock_with_others(found.notice.envelope_id)
    gap = NoticeGap.objects.select_for_update(of=("self",)).get(id=gap_id)
    if gap.weighed_at is not None:
        return
    if gap.until is None and outcome is GapOutcome.STANDS:
        raise Refused("notice_still_gone")
    gap.weighed_at, gap.weighed_by, gap.outcome = now, by, outcome.value
    gap.reason_sealed = vault.seal_text(f"gap.reason:{gap.id}", words)
    gap.save(update_fields=["weighed_at", "weighed_by", "outcome", "reason_sealed"])
    details: dict[str, Json] = {"gap": str(gap.id), "outcome": outcome.value}
    weighed = notice_event("notice.gap_weighed", found.notice, by, now, details)
    record([replace(weighed, private={"reason": words})], now)
    if outcome is GapOutcome.ANEW and found.notice.removed_at is None:
        _remove(_lock_notice(gap.notice_id), why, by, now)
    if not NoticeGap.objects.filter(notice__envelope=found.notice.envelope_id, weighed_at=None).exists():
        end_by_fact(Fact.GAP_WEIGHED, Q(envelope=found.notice.envelope), by, now)


def notice_event(name: str, notice: PublicNotice, by: str, at: datetime, data: Mapping[str, Json]) -> NewEvent:
    """An event about the notice, with its envelope."""
    details = {"notice": str(notice.id), **data}
    return NewEvent(name, f"envelope:{notice.envelope_id}", notice.envelope.case_id, at, by, details)


ALERTED = "notice.alerted"


@transaction.atomic
def alert_of(notice: PublicNotice, now: datetime) -> Attempt | None:
    """Tell whoever wished it that a notice names them: to where the newest of their messages went, once a notice.

    The wish is theirs, said in the portal with their identity proved, and holds for their cases in that court; the
    notice may be of any court of the installation. The message names no case and serves nothing. None where nobody
    wished it, or none can go.
    """
    number = notice.envelope.party.number_index
    if number is None:
        return None
    same = Party.objects.filter(number_index=number, removed_at=None).values_list("id", flat=True)
    needs = {party: {need for need, _ in stated} for party, stated in stated_needs(same).items()}
    wishing = [party for party, stated in needs.items() if Need.WISH_NOTICES in stated]
    links = Envelope.objects.filter(party__in=wishing, recalled_at=None).values_list("id", flat=True)
    before = max(last_messages(list(links)).values(), key=lambda attempt: attempt.id, default=None)
    if before is None:
        return None
    known = Attempt.objects.filter(envelope=before.envelope_id, purpose=Purpose.NOTICE, channel=before.channel)
    made = further_message(before, Purpose.NOTICE, known.count() + 1, now)
    made.save()
    link = Envelope.objects.get(id=before.envelope_id)
    data: dict[str, Json] = {"notice": str(notice.id), "attempt": made.id}
    record([NewEvent(ALERTED, f"envelope:{link.id}", link.case_id, now, "engine", data)], now)
    ask_senders([made])
    return made
