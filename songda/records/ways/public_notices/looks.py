"""Looks at the pages of notices: kept as they come, a page that is gone is told at once, and each day goes on record.

A look from outside is a note that another host signed with a key that this court named; it is kept with its words.
"""

import hashlib
import hmac
import logging
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from songda.core.delivery.incidents import Work
from songda.core.delivery.ladder.public_notice import (
    LOOK_EVERY,
    Gap,
    Look,
    LookFrom,
    LookResult,
    PostingProof,
    Turn,
    gaps_of,
    prove_posting,
)
from songda.core.delivery.tasks import Fact
from songda.core.evidence.canonical import Json
from songda.core.state import LoggedEvent
from songda.records.ground import vault
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.evidence.premises import told_events
from songda.records.ground.incidents.stuck import do_each, may_be_tried
from songda.records.ground.queue import CHUNK
from songda.records.law.facts.dossier import load_dossiers
from songda.records.law.facts.on_record import require_told_dossiers
from songda.records.service.findings.models import Finding
from songda.records.service.tasks.actions import TaskDraft, end_by_fact, open_tasks
from songda.records.ways.public_notices.models import NoticeGap, NoticeLook, PublicNotice
from songda.records.ways.public_notices.sealed import require_told_notice

log = logging.getLogger(__name__)
OWN = "songda"  # who looks from inside
_A_DAY = timedelta(days=1)
_OF_GAPS = ("notice.gone", "notice.back", "notice.taken_down", "notice.put_back", "notice.gap_redrawn")


@dataclass(frozen=True)
class SeenPage:
    """What was seen at the page of one notice."""

    token: str
    seen: LookResult
    text_sha256: bytes | None = None


def to_look_at(now: datetime) -> list[tuple[str, bytes]]:
    """The pages whose look is due, as token and hash of the text; the next look at each is an hour later."""
    with transaction.atomic():
        due = PublicNotice.objects.filter(look_due_at__lte=now, down_since=None, removed_at=None, ended_at=None)
        rows = list(due.order_by("look_due_at").select_for_update(skip_locked=True)[:CHUNK])
        PublicNotice.objects.filter(id__in=[row.id for row in rows]).update(look_due_at=now + LOOK_EVERY)
    return [(row.token, bytes(row.text_sha256)) for row in rows]


def posted_pages() -> list[tuple[str, bytes]]:
    """Every page that is meant to stand, as token and hash of its text, the newest last."""
    rows = PublicNotice.objects.exclude(published_at=None).filter(down_since=None, removed_at=None, ended_at=None)
    return [(token, bytes(text)) for token, text in rows.order_by("published_at").values_list("token", "text_sha256")]


@dataclass(frozen=True)
class Visit:
    """One round of looks: when, from where, by whom; `signed` the note of whoever looked from outside."""

    at: datetime
    source: LookFrom
    looker: str
    signed: str = ""


@transaction.atomic
def keep_looks(pages: Iterable[SeenPage], visit: Visit, now: datetime) -> int:
    """Keep what was seen of pages that are known; gives how many. The same look twice is one."""
    seen = {page.token: page for page in pages}
    known = PublicNotice.objects.filter(token__in=seen).exclude(published_at=None)
    rows = [_look(notice, seen[notice.token], visit, now) for notice in known]
    NoticeLook.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _look(notice: PublicNotice, page: SeenPage, visit: Visit, now: datetime) -> NoticeLook:
    same = page.text_sha256 == bytes(notice.text_sha256)
    look = NoticeLook(
        notice=notice,
        at=visit.at,
        source=visit.source.value,
        looker=visit.looker[:80],
        seen=(LookResult.OTHER if page.seen is LookResult.STOOD and not same else page.seen).value,
        text_sha256=page.text_sha256,
        signed=visit.signed,
        taken_at=now,
    )
    look.mark = _mark_of(look)
    return look


def _mark_of(look: NoticeLook) -> bytes:
    line = f"{look.notice_id} {look.taken_at.astimezone(UTC).isoformat()} {lines_of([look])}{look.signed}"
    return vault.mark("notice.look", line)


def marked(looks: Iterable[NoticeLook]) -> list[NoticeLook]:
    """Those that a process of ours took in so. Any other somebody put into the database: nothing follows from it."""
    known, strange = list[NoticeLook](), 0
    for look in looks:
        if hmac.compare_digest(bytes(look.mark), _mark_of(look)):
            known.append(look)
        else:
            strange += 1
    if strange:
        log.error("%d looks at public notices bear no mark of ours and count for nothing", strange)
    return known


