"""Compares every service with the log: what its rows say now, and whether what was logged still has its rows."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from uuid import UUID

from songda.core.delivery.states import Purpose
from songda.core.evidence.flaws import Flaw, flaw
from songda.records.attempts.models import Attempt
from songda.records.cases.models import Case
from songda.records.certificates.comparing.contradiction import Contradiction, Leaf
from songda.records.certificates.comparing.scope import Scope, compare_cases, compare_offices
from songda.records.certificates.contradictions import lasting, services_of
from songda.records.certificates.models import Certificate
from songda.records.evidence.queries import leaves_of_cases
from songda.records.orders.models import Envelope, Service
from songda.records.portal_acts.models import RecipientAct
from songda.records.portal_acts.visits import EVENT_OF_ACT

CHUNK = 200  # envelopes
CASES = 50
TOLD = ("order.placed", "attempt.planned", *EVENT_OF_ACT.values(), "certificate.issued", "certificate.stamped")
Progress = Callable[[UUID, int, int], None]
"""`progress(last, done, all)`: up to which envelope, how many of how many."""


def audit_rows(after: UUID | None = None, progress: Progress = lambda _last, _done, _all: None) -> Iterator[Flaw]:
    """Every row that the log contradicts, and every one that is gone: of services first, then of files and offices.

    Of services it begins behind the envelope `after`. What is written meanwhile, and has no place in the log yet, is no
    flaw.
    """
    envelopes = Envelope.objects.filter(id__gt=after) if after else Envelope.objects.all()
    ids = list(envelopes.order_by("id").values_list("id", flat=True))
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        for look in (partial(services_of, chunk), partial(_gone, chunk)):
            yield from map(_flaw, lasting(look))
        progress(chunk[-1], min(start + CHUNK, len(ids)), len(ids))
    yield from _of_files()


def _of_files() -> Iterator[Flaw]:
    """Whatever stands in the files of cases, and who works at the courts."""
    cases = list(Case.objects.order_by("id").values_list("id", flat=True))
    for start in range(0, len(cases), CASES):
        scope = Scope(cases[start : start + CASES])
        yield from map(_flaw, lasting(partial(compare_cases, scope)))
    yield from map(_flaw, lasting(compare_offices))


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


def _flaw(one: Contradiction) -> Flaw:
    if not one.column:
        return flaw("row", one.row, "row_gone", event=one.event, name=one.logged)
    if not one.event:
        return flaw("row", one.row, "row_untold", column=one.column, found=one.found)
    return flaw("row", one.row, "row_differs", column=one.column, found=one.found, logged=one.logged, event=one.event)
