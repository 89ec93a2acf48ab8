"""Compares every service with the log: what its rows say now, and whether what was logged still has its rows."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django.db.models import Model

from songda.core.delivery.states import Purpose
from songda.core.evidence.flaws import Flaw, flaw
from songda.records.delivery.attempts.models import Attempt
from songda.records.delivery.orders.models import Envelope, Service
from songda.records.delivery.portal_acts.models import RecipientAct
from songda.records.delivery.portal_acts.visits import EVENT_OF_ACT
from songda.records.ground.evidence.queries import leaves_of_cases
from songda.records.matter.cases.models import Case
from songda.records.proof.certificates.comparing.contradiction import Contradiction, Leaf
from songda.records.proof.certificates.comparing.scope import Scope, compare_cases, compare_offices
from songda.records.proof.certificates.contradictions import lasting, services_of
from songda.records.proof.certificates.models import Certificate

CHUNK = 200  # envelopes
CASES = 50
TOLD = ("order.placed", "attempt.planned", *EVENT_OF_ACT.values(), "certificate.issued", "certificate.stamped")


@dataclass(frozen=True)
class RowsStanding:
    """How far the rows were compared: `part` is one of `_PARTS`, `after` the last envelope or case of it."""

    part: str = "envelopes"
    after: UUID | None = None

    def __str__(self) -> str:
        return f"{self.part} behind {self.after}" if self.after else self.part

    def to_json(self) -> dict[str, str | None]:
        """As it is kept."""
        return {"part": self.part, "after": str(self.after) if self.after else None}

    @classmethod
    def from_json(cls, kept: Mapping[str, str | None]) -> "RowsStanding":
        """What was kept."""
        after = kept["after"]
        return cls(kept["part"] or "envelopes", UUID(after) if after else None)


Progress = Callable[[RowsStanding, int, int], None]
"""`progress(standing, done, all)`: up to where, how many of how many."""
_BEGINNING = RowsStanding()


def audit_rows(
    begin: RowsStanding = _BEGINNING, progress: Progress = lambda _standing, _done, _all: None
) -> Iterator[Flaw]:
    """Every row that the log contradicts, and every one that is gone: of services first, then of files and offices.

    What is written meanwhile, and has no place in the log yet, is no flaw.
    """
    parts = list(_PARTS)
    for part in parts[parts.index(begin.part) :]:
        model, size, looks = _PARTS[part]
        ids = _ids(model, begin.after if part == begin.part else None)
        for start in range(0, len(ids), size):
            chunk = ids[start : start + size]
            for look in looks:
                yield from map(_flaw, lasting(partial(look, chunk)))
            progress(RowsStanding(part, chunk[-1]), min(start + size, len(ids)), len(ids))
    yield from map(_flaw, lasting(compare_offices))


def _ids(model: type[Model], after: UUID | None) -> list[UUID]:
    rows = model._default_manager.order_by("id")
    return list((rows.filter(id__gt=after) if after else rows).values_list("id", flat=True))


def _files_of(cases: Sequence[UUID]) -> Iterator[Contradiction]:
    """Whatever stands in the files of these cases."""
    return compare_cases(Scope(cases))


def _gone(ids: Sequence[UUID]) -> Iterator[Contradiction]:
    """What the log tells of these envelopes and no row holds any more."""
    envelopes = set(ids)
    cases = set(Envelope.objects.filter(id__in=ids).values_list("case_id", flat=True))
    leaves = leaves_of_cases(cases, TOLD)  # before the rows: what comes in between has its row
    told = defaultdict[str, dict[str, Leaf]](dict)
    wanted = {str(one) for one in envelopes}
    for leaf in leaves:
        told[leaf["name"]].update(dict.fromkeys(_keys(leaf, wanted), leaf))
    services = {str(one) for one in Service.objects.filter(envelope_id__in=envelopes).values_list("id", flat=True)}
    yield from _missing("orders_service", told["order.placed"], services)
    attempts = Attempt.objects.filter(envelope_id__in=envelopes, purpose=Purpose.SERVICE).values_list("id", flat=True)
    yield from _missing("attempts_attempt", told["attempt.planned"], {str(one) for one in attempts})
    acts = set(RecipientAct.objects.filter(service__envelope_id__in=envelopes).values_list("service_id", "kind"))
    for kind, name in EVENT_OF_ACT.items():
        done = {str(service) for service, of in acts if of == kind}
        about = {key: leaf for key, leaf in told[name].items() if key in services}
        yield from _missing("portal_acts_recipientact", about, done)
    certificates = Certificate.objects.filter(service__envelope_id__in=envelopes)
    hashes = {str(one.id): bytes(one.sha256).hex() for one in certificates.only("id", "sha256")}
    issued = {key: leaf for key, leaf in told["certificate.issued"].items() if leaf["data"]["service"] in services}
    yield from _missing("certificates_certificate", issued, set(hashes))
    stamped = {key: leaf for key, leaf in told["certificate.stamped"].items() if key in issued}
    yield from _other_files(issued | stamped, hashes)


def _other_files(made: dict[str, Leaf], hashes: dict[str, str]) -> Iterator[Contradiction]:
    """Certificates whose file is another than the one last issued or stamped."""
    for key, leaf in made.items():
        if key in hashes and hashes[key] != leaf["data"]["sha256"]:
            row = f"certificates_certificate:{key}"
            yield Contradiction(row, "sha256", hashes[key], leaf["data"]["sha256"], leaf["id"], (leaf["stream"],))


def _keys(leaf: Leaf, envelopes: set[str]) -> list[str]:
    """The ids of the rows that an event tells of, as far as they belong to these envelopes."""
    data = leaf["data"]
    if leaf["name"] == "order.placed":
        placed = [one for one in data["envelopes"] if one["id"] in envelopes]
        return [service for one in placed for service, _paper in one["services"]]
    if leaf["name"] == "attempt.planned":
        return [leaf["stream"].partition(":")[2]] if data["envelope"] in envelopes else []
    if leaf["name"] in {"certificate.issued", "certificate.stamped"}:
        return [leaf["stream"].partition(":")[2]]
    return [str(data["service"])]


def _missing(table: str, told: dict[str, Leaf], there: set[str]) -> Iterator[Contradiction]:
    for key, leaf in told.items():
        if key not in there:
            yield Contradiction(f"{table}:{key}", "", "", leaf["name"], leaf["id"], (leaf["stream"],))


_PARTS: Mapping[str, tuple[type[Model], int, tuple[Callable[[Sequence[UUID]], Iterator[Contradiction]], ...]]] = {
    "envelopes": (Envelope, CHUNK, (services_of, _gone)),
    "cases": (Case, CASES, (_files_of,)),
}


def _flaw(one: Contradiction) -> Flaw:
    if not one.column:
        return flaw("row", one.row, "row_gone", event=one.event, name=one.logged)
    if not one.event:
        return flaw("row", one.row, "row_untold", column=one.column, found=one.found)
    return flaw("row", one.row, "row_differs", column=one.column, found=one.found, logged=one.logged, event=one.event)
