"""The return station: a code finds its letter, one key puts its return on record, and nothing that was held is lost."""

from copy import copy
from datetime import datetime

import pytest

from songda.clock import new_id
from songda.core.refusal import Refused, WrongField
from songda.records.ground.evidence.actions import sequence
from songda.records.ground.evidence.models import Event
from songda.records.law.planning.advance import reconsider
from songda.records.law.plans import plans_of
from songda.records.matter.cases.actions import Reason
from songda.records.overview.boards.judge_desk import Desk
from songda.records.proof.certificates.contradictions import compare_cases
from songda.records.service.deeds.queries import scan_of_step
from songda.records.service.orders.models import Envelope
from songda.records.service.tasks.by_hand import close_by_hand, reopen_task
from songda.records.service.tasks.models import Task
from songda.records.ways.deeds import StepDraft, keep_step
from songda.records.ways.post.carriage.deciding import Belief, decide, rule
from songda.records.ways.post.carriage.models import CameBack, Carriage, StationCode
from songda.records.ways.post.carriage.queries import last_returns, open_codes
from songda.records.ways.post.carriage.station import (
    CAUSES,
    ReturnDraft,
    ScanOutcome,
    note_return,
    scan_code,
    take_back,
)
from songda.records.ways.post.letters.models import Letter
from songda_demo.sandbox.carrier.slips import slip
from tests import make
from tests.records.ways.post.carriage.parcels import (
    CLERK,
    DAY,
    HOUR,
    SEALED,
    came_back,
    heard,
    posted,
    report,
    signed_for,
    work,
)
from tests.records.ways.post.letters.post import home
from tests.surroundings.ready import ready_made

pytestmark = pytest.mark.database
LATER = SEALED + 5 * DAY


@pytest.fixture
@ready_made
def letter() -> Letter:
    return posted()


def steps(letter: Letter) -> list[tuple[str, str]]:
    assert letter.deed is not None
    return [(one.kind, one.manner) for one in letter.deed.steps.filter(struck_at=None).order_by("recorded_at")]


def judge_tasks(letter: Letter) -> int:
    return Task.objects.filter(envelope=letter.envelope, kind="decide_carriage", closed_at=None).count()


def test_a_code_finds_its_letter_however_it_was_typed(letter: Letter) -> None:
    for typed in (letter.number, letter.number.lower(), f" {letter.number[:2]} {letter.number[2:]} "):
        scanned = scan_code(letter.court, typed, CLERK, LATER)
        assert (scanned.outcome, scanned.letter) == (ScanOutcome.LETTER, letter)


def test_a_strange_code_is_told_and_stays_listed(letter: Letter) -> None:
    assert scan_code(letter.court, "6901234567892", CLERK, LATER).outcome is ScanOutcome.STRANGE
    assert scan_code(letter.court, "6901234567892", CLERK, LATER).outcome is ScanOutcome.STRANGE
    assert [code.typed for code in open_codes(letter.court)] == ["6901234567892"]
    with pytest.raises(WrongField):
        scan_code(letter.court, "  ", CLERK, LATER)


def test_a_letter_of_another_court_is_strange_here(letter: Letter) -> None:
    other = make.court("晋1182", name="邻县人民法院")

    assert scan_code(other, letter.number, CLERK, LATER).outcome is ScanOutcome.STRANGE
    assert scan_code(other, letter.number, CLERK, LATER).letter is None


@pytest.mark.parametrize("cause", CAUSES)
def test_one_key_puts_the_return_on_record(letter: Letter, cause: str) -> None:
    scan_code(letter.court, letter.number, CLERK, LATER)

    note_return(letter, ReturnDraft(cause), CLERK, LATER)

    assert steps(letter) == [("sent", ""), ("returned", cause)]
    assert open_codes(letter.court) == []
    assert Event.objects.filter(name="letter.came_back").count() == 1
    assert Carriage.objects.get(letter=letter).settled == "at_station"


