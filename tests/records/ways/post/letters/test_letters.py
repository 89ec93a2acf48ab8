"""A letter from the plan to the post: set with its papers, checked, counted, sealed, and a try on record."""

from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest

from songda.core.delivery.ladder.way_rules import WayChoice
from songda.core.delivery.letters import LetterState, Product, ScanResult, Withdrawal, is_item_number
from songda.core.refusal import Refused, WrongField
from songda.records.court.staff.way_rules import WayRuleDraft, set_way_rule
from songda.records.ground.evidence.models import Event
from songda.records.law.decisions.ask_law import ask_law
from songda.records.law.decisions.recall import recall
from songda.records.law.planning.advance import advance
from songda.records.matter.cases.actions import Reason
from songda.records.matter.cases.models import Case
from songda.records.matter.circumstances.actions import note
from songda.records.matter.circumstances.entries import CircumstanceDraft
from songda.records.matter.parties.addresses import retire_address
from songda.records.matter.parties.models import Address
from songda.records.service.deeds.models import Deed
from songda.records.service.deeds.queries import words_of_step
from songda.records.service.orders.models import Envelope
from songda.records.service.tasks.actions import TaskDraft, open_tasks
from songda.records.service.tasks.models import Task
from songda.records.ways.deeds import DeedDraft, StepDraft, add_step, record_deed
from songda.records.ways.post.letters.actions import withdraw
from songda.records.ways.post.letters.batches import close_batch, count_of, make_batch, scan, seal_batch, seal_letters
from songda.records.ways.post.letters.content import cover_sheet
from songda.records.ways.post.letters.models import Letter
from songda.records.ways.post.letters.print_days import replan
from songda.records.ways.post.letters.rooms import Capacity, RangeDraft, give_range, set_capacity
from songda.records.ways.post.letters.setting import batch_file, letter_file, set_letters
from songda.records.ways.post.planning import Agreement, LetterDraft, agree, plan_letter
from songda.records.ways.post.propose import propose_copies
from tests import make
from tests.records.ways.post.letters.post import (
    CLERK,
    NOW,
    SECOND,
    count_all,
    draft_for,
    home,
    numbers,
    planned,
    sealed_envelope,
    set_and_batched,
)
from tests.surroundings.ready import ready_made

pytestmark = pytest.mark.database
DAY = timedelta(days=1)


@ready_made
def by_post() -> Envelope:
    """An envelope whose person can be reached by post alone, in a court with numbers."""
    envelope = sealed_envelope()
    numbers(envelope.case.court)
    return envelope


def met(envelope: Envelope, at: object = NOW) -> None:
    """They sign for the papers in person."""
    services = tuple(envelope.services.values_list("id", flat=True))
    record_deed(envelope, DeedDraft("direct", services, StepDraft("signed", at, by="recipient")), CLERK, at)  # type: ignore[arg-type]


def stands(letter: Letter) -> tuple[str, str]:
    letter.refresh_from_db()
    return letter.state, letter.withdrawal


def test_a_letter_goes_from_the_plan_to_the_post_and_is_a_try_on_record() -> None:
    envelope = by_post()
    letter = planned(envelope)
    assert "recipient" in letter.may_sign
    batch = set_and_batched(envelope.case.court)
    letter.refresh_from_db()
    assert (letter.state, letter.faults) == (LetterState.READY, [])
    assert is_item_number(letter.number)
    with pikepdf.open(BytesIO(letter_file(letter))) as printed:
        assert len(printed.pages) == letter.pages == 3
    with pikepdf.open(BytesIO(batch_file(batch))) as printed:
        assert len(printed.pages) == 3
    count_all(batch)
    seal_batch(batch, CLERK, NOW + SECOND)
    letter.refresh_from_db()
    assert letter.state == LetterState.SEALED
    deed = letter.deed
    assert deed is not None
    (step,) = deed.steps.all()
    assert (deed.way, step.kind, step.at, words_of_step(step)) == ("mail", "sent", NOW + SECOND, letter.number)
    told = list(Event.objects.filter(stream=f"letter:{letter.id}").order_by("number").values_list("name", flat=True))
    assert told == ["letter.planned", "letter.set", "letter.sealed", "letter.noted"]


def back_of(envelope: Envelope) -> tuple[str, str]:
    """The sentences on the back of its letter, and the first of those beside the code."""
    letter = planned(envelope)
    sheet = cover_sheet(letter, list(envelope.services.select_related("paper")), NOW)
    return "".join(sheet.rights), sheet.online[0]


