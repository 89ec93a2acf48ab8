"""Reads orders, envelopes and their services, and finds what a link opens; changes nothing."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.db.models import Exists, OuterRef, Q, QuerySet

from songda.core.law import Status
from songda.records.court.staff.models import Court
from songda.records.ground import vault
from songda.records.matter.cases.models import Case
from songda.records.matter.circumstances.models import Circumstance
from songda.records.matter.papers.models import Paper
from songda.records.matter.parties.models import Party
from songda.records.service.orders.models import Envelope, Service

_TABLES: tuple[type[models.Model], ...] = (Envelope, Case, Court, Party)
_HOW = """
    SELECT {columns}, EXISTS (SELECT FROM {circumstance} WHERE party_id = {party}.id) FROM {envelope}
    JOIN {case} ON {case}.id = {envelope}.case_id
    JOIN {court} ON {court}.id = {case}.court_id
    JOIN {party} ON {party}.id = {envelope}.party_id
    WHERE {envelope}.link_index = %s
"""


def service_of(court: Court, service_id: UUID) -> Service:
    """One service of this court; Service.DoesNotExist for any other."""
    rows = Service.objects.select_related("paper", "finding", "envelope__case__court", "envelope__party")
    return rows.get(id=service_id, envelope__case__court=court)


def envelope_of(court: Court, envelope_id: UUID) -> Envelope:
    """One envelope of this court; Envelope.DoesNotExist for any other."""
    rows = Envelope.objects.select_related("case__court", "party", "order")
    found = rows.get(id=envelope_id, case__court=court)
    found.party.case = found.case
    return found


def earlier_envelopes(envelope: Envelope) -> list[Envelope]:
    """Other envelopes for the same party of the same case, newest first."""
    rows = Envelope.objects.filter(party_id=envelope.party_id).filter(recalled_at=None).exclude(id=envelope.id)
    return list(rows.select_related("case__court", "party").order_by("-placed_at"))


def unanswered(services: QuerySet[Service], after: UUID | None = None) -> QuerySet[Service]:
    """Of these, those of which the law has not said anything yet, and that were not taken back; the oldest first.

    Envelope by envelope, along the index of those that were never asked about: a page costs the same however many
    wait, and however many are answered. `after`: the service at which the page before ended.
    """
    rows = services.filter(
        envelope__law_first_asked_at=None, envelope__recalled_at=None, finding=None, recalled_at=None
    )
    last = Service.objects.filter(id=after).values_list("envelope_id", flat=True).first() if after else None
    if last is not None:
        beyond = Q(envelope__id__gt=last) | Q(id__gt=after)
        rows = rows.filter(Q(envelope__id__gte=last) & beyond)  # the first part leads to the place in the index
    elif after is not None:
        rows = rows.filter(id__gt=after)
    return rows.order_by("envelope__id", "id")


def has_services_to_serve(envelope: str = "envelope") -> Exists:
    """Whether a paper of the envelope that a row names is still to be served: neither taken back, nor counting.

    One that counts and that whoever holds the number denied is still to be served: whoever is meant must be found.
    """
    return Exists(to_serve().filter(envelope=OuterRef(envelope)))


def to_serve() -> QuerySet[Service]:
    """The services that are still to be served, in the sense of `still_open`."""
    rows = Service.objects.filter(recalled_at=None, envelope__recalled_at=None)
    return rows.exclude(Q(finding__status=Status.EFFECTIVE) & Q(finding__is_denied=False))


def unserved() -> QuerySet[Service]:
    """The services that have not taken effect, that were not taken back, and whose paper was not ordered anew since."""
    anew = Service.objects.filter(
        paper=OuterRef("paper"), envelope__party=OuterRef("envelope__party"), recalled_at=None,
        envelope__placed_at__gt=OuterRef("envelope__disowned_at"),
    )  # fmt: skip
    rows = Service.objects.filter(recalled_at=None, envelope__recalled_at=None)
    return rows.exclude(finding__status=Status.EFFECTIVE).exclude(Exists(anew))


def corrected(services: Collection[Service]) -> set[UUID]:
    """Those of which the paper was corrected, and the correction ordered for the same person: nobody has to serve them.

    A correction may have been corrected in turn. The services come with envelope.
    """
    cases, parties = ({getattr(s.envelope, name) for s in services} for name in ("case_id", "party_id"))
    known = Paper.objects.filter(case__in=cases).exclude(replaces=None).values_list("replaces_id", "id")
    by = {replaced: paper for replaced, paper in known if replaced is not None}
    if not by:
        return set()
    rows = Service.objects.filter(paper__in=by.values(), envelope__party__in=parties, recalled_at=None)
    ordered = rows.filter(envelope__recalled_at=None).values_list("envelope__party_id", "paper_id")
    return corrected_among(services, by, set(ordered))


def corrected_among(
    services: Iterable[Service], by: Mapping[UUID, UUID], ordered: Collection[tuple[UUID, UUID]]
) -> set[UUID]:
    """The same, where it is known `by` which paper each was replaced, and what was ordered for whom (party, paper)."""
    return {
        service.id
        for service in services
        if any((service.envelope.party_id, later) in ordered for later in _corrections(service.paper_id, by))
    }


def _corrections(paper_id: UUID, by: Mapping[UUID, UUID]) -> Iterator[UUID]:
    """What came in its place, one after the other."""
    while (later := by.get(paper_id)) is not None:
        yield later
        paper_id = later


# Finds what a link opens, by a statement that is written once.
#
# Every page of the portal begins with it. The ORM would write the statement anew each time, for four tables and more
# than sixty columns; that takes four times as long as to ask it and to make the objects.

TOKEN_LENGTH = 10


def envelope_by_token(token: str) -> Envelope | None:
    """The envelope that a link opens, with case, court and party; None for anything else.

    What is noted of the party is read already where that is nothing, as of most.
    """
    if len(token) != TOKEN_LENGTH:
        return None
    with connection.cursor() as cursor:
        cursor.execute(_statement(), [vault.link_index(token)])
        row = cursor.fetchone()
    return None if row is None else _join_objects(row)


def _join_objects(row: tuple[Any, ...]) -> Envelope:
    envelope, case, court, party = _objects_of(row)
    case.court = court
    envelope.case = case
    envelope.party = party
    party.case = case
    if not row[-1]:
        party._prefetched_objects_cache = {"circumstances": Circumstance.objects.none()}
    found: Envelope = envelope
    return found


def _objects_of(row: tuple[Any, ...]) -> list[Any]:
    objects, start = [], 0
    for table in _TABLES:
        names = _names(table)
        objects.append(table.from_db(connection.alias, names, row[start : start + len(names)]))
        start += len(names)
    return objects


@cache
def _names(table: type[models.Model]) -> list[str]:
    """Its columns as attributes, in the order of the statement; they need no reading by Django."""
    columns = table._meta.concrete_fields
    if any(column.get_db_converters(connection) for column in columns):
        raise TypeError(f"{table.__name__} has a column that cannot be taken as it comes.")
    return [column.attname for column in columns]


@cache
def _statement() -> str:
    quote = connection.ops.quote_name
    tables = {table.__name__.lower(): quote(table._meta.db_table) for table in _TABLES}
    columns = [
        f"{quote(table._meta.db_table)}.{quote(str(column.column))}"
        for table in _TABLES
        for column in table._meta.concrete_fields
    ]
    noted = quote(Circumstance._meta.db_table)
    return _HOW.format(columns=", ".join(columns), circumstance=noted, **tables)


def unserved_papers(envelope_ids: Collection[UUID]) -> Mapping[UUID, frozenset[UUID]]:
    """What is still to be served of each; a message, or whoever goes there, takes what is right at that moment."""
    found: dict[UUID, set[UUID]] = {envelope: set() for envelope in envelope_ids}
    rows = Service.objects.filter(envelope__in=envelope_ids, recalled_at=None).exclude(finding__status="effective")
    for envelope, service in rows.values_list("envelope_id", "id"):
        found[envelope].add(service)
    return {envelope: frozenset(own) for envelope, own in found.items()}