def unmarked(case_ids: Collection[UUID]) -> list[NoticeLook]:
    """The others, at notices of these cases."""
    rows = list(NoticeLook.objects.filter(notice__envelope__case__in=case_ids))
    return sorted(set(rows) - set(marked(rows)), key=lambda look: look.pk)


def follow_looks(now: datetime) -> int:
    """What the looks say that came since the last time: gaps are drawn anew from all looks; gives how many changed."""
    fresh = NoticeLook.objects.filter(notice=OuterRef("pk"), is_followed=False)
    ready = PublicNotice.objects.filter(Exists(fresh), may_be_tried(Work.FOLLOW_NOTICE, now)).order_by("id")
    ids = list(ready.values_list("id", flat=True)[:CHUNK])
    return sum(do_each(Work.FOLLOW_NOTICE, ids, lambda one: _follow(one, now), now)[0])


@transaction.atomic
def _follow(notice_id: UUID, now: datetime) -> bool:
    locked = PublicNotice.objects.select_for_update(of=("self",)).select_related("envelope__case__court")
    notice = locked.get(id=notice_id)
    require_told_notice(notice)
    fresh = list(notice.looks.filter(is_followed=False))
    NoticeLook.objects.filter(id__in=[look.id for look in fresh]).update(is_followed=True)
    counting = marked(fresh)
    _add_to_days(notice, counting, now)
    is_gone = any(look.seen in {LookResult.ABSENT, LookResult.OTHER} for look in counting)
    if notice.removed_at is not None or not (is_gone or (counting and notice.gaps.exists())):
        return False  # that it stands changes nothing where it was never missed
    return draw_gaps(notice, now)


def draw_gaps(notice: PublicNotice, now: datetime) -> bool:
    """Let the gaps on record be what all looks and acts come to; people are asked of those that nobody weighed."""
    rows, changed = list(notice.gaps.order_by("since", "id")), False
    for gap in gaps_seen(notice):
        row = next((row for row in rows if _is_same(row, gap)), None)
        if row is None:
            _begin_gap(notice, gap, now)
        else:
            rows.remove(row)
        changed |= row is None or _redraw(notice, row, gap, now)
    of_envelope = TaskDraft("weigh_gap", "notice_gap", notice.envelope.case, notice.envelope)
    if notice.gaps.filter(weighed_at=None).exists():
        open_tasks([of_envelope], now)
    if notice.is_standing and notice.ended_at is None and notice.gaps.filter(until=None).exists():
        open_tasks([replace(of_envelope, kind="restore_notice", reason="notice_down")], now)
    elif notice.down_since is None:
        end_by_fact(Fact.NOTICE_BACK, Q(envelope=notice.envelope), "engine", now)
    return changed


def gaps_seen(notice: PublicNotice) -> tuple[Gap, ...]:
    """The times without a published notice by all looks at it that were followed, and by who took it down when."""
    assert notice.published_at is not None  # noqa: S101 - only of published ones
    until = notice.removed_at or (notice.runs_until if notice.ended_at is not None else None)
    return gaps_of(looks_of(notice), _turns(notice), notice.published_at, until)


def _turns(notice: PublicNotice) -> list[Turn]:
    """When people took it down for the moment, and put it back."""
    events = told_events([f"envelope:{notice.envelope_id}"], ["notice.taken_down", "notice.put_back"])
    own = [event for event in events if event.data["notice"] == str(notice.id) and not event.data.get("for_good")]
    return [Turn(event.happened_at, event.name == "notice.put_back", event.actor) for event in own]


def _is_same(row: NoticeGap, gap: Gap) -> bool:
    """Whether the gap on record is this one, or what is left of it by now."""
    overlaps = (gap.until is None or row.since < gap.until) and (row.until is None or row.until > gap.since)
    return overlaps or row.since == gap.since


def _begin_gap(notice: PublicNotice, gap: Gap, now: datetime) -> None:
    row = NoticeGap.objects.create(
        notice=notice, kind=gap.kind, since=gap.since, until=gap.until, found_by=gap.found_by
    )
    details: dict[str, Json] = {
        "gap": str(row.id),
        "since": gap.since.isoformat(),
        "found_by": gap.found_by,
        "kind": gap.kind,
    }
    record([_event("notice.gone", notice, gap.found_at, details)], now)
    if gap.until is not None:
        record([_event("notice.back", notice, gap.until, {"gap": str(row.id)})], now)