def test_the_sheet_of_a_civil_letter_tells_of_refusing_and_of_consent() -> None:
    rights, online = back_of(by_post())
    assert "文书退回之日视为送达之日" in rights
    assert "您也可以同意电子送达" in rights
    assert online.startswith("也可以")


def test_the_sheet_of_a_criminal_letter_tells_of_neither() -> None:
    envelope = by_post()
    Case.objects.filter(id=envelope.case_id).update(branch="criminal")
    rights, online = back_of(Envelope.objects.select_related("case__court", "party").get(id=envelope.id))
    assert "文书退回之日" not in rights
    assert "同意电子送达" not in rights
    assert "民事" not in rights
    assert online.startswith("签收以后")


def test_a_criminal_letter_names_the_family_that_lives_elsewhere_and_the_workplace() -> None:
    """The Criminal Procedure Law, article 107, in the words of this one case."""
    envelope = by_post()
    Case.objects.filter(id=envelope.case_id).update(branch="criminal")
    letter = planned(Envelope.objects.select_related("case__court", "party").get(id=envelope.id))
    sheet = cover_sheet(letter, list(envelope.services.select_related("paper")), NOW)
    assert "同住成年家属、不同住的成年家属、单位负责收件的人" in sheet.signers


def test_nobody_is_asked_to_serve_otherwise_while_a_letter_is_on_its_way() -> None:
    envelope = by_post()
    assert Task.objects.filter(envelope=envelope, closed_at=None).exists()
    planned(envelope)
    advance(NOW + timedelta(minutes=1))
    assert not Task.objects.filter(envelope=envelope, closed_at=None).exists()


def test_a_second_click_is_no_second_letter() -> None:
    envelope = by_post()
    planned(envelope)
    with pytest.raises(Refused, match="letter_waits_already"):
        planned(envelope)
    assert Letter.objects.exclude(state=LetterState.WITHDRAWN).count() == 1


def test_the_engine_prepares_a_letter_where_the_laws_next_way_is_post_and_sends_nothing() -> None:
    envelope = by_post()
    (letter,) = Letter.objects.all()
    assert (letter.state, letter.why, letter.opened_by) == (LetterState.PROPOSED, "next_way", "engine")
    assert set_letters(NOW) == 0
    assert Task.objects.filter(envelope=envelope, closed_at=None).exists()
    agree(letter, Agreement(), CLERK, NOW)
    agree(letter, Agreement(), CLERK, NOW)
    assert stands(letter) == (LetterState.PLANNED, "")
    assert not Task.objects.filter(envelope=envelope, closed_at=None).exists()


@pytest.mark.parametrize(("choice", "found"), [(WayChoice.NEVER, []), (WayChoice.AUTOMATICALLY, ["planned"])])
def test_what_the_court_allows_decides_what_the_engine_does(choice: WayChoice, found: list[str]) -> None:
    set_way_rule(make.court(), WayRuleDraft("mail", "", choice), "engine", NOW)
    sealed_envelope()
    assert [letter.state for letter in Letter.objects.all()] == found


def test_a_soldier_and_a_prisoner_get_no_letter() -> None:
    envelope = by_post()
    note(envelope.party, CircumstanceDraft("in_custody", NOW, words="晋中监狱"), CLERK, NOW)
    with pytest.raises(Refused, match="post_is_closed") as refused:
        planned(envelope)
    assert "监" in refused.value.sentence("zh")


def test_a_plain_letter_is_no_service() -> None:
    with pytest.raises(WrongField, match="plain_proves_nothing"):
        planned(by_post(), product="plain")


def test_whoever_was_met_before_the_batch_is_sealed_gets_no_letter() -> None:
    envelope = by_post()
    letter = planned(envelope)
    batch = set_and_batched(envelope.case.court)
    count_all(batch)
    met(envelope)
    seal_batch(batch, CLERK, NOW + SECOND)  # the law was not asked since: it is asked now
    assert stands(letter) == (LetterState.WITHDRAWN, Withdrawal.SERVED)
    assert not Deed.objects.filter(way="mail").exists()
    assert [one.number for one in count_of(batch).withdrawn] == [letter.number]


