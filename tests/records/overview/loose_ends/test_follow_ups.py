"""A job that was to look again after a change was lost: what it was for is found from the facts and asked for."""

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from songda.records.ground.queue import JOBS
from songda.records.matter.parties.actions import Reason, correct_party
from songda.records.matter.parties.addresses import set_address_class
from songda.records.matter.parties.corrections import draft_of
from songda.records.matter.parties.models import Party
from songda.records.overview.loose_ends.found import Kind, LooseEnd
from songda.records.overview.loose_ends.look import left_due, lost
from songda.records.overview.loose_ends.mending import mend
from songda.records.proof.certificates.actions import issue_due
from songda.records.service.orders.models import Envelope
from songda.records.ways.portal.acts.identity import prove_identity
from tests import make
from tests.records.proof.certificates.keys import keys
from tests.records.proof.certificates.served import served_on
from tests.records.stage import NOW, Stage, defendant, envelope

__all__ = ["keys"]
pytestmark = pytest.mark.database
LATER = NOW + timedelta(days=1)
# What each job does is found again: by the rows that are due, by the facts, or by the worker's own look at its rows.
BY_ROWS = {
    "planning.advance",
    "attempts.send",
    "attempts.apply_reports",
    "decisions.ask_law",
    "certificates.issue",
}
BY_FACTS = {"planning.reconsider", "portal_acts.reopen", "certificates.review"}
BY_THE_WORKER = {"telephone.dial", "lookups.ask", "certificates.stamp", "letters.set", "letters.seal", "papers.seal"}
BY_THE_WORKER |= {"carriage.read", "carriage.judge"}
NEVER = {"attempts.try_out"}  # a test message that no worker took within minutes is sent no more, and its page says so
NEVER |= {"certificates.state"}  # the page offers the statement until it is there
NEVER |= {"portal_acts.send_again"}  # what is asked for and does not come is asked for again
NEVER |= {"certificates.look_again"}  # whoever takes the proof out next asks again


def correct(party: Party, **changed: object) -> None:
    correct_party(party, replace(draft_of(party), **changed), Reason("看错"), "engine", LATER)  # type: ignore[arg-type]


def lose_jobs() -> None:
    ProcrastinateJob.objects.all()._raw_delete("default")


def found(job: str) -> list[LooseEnd]:
    return [loose for loose in lost(LATER) if loose.detail == job]


def mended(loose: LooseEnd, job: str) -> Collection[str]:
    """Whom the new job is for; nothing is found any more as long as it waits."""
    assert loose.kind is Kind.FOLLOW_UP_LOST
    assert mend(loose, LATER)
    assert found(job) == []
    return ProcrastinateJob.objects.get(task_name=job).args["party_ids"]  # type: ignore[no-any-return]


def test_every_job_is_found_again_in_one_way() -> None:
    assert set(JOBS) == BY_ROWS | BY_FACTS | BY_THE_WORKER | NEVER


def test_a_court_whose_jobs_are_done_owes_none() -> None:
    served_on("李卫国")
    envelope(defendant(make.case()))
    Stage().advance()
    lose_jobs()
    assert list(lost(LATER)) == []


def test_a_message_to_an_address_that_was_given_up_is_found() -> None:
    sealed = envelope(defendant(make.case()))
    Stage().advance()
    set_address_class(sealed.party.addresses.get(), "rejected", "call", "engine", NOW)
    assert list(lost(LATER)) == []  # the job waits
    lose_jobs()
    (loose,) = found("planning.reconsider")
    assert (loose.place, loose.page) == (f"envelope:{sealed.id}", f"/console/envelopes/{sealed.id}/")
    assert mended(loose, "planning.reconsider") == [str(sealed.party_id)]


def test_facts_on_which_the_law_was_not_asked_again_are_found() -> None:
    served = served_on("李卫国")
    correct(served.party, domicile="foreign", home_law_forbids_electronic=True)
    lose_jobs()
    (loose,) = found("planning.reconsider")
    assert mended(loose, "planning.reconsider") == [str(served.party_id)]


def test_a_link_locked_by_tries_at_a_wrong_number_is_found_after_the_correction() -> None:
    party = defendant(make.case())
    sealed = envelope(party)
    prove_identity(sealed, "李卫国", make.resident_id(), NOW)
    assert Envelope.objects.get().wrong_tries == 1
    lose_jobs()
    assert found("portal_acts.reopen") == []  # nothing was corrected
    correct(party, name="李卫囯")
    lose_jobs()
    (loose,) = found("portal_acts.reopen")
    assert mended(loose, "portal_acts.reopen") == [str(party.id)]


@pytest.mark.usefixtures("keys")
def test_a_certificate_that_names_somebody_as_before_the_correction_is_found() -> None:
    served = served_on("李卫囯")
    issue_due(NOW + timedelta(minutes=1))
    lose_jobs()
    assert found("certificates.review") == []
    correct(served.party, name="李卫国")
    lose_jobs()
    (loose,) = found("certificates.review")
    assert mended(loose, "certificates.review") == [str(served.party_id)]


def test_a_certificate_that_is_due_and_that_nobody_was_asked_to_make_is_found() -> None:
    served_on("李卫国")
    lose_jobs()
    job = {"job": "certificates.issue", "queue": "certificates"}
    assert job in [loose.known for loose in left_due(LATER)]