def _redraw(notice: PublicNotice, row: NoticeGap, gap: Gap, now: datetime) -> bool:
    """Whether it is another one than stands on record: then an event tells what it is now, and what was told before."""
    before = (row.kind, row.since, row.found_by, row.until)
    if before == (gap.kind, gap.since, gap.found_by, gap.until):
        return False
    row.kind, row.since, row.found_by, row.until = gap.kind, gap.since, gap.found_by, gap.until
    row.save(update_fields=["kind", "since", "found_by", "until"])
    if before == (gap.kind, gap.since, gap.found_by, None) and gap.until is not None:
        record([_event("notice.back", notice, gap.until, {"gap": str(row.id)})], now)
        return True
    told = told_events([f"envelope:{notice.envelope_id}"], _OF_GAPS)
    details: dict[str, Json] = {
        "gap": str(row.id),
        "kind": gap.kind,
        "since": gap.since.isoformat(),
        "until": gap.until.isoformat() if gap.until else None,
        "found_by": gap.found_by,
        "replaces": list[Json]([event.id for event in told if event.data.get("gap") == str(row.id)]),
    }
    record([_event("notice.gap_redrawn", notice, now, details)], now)
    return True


def _add_to_days(notice: PublicNotice, looks: Iterable[NoticeLook], now: datetime) -> None:
    """Looks of days that are on record already: each such day is put there anew, with what it replaces."""
    zone = ZoneInfo(notice.envelope.case.court.zone)
    days = {look.at.astimezone(zone).date() for look in looks}
    late = sorted(day for day in days if notice.watched_until is not None and day <= notice.watched_until)
    told = days_told(notice) if late else {}
    for day in late:
        before = told.get(day.isoformat())
        event = _day_event(notice, day, zone)
        if before is not None and before.data["looks_sha256"] != event.data["looks_sha256"]:
            data = {**event.data, "replaces": before.id}
            record([replace(event, name="notice.looks_added", happened_at=now, data=data)], now)


def days_told(notice: PublicNotice) -> dict[str, LoggedEvent]:
    """By day the event that tells last of its looks."""
    events = told_events([f"envelope:{notice.envelope_id}"], ["notice.watched", "notice.looks_added"])
    return {event.data["day"]: event for event in events if event.data["notice"] == str(notice.id)}


def differing(notice: PublicNotice) -> Iterator[tuple[str, str, str]]:
    """What the looks come to otherwise than is on record: what it is of, what stands there, what they come to."""
    zone = ZoneInfo(notice.envelope.case.court.zone)
    for day, told in days_told(notice).items():
        drawn = _day_event(notice, date.fromisoformat(day), zone).data["looks_sha256"]
        if drawn != told.data["looks_sha256"]:
            yield f"looks of {day}", str(told.data["looks_sha256"]), str(drawn)
    if notice.removed_at is None:
        seen = sorted((gap.kind, gap.since, gap.until, gap.found_by) for gap in gaps_seen(notice))
        kept = sorted(notice.gaps.values_list("kind", "since", "until", "found_by"))
        if seen != kept:
            yield "gaps", str(kept), str(seen)


def note_days(now: datetime) -> int:
    """Put the looks of every day that is over on record, one event a notice and day; gives how many."""
    running = PublicNotice.objects.exclude(published_at=None).filter(removed_at=None, ended_at=None)
    yesterday_was = Q(watched_until=None) | Q(watched_until__lt=(now - _A_DAY).date())
    ready = running.filter(yesterday_was, may_be_tried(Work.NOTE_DAYS, now)).select_related("envelope__case__court")
    notices = list(ready.order_by("id")[:CHUNK])
    return sum(do_each(Work.NOTE_DAYS, notices, lambda notice: _note_days_of(notice, now), now)[0])


@transaction.atomic
def _note_days_of(notice: PublicNotice, now: datetime) -> int:
    locked = PublicNotice.objects.select_for_update().get(id=notice.id)
    require_told_notice(locked)
    zone = ZoneInfo(notice.envelope.case.court.zone)
    assert locked.published_at is not None  # noqa: S101 - the caller chose those that are
    day = locked.watched_until + _A_DAY if locked.watched_until else locked.published_at.astimezone(zone).date()
    today, events = now.astimezone(zone).date(), []
    while day < today:
        events.append(_day_event(notice, day, zone))
        locked.watched_until = day
        day += _A_DAY
    record(events, now)
    locked.save(update_fields=["watched_until"])
    return len(events)


def _day_event(notice: PublicNotice, day: date, zone: ZoneInfo) -> NewEvent:
    begins = datetime.combine(day, time.min, zone)
    of_day = notice.looks.filter(at__gte=begins, at__lt=begins + _A_DAY, is_followed=True)
    looks = marked(of_day.order_by("at", "looker"))
    counts = Counter((look.source, look.seen == LookResult.STOOD) for look in looks)
    details: dict[str, Json] = {
        "day": day.isoformat(),
        "inside": counts[LookFrom.INSIDE, True],
        "outside": counts[LookFrom.OUTSIDE, True],
        "failed": counts[LookFrom.INSIDE, False] + counts[LookFrom.OUTSIDE, False],
        "failed_inside": counts[LookFrom.INSIDE, False],
        "failed_outside": counts[LookFrom.OUTSIDE, False],
        "looks_sha256": hashlib.sha256(lines_of(looks).encode()).hexdigest(),
    }
    return _event("notice.watched", notice, begins + _A_DAY, details)