def test_whoever_is_met_after_it_leaves_the_letter_in_the_post_and_the_log_says_so() -> None:
    envelope = by_post()
    letter = planned(envelope)
    batch = set_and_batched(envelope.case.court)
    count_all(batch)
    seal_batch(batch, CLERK, NOW)
    met(envelope, NOW + DAY)
    ask_law(NOW + DAY)
    advance(NOW + DAY)
    letter.refresh_from_db()
    assert (letter.state, letter.overtaken) == (LetterState.SEALED, Withdrawal.SERVED)
    assert Event.objects.filter(name="letter.overtaken", stream=f"letter:{letter.id}").count() == 1
    with pytest.raises(Refused, match="letter_sealed"):
        withdraw(letter, Withdrawal.BY_HAND, CLERK, NOW + DAY)


def test_what_is_taken_back_takes_its_letter_out_and_what_is_sealed_stays() -> None:
    envelope = by_post()
    letter = planned(envelope)
    ids = list(envelope.services.values_list("id", flat=True))
    recall(envelope.order, ids, Reason("错发"), CLERK, NOW)
    assert stands(letter) == (LetterState.WITHDRAWN, Withdrawal.RECALLED)


def test_nothing_is_taken_back_that_lies_in_a_sealed_sack() -> None:
    envelope = by_post()
    planned(envelope)
    batch = set_and_batched(envelope.case.court)
    count_all(batch)
    close_batch(batch, CLERK, NOW)  # whoever sealed it died before a letter was on record
    ids = list(envelope.services.values_list("id", flat=True))
    with pytest.raises(Refused, match="served_by_people"):
        recall(envelope.order, ids, Reason("错发"), CLERK, NOW)
    assert seal_letters(NOW + SECOND) == 1
    assert Deed.objects.filter(way="mail").count() == 1


def test_an_address_that_was_given_up_takes_its_letter_out() -> None:
    envelope = by_post()
    letter = planned(envelope)
    retire_address(letter.address, Reason("已搬离"), CLERK, NOW)
    batch = set_and_batched(envelope.case.court)
    count_all(batch)
    seal_batch(batch, CLERK, NOW)
    assert stands(letter) == (LetterState.WITHDRAWN, Withdrawal.ADDRESS_GONE)


def test_custody_that_begins_before_sealing_takes_the_letter_out() -> None:
    envelope = by_post()
    letter = planned(envelope)
    batch = set_and_batched(envelope.case.court)
    count_all(batch)
    note(envelope.party, CircumstanceDraft("in_custody", NOW, words="晋中监狱"), CLERK, NOW)
    seal_batch(batch, CLERK, NOW + SECOND)
    assert stands(letter) == (LetterState.WITHDRAWN, Withdrawal.WAY_CLOSED)


def several(count: int) -> list[Letter]:
    letters = [planned(sealed_envelope()) for _ in range(count)]
    numbers(make.court())
    return letters


def test_sealed_is_what_was_counted_and_the_rest_waits_for_another_batch() -> None:
    first, second, third = several(3)
    batch = set_and_batched(make.court())
    for letter in (first, second, third):
        letter.refresh_from_db()
    assert scan(batch, first.number.lower(), CLERK, NOW).found is ScanResult.COUNTED
    assert scan(batch, first.number, CLERK, NOW).found is ScanResult.AGAIN
    assert scan(batch, "6901234567892", CLERK, NOW).found is ScanResult.STRANGE
    withdraw(third, Withdrawal.BY_HAND, CLERK, NOW)
    assert scan(batch, third.number, CLERK, NOW).found is ScanResult.WITHDRAWN
    seal_batch(batch, CLERK, NOW)
    assert stands(first)[0] == LetterState.SEALED
    assert stands(second)[0] == LetterState.READY
    assert second.batch_id is None
    event = Event.objects.get(name="batch.sealed")
    assert event.data["counted"] == [str(first.id)]
    assert event.data["missing"] == [str(second.id)]
    assert (event.data["again"], event.data["strange"]) == (1, 1)
    again = make_batch(make.court(), Product.COURT_POST, CLERK, NOW)
    assert [letter.id for letter in again.letters.all()] == [second.id]


def test_a_sealed_batch_is_counted_no_more_and_sealing_it_again_changes_nothing() -> None:
    several(1)
    batch = set_and_batched(make.court())
    with pytest.raises(Refused, match="nothing_counted"):
        seal_batch(batch, CLERK, NOW)
    count_all(batch)
    assert seal_batch(batch, CLERK, NOW).sealed_by == seal_batch(batch, "staff:another", NOW + DAY).sealed_by == CLERK
    with pytest.raises(Refused, match="batch_sealed_already"):
        scan(batch, "EZ123456785CN", CLERK, NOW)
    assert Deed.objects.filter(way="mail").count() == Event.objects.filter(name="batch.sealed").count() == 1


