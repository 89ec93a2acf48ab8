"""What is no longer wanted does not go out: addresses given up or mistyped, representatives who left."""

from datetime import timedelta

import pytest

from songda.core.refusal import Refused
from songda.records.ground.evidence.models import Event
from songda.records.law.decisions.ask_law import ask_law
from songda.records.law.planning.advance import reconsider
from songda.records.matter.parties.actions import (
    AddressDraft,
    CorrectedAddress,
    PartyDraft,
    Reason,
    add_party,
    correct_address,
    remove_representative,
    replace_address,
    retire_address,
    set_address_class,
)
from songda.records.matter.parties.models import Party
from songda.records.service.attempts.models import Attempt
from songda.records.service.findings.models import Finding
from songda.records.service.orders.models import Envelope
from songda.records.service.tasks.models import Task
from tests import make
from tests.records.stage import Stage, defendant, envelope, order

pytestmark = pytest.mark.database
LATER = make.NOW + timedelta(minutes=5)
WHY = Reason("录入有误")


def planned(party: Party) -> tuple[Stage, Envelope]:
    """An envelope whose message waits to be sent."""
    made, stage = envelope(party), Stage()
    stage.advance()
    return stage, made


def looked_at(party: Party, stage: Stage) -> None:
    """What the worker does after a change."""
    stage.now = LATER
    reconsider([party.id], [], LATER)
    stage.advance()


def states(made: Envelope) -> list[str]:
    return list(Attempt.objects.filter(envelope=made, purpose="service").order_by("id").values_list("state", flat=True))


def agent_of(party: Party) -> Party:
    agent = add_party(
        party.case, PartyDraft("agent", "王律师", make.resident_id(), acts_for_id=party.id), "engine", make.NOW
    )
    make.address(agent)
    make.consent(agent)
    return agent


@pytest.mark.parametrize("how", ["replaced", "corrected", "retired", "rejected"])
def test_nothing_waiting_goes_to_an_address_that_was_given_up_not_even_before_the_engine_looks(how: str) -> None:
    party = defendant(make.case())
    stage, made = planned(party)
    address = party.addresses.get()
    match how:
        case "replaced":
            replace_address(address, AddressDraft("mobile", make.mobile()), "engine", LATER)
        case "corrected":
            correct_address(address, CorrectedAddress(make.mobile()), WHY, "engine", LATER)
        case "retired":
            retire_address(address, WHY, "engine", LATER)
        case "rejected":
            set_address_class(address, "rejected", "call", "engine", LATER)
    stage.now = LATER
    assert stage.claim() == []
    looked_at(party, stage)
    assert states(made)[0] == "cancelled"
    assert Event.objects.filter(name="attempt.cancelled").count() == 1
    if how in ("replaced", "corrected"):
        stage.hand_over(stage.claim())
        new = party.addresses.get(retired_at=None)
        assert Attempt.objects.get(envelope=made, address=new).state == "accepted"
    else:
        assert Task.objects.get(envelope=made).kind == "find_address"


def test_what_a_sender_has_claimed_already_is_left_alone() -> None:
    party = defendant(make.case())
    stage, made = planned(party)
    claims = stage.claim()
    retire_address(party.addresses.get(), WHY, "engine", LATER)
    looked_at(party, stage)
    assert states(made) == ["submitting"]
    stage.hand_over(claims)
    assert states(made) == ["accepted"]


def test_service_at_a_mistyped_number_counts_for_nothing_and_starts_again_at_the_right_one() -> None:
    party = defendant(make.case())
    made, stage = envelope(party), Stage()
    stage.send()
    stage.apply()
    ask_law(LATER)
    assert Finding.objects.get(service__envelope=made).status == "effective"
    new = correct_address(party.addresses.get(), CorrectedAddress(make.mobile()), WHY, "engine", LATER)
    looked_at(party, stage)
    ask_law(LATER)
    finding = Finding.objects.get(service__envelope=made)
    assert finding.status != "effective"
    assert "不可用于受送达人" in str(finding.decision.reasons())
    stage.send()
    assert Attempt.objects.filter(envelope=made).latest("id").address_id == new.id
    stage.apply()
    ask_law(LATER + timedelta(seconds=5))
    assert Finding.objects.get(service__envelope=made).status == "effective"
    assert Finding.objects.get(service__envelope=made).winning_attempt == str(Attempt.objects.latest("id").id)


