"""Notes that the system was away, puts the periods that ended meanwhile before judges, keeps the certificate.

Whoever tried to open a page in vain is counted outside the database, which may itself have been away: by the minute,
and without who they are.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from songda.core.access import Act
from songda.core.delivery.incidents import (
    LONGEST_BACK,
    LONGEST_WORDS,
    MEANS,
    SHORTEST,
    Away,
    IncidentKind,
    NoticedHow,
    WeighingOutcome,
    Work,
)
from songda.core.delivery.tasks import Fact
from songda.core.evidence.canonical import Json
from songda.core.law import Status
from songda.core.refusal import Refused, WrongField
from songda.core.state.entities_of_work.work_entities import incident_id
from songda.core.state.ways import malfunctions as told
from songda.records.court.staff.models import Court, User
from songda.records.court.staff.office import ENGINE, check_office
from songda.records.ground import vault
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.evidence.models import Event
from songda.records.ground.evidence.premises import UntoldError, require_told, told_of
from songda.records.ground.evidence.queries import Secret, secrets_of
from songda.records.ground.incidents.models import Incident
from songda.records.ground.incidents.stuck import do_each, may_be_tried
from songda.records.ground.queue import CHUNK
from songda.records.matter.cases.actions import Reason
from songda.records.matter.parties.models import Party
from songda.records.service.findings.models import Finding
from songda.records.service.malfunctions.models import Malfunction, RanMeanwhile
from songda.records.service.tasks.actions import TaskDraft, end_by_fact, open_tasks
from songda.trust.outside.in_vain import count_in_vain

log = logging.getLogger(__name__)
SHELF = "malfunctions"
_LONGEST_PERIOD = timedelta(days=400)  # that starts from a service: none is longer


@dataclass(frozen=True)
class MalfunctionDraft:
    """What was away, since when, until when if it is over, and what everybody may read of it."""

    away: Away
    since: datetime
    until: datetime | None = None
    words: str = ""


def note_malfunction(court: Court, draft: MalfunctionDraft, by: str, now: datetime) -> Malfunction:
    """Put it on record as somebody says; what is on record already with this beginning is given back.

    Raises WrongField for times that cannot be.
    """
    check_office(by, Act.RUN_COURT, court)
    if draft.since > now or draft.since < now - LONGEST_BACK:
        raise WrongField("since", "malfunction.since")
    if draft.until is not None and not draft.since < draft.until <= now:
        raise WrongField("until", "malfunction.until")
    if len(draft.words) > LONGEST_WORDS:
        raise WrongField("words", "malfunction.words", longest=LONGEST_WORDS)
    return _note(draft, NoticedHow.PERSON, by, now)


def note_from_watch(now: datetime) -> int:
    """Put on record what the watch noted and is over, where it lasted long enough to matter; gives how many."""
    kinds = [kind.value for kind in MEANS]
    ended = Incident.objects.filter(kind__in=kinds, ended_at__gt=now - timedelta(days=2)).order_by("begun_at")
    noted = 0
    for incident in ended:
        if incident.ended_at is None or incident.ended_at - incident.begun_at < SHORTEST:
            continue
        away = MEANS[IncidentKind(incident.kind)]
        if Malfunction.objects.filter(away=away, since=incident.begun_at).exists() or not _is_told(incident):
            continue
        _note(MalfunctionDraft(away, incident.begun_at, incident.ended_at), NoticedHow.WATCH, ENGINE, now)
        noted += 1
    return noted


def _is_told(incident: Incident) -> bool:
    """Whether events tell of it so; else somebody put a row there, and nothing is made of it."""
    state = told_of([f"incident:{incident.kind}"], ["incident.begun", "incident.ended"])
    known = state.incidents.get(incident_id(incident.kind, incident.subject, incident.begun_at))
    try:
        require_told(incident, known)
    except UntoldError as wrong:
        log.error("no malfunction is made of it: %s", wrong)  # noqa: TRY400 - where it was found says nothing
        return False
    return True


def told_malfunction(malfunction: Malfunction) -> told.Malfunction:
    """What events tell of it. Raises UntoldError where its row says something else."""
    times = told_of([f"malfunction:{malfunction.id}"], sorted(told.STEPS)).malfunctions.times
    known = times.get(str(malfunction.id))
    require_told(malfunction, known)
    assert known is not None  # noqa: S101 - of none a row cannot be told
    return known


@transaction.atomic
def _note(draft: MalfunctionDraft, noticed: NoticedHow, by: str, now: datetime) -> Malfunction:
    known = Malfunction.objects.filter(away=draft.away, since=draft.since, struck_at=None).first()
    if known is not None:
        return known
    fresh = Malfunction(away=draft.away.value, since=draft.since, until=draft.until, noticed=noticed.value)
    fresh.noted_by, fresh.noted_at, fresh.words = by, now, draft.words.strip()
    fresh.in_vain = _in_vain(draft.since, draft.until or now)
    fresh.save(force_insert=True)
    data: dict[str, Json] = {
        "away": fresh.away,
        "since": fresh.since.isoformat(),
        "until": fresh.until.isoformat() if fresh.until else None,
        "noticed": fresh.noticed,
        "words": fresh.words,
        "in_vain": fresh.in_vain,
    }
    record([_event("malfunction.noted", fresh, by, now, data)], now)
    return fresh


@transaction.atomic
def end_malfunction(malfunction_id: UUID, until: datetime, court: Court, by: str, now: datetime) -> None:
    """The system was back at that moment; ending twice is once. Refused where another court noted it."""
    check_office(by, Act.RUN_COURT, court)
    locked = _own(malfunction_id, court, by)
    if locked.until is not None or locked.struck_at is not None:
        return
    if not locked.since < until <= now:
        raise WrongField("until", "malfunction.until")
    locked.until, locked.in_vain = until, _in_vain(locked.since, until)
    locked.save(update_fields=["until", "in_vain"])
    data: dict[str, Json] = {"until": until.isoformat(), "in_vain": locked.in_vain}
    record([_event("malfunction.ended", locked, by, now, data)], now)


@transaction.atomic
def strike_malfunction(malfunction_id: UUID, why: Reason, court: Court, by: str, now: datetime) -> None:
    """It was noted by mistake; refused once a judge decided on it, and where another court noted it."""
    check_office(by, Act.RUN_COURT, court)
    words = why.read()
    locked = _own(malfunction_id, court, by)
    if locked.struck_at is not None:
        return
    if locked.ran.exclude(weighed_at=None).exists():
        raise Refused("malfunction_weighed")
    locked.struck_at = now
    locked.save(update_fields=["struck_at"])
    event = _event("malfunction.struck", locked, by, now, {})
    record([NewEvent(event.name, event.stream, None, now, by, event.data, {"reason": words})], now)
    parties = list(locked.ran.values_list("party_id", flat=True))
    end_by_fact(Fact.MALFUNCTION_WEIGHED, Q(party__in=parties, kind="weigh_malfunction"), by, now)


def _own(malfunction_id: UUID, court: Court, by: str) -> Malfunction:
    locked = Malfunction.objects.select_for_update().get(id=malfunction_id)
    if by != ENGINE and not changeable_by(court, [locked]):
        raise Refused("malfunction_elsewhere")
    return locked


def changeable_by(court: Court, rows: Sequence[Malfunction]) -> frozenset[UUID]:
    """Which of these may be ended or struck from this court: those that its people noted.

    People of every court rest on one, and judges of every court have it before them: so no other court takes it away,
    and what the watch noted is taken away where one court alone works here.
    """
    noted_by = {row.noted_by.partition(":")[2] for row in rows if row.noted_by.startswith("staff:")}
    own = User.objects.filter(court=court, id__in=noted_by).values_list("id", flat=True)
    names = {f"staff:{user_id}" for user_id in own}
    if not Court.objects.exclude(id=court.id).exists():
        names.add(ENGINE)
    return frozenset(row.id for row in rows if row.noted_by in names)


def malfunction_of(court: Court, malfunction_id: UUID) -> Malfunction:
    """One that may be ended or struck from this court; Malfunction.DoesNotExist for any other."""
    found = Malfunction.objects.get(id=malfunction_id)
    if not changeable_by(court, [found]):
        raise Malfunction.DoesNotExist
    return found


def _in_vain(since: datetime, until: datetime) -> int:
    return count_in_vain(settings.OUTSIDE_FOLDER, since, until)


def look_for_periods(now: datetime) -> int:
    """Whose periods ended while the system was away goes to the judge of the case, once; gives for how many people."""
    due = Malfunction.objects.filter(looked_for_periods_at=None, struck_at=None).exclude(until=None)
    ready = due.filter(may_be_tried(Work.LOOK_FOR_PERIODS, now)).order_by("since")
    return sum(do_each(Work.LOOK_FOR_PERIODS, list(ready[:CHUNK]), lambda one: _put_before_judges(one, now), now)[0])


@transaction.atomic
def _put_before_judges(malfunction: Malfunction, now: datetime) -> int:
    locked = Malfunction.objects.select_for_update().get(id=malfunction.id)
    if locked.looked_for_periods_at is not None or locked.until is None:
        return 0
    told_malfunction(locked)
    ended = _ended_meanwhile(locked) if locked.away != Away.SENDING else {}
    rows = [RanMeanwhile(malfunction=locked, party_id=party, last_day=day) for party, day in ended.items()]
    RanMeanwhile.objects.bulk_create(rows, ignore_conflicts=True)
    parties = Party.objects.filter(id__in=ended).select_related("case__court")
    open_tasks([TaskDraft("weigh_malfunction", "malfunction", party.case, party=party) for party in parties], now)
    locked.looked_for_periods_at = now
    locked.save(update_fields=["looked_for_periods_at"])
    return len(rows)


def _ended_meanwhile(malfunction: Malfunction) -> dict[UUID, date]:
    """By party the first last day that lies in the days of the malfunction, by the calendar of their court."""
    assert malfunction.until is not None  # noqa: S101 - the caller chose those that are over
    rows = Finding.objects.filter(
        status=Status.EFFECTIVE,
        effective_at__gt=malfunction.since - _LONGEST_PERIOD,
        effective_at__lt=malfunction.until,
        service__recalled_at=None,
        service__envelope__case__closed_at=None,
    )
    found: dict[UUID, date] = {}
    for finding in rows.select_related("service__envelope__case__court").iterator(chunk_size=CHUNK):
        envelope = finding.service.envelope
        zone = ZoneInfo(envelope.case.court.zone)
        first, last = (at.astimezone(zone).date() for at in (malfunction.since, malfunction.until))
        ends = _within((period.last_day for period in finding.decision.periods), first, last)
        if ends:
            found[envelope.party_id] = min([*ends, found.get(envelope.party_id, ends[0])])
    return found


def _within(days: Iterable[date | None], first: date, last: date) -> Sequence[date]:
    return [day for day in days if day is not None and first <= day <= last]


@transaction.atomic
def weigh_malfunction(ran: RanMeanwhile, outcome: WeighingOutcome, why: Reason, judge: User, now: datetime) -> None:
    """The judge says whether the time is extended (Civil Procedure Law, article 86); once."""
    words, by = why.read(), f"staff:{judge.id}"
    party = Party.objects.select_related("case").get(id=ran.party_id)
    check_office(by, Act.DECIDE_FINDING, party.case.court_id)
    locked = RanMeanwhile.objects.select_for_update().get(id=ran.id)
    if locked.weighed_at is not None:
        return
    locked.outcome, locked.weighed_at, locked.weighed_by = outcome.value, now, by
    locked.reason_sealed = vault.seal_text(f"ran.reason:{locked.id}", words)
    locked.save(update_fields=["outcome", "weighed_at", "weighed_by", "reason_sealed"])
    data: dict[str, Json] = {
        "malfunction": str(locked.malfunction_id),
        "party": str(party.id),
        "outcome": outcome.value,
    }
    record([NewEvent("malfunction.weighed", f"party:{party.id}", party.case_id, now, by, data, {"reason": words})], now)
    if not RanMeanwhile.objects.filter(party=party, weighed_at=None, malfunction__struck_at=None).exists():
        end_by_fact(Fact.MALFUNCTION_WEIGHED, Q(party=party, kind="weigh_malfunction"), by, now)


def reason_of_weighing(ran: RanMeanwhile) -> str:
    """Why the judge decided so, in clear; empty while nobody has."""
    return vault.open_text(f"ran.reason:{ran.id}", ran.reason_sealed) if ran.reason_sealed else ""


@transaction.atomic
def keep_certificate(certified: told.Malfunction, body: bytes, sha256: bytes, seal: str, now: datetime) -> bool:
    """Keep the sealed certificate of one that is over; the first that was made stays.

    Its event bears what it certifies and names the events that this rests on. False, too, where the row says something
    else than the log, or the log something else than when the certificate was made.
    """
    locked = Malfunction.objects.select_for_update().get(id=certified.id)
    if locked.sha256 is not None or locked.struck_at is not None or told_malfunction(locked) != certified:
        return False
    locked.wrapped_key, locked.sha256 = vault.store_file(SHELF, locked.id, body), sha256
    data: dict[str, Json] = {"sha256": sha256.hex(), "seal": seal, **certified_facts(certified)}
    (locked.event_id,) = record([_event("malfunction.certified", locked, ENGINE, now, data)], now)
    locked.save(update_fields=["wrapped_key", "sha256", "event_id"])
    return True


def certified_facts(certified: told.Malfunction) -> dict[str, Json]:
    """What its certificate says, and the events that it rests on."""
    assert certified.until is not None  # noqa: S101 - only those that are over are certified
    return {
        "away": certified.away,
        "since": certified.since.isoformat(),
        "until": certified.until.isoformat(),
        "noticed": certified.noticed,
        "words": certified.words,
        "in_vain": certified.in_vain,
        "rests_on": list[Json](sorted({certified.event.id, certified.source_event("until").id})),
    }


def to_certify(now: datetime) -> list[Malfunction]:
    """Those that are over and have no certificate yet."""
    ready = Malfunction.objects.filter(may_be_tried(Work.CERTIFY, now), sha256=None, struck_at=None)
    return list(ready.exclude(until=None).order_by("since")[:CHUNK])


def certificate_of(malfunction: Malfunction) -> bytes:
    """The sealed certificate; LookupError where there is none."""
    if malfunction.wrapped_key is None:
        raise LookupError(malfunction.id)
    return vault.read_file(SHELF, malfunction.id, malfunction.wrapped_key)


def size_of_certificate(malfunction: Malfunction) -> int:
    """How many bytes its sealed certificate has."""
    return vault.size_of_file(SHELF, malfunction.id, malfunction.wrapped_key)


def malfunctions(most: int = 200) -> list[Malfunction]:
    """Those that stand, the newest first."""
    return list(Malfunction.objects.filter(struck_at=None).order_by("-since")[:most])


def struck_malfunctions(most: int = 50) -> list[tuple[Malfunction, str]]:
    """Those that were noted by mistake, each with the reason for which it was struck; the newest first."""
    rows = list(Malfunction.objects.exclude(struck_at=None).order_by("-struck_at")[:most])
    streams = {f"malfunction:{row.id}": row for row in rows}
    events = Event.objects.on_record().filter(stream__in=streams, name="malfunction.struck")
    struck = dict(events.values_list("stream", "id"))
    secrets = secrets_of(struck.values())
    return [(row, _reason(secrets.get(struck[stream])) if stream in struck else "") for stream, row in streams.items()]


def _reason(secret: Secret | None) -> str:
    return str(secret.private.get("reason", "")) if secret else ""


def _event(name: str, malfunction: Malfunction, by: str, at: datetime, data: dict[str, Json]) -> NewEvent:
    details = {"malfunction": str(malfunction.id), **data}
    return NewEvent(name, f"malfunction:{malfunction.id}", None, at, by, details)
