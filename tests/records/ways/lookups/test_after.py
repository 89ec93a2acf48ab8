"""After a number was found: confirmed by a call or barred; covered, told to the person, shredded, counted."""

from datetime import timedelta
from typing import Any

import pytest

from songda.core.access import Role
from songda.core.refusal import Refused, WrongField
from songda.records.court.staff.models import User
from songda.records.ground.evidence.models import Event
from songda.records.matter.cases.actions import Reason
from songda.records.matter.parties.actions import AddressDraft, add_address, set_address_class
from songda.records.matter.parties.drafts import ADDRESS_CLASSES
from songda.records.matter.parties.models import Address, Bar, Party
from songda.records.service.tasks.handing import take_task
from songda.records.service.tasks.models import Task
from songda.records.ways.lookups.disclosure import covered, delay_telling, looked_up, lookups_shown_to, shred, uncover
from songda.records.ways.lookups.inquiries import note_reported, wrong_numbers
from songda.records.ways.lookups.models import FoundNumber
from songda.records.ways.lookups.queries import Figures, figures
from songda.records.ways.telephone.calls.actions import record_call
from songda.records.ways.telephone.calls.drafts import CallDraft
from songda.registries.contract import ReplyCode
from tests import make
from tests.records.ways.lookups.stage import Book, approved, ask_all, found, requested, says

pytestmark = pytest.mark.database
ALL_TOLD = ("scope", "effect", "change_of_address")


def call(address: Address, outcome: str) -> None:
    said: dict[str, Any] = {"told": ALL_TOLD, "is_matched": True} if outcome == "agrees" else {}
    draft = CallDraft(make.NOW, outcome, address.id, minutes=0, no_recording="no_recorder", **said)
    record_call(address.party, draft, f"staff:{make.user().id}", make.NOW)
    address.refresh_from_db()


def same_person(elsewhere: Party) -> Party:
    """The person in a case of the neighbouring court."""
    return make.party(make.case(make.other_court()), name=elsewhere.name, number=elsewhere.number)


def test_only_a_call_confirms_a_found_number() -> None:
    found()
    address = Address.objects.get()
    call(address, "agrees")
    assert address.address_class == "confirmed"


def test_a_wrong_number_is_barred_for_the_person_in_every_court_and_told_to_the_source_once() -> None:
    number = make.mobile()
    lookup = found(number)
    elsewhere = make.address(same_person(lookup.party), "found", value=number, how="register")
    address = Address.objects.get(party=lookup.party)
    call(address, "wrong_person")
    elsewhere.refresh_from_db()
    assert (address.address_class, elsewhere.address_class) == ("rejected", "rejected")
    with pytest.raises(Refused, match="number_barred"):
        add_address(same_person(lookup.party), AddressDraft("mobile", number, "found", "register"), "engine", make.NOW)
    wrong = wrong_numbers()
    assert [one.value for one in wrong] == [number]
    note_reported([one.id for one in wrong], make.NOW)
    assert wrong_numbers() == []
    assert Event.objects.filter(name__in=["number.barred", "number.reported"]).count() == 2


def test_a_later_look_up_is_not_given_the_barred_number_again() -> None:
    number = make.mobile()
    lookup = found(number)
    call(Address.objects.get(), "wrong_person")
    there = same_person(lookup.party)
    approved(there)
    ask_all(Book(says(ReplyCode.NUMBERS, number)))
    assert not there.addresses.exists()
    assert FoundNumber.objects.get(address=None).why_unused == "number_barred"


def test_the_persons_own_word_is_believed_in_spite_of_a_bar() -> None:
    number = make.mobile()
    lookup = found(number)
    call(Address.objects.get(), "wrong_person")
    own = AddressDraft("mobile", number, "provided", "pleading")
    assert add_address(same_person(lookup.party), own, "engine", make.NOW).address_class == "provided"


def test_a_rejection_by_mistake_lifts_the_bar_where_it_was_made_and_nowhere_else() -> None:
    number = make.mobile()
    lookup = found(number)
    elsewhere = make.address(same_person(lookup.party), "found", value=number, how="lookup")
    address = Address.objects.get(party=lookup.party)
    call(address, "wrong_person")
    elsewhere.refresh_from_db()
    with pytest.raises(Refused, match="number_barred"):
        set_address_class(elsewhere, "found", "register", "engine", make.NOW)
    set_address_class(address, "found", "call", "engine", make.NOW)
    assert Bar.objects.get().lifted_at == make.NOW


def test_a_number_that_was_never_looked_up_is_rejected_for_its_case_alone() -> None:
    address = make.address(address_class="found", how="register")
    call(address, "wrong_person")
    assert not Bar.objects.exists()


def test_a_found_number_is_covered_until_whoever_is_on_the_task_uncovers_it() -> None:
    asker = make.user()
    lookup = found(party=make.party())
    number, address = FoundNumber.objects.get(), Address.objects.get()
    with pytest.raises(Refused, match="number_not_on_your_task"):
        uncover(number, asker, make.NOW)
    take_task(Task.objects.get(kind="call"), asker, make.NOW)
    uncover(number, asker, make.NOW)
    uncover(number, asker, make.NOW)
    assert covered(asker, [address]) == set()
    assert covered(make.user(), [address]) == {address.id}
    assert Event.objects.filter(name="number.uncovered", stream=f"lookup:{lookup.id}").count() == 1


