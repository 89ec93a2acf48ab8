"""How a paper was left, why a letter came back: what was told decides; what was not is presumed, or for the judge."""

from uuid import uuid4

import pytest

from songda.core.delivery.deeds import MANNERS, SIGNERS
from songda.core.refusal import WrongField
from songda.records.ground.evidence.models import Event
from songda.records.matter.parties.actions import AddressDraft, add_address
from songda.records.service.deeds.models import Deed, DeedStep
from songda.records.service.orders.models import Envelope
from songda.records.ways.deeds import StepDraft, add_step
from tests.records.service.deeds.test_deeds import DAY, NOW, finding, hand, unreachable

pytestmark = pytest.mark.database
CLERK = "staff:" + str(uuid4())


def letter(sealed: Envelope, manner: str) -> Deed:
    """A letter to a place that the recipient confirmed, which came back."""
    party = sealed.party
    place = add_address(party, AddressDraft("postal", "山西省孝义市府前街18号", "confirmed", "form"), "engine", NOW)
    return hand(sealed, "mail", StepDraft("returned", NOW + DAY, manner=manner), address_id=place.id)


@pytest.mark.parametrize(
    ("manner", "status"),
    [
        ("refused", "presumed"),
        ("wrong_address", "presumed"),
        ("moved_untold", "presumed"),
        ("not_known_there", "presumed"),
        ("said_deceased", "not_effective"),
        ("", "presumed"),
        ("nobody_met", "not_effective"),
        ("refused_by_another", "not_effective"),
        ("not_collected", "not_effective"),
        ("carrier", "not_effective"),
    ],
)
def test_a_letter_that_came_back_counts_by_its_cause(manner: str, status: str) -> None:
    sealed = unreachable()
    letter(sealed, manner)
    assert finding(sealed).status == status
    told = Event.objects.get(name="deed.recorded").data
    assert told.get("manner") == (manner or None)


@pytest.mark.parametrize(
    ("manner", "status"),
    [("witnessed", "effective"), ("filmed", "effective"), ("", "awaiting_judge"), ("nobody_met", "not_effective")],
)
def test_what_was_left_counts_by_how_it_was_left(manner: str, status: str) -> None:
    sealed = unreachable()
    hand(sealed, "left", StepDraft("left", NOW + DAY, manner=manner))
    assert finding(sealed).status == status


@pytest.mark.parametrize(
    ("by", "status"),
    [
        ("", "effective"),
        ("cohabitant", "effective"),
        ("minor_at_home", "not_effective"),
        ("cohabitant_of_unknown_age", "awaiting_judge"),
        ("stranger", "not_effective"),
    ],
)
def test_what_was_left_counts_by_who_refused_it(by: str, status: str) -> None:
    sealed = unreachable()
    hand(sealed, "left", StepDraft("left", NOW + DAY, by=by, manner="filmed"))
    assert finding(sealed).status == status
    assert Event.objects.get(name="deed.recorded").data["by"] == (by or None)


def test_who_refused_is_one_of_those_whom_the_law_knows() -> None:
    with pytest.raises(WrongField, match="signer_missing"):
        hand(unreachable(), "left", StepDraft("left", NOW + DAY, by="neighbour", manner="filmed"))


@pytest.mark.parametrize(
    ("way", "kind", "manner"),
    [
        ("left", "left", "refused"),
        ("mail", "returned", "witnessed"),
        ("mail", "sent", "refused"),
        ("left", "left", "x"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field(way: str, kind: str, manner: str) -> None:
    with pytest.raises(WrongField, match="manner_does_not_fit") as refused:
        hand(unreachable(), way, StepDraft(kind, NOW + DAY, manner=manner))
    assert refused.value.field == "manner"
    assert not DeedStep.objects.exists()


def test_it_may_be_told_with_a_later_step() -> None:
    sealed = unreachable()
    deed = hand(sealed, "mail", StepDraft("sent", NOW + DAY, words="EMS 1"))
    add_step(deed, StepDraft("returned", NOW + 2 * DAY, manner="carrier"), CLERK, NOW + 60 * DAY)
    assert deed.steps.get(kind="returned").manner == "carrier"


def test_the_lists_are_those_of_the_law_without_what_is_untold() -> None:
    assert "untold" not in {word for words in MANNERS.values() for word in words}


def test_every_word_of_the_lists_fits_into_its_column() -> None:
    for column, known in (("by", SIGNERS), ("manner", [word for words in MANNERS.values() for word in words])):
        assert max(map(len, known)) <= DeedStep._meta.get_field(column).max_length
