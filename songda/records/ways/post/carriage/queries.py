"""Reads where letters stand with their carriers, always inside one court, and what nobody could make anything of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Func, Q, QuerySet, Value

from songda.core.delivery.carriage import OUTCOMES, Kind, Stage
from songda.records.court.staff.models import Court
from songda.records.ground import vault
from songda.records.ways.post.carriage.models import CameBack, Carriage, CarrierReport, Push, StationCode
from songda.records.ways.post.carriage.reading import SCANS
from songda.records.ways.post.letters.models import Letter

SHOWN = 20


def letter_in_post(court: Court, letter_id: UUID) -> Letter:
    """A sealed letter of the court with what is known of it; Letter.DoesNotExist for any other."""
    rows = Letter.objects.select_related(
        "envelope__case__court", "envelope__case__judge", "envelope__party", "deed", "address", "carriage__step"
    )
    return rows.get(id=letter_id, court=court, sealed_at__isnull=False)


def reports_about(letter: Letter) -> list[CarrierReport]:
    """What was heard of a letter, in the order in which it happened; strays too, the undated last."""
    return sorted(letter.reports.all(), key=lambda row: (row.at is None, row.at or row.heard_at, row.id))


def outcomes_of(letter: Letter) -> list[CarrierReport]:
    """The outcomes that were told of a letter, strays left out, proved or not."""
    return [row for row in reports_about(letter) if not row.stray and row.kind in OUTCOMES]


def picture_of(court: Court, report_id: UUID) -> tuple[Letter, bytes]:
    """The picture of a return as PDF, and its letter; LookupError where there is none in this court."""
    row = CarrierReport.objects.filter(id=report_id, letter__court=court, scan_key__isnull=False).first()
    if row is None or row.letter is None or row.scan_key is None:
        raise LookupError(report_id)
    return row.letter, vault.read_file(SCANS, row.id, bytes(row.scan_key))


def words_of_report(row: CarrierReport) -> str:
    """What the carrier's people wrote, in clear."""
    return vault.open_text(f"carrier_report.words:{row.id}", row.words_sealed) if row.words_sealed else ""


def last_returns(court: Court) -> Sequence[CameBack]:
    """What came back last, the newest first; struck entries too."""
    rows = CameBack.objects.filter(letter__court=court).select_related("letter__envelope__party", "step")
    return list(rows.order_by("-at", "-id")[:SHOWN])


def open_codes(court: Court) -> Sequence[StationCode]:
    """What was scanned, and of which nobody has told a cause yet; the newest first."""
    rows = StationCode.objects.filter(court=court, done_at=None).select_related("letter__envelope__party")
    return list(rows.order_by("-at", "-id")[:SHOWN])


def code_of(court: Court, code_id: int) -> StationCode:
    """One code of this court's station; StationCode.DoesNotExist for any other."""
    return StationCode.objects.get(id=code_id, court=court)


def return_of(court: Court, entry_id: UUID) -> CameBack:
    """One entry of this court's station; CameBack.DoesNotExist for any other."""
    return CameBack.objects.select_related("letter__envelope__case__court").get(id=entry_id, letter__court=court)


def troubled(court: Court) -> QuerySet[Carriage]:
    """Letters on which somebody has to decide, the longest-waiting first."""
    open_task = Q(
        letter__envelope__tasks__kind__in=["check_carriage", "decide_carriage"],
        letter__envelope__tasks__closed_at=None,
    )
    is_odd = (
        ~Q(defects=[])
        | Q(judge_asked_at__isnull=False)
        | Q(stage__in=["mishap", "whole"])
        | Q(enquiries__over_at=None, enquiries__isnull=False)
    )
    rows = Carriage.objects.filter(open_task, is_odd, letter__court=court).distinct()
    return rows.select_related("letter__envelope__party", "letter__envelope__case").order_by("judged_at", "letter_id")


def unproved(court: Court) -> QuerySet[Carriage]:
    """Letters of which the carrier told an outcome, and of which the return or the closure is still to come."""
    rows = Carriage.objects.filter(letter__court=court, stage=Stage.OUTCOME_KNOWN, settled="", defects=[])
    related = rows.select_related("letter__envelope__party", "letter__envelope__case")
    return related.prefetch_related("letter__reports").order_by("judged_at", "letter_id")


@dataclass(frozen=True)
class Strays:
    """What carriers sent and nobody could make anything of; no person is named in it."""

    reports: Sequence[CarrierReport]
    pushes: Sequence[Push]
    count: int


def strays_of(court: Court) -> Strays:
    """Of this court's letters and numbers, and what names no court at all; as far as nobody of the court has looked.

    The newest first.
    """
    reports, pushes = _unseen(court)
    shown = pushes.defer("body_sealed").order_by("-received_at")[:SHOWN]
    return Strays(list(reports.order_by("-heard_at", "-id")[:SHOWN]), list(shown), reports.count() + pushes.count())


def see_strays(court: Court, now: datetime) -> int:
    """Somebody of the court looked at all that stands there now; how many it were. They stay kept.

    What nobody can say whose it is stays before the other courts until they have looked at it themselves.
    """
    reports, pushes = _unseen(court)
    looked: dict[str, Any] = {"seen_in": Func(F("seen_in"), Value(court.id), function="array_append")}
    return reports.filter(heard_at__lte=now).update(**looked) + pushes.filter(received_at__lte=now).update(**looked)


def _unseen(court: Court) -> tuple[QuerySet[CarrierReport], QuerySet[Push]]:
    mine = Q(court=court) | Q(court=None)
    seen = Q(seen_in__contains=[court.id])
    reports = CarrierReport.objects.filter(mine).exclude(stray="").exclude(seen)
    return reports, Push.objects.filter(is_nonsense=True).exclude(seen)


@dataclass(frozen=True)
class CarrierBacklog:
    """How it stands with the carriers: unread pushes, letters not announced, silent letters, strays."""

    unread: int
    untold: int
    silent: int
    strays: int


def carrier_backlog(now: datetime) -> CarrierBacklog:
    """For whoever looks over the installation."""
    late = now - timedelta(hours=1)
    strays = CarrierReport.objects.exclude(stray="").filter(seen_in=[]).count()
    return CarrierBacklog(
        Push.objects.filter(read_at=None).count(),
        Carriage.objects.filter(tell_after__isnull=False, begun_at__lte=late).count(),
        Carriage.objects.filter(enquiries__over_at=None, enquiries__isnull=False).distinct().count(),
        strays + Push.objects.filter(is_nonsense=True, seen_in=[]).count(),
    )


def tries_of(letters: Sequence[Letter]) -> dict[UUID, int]:
    """How often the carrier tried each of them in vain."""
    rows = CarrierReport.objects.filter(letter__in=letters, stray="", kind=Kind.TRIED).values("letter_id")
    return {row["letter_id"]: row["times"] for row in rows.annotate(times=Count("at", distinct=True)).order_by()}
