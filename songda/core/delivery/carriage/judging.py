"""Judges the reports of one letter: whether they are a whole triplet, which defects they have, how long is waited."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum
from itertools import combinations, pairwise, product

from songda.core.delivery.carriage.reports import Report, Shipment, Verdict
from songda.core.delivery.carriage.words import MISHAPS, OUTCOMES, Defect, Kind, Piece, Stage
from songda.core.delivery.letters import Product
from songda.core.law.facts import Person, ReturnCause

CLOCK_TOLERANCE = timedelta(minutes=10)  # by which a carrier's clock may be ahead of ours
LONGEST_SILENCE_OF_A_FACT = timedelta(days=180)  # older than this when it is reported, a fact is none to rely on
GRACE = timedelta(days=3)  # after a closure, in which what was overtaken on the way may still come
TRIES, DAYS_OF_TRIES = 3, 5  # court-express mail provisions, article 6(2)

# The causes after which nobody has to be sought three times: there is nobody to be found, or they said no.
_NOBODY_THERE = frozenset(
    {ReturnCause.WRONG_ADDRESS, ReturnCause.MOVED_UNTOLD, ReturnCause.NOT_KNOWN_THERE, ReturnCause.SAID_DECEASED}
)
_CAUSES_WITHOUT_TRIES = _NOBODY_THERE | {ReturnCause.REFUSED}
_CAUSES = frozenset(cause.value for cause in ReturnCause if cause is not ReturnCause.UNTOLD)
# A plain letter is put into the box: nobody can refuse it, miss it or fail to fetch it.
_CAUSES_OF: Mapping[Product, frozenset[str]] = {
    Product.COURT_POST: _CAUSES,
    Product.REGISTERED: _CAUSES,
    Product.PLAIN: _NOBODY_THERE | {ReturnCause.CARRIER},
}


def judge(shipment: Shipment, reports: Iterable[Report], now: datetime) -> Verdict:
    """What these reports prove at this moment, in whatever order and however often they came."""
    facts = _Facts(shipment, _each_once(reports))
    found = frozenset(_defects(facts, now))
    outcome = facts.only(OUTCOMES)
    scan = facts.only({Kind.SCANNED})
    mishap = facts.first(MISHAPS)
    return Verdict(
        _stage(facts, mishap),
        tuple(defect for defect in Defect if defect in found),
        outcome,
        scan.scan if scan else "",
        frozenset(facts.missing()),
        mishap.kind if mishap else None,
        len(facts.moments(Kind.TRIED)),
        max((report.heard_at for report in facts.reports), default=None),
    )


def _each_once(reports: Iterable[Report]) -> tuple[Report, ...]:
    """The facts in order of their moments; of one that came twice only when it came first counts."""
    found: dict[Report, datetime] = {}
    for report in reports:
        fact = replace(report, heard_at=report.at)
        found[fact] = min(found.get(fact, report.heard_at), report.heard_at)
    facts = (replace(fact, heard_at=first_at) for fact, first_at in found.items())
    return tuple(sorted(facts, key=lambda each: (each.at, each.kind, each.cause, each.signer, each.scan)))


@dataclass(frozen=True)
class _Facts:
    """The reports of one letter, each once."""

    shipment: Shipment
    reports: tuple[Report, ...]

    def of(self, *kinds: Kind) -> Sequence[Report]:
        return [report for report in self.reports if report.kind in kinds]

    def only(self, kinds: Iterable[Kind]) -> Report | None:
        """The one report of these kinds; None where there is none, or more than one that differ."""
        found = self.of(*kinds)
        return found[0] if len(found) == 1 else None

    def first(self, kinds: Iterable[Kind]) -> Report | None:
        return next(iter(self.of(*kinds)), None)

    def moments(self, *kinds: Kind) -> list[datetime]:
        return sorted({report.at for report in self.of(*kinds)})

    def missing(self) -> Iterator[Piece]:
        if not self.of(*OUTCOMES):
            yield Piece.OUTCOME
        if not self.of(Kind.SCANNED):
            yield Piece.SCAN
        if not self.of(Kind.CLOSED):
            yield Piece.CLOSURE


def _stage(facts: _Facts, mishap: Report | None) -> Stage:
    if mishap is not None:
        return Stage.MISHAP
    if facts.of(*OUTCOMES):
        return Stage.OUTCOME_KNOWN if any(facts.missing()) else Stage.WHOLE
    if facts.of(Kind.TRIED):
        return Stage.TRIED
    return Stage.UNDER_WAY if facts.reports else Stage.UNHEARD


def _defects(facts: _Facts, now: datetime) -> Iterator[Defect]:
    yield from _of_identity(facts)
    yield from _of_time(facts)
    yield from _of_order(facts)
    yield from _of_outcomes(facts, now)
    for outcome in facts.of(*OUTCOMES):
        yield from _of_signer(facts.shipment, outcome) if outcome.kind is Kind.DELIVERED else _of_cause(facts, outcome)
    yield from _of_scans(facts, now)


def _of_identity(facts: _Facts) -> Iterator[Defect]:
    shipment = facts.shipment
    for report in facts.reports:
        if report.number != shipment.number:
            yield Defect.OTHER_NUMBER
        if report.product and report.product != shipment.product:
            yield Defect.OTHER_PRODUCT
        if report.scan_number and report.scan_number != shipment.number:
            yield Defect.SCAN_OF_ANOTHER


def _of_time(facts: _Facts) -> Iterator[Defect]:
    for report in facts.reports:
        if report.at > report.heard_at + CLOCK_TOLERANCE:
            yield Defect.FUTURE_DATE
        if report.heard_at - report.at > LONGEST_SILENCE_OF_A_FACT:
            yield Defect.STALE


def _of_order(facts: _Facts) -> Iterator[Defect]:
    """Sealed, handed over, tried, outcome, scan, closed: each no earlier than the one before."""
    sealed = facts.shipment.sealed_at - CLOCK_TOLERANCE
    handed, closed, outcomes = facts.moments(Kind.HANDED), facts.moments(Kind.CLOSED), facts.moments(*OUTCOMES)
    begun = handed[0] if handed else sealed
    yield from _too_early(handed, sealed, Defect.HANDED_BEFORE_SEALED)
    yield from _too_early(facts.moments(Kind.TRIED), begun, Defect.TRIED_BEFORE_HANDOVER)
    yield from _too_early(outcomes, begun, Defect.OUTCOME_BEFORE_HANDOVER)
    if len(handed) > 1:
        yield Defect.TWO_HANDOVERS
    if len(closed) > 1:
        yield Defect.TWO_CLOSURES
    if outcomes:
        if closed and not handed:
            yield Defect.NEVER_HANDED
        yield from _too_early(outcomes, max(facts.moments(Kind.TRIED), default=outcomes[0]), Defect.OUTCOME_BEFORE_TRY)
        yield from _too_early(facts.moments(Kind.SCANNED), outcomes[0], Defect.SCAN_BEFORE_OUTCOME)
        yield from _too_early(closed, outcomes[0], Defect.CLOSED_BEFORE_OUTCOME)


def _too_early(moments: Sequence[datetime], earliest: datetime, defect: Defect) -> Iterator[Defect]:
    if moments and moments[0] < earliest:
        yield defect


def _of_outcomes(facts: _Facts, now: datetime) -> Iterator[Defect]:
    outcomes = facts.of(*OUTCOMES)
    if len(outcomes) > 1:
        yield _contradiction(outcomes)
    if outcomes and facts.of(*MISHAPS):
        yield Defect.OUTCOME_AFTER_MISHAP
    if outcomes and facts.shipment.product is Product.PLAIN and any(each.kind is Kind.DELIVERED for each in outcomes):
        yield Defect.OUTCOME_UNPROVABLE
    if not outcomes and not facts.of(*MISHAPS) and _is_closed_for(facts, GRACE, now):
        yield Defect.CLOSED_WITHOUT_OUTCOME
    if _contradicts_record(facts.shipment, outcomes):
        yield Defect.AGAINST_THE_RECORD


def _contradiction(outcomes: Sequence[Report]) -> Defect:
    kinds = [outcome.kind for outcome in outcomes]
    if len(set(kinds)) == 1:
        return Defect.TWO_OUTCOMES
    return Defect.DELIVERED_AFTER_RETURN if kinds[-1] is Kind.DELIVERED else Defect.RETURNED_AFTER_DELIVERY


def _contradicts_record(shipment: Shipment, outcomes: Sequence[Report]) -> bool:
    """Whether carriers say something else than people of the court, or these contradict each other."""
    own = [_Told(one.kind, one.cause, one.signer, one.at, one.is_dated) for one in shipment.on_record]
    reported = [_told(outcome) for outcome in outcomes]
    pairs = [*combinations(own, 2), *product(own, reported)]
    return any(_differ(one, other, shipment.zone) for one, other in pairs)


@dataclass(frozen=True)
class _Told:
    """What somebody says became of the letter; empty is what they leave open."""

    kind: Kind
    cause: str
    signer: str
    at: datetime
    is_dated: bool = True


def _told(outcome: Report) -> _Told:
    """A word that nobody here understands, or a signature that nobody can read, leaves it open."""
    cause = outcome.cause if outcome.cause in _CAUSES else ""
    return _Told(outcome.kind, cause, outcome.signer if outcome.signer in set(Person) else "", outcome.at)


def _differ(one: _Told, other: _Told, zone: tzinfo) -> bool:
    """What either leaves open contradicts nothing. Of days the court's own count, by which periods run."""
    pairs = ((one.cause, other.cause), (one.signer, other.signer))
    if one.kind is not other.kind or any(left and right and left != right for left, right in pairs):
        return True
    days = [each.at.astimezone(zone).date() for each in (one, other)]
    if one.is_dated and other.is_dated:
        return days[0] != days[1]
    by_then, day = days if other.is_dated else days[::-1]
    return (one.is_dated or other.is_dated) and day > by_then


