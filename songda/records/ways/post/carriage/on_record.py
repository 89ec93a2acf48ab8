"""What stands on record of a letter, brought there and taken from there as all that is known of it says.

Whatever was known first, the same stands there in the end. What people read off a return stays as they entered it; what
follows from reports, or from a letter that somebody holds, gives way to what more is known, and an event names what it
replaces. What a person decided is changed by persons alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from songda.core.delivery.carriage import Basis, OnRecord, Report, SettledHow, Standing, Verdict
from songda.core.evidence.canonical import Json
from songda.core.evidence.deciding.conclusions import BY_CARRIER, KIND_OF, put_on_record
from songda.core.language import COURT_LANGUAGE
from songda.core.state import CaseState
from songda.core.state.ways import carriage as told
from songda.core.words import say
from songda.records.ground import vault
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.evidence.premises import ids_of
from songda.records.matter.cases.actions import Reason
from songda.records.service.deeds.models import DeedStep
from songda.records.ways.deeds import StepDraft, keep_step, strike_kept
from songda.records.ways.post.carriage.models import CameBack, Carriage
from songda.records.ways.post.carriage.reading import SCANS
from songda.records.ways.post.letters.models import Letter

_STEP_OF = {kind: step for step, kind in KIND_OF.items()}
_BY_PEOPLE = frozenset({SettledHow.BELIEVED, SettledHow.NOT_BELIEVED, SettledHow.TRIED_AGAIN})


@dataclass(frozen=True)
class Known:
    """All that events tell of one letter: what carriers reported, which of its returns stand, which steps do."""

    state: CaseState
    facts: Sequence[told.CarrierFact]
    returns: Sequence[told.CameBack]
    steps: Sequence[DeedStep]
    count: int  # of all that was ever told, what was struck too

    @property
    def read_off(self) -> list[DeedStep]:
        """What people entered that neither a report nor a letter in their hands made."""
        return [step for step in self.steps if not self.is_proved(step) and not self.is_in_hand(step)]

    def is_proved(self, step: DeedStep) -> bool:
        """Whether a carrier's triplet made it."""
        return step.recorded_by.startswith(BY_CARRIER)

    def is_in_hand(self, step: DeedStep) -> bool:
        """Whether a letter that came back made it."""
        return any(is_of_entry(step, entry) for entry in self.returns)

    def on_record(self) -> tuple[OnRecord, ...]:
        """What people say of it."""
        return put_on_record(self.read_off, self.returns)

    def rests_on(self) -> list[Json]:
        """The events of all of it."""
        read = [entity for step in self.read_off if (entity := self.state.deed_steps.get(str(step.id))) is not None]
        return list[Json](sorted({*ids_of(self.facts), *ids_of(self.returns), *ids_of(read)}))


def is_of_entry(step: DeedStep, entry: told.CameBack | CameBack) -> bool:
    """Whether the entry made the step; one that stood there before stays."""
    return step.kind == "returned" and step.at == entry.at and step.recorded_by in {entry.by, "engine"}


def was_decided(carriage: Carriage) -> bool:
    """Whether a person decided what became of the letter: then nothing but they put it on record or take it away."""
    is_struck = carriage.settled == SettledHow.PROVED and carriage.step is not None and carriage.step.struck_at
    return bool(is_struck) or carriage.settled in _BY_PEOPLE or carriage.reason_sealed is not None


def bring_on_record(carriage: Carriage, known: Known, verdict: Verdict, standing: Standing, now: datetime) -> None:
    """Let stand on record what counts now, and nothing else that was brought there so; the caller saves the row."""
    deed = carriage.letter.deed
    if deed is None and standing.basis is Basis.PROOF:
        return  # a plain letter serves nobody
    wanted = None if deed is None else _standing_step(known, standing)
    over = [step for step in known.steps if step != wanted and step not in known.read_off]
    for step in over:
        strike_kept(step, Reason(say("carriage.more_is_known", COURT_LANGUAGE)), "engine", now)
    is_new = wanted is None and deed is not None and standing.basis in {Basis.PROOF, Basis.IN_HAND}
    if is_new:
        wanted = _add(carriage, known, verdict, standing, now)
    how, by = _how(carriage, known, verdict, standing)
    is_other = (carriage.settled, carriage.step) != (how, wanted)
    if is_other:
        carriage.settled, carriage.settled_by, carriage.step = how, by, wanted
        carriage.settled_at = now if how else None
    if over:
        record([_replaced(carriage, known, over, now)], now)
    if is_new and (proved := standing.proved) is not None:
        data: dict[str, Json] = {"kind": proved.kind.value, "at": proved.at.isoformat(), "rests_on": known.rests_on()}
        record([carriage_event("carriage.proved", carriage, "engine", now, data)], now)
    elif is_other and not over:
        name = "carriage.confirmed" if how == SettledHow.CONFIRMED else "carriage.settled"
        record([carriage_event(name, carriage, "engine", now, {})], now)