def test_the_second_press_is_the_same_entry_and_another_key_is_refused(letter: Letter) -> None:
    first = note_return(letter, ReturnDraft("refused"), CLERK, LATER)

    assert note_return(letter, ReturnDraft("refused"), CLERK, LATER + HOUR) == first
    with pytest.raises(Refused):
        note_return(letter, ReturnDraft("nobody_met"), CLERK, LATER + HOUR)
    assert len(steps(letter)) == 2
    assert scan_code(letter.court, letter.number, CLERK, LATER).outcome is ScanOutcome.AGAIN


def test_an_entry_is_taken_back_with_its_step_and_the_letter_can_be_entered_anew(letter: Letter) -> None:
    entry = note_return(letter, ReturnDraft("refused"), CLERK, LATER)

    take_back(entry, Reason("按错键"), CLERK, LATER + HOUR)
    take_back(entry, Reason("按错键"), CLERK, LATER + HOUR)

    assert steps(letter) == [("sent", "")]
    note_return(letter, ReturnDraft("nobody_met"), CLERK, LATER + 2 * HOUR)
    assert steps(letter)[-1] == ("returned", "nobody_met")
    assert [bool(one.struck_at) for one in last_returns(letter.court)] == [False, True]


def test_what_the_carrier_proved_already_is_confirmed_and_not_recorded_twice(letter: Letter) -> None:
    heard(letter, came_back(letter, "refused"), LATER)

    entry = note_return(letter, ReturnDraft("refused"), CLERK, LATER + HOUR)
    work(LATER + HOUR)

    assert steps(letter) == [("sent", ""), ("returned", "refused")]
    assert entry.step is not None
    assert judge_tasks(letter) == 0
    take_back(entry, Reason("按错键"), CLERK, LATER + 2 * HOUR)
    assert steps(letter)[-1] == ("returned", "refused"), "the step was not the entry's own"


@pytest.mark.parametrize("cause", ["refused", "nobody_met"])
def test_a_letter_that_came_back_though_it_was_signed_for_goes_to_the_judge(letter: Letter, cause: str) -> None:
    heard(letter, signed_for(letter), LATER)

    entry = note_return(letter, ReturnDraft(cause), CLERK, LATER + HOUR)
    work(LATER + HOUR)

    assert entry.step is None
    assert steps(letter) == [("sent", ""), ("returned", cause)], "who holds it in their hands is believed first"
    assert judge_tasks(letter) == 1
    sequence(LATER + DAY)
    assert [str(each) for each in compare_cases([letter.envelope.case_id])] == []


def test_an_entry_that_was_a_mistake_leaves_the_proof_as_it_was_and_nobody_asked(letter: Letter) -> None:
    heard(letter, signed_for(letter), LATER)
    entry = note_return(letter, ReturnDraft("refused"), CLERK, LATER + HOUR)
    work(LATER + HOUR)

    take_back(entry, Reason("按错键"), CLERK, LATER + 2 * HOUR)
    work(LATER + 2 * HOUR)

    assert steps(letter) == [("sent", ""), ("signed", "")]
    assert (judge_tasks(letter), Carriage.objects.get(letter=letter).settled) == (0, "proved")
    sequence(LATER + DAY)
    assert [str(each) for each in compare_cases([letter.envelope.case_id])] == []


def test_what_the_carrier_says_afterwards_against_the_entry_goes_to_the_judge(letter: Letter) -> None:
    note_return(letter, ReturnDraft("nobody_met"), CLERK, LATER)

    heard(letter, signed_for(letter), LATER + HOUR)

    assert steps(letter) == [("sent", ""), ("returned", "nobody_met")]
    assert judge_tasks(letter) == 1


def test_a_picture_goes_on_record_and_one_of_another_letter_is_refused(letter: Letter) -> None:
    with pytest.raises(WrongField):
        note_return(letter, ReturnDraft("refused", picture=slip(letter.number, "x", SEALED, "other")), CLERK, LATER)
    assert CameBack.objects.count() == 0

    note_return(letter, ReturnDraft("refused", picture=slip(letter.number, "x", SEALED)), CLERK, LATER)

    assert letter.deed is not None
    assert scan_of_step(letter.deed.steps.get(kind="returned")).startswith(b"%PDF")