def _is_closed_for(facts: _Facts, how_long: timedelta, now: datetime) -> bool:
    """Whether the carrier said so long ago that nothing more comes."""
    closed_at = [report.heard_at for report in facts.of(Kind.CLOSED)]
    return bool(closed_at) and now - min(closed_at) >= how_long


def _of_signer(shipment: Shipment, outcome: Report) -> Iterator[Defect]:
    if outcome.cause:
        yield Defect.CAUSE_OF_A_DELIVERY
    if not outcome.signer:
        yield Defect.SIGNER_MISSING
    elif outcome.signer not in set(Person):
        yield Defect.SIGNER_UNREADABLE
    elif outcome.signer not in shipment.signers:
        yield Defect.SIGNER_NOT_ALLOWED


def _of_cause(facts: _Facts, outcome: Report) -> Iterator[Defect]:
    if outcome.signer:
        yield Defect.SIGNER_OF_A_RETURN
    if not outcome.cause:
        yield Defect.CAUSE_MISSING
    elif outcome.cause not in _CAUSES:
        yield Defect.CAUSE_UNKNOWN
    elif outcome.cause not in _CAUSES_OF[facts.shipment.product]:
        yield Defect.CAUSE_OF_ANOTHER_PRODUCT
    elif facts.shipment.product is Product.COURT_POST and outcome.cause not in _CAUSES_WITHOUT_TRIES:
        yield from _of_tries(facts)