def lines_of(looks: Iterable[NoticeLook]) -> str:
    """The looks as lines, by which the event of their day fixes them."""
    return "".join(f"{_line_of(look)}\n" for look in looks)


def _line_of(look: NoticeLook) -> str:
    seen = f"{look.seen} {bytes(look.text_sha256 or b'').hex()}"
    return f"{look.at.astimezone(UTC).isoformat()} {look.source} {look.looker} {seen}"


@dataclass(frozen=True)
class Run:
    """Until when a notice runs as the law says by now, and whether it is over."""

    until: datetime | None
    is_over: bool


def run_of(notice: PublicNotice, now: datetime) -> Run:
    """By the law's newest answers for its papers; one that the law has not answered yet runs as was said at first."""
    findings = list(Finding.objects.filter(service__noticed_by__notice=notice, service__recalled_at=None))
    if not findings:
        paper_count = notice.paper_rows.count()
        return Run(notice.runs_until, notice.paper_rows.filter(service__recalled_at=None).count() < paper_count)
    ends = [finding.effective_at or finding.decision.comes_at for finding in findings]
    known = [end for end in ends if end is not None]
    until = max(known, default=notice.runs_until) if len(known) == len(ends) else notice.runs_until
    is_over = all(finding.effective_at is not None and finding.effective_at <= now for finding in findings)
    return Run(until, is_over)


def end_those_that_have_run(now: datetime) -> int:
    """Put on record which notices have run, and what the looks prove of them; gives how many."""
    running = PublicNotice.objects.exclude(published_at=None).filter(removed_at=None, ended_at=None)
    ready = running.filter(may_be_tried(Work.END_NOTICE, now)).select_related("envelope__case__court")
    notices = list(ready.order_by(F("runs_until").asc(nulls_last=True))[:CHUNK])
    return sum(do_each(Work.END_NOTICE, notices, lambda notice: _end_if_over(notice, now), now)[0])


def _end_if_over(notice: PublicNotice, now: datetime) -> bool:
    run = run_of(notice, now)
    if run.until is not None and run.until != notice.runs_until:
        PublicNotice.objects.filter(id=notice.id).update(runs_until=run.until)
    return run.is_over and _end(notice, min(run.until or now, now), now)


@transaction.atomic
def _end(notice: PublicNotice, until: datetime, now: datetime) -> bool:
    require_told_dossiers(load_dossiers([notice.envelope]))
    _note_days_of(notice, now)
    locked = PublicNotice.objects.select_for_update().get(id=notice.id)
    if locked.ended_at is not None or locked.published_at is None:
        return False
    proof = proof_of(locked, until)
    locked.ended_at, locked.look_due_at, locked.runs_until = now, None, until
    locked.save(update_fields=["ended_at", "look_due_at", "runs_until"])
    if locked.gaps.exists():
        locked.envelope = notice.envelope
        draw_gaps(locked, now)
    unwatched = sum(not each.is_known for each in proof.unseen)
    details: dict[str, Json] = {
        "from": locked.published_at.isoformat(),
        "until": until.isoformat(),
        "inside": proof.inside,
        "outside": proof.outside,
        "gaps": notice.gaps.count(),
        "unwatched": unwatched,
    }
    record([_event("notice.ended", notice, now, details)], now)
    if notice.gaps.filter(weighed_at=None).exists():
        open_tasks([TaskDraft("weigh_gap", "notice_gap", notice.envelope.case, notice.envelope)], now)
    return True


def proof_of(notice: PublicNotice, until: datetime) -> PostingProof:
    """What all looks at a published notice prove up to that moment."""
    assert notice.published_at is not None  # noqa: S101 - only of published ones
    return prove_posting(looks_of(notice), notice.published_at, until)


def looks_of(notice: PublicNotice) -> Sequence[Look]:
    """Every look at it that was followed, oldest first."""
    rows = marked(notice.looks.filter(is_followed=True).order_by("at"))
    return [Look(row.at, LookFrom(row.source), LookResult(row.seen), row.looker) for row in rows]


def _event(name: str, notice: PublicNotice, at: datetime, data: dict[str, Json]) -> NewEvent:
    details = {"notice": str(notice.id), **data}
    return NewEvent(name, f"envelope:{notice.envelope_id}", notice.envelope.case_id, at, "engine", details)
