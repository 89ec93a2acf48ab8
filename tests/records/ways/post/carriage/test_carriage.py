"""From a push to a step on record, or to a task: the real rows, the real law."""

from collections.abc import Sequence
from copy import copy
from datetime import timedelta

import pytest

from songda.carriers.contract import ForgedError
from songda.clock import new_id
from songda.core.delivery.letters import item_number
from songda.core.refusal import Refused
from songda.records.ground.evidence.actions import NewEvent, record, sequence
from songda.records.ground.evidence.models import Event
from songda.records.ground.evidence.queries import secrets_of
from songda.records.law.decisions.ask_law import ask_law
from songda.records.matter.cases.actions import Reason
from songda.records.proof.certificates.contradictions import compare_cases
from songda.records.proof.conclusions_audit import not_drawn_again
from songda.records.service.deeds.queries import scan_of_step
from songda.records.service.findings.models import Finding
from songda.records.service.tasks.models import Task
from songda.records.ways.deeds import DeedDraft, StepDraft, add_step, record_deed, strike_kept
from songda.records.ways.post.carriage import reading
from songda.records.ways.post.carriage.deciding import Belief, add_scan, decide, rule
from songda.records.ways.post.carriage.models import Carriage, CarrierReport, Push
from songda.records.ways.post.carriage.queries import carrier_backlog, see_strays, strays_of
from songda.records.ways.post.carriage.reading import body_of
from songda.records.ways.post.carriage.scans import Scan, take_scans
from songda.records.ways.post.letters.models import Letter
from songda.records.ways.post.letters.rooms import RangeDraft, give_range
from songda_demo.sandbox.carrier.slips import slip
from tests import make
from tests.records.ways.post.carriage.parcels import (
    CARRIERS,
    CLERK,
    DAY,
    HOUR,
    SEALED,
    came_back,
    heard,
    posted,
    push,
    report,
    scan,
    signed_for,
    work,
)
from tests.surroundings.ready import ready_made

pytestmark = pytest.mark.database
LATER = SEALED + 5 * DAY


@pytest.fixture
@ready_made
def letter() -> Letter:
    return posted()


def steps(letter: Letter) -> list[str]:
    assert letter.deed is not None
    return [step.kind for step in letter.deed.steps.filter(struck_at=None).order_by("recorded_at", "at")]


def open_tasks(letter: Letter) -> list[tuple[str, str]]:
    rows = Task.objects.filter(envelope=letter.envelope, closed_at=None, kind__endswith="carriage")
    return list(rows.values_list("kind", "reason"))


def status(letter: Letter, at: object = LATER) -> str:
    ask_law(at)  # type: ignore[arg-type]
    return Finding.objects.get(service__envelope=letter.envelope).status


def test_a_whole_triplet_puts_the_outcome_on_record_with_its_scan_and_the_law_is_asked(letter: Letter) -> None:
    held = heard(letter, signed_for(letter), LATER)

    assert (held.settled, held.stage, held.defects) == ("proved", "whole", [])
    assert steps(letter) == ["sent", "signed"]
    assert held.step is not None
    assert (held.step.by, held.step.at, held.step.recorded_by) == ("recipient", SEALED + 2 * DAY, "provider:signed")
    assert scan_of_step(held.step).startswith(b"%PDF")
    assert status(letter) == "effective"
    assert open_tasks(letter) == []


def test_what_comes_piece_by_piece_twice_and_late_comes_to_the_same(letter: Letter) -> None:
    pieces = signed_for(letter)
    for at, piece in enumerate([*reversed(pieces), *pieces]):
        held = heard(letter, [piece], LATER + at * HOUR)

    assert held.settled == "proved"
    assert steps(letter) == ["sent", "signed"]
    assert CarrierReport.objects.filter(letter=letter).count() == 4
    assert Push.objects.count() == 8


def test_a_push_that_comes_again_is_kept_once_and_its_number_serves_nothing_else(letter: Letter) -> None:
    assert push(signed_for(letter)[:1], LATER, once="x") is True
    assert push(signed_for(letter)[:1], LATER, once="x") is False
    with pytest.raises(ForgedError):
        push(signed_for(letter)[1:2], LATER, once="x")
    assert Push.objects.count() == 1