def _of_tries(facts: _Facts) -> Iterator[Defect]:
    """Who was not met is sought three times within five days: court-express mail provisions, article 6(2)."""
    days = [at.astimezone(facts.shipment.zone).date() for at in facts.moments(Kind.TRIED)]
    if len(days) < TRIES:
        yield Defect.TOO_FEW_TRIES
    elif not any((last - first).days <= DAYS_OF_TRIES for first, last in zip(days, days[TRIES - 1 :], strict=False)):
        yield Defect.TRIES_TOO_FAR_APART


def _of_scans(facts: _Facts, now: datetime) -> Iterator[Defect]:
    scans = facts.of(Kind.SCANNED)
    if any(one.scan != other.scan for one, other in pairwise(scans)):
        yield Defect.TWO_SCANS
    if any(not scan.scan or not scan.is_usable for scan in scans):
        yield Defect.SCAN_UNUSABLE
    elif any(not scan.scan_number for scan in scans):  # a blank sheet proves nothing: somebody looks at it
        yield Defect.SCAN_WITHOUT_NUMBER
    if facts.of(*OUTCOMES) and not scans and _is_closed_for(facts, GRACE, now):
        yield Defect.MISSING_SCAN


# How long a carrier may say nothing of a letter, by how far it has come. Court mail is tried within five days and comes
# back within the days that the post has for it; a plain letter tells nothing on its way, and is asked about by nobody.
PATIENCE: Mapping[Product, Mapping[Stage, timedelta]] = {
    Product.COURT_POST: {
        Stage.UNHEARD: timedelta(days=2),
        Stage.UNDER_WAY: timedelta(days=5),
        Stage.TRIED: timedelta(days=6),
        Stage.OUTCOME_KNOWN: timedelta(days=7),
    },
    Product.REGISTERED: {
        Stage.UNHEARD: timedelta(days=3),
        Stage.UNDER_WAY: timedelta(days=8),
        Stage.TRIED: timedelta(days=10),
        Stage.OUTCOME_KNOWN: timedelta(days=10),
    },
}
ANSWER_WITHIN = timedelta(days=3)  # that a carrier has for an enquiry


