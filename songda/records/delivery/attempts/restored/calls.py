"""Calls that spoke a notice, of which the journal outside tells and the database does not: nobody is rung again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from songda.records.court.staff.models import Court
from songda.records.delivery.telephone.models import Dial
from songda.records.ground.restores.models import LostCall, Quarantine
from songda.records.matter.parties.models import Address
from songda.trust.outside.lines import NoticeCall

LISTED = 100  # of the newest; nobody reads more of them on a page


def unknown_calls(lines: Sequence[NoticeCall]) -> list[NoticeCall]:
    """Those of which the database does not know that they were handed to the telephone system."""
    if not lines:
        return []
    handed = Dial.objects.filter(id__in=[line.dial for line in lines]).exclude(sent_at=None)
    known = set(handed.values_list("id", flat=True))
    return [line for line in lines if line.dial not in known]


def keep_lost_calls(lines: Sequence[NoticeCall], epoch: int) -> int:
    """Keep what the database does not know, and let nothing of it be placed a second time; gives how many.

    Those that still wait here count as handed over when the journal says so: the telephone system is asked what
    became of them, as after any worker that died.
    """
    lost = unknown_calls(lines)
    rows = [LostCall(dial_id=line.dial, epoch=epoch, to_index=line.to, at=line.at) for line in lost]
    LostCall.objects.bulk_create(rows, ignore_conflicts=True)
    for line in lost:
        Dial.objects.filter(id=line.dial, sent_at=None, ended_at=None).update(sent_at=line.at)
    return len(rows)


def doubt_waiting_calls(quarantine: Quarantine) -> int:
    """Without a whole journal every notice that was asked for before the restore may have been spoken."""
    waiting = Dial.objects.filter(kind="notice", sent_at=None, ended_at=None, asked_at__lte=quarantine.begun_at)
    return waiting.update(sent_at=quarantine.begun_at)


@dataclass(frozen=True)
class CallSince:
    """When such a call was placed, and the cases of a court in which its number stands: id and number of each."""

    at: datetime
    cases: tuple[tuple[object, str], ...]


def calls_since(court: Court) -> list[CallSince]:
    """The calls of the restore that people decide about now, the newest first, as this court sees them."""
    rows = list(LostCall.objects.order_by("-at")[:LISTED])
    stands = Address.objects.filter(value_index__in=[row.to_index for row in rows], party__case__court=court)
    cases: dict[bytes, dict[object, str]] = {}
    for index, case, number in stands.values_list("value_index", "party__case_id", "party__case__number"):
        cases.setdefault(bytes(index), {})[case] = number
    found = [(row.at, cases.get(bytes(row.to_index), {})) for row in rows]
    return [CallSince(at, tuple(each.items())) for at, each in found]