@pytest.mark.parametrize(
    ("picture", "code"),
    [
        (b"\0\0\0\x18ftypheic" + bytes(50), "scan_heic"),
        (b"GIF89a", "scan_no_picture"),
        (b"\xff\xd8\xff" + bytes(16 * 1024 * 1024), "scan_too_large"),
        (slip("EA987654326CN", "x", SEALED, "bomb"), "scan_unreadable"),
        (b"%PDF-1.7 nonsense", "paper_unsafe"),
        (b"%PDF-1.7" + bytes(21 * 1024 * 1024), "scan_too_large"),
    ],
    ids=["HEIC", "GIF", "16 MB", "a bomb", "a broken PDF", "a PDF of 21 MB"],
)
def test_a_picture_that_cannot_be_kept_is_refused_and_nothing_is_lost(
    letter: Letter, picture: bytes, code: str
) -> None:
    scan_code(letter.court, letter.number, CLERK, LATER)

    with pytest.raises(Refused) as refused:
        note_return(letter, ReturnDraft("refused", picture=picture), CLERK, LATER)

    assert refused.value.code == code
    assert steps(letter) == [("sent", "")]
    assert StationCode.objects.filter(letter=letter, done_at=None).count() == 1


def test_no_letter_comes_back_before_it_was_sealed_or_later_than_now(letter: Letter) -> None:
    for at in (SEALED - HOUR, LATER + HOUR):
        with pytest.raises(WrongField):
            note_return(letter, ReturnDraft("refused", at), CLERK, LATER)
    note_return(letter, ReturnDraft("refused", SEALED + DAY), CLERK, LATER)


def test_rows_and_log_say_the_same(letter: Letter) -> None:
    entry = note_return(letter, ReturnDraft("refused"), CLERK, LATER)
    take_back(entry, Reason("按错键"), CLERK, LATER + HOUR)
    note_return(letter, ReturnDraft("nobody_met"), CLERK, LATER + 2 * HOUR)
    sequence(LATER + DAY)

    assert [str(each) for each in compare_cases([letter.envelope.case_id])] == []


def signed_by_hand() -> Letter:
    """A letter that no carrier reports of, and of which a clerk put on record that it was signed for."""
    letter = posted()
    Carriage.objects.all().delete()
    assert letter.deed is not None
    signed = StepDraft("signed", SEALED + DAY, "recipient", letter.number)
    keep_step(letter.deed, signed, CLERK, SEALED + DAY)
    return letter


def test_without_a_carrier_too_the_judge_is_asked_and_can_decide() -> None:
    letter = signed_by_hand()
    note_return(letter, ReturnDraft("refused"), CLERK, LATER)
    (asked,) = desk_of(letter)
    assert asked.letter_id == letter.id

    rule(letter.id, stands=False, why=Reason("邮件原封退回，回执签名不实"), by=CLERK, now=LATER + HOUR)

    assert steps(letter) == [("sent", ""), ("returned", "refused")], "what came back is on record in its place"
    assert judge_tasks(letter) == 0
    assert desk_of(letter) == []


def test_while_the_judge_is_asked_no_clerk_decides(letter: Letter) -> None:
    heard(letter, signed_for(letter), LATER)
    note_return(letter, ReturnDraft("refused"), CLERK, LATER + HOUR)
    (report,) = letter.reports.filter(kind="delivered")

    with pytest.raises(Refused) as refused:
        decide(letter.id, Belief(report.id, Reason("x"), "recipient"), CLERK, LATER + 2 * HOUR)

    assert refused.value.code == "carriage_with_the_judge"


def test_a_ruling_on_one_letter_leaves_the_question_of_another_with_the_judge(letter: Letter) -> None:
    heard(letter, signed_for(letter), LATER)
    note_return(letter, ReturnDraft("refused"), CLERK, LATER + HOUR)
    other = another_of(letter)

    rule(letter.id, stands=True, why=Reason("回执签名属实"), by=CLERK, now=LATER + 2 * HOUR)

    assert judge_tasks(letter) == 1
    assert [asked.letter_id for asked in desk_of(letter)] == [other.id]


