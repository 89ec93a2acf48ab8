"""The numbers of a court's certificates have no gaps, whatever fails, is broken off or dies while one is made."""

from uuid import UUID

import pytest
from django.db import transaction

from songda.records.proof.certificates import issue
from songda.records.proof.certificates.issue import issue_due
from songda.records.proof.certificates.models import Certificate, HeldSerial
from songda.records.proof.certificates.numbers import (
    LEASE,
    SerialLostError,
    give_back_serials,
    take_serials,
    use_serials,
)
from songda.records.service.findings.models import Finding
from songda.records.service.tasks.models import Task
from tests import make
from tests.records.proof.certificates.keys import keys
from tests.records.proof.certificates.served import LATER, served_on
from tests.records.stage import NOW

__all__ = ["keys"]
pytestmark = [pytest.mark.database, pytest.mark.usefixtures("keys")]


@pytest.fixture
def court() -> UUID:
    return make.court().id


def test_a_serial_that_was_given_back_is_the_next_one(court: UUID) -> None:
    first = take_serials(court, 3, NOW)
    use_serials(court, first[:1], NOW)
    give_back_serials(court, first[1:], NOW)
    assert take_serials(court, 3, NOW) == [*first[1:], first[2] + 1]


def test_what_a_dead_worker_held_is_given_out_again_and_what_a_living_one_holds_is_not(court: UUID) -> None:
    held = take_serials(court, 2, NOW)
    assert take_serials(court, 2, NOW + LEASE / 2) == [held[1] + 1, held[1] + 2]
    assert take_serials(court, 2, NOW + LEASE) == held


def test_whoever_was_taken_for_dead_and_lives_can_neither_use_nor_give_back_what_is_anothers(court: UUID) -> None:
    held = take_serials(court, 2, NOW)
    assert take_serials(court, 2, NOW + LEASE) == held
    with pytest.raises(SerialLostError), transaction.atomic():
        use_serials(court, held, NOW)
    give_back_serials(court, held, NOW)
    assert take_serials(court, 1, NOW + LEASE) == [held[1] + 1]
    use_serials(court, held, NOW + LEASE)


def test_each_court_counts_its_own(court: UUID) -> None:
    assert take_serials(court, 2, NOW) == [1, 2]
    assert take_serials(make.other_court().id, 2, NOW) == [1, 2]
    assert take_serials(court, 1, NOW) == [3]


def test_what_was_rolled_back_was_never_given_out(court: UUID) -> None:
    with transaction.atomic():
        take_serials(court, 5, NOW)
        transaction.set_rollback(True)
    assert take_serials(court, 1, NOW) == [1]


def test_certificates_of_a_worker_that_was_frozen_too_long_are_made_anew_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Another worker holds its number meanwhile; nobody has to mend anything, and no number is left out."""
    served = served_on("李某某")
    write, later = issue._make, LATER + LEASE

    def frozen(drafts, now):  # type: ignore[no-untyped-def]
        made = write(drafts, now)
        monkeypatch.setattr(issue, "_make", write)
        assert take_serials(served.case.court_id, 1, later) == [1]
        return made

    monkeypatch.setattr(issue, "_make", frozen)
    issue_due(LATER)
    assert not Certificate.objects.exists()
    assert not Task.objects.filter(kind="mend_certificate").exists()
    assert Finding.objects.filter(certificate_due_at__lte=LATER).exists()
    give_back_serials(served.case.court_id, [1], later)
    issue_due(later)
    assert Certificate.objects.get().number.endswith("00000001号")
    assert not HeldSerial.objects.exists()