def silent_from(shipment: Shipment, verdict: Verdict) -> datetime | None:
    """From when on the carrier has been silent too long; None where nothing more is waited for."""
    patience = PATIENCE.get(shipment.product, {}).get(verdict.stage)
    if patience is None or Piece.CLOSURE not in verdict.missing:
        return None
    return (verdict.heard_at or shipment.sealed_at) + patience


class Basis(StrEnum):
    """On what it rests that something counts of a letter."""

    READ_OFF = "read_off"  # the return, by somebody of the court
    PROOF = "proof"  # the triplet is whole
    IN_HAND = "in_hand"  # somebody of the court holds the letter
    NOTHING = "nothing"


@dataclass(frozen=True)
class Standing:
    """What counts, and whether somebody contradicts what people of the court put on record.

    `proved`: the outcome that counts by the carrier's triplet, where that is the basis.
    """

    basis: Basis
    proved: Report | None = None
    is_contradicted: bool = False


AGAINST = frozenset(
    {
        Defect.TWO_OUTCOMES,
        Defect.DELIVERED_AFTER_RETURN,
        Defect.RETURNED_AFTER_DELIVERY,
        Defect.OUTCOME_AFTER_MISHAP,
        Defect.AGAINST_THE_RECORD,
    }
)


def standing_of(shipment: Shipment, verdict: Verdict, now: datetime) -> Standing:
    """What counts of the letter at this moment, by all that is known of it, whatever was known first.

    Which day wins: that of signing or receipt which is written on the return (Civil Procedure Law of 2023, articles
    87(2) and 91). Somebody of the court who read it off the return is believed before what a carrier reports of it. A
    whole triplet is such a return as well, and its day the one on which the letter was given back (court-express mail
    provisions of 2004, article 11). Whoever holds the letter in their hands and tells no day knows only that it is back
    by then; where they tell one that the carrier does not, or anything else than it does, the letter in their hands is
    believed, and a judge is asked. An outcome that a carrier's clock dates ahead counts when it comes.
    """
    is_contradicted = bool(shipment.on_record) and bool(AGAINST & set(verdict.defects))
    if any(not one.at_station for one in shipment.on_record):
        return Standing(Basis.READ_OFF, None, is_contradicted)
    if shipment.gives_proof and verdict.is_proof and verdict.outcome is not None and verdict.outcome.at <= now:
        return Standing(Basis.PROOF, verdict.outcome)
    return Standing(Basis.IN_HAND if shipment.on_record else Basis.NOTHING, None, is_contradicted)