def another_of(letter: Letter) -> Letter:
    """Another letter of the same envelope, of which a judge is asked too."""
    other = copy(letter)
    other.id, other.number, other.deed, other.place_in_batch = new_id(), "EX100000993CN", None, None
    other.save(force_insert=True)
    Carriage.objects.create(letter=other, carrier="signed", begun_at=LATER, judge_asked_at=LATER)
    return other


def desk_of(letter: Letter) -> list[Carriage]:
    """What the desk of the court's judges shows."""
    return list(Desk(letter.court, None).letters())


@pytest.mark.parametrize(
    "said", [{"kind": "returned", "cause": "refused"}, {"kind": "delivered", "signer": "recipient"}], ids=str
)
def test_a_judge_is_asked_where_the_carrier_says_something_else_of_what_came_back(
    letter: Letter, said: dict[str, str]
) -> None:
    outcome = report(letter, said["kind"], 2 * DAY, **{word: told for word, told in said.items() if word != "kind"})
    heard(letter, [report(letter, "handed", HOUR), outcome], LATER)

    note_return(letter, ReturnDraft("wrong_address"), CLERK, LATER + HOUR)
    work(LATER + HOUR)

    assert steps(letter)[-1] == ("returned", "wrong_address"), "who holds the letter in their hands is believed first"
    assert judge_tasks(letter) == 1
    rule(letter.id, stands=True, why=Reason("看过信封"), by=CLERK, now=LATER + 2 * HOUR)
    work(LATER + 2 * HOUR)
    assert judge_tasks(letter) == 0
    sequence(LATER + DAY)
    assert [str(each) for each in compare_cases([letter.envelope.case_id])] == []


@pytest.mark.parametrize("cause", ["", "no_such_word", "wrong_address"])
def test_nobody_is_asked_where_the_carrier_leaves_open_what_the_station_knows(letter: Letter, cause: str) -> None:
    more = {"cause": cause} if cause else {}
    heard(letter, [report(letter, "handed", HOUR), report(letter, "returned", 2 * DAY, **more)], LATER)

    note_return(letter, ReturnDraft("wrong_address"), CLERK, LATER + HOUR)
    work(LATER + HOUR)

    assert judge_tasks(letter) == 0
    assert Carriage.objects.get(letter=letter).settled == "at_station"


def test_what_came_back_as_of_the_dead_is_a_question_to_the_clerk(letter: Letter) -> None:
    def asked() -> int:
        return Task.objects.filter(party=letter.envelope.party, kind="find_out_death", closed_at=None).count()

    entry = note_return(letter, ReturnDraft("said_deceased"), CLERK, LATER)
    work(LATER)

    assert asked() == 1
    take_back(entry, Reason("看错了"), CLERK, LATER + HOUR)
    assert asked() == 0


def test_nothing_begins_until_somebody_has_found_out_whether_they_died(letter: Letter) -> None:
    def begun(at: datetime) -> tuple[str, set[str]]:
        work(at)
        (plan,) = plans_of(
            [Envelope.objects.select_related("case__court", "party").get(id=letter.envelope_id)], at
        ).values()
        tasks = Task.objects.filter(case=letter.envelope.case, closed_at=None)
        return plan.way.way if plan.way else "", set(tasks.values_list("kind", flat=True))

    note_return(letter, ReturnDraft("said_deceased"), CLERK, LATER)
    assert begun(LATER) == ("", {"find_out_death"})
    home(letter.envelope.party, "湖北省孝感市孝南区长征路1号")
    reconsider([letter.envelope.party_id], [], LATER + HOUR)
    assert begun(LATER + HOUR) == ("", {"find_out_death"})
    assert not Letter.objects.filter(envelope=letter.envelope, state="proposed").exists()

    alive = Task.objects.get(kind="find_out_death")
    close_by_hand(alive, Reason("村委会证明健在"), None, CLERK, LATER + 2 * HOUR)
    assert begun(LATER + 2 * HOUR)[0]
    reopen_task(Task.objects.select_related("case", "court").get(id=alive.id), CLERK, LATER + 3 * HOUR)
    assert begun(LATER + 3 * HOUR)[0] == ""