def test_whoever_asked_may_uncover_and_nobody_of_another_court_or_without_the_office() -> None:
    lookup = found()
    asker = User.objects.get(id=lookup.asked_by.removeprefix("staff:"))
    number = FoundNumber.objects.select_related("inquiry__lookup__case").get()
    uncover(number, asker, make.NOW)
    for other in (make.user(make.other_court()), make.user(role=Role.AUDITOR)):
        with pytest.raises(Refused, match="number_not_on_your_task"):
            uncover(number, other, make.NOW)


def test_a_confirmed_number_is_an_address_like_any_other() -> None:
    found()
    address = Address.objects.get()
    call(address, "agrees")
    assert covered(make.user(), [address]) == set()


@pytest.mark.parametrize("said", sorted(ADDRESS_CLASSES))
def test_no_class_but_the_persons_own_word_uncovers_a_number(said: str) -> None:
    found()
    address, clerk = Address.objects.get(), make.user()
    set_address_class(address, said, "form", f"staff:{clerk.id}", make.NOW)
    hidden = set() if said in {"provided", "confirmed"} else {address.id}
    assert covered(clerk, [address]) == looked_up([address]) == hidden


def test_the_person_reads_which_court_looked_them_up_when_and_what_for() -> None:
    lookup = found()
    told = lookups_shown_to(lookup.party, make.NOW)
    assert [(one.court_zh, one.at, one.purpose, one.case_number) for one in told] == [
        ("孝义市人民法院", make.NOW, "service", lookup.case.number)
    ]
    there = lookups_shown_to(same_person(lookup.party), make.NOW)
    assert [(one.court_zh, one.case_number) for one in there] == [("孝义市人民法院", "")]


def test_what_was_never_asked_is_not_told_and_neither_is_a_strangers() -> None:
    lookup = requested()
    found()
    assert lookups_shown_to(lookup.party, make.NOW) == []


def test_a_judge_delays_the_telling_until_a_date_and_then_it_is_told() -> None:
    judge = make.user(role=Role.JUDGE)
    lookup = found()
    until = make.NOW + timedelta(days=30)
    delay_telling(lookup, until, Reason("防止转移财产"), judge, make.NOW)
    assert lookups_shown_to(lookup.party, until - timedelta(seconds=1)) == []
    assert len(lookups_shown_to(lookup.party, until)) == 1
    with pytest.raises(Refused, match="lookup_delay_by_judge"):
        delay_telling(lookup, until, Reason("防止转移财产"), make.user(), make.NOW)
    with pytest.raises(WrongField):
        delay_telling(lookup, make.NOW + timedelta(days=181), Reason("防止转移财产"), judge, make.NOW)


def test_at_the_end_of_the_retention_the_number_goes_and_every_event_stays() -> None:
    number = make.mobile()
    lookup = found(number)
    before = Event.objects.count()
    assert shred([lookup.case_id], make.NOW) == 1
    kept, address = FoundNumber.objects.get(), Address.objects.get()
    assert (kept.value, kept.value_sealed, address.value) == ("", None, "")
    assert Event.objects.count() == before + 2  # the number's end, and that of the address that came of it
    with pytest.raises(Refused, match="number_shredded"):
        uncover(kept, make.user(), make.NOW)
    assert shred([lookup.case_id], make.NOW) == 0


def test_figures_by_operator_add_up(settings: Any) -> None:
    settings.REGISTRY_COSTS = {"mobile": 30, "telecom": 25}
    found(make.mobile(), make.mobile())
    one, two = Address.objects.order_by("recorded_at", "id")
    call(one, "agrees")
    call(two, "wrong_person")
    approved(operators=("telecom",))
    ask_all(Book(lambda _one: None))
    since, until = make.NOW - timedelta(days=1), make.NOW + timedelta(days=1)
    by_operator = {row.operator: row for row in figures(make.court(), since, until)}
    assert by_operator["mobile"] == Figures("mobile", 1, 1, 30, 2, 1, 0, 1)
    assert by_operator["telecom"] == Figures("telecom", 1, 0)  # which did not answer, and is not paid
    assert by_operator["unicom"] == Figures("unicom")


def test_an_answer_keeps_the_price_of_its_day(settings: Any) -> None:
    settings.REGISTRY_COSTS = {"mobile": 30}
    found(make.mobile())
    settings.REGISTRY_COSTS = {"mobile": 90}
    found(make.mobile(), party=make.party())
    rows = figures(make.court(), make.NOW - timedelta(days=1), make.NOW + timedelta(days=1))
    assert next(row.cost_fen for row in rows if row.operator == "mobile") == 30 + 90
    told = Event.objects.filter(name="inquiry.answered").order_by("number").values_list("data", flat=True)
    assert [data["cost_fen"] for data in told] == [30, 90]