def test_service_at_an_address_that_is_given_up_later_stands() -> None:
    party = defendant(make.case())
    made, stage = envelope(party), Stage()
    stage.send()
    stage.apply()
    ask_law(LATER)
    retire_address(party.addresses.get(), WHY, "engine", LATER)
    looked_at(party, stage)
    ask_law(LATER)
    assert Finding.objects.get(service__envelope=made).status == "effective"


def test_an_address_is_given_up_once_and_a_correction_that_changes_nothing_is_none() -> None:
    address = make.address()
    with pytest.raises(Refused, match="nothing_changed"):
        correct_address(address, CorrectedAddress(address.value), WHY, "engine", LATER)
    address.refresh_from_db()
    assert address.retired_at is None
    retire_address(address, WHY, "engine", LATER)
    for again in (
        lambda: retire_address(address, WHY, "engine", LATER),
        lambda: correct_address(address, CorrectedAddress(make.mobile()), WHY, "engine", LATER),
        lambda: replace_address(address, AddressDraft("mobile", make.mobile()), "engine", LATER),
    ):
        with pytest.raises(Refused, match="address_retired_already"):
            again()
    assert address.party.addresses.count() == 1


def test_a_corrected_address_of_the_opponent_is_refused_and_the_old_one_stays() -> None:
    case = make.case()
    wife, husband = make.party(case, "plaintiff"), make.party(case)
    hers, his = make.address(wife), make.address(husband)
    with pytest.raises(Refused, match="shared_with_opponent"):
        correct_address(his, CorrectedAddress(hers.value), WHY, "engine", LATER)
    his.refresh_from_db()
    assert (his.retired_at, his.is_mistyped) == (None, False)


def test_a_representative_who_left_is_served_no_more_and_the_clerk_is_told() -> None:
    agent = agent_of(defendant(make.case()))
    stage, made = planned(agent)
    remove_representative(agent, WHY, "engine", LATER)
    stage.now = LATER
    assert stage.claim() == []
    looked_at(agent, stage)
    assert states(made) == ["cancelled"]
    task = Task.objects.get(envelope=made)
    assert (task.kind, task.reason) == ("serve_otherwise", "representative_left")
    with pytest.raises(Refused, match="representative_left"):
        order(agent)
    with pytest.raises(Refused, match="representative_left_already"):
        remove_representative(agent, WHY, "engine", LATER)
    event = Event.objects.get(name="representative.removed")
    assert event.data == {"acts_for": str(agent.acts_for_id)}
    assert WHY.words not in event.leaf


def test_what_was_served_on_him_while_he_acted_stands() -> None:
    agent = agent_of(defendant(make.case()))
    made, stage = envelope(agent), Stage()
    stage.send()
    stage.apply()
    ask_law(LATER)
    remove_representative(agent, WHY, "engine", LATER)
    looked_at(agent, stage)
    ask_law(LATER)
    assert Finding.objects.get(service__envelope=made).status == "effective"


def test_what_reaches_him_after_he_left_serves_nobody() -> None:
    agent = agent_of(defendant(make.case()))
    made, stage = envelope(agent), Stage()
    stage.send()
    remove_representative(agent, WHY, "engine", make.NOW)
    stage.now = LATER
    stage.apply()
    ask_law(LATER)
    assert Attempt.objects.get(envelope=made).state == "arrived"
    assert Finding.objects.get(service__envelope=made).status != "effective"


def test_only_representatives_can_cease_to_act() -> None:
    with pytest.raises(Refused, match="acts_for_nobody"):
        remove_representative(make.party(), WHY, "engine", LATER)


def test_an_address_found_again_after_it_was_called_off_is_tried_again() -> None:
    party = defendant(make.case())
    stage, made = planned(party)
    address = party.addresses.get()
    set_address_class(address, "rejected", "call", "engine", LATER)
    looked_at(party, stage)
    set_address_class(address, "confirmed", "call", "engine", LATER)
    looked_at(party, stage)
    assert states(made) == ["cancelled", "pending"]