def test_without_numbers_a_letter_waits_and_is_set_once_there_are_some() -> None:
    letter = planned(sealed_envelope())
    assert set_letters(NOW) == 0
    numbers(make.court(), count=1)
    assert set_letters(NOW) == 1
    assert stands(letter)[0] == LetterState.READY
    planned(sealed_envelope())
    assert set_letters(NOW) == 0


def test_numbers_that_another_range_has_are_refused() -> None:
    numbers(make.court())
    with pytest.raises(Refused, match="range_overlaps"):
        give_range(make.court(), RangeDraft("court_post", "EZ", 12345680, 12345690), CLERK, NOW)
    with pytest.raises(WrongField, match="range_prefix"):
        give_range(make.court(), RangeDraft("court_post", "RA", 1, 2), CLERK, NOW)


def test_a_letter_that_print_would_spoil_is_stopped_and_set_again_once_it_is_mended() -> None:
    envelope = by_post()
    bad = home(envelope.party, "210000 山西省 吕梁市 孝义市 新义街道迎宾路1号")
    letter = planned(envelope)
    assert letter.address_id == bad.id
    set_letters(NOW)
    assert stands(letter)[0] == LetterState.STOPPED
    assert [each["fault"] for each in letter.faults] == ["postcode_wrong"]
    assert Task.objects.filter(kind="mend_letter", closed_at=None).count() == 1
    withdraw(letter, Withdrawal.BY_HAND, CLERK, NOW)
    assert not Task.objects.filter(kind="mend_letter", closed_at=None).exists()


def test_whoever_wants_paper_gets_a_copy_that_being_served_does_not_take_out() -> None:
    envelope = by_post()
    withdraw(Letter.objects.get(), Withdrawal.BY_HAND, CLERK, NOW)  # what the engine had prepared
    open_tasks([TaskDraft("print_paper", "asked_for_paper", envelope.case, envelope)], NOW)
    assert propose_copies(NOW) == 1
    assert propose_copies(NOW) == 0
    letter = Letter.objects.get(why="copy_wanted")
    agree(letter, Agreement(), CLERK, NOW)
    assert not Task.objects.filter(kind="print_paper", closed_at=None).exists()
    met(envelope)
    ask_law(NOW)
    advance(NOW)
    assert stands(letter)[0] == LetterState.PLANNED


def test_a_letter_that_came_back_is_followed_by_one_that_names_it() -> None:
    envelope = by_post()
    first = planned(envelope)
    batch = set_and_batched(envelope.case.court)
    count_all(batch)
    seal_batch(batch, CLERK, NOW)
    first.refresh_from_db()
    assert first.deed is not None
    add_step(first.deed, StepDraft("returned", NOW + 4 * DAY, manner="nobody_met"), CLERK, NOW + 5 * DAY)
    again = plan_letter(envelope, draft_for(envelope, previous_id=first.id, why="came_back"), CLERK, NOW + 5 * DAY)
    assert (again.previous_id, again.again) == (first.id, "same_place")
    with pytest.raises(Refused):
        plan_letter(envelope, draft_for(envelope, previous_id=first.id, why="came_back"), CLERK, NOW + 5 * DAY)


def test_each_waiting_letter_has_its_day_and_a_smaller_print_room_moves_it() -> None:
    several(3)
    set_letters(NOW)
    assert replan(NOW) == 3
    assert replan(NOW) == 0
    assert len(set(Letter.objects.filter(state="ready").values_list("expected_on", flat=True))) == 1
    set_capacity(make.court(), Capacity(a_day=1, a_week=5, carrier_a_day=5), CLERK, NOW)
    replan(NOW)
    assert len(set(Letter.objects.filter(state="ready").values_list("expected_on", flat=True))) == 3


def test_a_letter_to_another_partys_place_is_refused() -> None:
    envelope, other = by_post(), sealed_envelope()
    theirs = Address.objects.get(party=other.party)
    services = tuple(envelope.services.values_list("id", flat=True))
    with pytest.raises(WrongField, match="unknown_address"):
        plan_letter(envelope, LetterDraft(theirs.id, services), CLERK, NOW)
