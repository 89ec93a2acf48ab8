"""What comes of the questions: answers once, silence asked again and never taken for "no number", sums that add up."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from songda.core.lookups import NumberState
from songda.records.ground import vault
from songda.records.ground.evidence.models import Event
from songda.records.law.decisions.recall import remove_party
from songda.records.matter.cases.actions import Reason
from songda.records.matter.cases.corrections import close_case
from songda.records.matter.parties.models import Address
from songda.records.service.tasks.models import Task
from songda.records.ways.lookups.actions import withdraw
from songda.records.ways.lookups.course import end_pending, sums
from songda.records.ways.lookups.inquiries import DEAD_AFTER, WAITS, claim_share, free_dead_claims, note_answers
from songda.records.ways.lookups.models import FoundNumber, Inquiry, LedgerLine, Lookup
from songda.registries.contract import RegistryError, Reply, ReplyCode, Trouble
from tests import make
from tests.records.ways.lookups.stage import Book, approved, ask_all, came, found, says
from tests.registries.sandbox_line import Town, running_registry

pytestmark = pytest.mark.database
LATER = [sum(WAITS[: n + 1], timedelta()) for n in range(len(WAITS))]


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    with running_registry() as town:
        yield town


def answers(lookup: Lookup) -> list[str]:
    return list(lookup.inquiries.order_by("id").values_list("answer", flat=True))


def test_a_number_found_is_a_lead_sealed_and_somebody_is_asked_to_call() -> None:
    number = make.mobile()
    lookup = found(number)
    kept = FoundNumber.objects.get()
    address = Address.objects.get()
    assert (lookup.state, answers(lookup)) == ("answered", ["numbers"])
    assert (address.address_class, address.value, kept.value, kept.address_id) == ("found", number, number, address.id)
    assert number not in str(bytes(kept.value_sealed or b""))
    assert vault.open_text(f"address.value:{address.id}", address.value_sealed) == number
    assert all(number not in event.leaf for event in Event.objects.all())
    assert list(Task.objects.filter(closed_at=None).values_list("kind", "reason")) == [("call", "number_found")]


def test_numbers_out_of_use_become_no_address() -> None:
    lookup = approved()
    ask_all(Book(says(ReplyCode.NUMBERS, make.mobile(), state=NumberState.INACTIVE)))
    assert answers(lookup) == ["suspended"]
    assert not Address.objects.exists()
    assert FoundNumber.objects.get().why_unused == "inactive"


@pytest.mark.parametrize(
    ("said", "answer"),
    [(ReplyCode.NONE, "none"), (ReplyCode.REFUSED, "refused"), (ReplyCode.OTHER_PERSON, "other_person")],
)
def test_each_answer_is_kept_as_it_was(said: ReplyCode, answer: str) -> None:
    lookup = approved()
    ask_all(Book(says(said)))
    assert answers(lookup) == [answer]


def test_of_an_answer_about_somebody_else_nothing_is_kept_and_a_task_opens() -> None:
    lookup = approved()
    ask_all(Book(says(ReplyCode.OTHER_PERSON)))
    assert not FoundNumber.objects.exists()
    assert Task.objects.get(party=lookup.party, closed_at=None).kind == "check_lookup"


def test_silence_is_asked_again_with_growing_waits_and_ends_as_missing_never_as_none() -> None:
    lookup, book = approved(), Book(lambda _one: None)
    ask_all(book)
    assert ask_all(book, make.NOW + WAITS[0] - timedelta(seconds=1)) == 0
    for later in LATER:
        ask_all(book, make.NOW + later)
    assert answers(lookup) == ["missing"]
    assert len(book.heard) == len(WAITS) + 1
    assert len({one.id for one in book.heard}) == 1
    assert Task.objects.get(party=lookup.party, closed_at=None).reason == "lookup_incomplete"


def test_a_line_that_is_silent_ends_as_a_time_out() -> None:
    lookup = approved()
    for moment in (make.NOW, *(make.NOW + later for later in LATER)):
        share = claim_share("w1", moment)
        assert share is not None
        note_answers(share, RegistryError(Trouble.TIME_OUT, "nothing"), moment)
    assert answers(lookup) == ["time_out"]


def test_asked_and_got_add_up() -> None:
    lookup = approved(operators=("mobile", "telecom", "unicom", "broadnet"))
    by_operator = {
        "mobile": ReplyCode.NUMBERS,
        "telecom": ReplyCode.NONE,
        "unicom": ReplyCode.REFUSED,
        "broadnet": ReplyCode.OTHER_PERSON,
    }
    ask_all(Book(lambda one: says(by_operator[one.operator], make.mobile())(one)))
    told = sums(lookup)
    assert (told["asked"], told["got"]) == (4, 3)
    assert sum(count for word, count in told.items() if word not in {"asked", "got"}) == 4
    event = Event.objects.get(name="lookup.answered")
    assert (event.data["asked"], event.data["got"]) == (4, 3)


def test_who_has_still_to_answer_has_not_answered() -> None:
    assert sums(approved(operators=("mobile", "telecom"))) == {"asked": 2, "got": 0}


def test_an_answer_that_comes_twice_finds_nothing_left_to_write() -> None:
    approved()
    share = claim_share("w1", make.NOW)
    assert share is not None
    reply = came(Book(says(ReplyCode.NUMBERS, make.mobile())), share)
    for _ in range(2):
        note_answers(share, reply, make.NOW)
    assert (FoundNumber.objects.count(), Event.objects.filter(name="inquiry.answered").count()) == (1, 1)


def test_a_worker_that_dies_between_claim_and_note_loses_and_doubles_nothing(town: Town) -> None:
    lookup = approved(make.party(number=make.resident_id(order=1)))
    first = claim_share("killed", make.NOW)
    assert first is not None
    town.line().ask(first.inquiries)  # the registry has heard and counted it, and then the worker dies
    assert ask_all(town.line()) == 0
    used = town.state.used["service"]
    assert free_dead_claims(make.NOW + DEAD_AFTER) == 0
    later = make.NOW + DEAD_AFTER + timedelta(seconds=1)
    assert free_dead_claims(later) == 1
    ask_all(town.line(), later, worker="alive")
    assert (answers(lookup), FoundNumber.objects.count()) == (["numbers"], 1)
    assert town.state.used["service"] == used
    assert LedgerLine.objects.count() == 2
    note_answers(first, came(town.line(), first), later)  # the dead one comes back
    assert FoundNumber.objects.count() == 1


def test_a_case_that_closes_and_a_party_who_leaves_end_what_is_pending() -> None:
    lookup, other = approved(), approved()
    close_case(lookup.case, Reason("已办结"), "engine", make.NOW)
    remove_party(other.party, Reason("不是本案当事人"), "engine", make.NOW)
    book = Book(says(ReplyCode.NONE))
    assert ask_all(book) == 0  # before anybody looked: no question leaves
    assert end_pending(make.NOW) == 2
    assert set(Lookup.objects.values_list("state", flat=True)) == {"ended"}
    assert [event.data["why"] for event in Event.objects.filter(name="lookup.ended").order_by("number")] == [
        "case_closed",
        "party_left",
    ]


def test_an_answer_after_the_end_is_not_kept() -> None:
    lookup = approved()
    share = claim_share("w1", make.NOW)
    assert share is not None
    withdraw(lookup, Reason("已联系上本人"), lookup.asked_by, make.NOW)
    note_answers(share, came(Book(says(ReplyCode.NUMBERS, make.mobile())), share), make.NOW)
    assert not FoundNumber.objects.exists()
    assert answers(lookup) == ["missing"]


def test_past_the_last_day_nobody_is_asked_and_what_is_missing_opens_a_task() -> None:
    lookup, book = approved(operators=("mobile", "telecom")), Book(lambda _one: None)
    ask_all(book)
    end_pending(make.NOW + timedelta(days=8))
    lookup.refresh_from_db()
    assert (lookup.state, set(answers(lookup))) == ("expired", {"missing"})
    assert Task.objects.filter(party=lookup.party, kind="check_lookup").exists()


def test_a_number_on_file_and_the_opponents_own_number_become_no_second_address() -> None:
    party = make.party()
    own = make.address(party)
    theirs = make.address(make.party(party.case, "plaintiff"))
    approved(party)
    ask_all(Book(says(ReplyCode.NUMBERS, own.value, theirs.value)))
    assert sorted(FoundNumber.objects.values_list("why_unused", flat=True)) == [
        "address_exists",
        "shared_with_opponent",
    ]
    assert Address.objects.count() == 2


def test_every_scripted_person_comes_to_the_answer_that_the_script_says(town: Town) -> None:
    expected = {1: "numbers", 901: "numbers", 902: "none", 903: "suspended", 904: "suspended", 905: "refused"}
    expected |= {906: "time_out", 907: "missing", 908: "numbers", 909: "numbers", 910: "other_person", 911: "numbers"}
    lookups = {order: approved(make.party(number=make.resident_id(order=order))) for order in expected}
    for moment in (make.NOW, *(make.NOW + later for later in LATER)):
        ask_all(town.line(), moment)
    assert {order: answers(lookup)[0] for order, lookup in lookups.items()} == expected
    assert not Inquiry.objects.exclude(step="closed").exists()


def test_a_later_look_up_that_is_answered_in_full_ends_the_task() -> None:
    lookup = approved()
    ask_all(Book(says(ReplyCode.OTHER_PERSON)))
    assert Task.objects.get(kind="check_lookup").closed_at is None
    approved(lookup.party, at=make.NOW + timedelta(hours=1))
    ask_all(Book(says(ReplyCode.NONE)), make.NOW + timedelta(hours=1))
    assert Task.objects.get(kind="check_lookup").ended_by == "lookup_answered"


def test_a_reply_to_a_question_of_another_share_changes_nothing() -> None:
    lookup = approved()
    share = claim_share("w1", make.NOW)
    assert share is not None
    stranger = make.case().id
    note_answers(share, came(Book(lambda _one: Reply(stranger, ReplyCode.NONE)), share), make.NOW)
    assert answers(lookup) == [""]