def test_what_came_is_kept_as_it_came_before_anybody_read_it(letter: Letter) -> None:
    push([], LATER, body=b"\xff nonsense")

    kept = Push.objects.get()
    assert body_of(kept) == b"\xff nonsense"
    assert b"nonsense" not in bytes(kept.body_sealed)

    work(LATER)

    kept.refresh_from_db()
    assert kept.is_nonsense
    assert Event.objects.filter(name="push.unreadable").count() == 1
    assert strays_of(letter.court).count == 1


def test_pushes_that_wait_are_read_together_and_what_is_no_push_among_them_hinders_none(
    letter: Letter, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[int] = []

    def counted(bodies: Sequence[bytes]) -> list[Scan | Refused]:
        looks.append(len(bodies))
        return take_scans(bodies)

    monkeypatch.setattr(reading, "take_scans", counted)
    first, second, *rest = signed_for(letter)
    push([first, second], LATER)
    push([], LATER, body=b"\xff nonsense")
    push(rest, LATER)
    push([second, *rest], LATER)  # told again
    assert reading.read_next(CARRIERS, LATER) == 4
    assert looks == [1]
    assert not Push.objects.filter(read_at=None).exists()
    assert Push.objects.filter(is_nonsense=True).count() == 1
    assert CarrierReport.objects.filter(letter=letter).count() == 4
    assert reading.read_next(CARRIERS, LATER) == 0


def test_large_pushes_are_read_one_by_one(letter: Letter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "READ_BYTES", 1)
    for one in signed_for(letter)[:2]:
        push([one], LATER)
    assert [reading.read_next(CARRIERS, LATER) for _ in range(3)] == [1, 1, 0]


def with_scan(letter: Letter, manner: str) -> list[dict[str, object]]:
    first, second, _, last = signed_for(letter)
    return [first, second, scan(letter, 3 * DAY, manner), last]


def refused(letter: Letter) -> dict[str, object]:
    return report(letter, "returned", 4 * DAY, cause="refused")


def signed_by(letter: Letter, signer: str) -> dict[str, object]:
    return report(letter, "delivered", DAY, signer=signer)


@pytest.mark.parametrize(
    ("planted", "reason"),
    [
        (lambda letter: with_scan(letter, "other"), "scan_of_another"),
        (lambda letter: with_scan(letter, "bomb"), "scan_unusable"),
        (lambda letter: with_scan(letter, "blank"), "scan_without_number"),
        (lambda letter: [*signed_for(letter), refused(letter)], "returned_after_delivery"),
        (lambda letter: came_back(letter, "nobody_met"), "too_few_tries"),
        (lambda letter: [report(letter, "handed", HOUR), report(letter, "lost", DAY)], "lost"),
        (lambda letter: [*signed_for(letter)[:1], signed_by(letter, "opponent")], "signer_not_allowed"),
    ],
    ids=["scan of another", "a bomb", "no number on it", "two outcomes", "too few tries", "lost", "who may not sign"],
)  # fmt: skip
def test_a_defect_is_a_task_and_no_effect(letter: Letter, planted: object, reason: str) -> None:
    held = heard(letter, planted(letter), LATER)  # type: ignore[operator]

    assert held.settled == ""
    assert steps(letter) == ["sent"]
    assert open_tasks(letter) == [("check_carriage", f"carrier_{reason}")]


def test_a_missing_scan_has_three_days_and_heals_when_it_comes_after_all(letter: Letter) -> None:
    whole = signed_for(letter)
    heard(letter, [whole[0], whole[1], whole[3]], LATER)
    assert open_tasks(letter) == []

    work(LATER + 3 * DAY)
    assert open_tasks(letter) == [("check_carriage", "carrier_missing_scan")]

    held = heard(letter, [whole[2]], LATER + 4 * DAY)
    assert held.settled == "proved"
    assert open_tasks(letter) == []


def test_strays_are_kept_and_nothing_of_them_is_believed(letter: Letter) -> None:
    unknown = {**report(letter, "delivered", DAY, signer="recipient"), "number": "EA000000005CN"}
    other = report(letter, "delivered", DAY, signer="recipient", sender="another court")
    strange, undated = report(letter, "teleported", DAY), {**report(letter, "handed", DAY), "at": "yesterday"}

    push([unknown, other, strange, undated], LATER)
    work(LATER)

    assert steps(letter) == ["sent"]
    found = {row.stray for row in strays_of(letter.court).reports}
    assert found == {"unknown_number", "another_sender", "unknown_kind", "undated"}


def test_each_court_sees_its_own_strays_and_for_itself_those_that_name_no_court(letter: Letter) -> None:
    """What is in a range that the carrier gave to a court is that court's, though no letter of it bears the number."""
    theirs, here = make.other_court(), letter.court
    give_range(theirs, RangeDraft(letter.product, "EB", 1, 9), CLERK, SEALED)
    given = item_number("EB", 1)
    fact = report(letter, "delivered", DAY, signer="recipient")
    push([{**fact, "number": given}, {**fact, "number": "nonsense"}, report(letter, "moon", DAY)], LATER)
    push([], LATER, body=b"\xff nonsense")
    work(LATER)
    assert (strays_of(here).count, strays_of(theirs).count) == (3, 3)
    assert given not in {row.number for row in strays_of(here).reports}
    assert letter.number not in {row.number for row in strays_of(theirs).reports}
    assert see_strays(here, LATER) == 3
    assert (strays_of(here).count, strays_of(theirs).count, carrier_backlog(LATER).strays) == (0, 3, 1)
    assert see_strays(theirs, LATER) == 3
    assert (strays_of(theirs).count, carrier_backlog(LATER).strays) == (0, 0)


def test_a_person_decides_with_a_reason_and_it_becomes_a_step(letter: Letter) -> None:
    heard(letter, [report(letter, "handed", HOUR), report(letter, "delivered", DAY, signer="??")], LATER)
    told = CarrierReport.objects.get(letter=letter, kind="delivered")

    decide(letter.id, Belief(told.id, Reason("电话向投递员核实，本人签收"), signer="recipient"), CLERK, LATER)

    held = Carriage.objects.get(letter=letter)
    assert (held.settled, held.settled_by) == ("believed", CLERK)
    assert steps(letter) == ["sent", "signed"]
    assert open_tasks(letter) == []
    assert Event.objects.filter(name="carriage.decided").count() == 1
    with pytest.raises(Refused):
        decide(letter.id, Belief(None, Reason("又一次")), CLERK, LATER)


def test_a_plain_letter_is_no_service_whatever_a_person_believes_of_it(letter: Letter) -> None:
    heard(letter, [report(letter, "handed", HOUR), report(letter, "delivered", DAY, signer="??")], LATER)
    told = CarrierReport.objects.get(letter=letter, kind="delivered")
    Letter.objects.filter(id=letter.id).update(product="plain", deed=None)
    with pytest.raises(Refused, match="carriage_proves_nothing"):
        decide(letter.id, Belief(told.id, Reason("投递员核实"), signer="recipient"), CLERK, LATER)


def test_what_nobody_believes_stays_off_the_record_until_something_new_is_heard(letter: Letter) -> None:
    pieces = signed_for(letter)
    heard(letter, [pieces[0], {**pieces[1], "signer": "stranger"}], LATER)
    decide(letter.id, Belief(None, Reason("签收人不明")), CLERK, LATER)
    work(LATER + DAY)

    assert steps(letter) == ["sent"]
    assert open_tasks(letter) == []

    heard(letter, [report(letter, "returned", 3 * DAY, cause="refused")], LATER + DAY)
    assert open_tasks(letter) == [("check_carriage", "carrier_returned_after_delivery")]


def test_what_the_carrier_contradicts_itself_is_proved_no_longer_and_the_event_names_what_it_replaces(
    letter: Letter,
) -> None:
    heard(letter, signed_for(letter), LATER)
    assert status(letter) == "effective"

    held = heard(letter, [report(letter, "returned", 4 * DAY, cause="refused")], LATER + HOUR)

    assert (steps(letter), held.settled) == (["sent"], "")
    assert open_tasks(letter) == [("check_carriage", "carrier_returned_after_delivery")]
    assert status(letter, LATER + HOUR) == "not_effective"
    (replaced,) = Event.objects.filter(name="carriage.replaced")
    (signed,) = Event.objects.filter(name="deed.recorded", data__kind="signed")
    assert replaced.data["replaces"] == [str(signed.id)]
    assert len(replaced.data["rests_on"]) == 5
    sequence(LATER + timedelta(days=1))
    assert [str(each) for each in compare_cases([letter.envelope.case_id])] == []
    assert list(not_drawn_again()) == []
    for other in ({"was": [str(letter.id)]}, {"replaces": []}):
        said = {**replaced.data, **other}
        record([NewEvent(replaced.name, replaced.stream, replaced.case_id, LATER, "engine", said)], LATER)
    sequence(LATER + timedelta(days=2))
    assert [each.code for each in not_drawn_again()] == ["conclusion_ungrounded"] * 2


def test_what_a_clerk_read_off_the_return_stands_until_the_judge_decides(letter: Letter) -> None:
    read_off(letter)

    held = heard(letter, [report(letter, "returned", 4 * DAY, cause="refused")], LATER + HOUR)

    assert (steps(letter), held.settled) == (["sent", "signed"], "read_off")
    assert open_tasks(letter) == [("decide_carriage", "carrier_contradicts")]
    assert status(letter) == "effective"


def read_off(letter: Letter) -> None:
    """A clerk enters what the return says."""
    assert letter.deed is not None
    add_step(letter.deed, StepDraft("signed", SEALED + 2 * DAY, "recipient", letter.number), CLERK, LATER)


@pytest.mark.parametrize(("stands", "left"), [(True, ["sent", "signed"]), (False, ["sent"])])
def test_the_judge_lets_it_stand_or_has_it_struck(letter: Letter, stands: bool, left: list[str]) -> None:
    read_off(letter)
    heard(letter, [report(letter, "returned", 4 * DAY, cause="refused")], LATER + HOUR)

    rule(letter.id, stands=stands, why=Reason("询问投递员后查明"), by=CLERK, now=LATER + 2 * HOUR)
    work(LATER + DAY)

    assert steps(letter) == left
    assert open_tasks(letter) == []


def test_what_somebody_struck_is_not_put_back_by_the_same_facts(letter: Letter) -> None:
    held = heard(letter, signed_for(letter), LATER)
    assert held.step is not None
    strike_kept(held.step, Reason("查明非本人签收"), CLERK, LATER)

    Carriage.objects.update(look_at=LATER)
    push(signed_for(letter), LATER + HOUR)
    work(LATER + HOUR)

    assert steps(letter) == ["sent"]


def test_the_picture_that_the_court_itself_holds_makes_the_triplet_whole(letter: Letter) -> None:
    pieces = signed_for(letter)
    heard(letter, [pieces[0], pieces[1], pieces[3]], LATER)

    add_scan(letter.id, slip(letter.number, "delivered", SEALED), CLERK, LATER + HOUR)
    work(LATER + HOUR)

    assert steps(letter) == ["sent", "signed"]


def test_rows_and_log_say_the_same_of_it(letter: Letter) -> None:
    read_off(letter)
    heard(letter, [*signed_for(letter), report(letter, "returned", 4 * DAY, cause="refused")], LATER + HOUR)
    rule(letter.id, stands=False, why=Reason("查明"), by=CLERK, now=LATER + 2 * HOUR)
    sequence(LATER + timedelta(days=1))

    assert [str(each) for each in compare_cases([letter.envelope.case_id])] == []

    CarrierReport.objects.filter(kind="delivered").update(signer="cohabitant")
    Carriage.objects.update(settled="proved")
    found = {each.column for each in compare_cases([letter.envelope.case_id])}
    assert {"signer", "settled"} <= found


def test_a_picture_that_was_told_before_is_not_looked_at_again(letter: Letter, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[bytes] = []

    def looking(bodies: Sequence[bytes]) -> list[Scan | Refused]:
        looked.extend(bodies)
        return take_scans(bodies)

    monkeypatch.setattr(reading, "take_scans", looking)
    told = signed_for(letter)

    heard(letter, told[:3], SEALED + 3 * DAY)
    heard(letter, told, SEALED + 3 * DAY + HOUR)

    assert len(looked) == 1
    assert Carriage.objects.get(letter=letter).settled == "proved"


def beside(letter: Letter) -> Letter:
    """Another letter of the same envelope, in the post as well."""
    services = tuple(letter.paper_rows.values_list("service_id", flat=True))
    other = copy(letter)
    other.id, other.number, other.place_in_batch = new_id(), "EX100000993CN", 99
    sent = StepDraft("sent", SEALED + HOUR, words=other.number)
    other.deed = record_deed(letter.envelope, DeedDraft("mail", services, sent, letter.address_id), CLERK, LATER)
    other.save(force_insert=True)
    Carriage.objects.create(letter=other, carrier="signed", begun_at=SEALED, told_at=SEALED)
    _tell(letter, other)
    return other


def _tell(letter: Letter, other: Letter) -> None:
    """What events tell of the one they tell of the other."""
    own = {"number": other.number, "place": other.place_in_batch, "deed": str(other.deed_id)}
    for event in Event.objects.filter(stream=f"letter:{letter.id}", name__startswith="letter."):
        data = event.data | {name: value for name, value in own.items() if name in event.data}
        private = secrets_of([event.id])[event.id].private
        stream, name = f"letter:{other.id}", event.name
        record([NewEvent(name, stream, event.case_id, event.happened_at, event.actor, data, private)], SEALED)


@pytest.mark.parametrize("was_decided", [False, True], ids=["never decided", "not believed, and heard of again"])
def test_the_proof_of_one_letter_leaves_the_doubt_of_another_open(letter: Letter, was_decided: bool) -> None:
    other = beside(letter)
    heard(other, [report(other, "handed", HOUR), report(other, "delivered", DAY, signer="??")], LATER)
    if was_decided:
        decide(other.id, Belief(None, Reason("签收人不明")), CLERK, LATER)
        heard(other, [report(other, "returned", 3 * DAY, cause="refused")], LATER + HOUR)
    doubt = open_tasks(letter)
    assert len(doubt) == 1

    assert heard(letter, signed_for(letter), LATER + DAY).settled == "proved"
    assert open_tasks(letter) == doubt

    decide(other.id, Belief(None, Reason("投递员也说不清")), CLERK, LATER + DAY)
    assert open_tasks(letter) == []


def test_a_letter_whose_proof_was_only_heard_of_again_keeps_no_question_of_another_open(letter: Letter) -> None:
    other = beside(letter)
    whole = signed_for(letter)
    assert heard(letter, whole, LATER).settled == "proved"
    heard(letter, [*whole, report(letter, "tried", 2 * HOUR)], LATER + HOUR)
    heard(other, [report(other, "handed", HOUR), report(other, "delivered", DAY, signer="??")], LATER + DAY)
    assert len(open_tasks(letter)) == 1

    decide(other.id, Belief(None, Reason("签收人不明")), CLERK, LATER + DAY)

    assert open_tasks(letter) == []


def test_a_letter_that_came_back_for_a_cause_that_nobody_understands_waits_for_somebody_who_does(
    letter: Letter,
) -> None:
    held = heard(letter, came_back(letter, "the dog ate it"), LATER)

    assert (held.settled, held.defects) == ("", ["cause_unknown"])
    assert (steps(letter), open_tasks(letter)) == (["sent"], [("check_carriage", "carrier_cause_unknown")])
    told = CarrierReport.objects.get(letter=letter, kind="returned")
    assert (told.cause, told.is_usable) == ("unknown", True)

    decide(letter.id, Belief(told.id, Reason("邮递员称本人拒收"), cause="refused"), CLERK, LATER)
    (step,) = letter.deed.steps.filter(kind="returned")  # type: ignore[union-attr]
    assert step.manner == "refused"
    assert open_tasks(letter) == []