def _replaced(carriage: Carriage, known: Known, over: Sequence[DeedStep], now: datetime) -> NewEvent:
    """What stood on record stands there no longer: it names that, and all on which it rests."""
    told_of = (known.state.deed_steps.get(str(step.id)) for step in over)
    data: dict[str, Json] = {
        "was": list[Json](sorted(str(step.id) for step in over)),
        "replaces": list[Json](ids_of([step for step in told_of if step is not None])),
        "rests_on": known.rests_on(),
    }
    return carriage_event("carriage.replaced", carriage, "engine", now, data)


def _standing_step(known: Known, standing: Standing) -> DeedStep | None:
    """The step that stands there already by this basis."""
    if standing.proved is not None:
        return next((step for step in known.steps if known.is_proved(step) and _says(step, standing.proved)), None)
    if standing.basis is Basis.IN_HAND:
        return next((step for step in known.steps if known.is_in_hand(step)), None)
    return None


def _says(step: DeedStep, outcome: Report) -> bool:
    told_of_step = (step.kind, step.at, step.by, step.manner)
    return told_of_step == (_STEP_OF[outcome.kind], outcome.at, outcome.signer, outcome.cause)


def _add(carriage: Carriage, known: Known, verdict: Verdict, standing: Standing, now: datetime) -> DeedStep:
    if standing.proved is not None:
        return add_outcome(carriage, standing.proved, verdict.scan, now)
    deed, entry = carriage.letter.deed, known.returns[0]
    assert deed is not None  # noqa: S101 - the caller saw to it
    return keep_step(
        deed, StepDraft("returned", entry.at, words=carriage.letter.number, manner=entry.cause), "engine", now
    )


def _how(carriage: Carriage, known: Known, verdict: Verdict, standing: Standing) -> tuple[str, str]:
    """By what it counts, and who is answerable for that; empty where nothing counts."""
    match standing.basis:
        case Basis.PROOF:
            return SettledHow.PROVED.value, f"{BY_CARRIER}{carriage.carrier}"
        case Basis.IN_HAND:
            return SettledHow.AT_STATION.value, known.returns[0].by
        case Basis.READ_OFF:
            is_proved = SettledHow.CONFIRMED.value, "engine"
            return is_proved if verdict.is_proof else (SettledHow.READ_OFF.value, known.read_off[0].recorded_by)
    return "", ""


def add_outcome(carriage: Carriage, outcome: Report, scan: str, now: datetime) -> DeedStep:
    """The outcome as a step of the letter's try; of one that stands there already, that step."""
    deed, by = carriage.letter.deed, f"{BY_CARRIER}{carriage.carrier}"
    assert deed is not None  # noqa: S101 - whoever calls has seen to it
    kind = _STEP_OF[outcome.kind]
    draft = StepDraft(
        kind, outcome.at, outcome.signer, carriage.letter.number, scan_named(carriage.letter, scan), outcome.cause
    )
    return keep_step(deed, draft, by, now)


def scan_named(letter: Letter, sha256: str) -> bytes | None:
    """The picture with this hash, as PDF; None where there is none."""
    if not sha256:
        return None
    row = letter.reports.filter(scan_sha256=bytes.fromhex(sha256), scan_key__isnull=False).first()
    return vault.read_file(SCANS, row.id, bytes(row.scan_key)) if row is not None and row.scan_key else None


def settle(carriage: Carriage, how: SettledHow, by: str, now: datetime) -> None:
    """How it came about that something stands on record, or that nothing does; the caller saves it."""
    carriage.settled, carriage.settled_at, carriage.settled_by = how.value, now, by


def carriage_event(name: str, carriage: Carriage, by: str, now: datetime, data: dict[str, Json]) -> NewEvent:
    """What became of a letter with its carrier, and how it stands now."""
    case_id = carriage.letter.envelope.case_id
    known: dict[str, Json] = {
        "letter": str(carriage.letter_id),
        "carrier": carriage.carrier,
        "envelope": str(carriage.letter.envelope_id),
        "settled": carriage.settled,
        "settled_at": carriage.settled_at.isoformat() if carriage.settled_at else None,
        "settled_by": carriage.settled_by,
        "step": str(carriage.step_id) if carriage.step_id else None,
    }
    return NewEvent(name, f"letter:{carriage.letter_id}", case_id, now, by, {**known, **data})
