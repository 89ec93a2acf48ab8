"""The worker's line to the registry: what was approved is asked, what was wrong is reported, dead claims are freed."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from asgiref.sync import async_to_sync, sync_to_async

from songda import clock
from songda.records.matter.cases.actions import Reason
from songda.records.matter.cases.corrections import close_case
from songda.records.matter.parties.models import Address
from songda.records.ways.lookups.models import FoundNumber, Inquiry, Lookup
from songda.records.ways.telephone.calls.actions import record_call
from songda.records.ways.telephone.calls.drafts import CallDraft
from songda.site.worker.lookups import Lookups
from songda.site.worker.rows import Rows
from tests import make
from tests.records.ways.lookups.stage import approved
from tests.registries.sandbox_line import Town, running_registry

pytestmark = pytest.mark.database


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    with running_registry() as town:
        yield town


class Here(Rows):
    """Rows in the thread of the test, whose transaction nobody else sees."""

    def __init__(self) -> None:
        super().__init__(1)

    async def run(self, function, *arguments):  # type: ignore[no-untyped-def]
        return await sync_to_async(function)(*arguments)


def by(town: Town) -> Lookups:
    return Lookups(Here(), town.line(), "worker:1")


def asked_for(order: int) -> Lookup:
    return approved(make.party(number=make.resident_id(order=order)), at=clock.now())


def test_what_was_approved_is_asked_and_noted(town: Town) -> None:
    lookup = asked_for(901)
    async_to_sync(by(town).ask)()
    lookup.refresh_from_db()
    assert (lookup.state, FoundNumber.objects.count()) == ("answered", 2)


def test_a_sweep_frees_dead_claims_ends_what_is_over_and_asks(town: Town) -> None:
    lookup, closed = asked_for(1), asked_for(1)
    long_ago = clock.now() - timedelta(hours=1)
    lookup.inquiries.update(step="asking", claimed_at=long_ago, claimed_by="killed", times_asked=1)
    close_case(closed.case, Reason("已办结"), "engine", clock.now())
    async_to_sync(by(town).sweep)()
    assert {row.id: row.state for row in Lookup.objects.all()} == {lookup.id: "answered", closed.id: "ended"}


def test_a_wrong_number_is_reported_to_the_source_once(town: Town) -> None:
    asked_for(1)
    async_to_sync(by(town).ask)()
    address, moment = Address.objects.select_related("party__case").get(), clock.now()
    call = CallDraft(moment, "wrong_person", address.id, no_recording="no_recorder")
    record_call(address.party, call, f"staff:{make.user().id}", moment)
    before = len(town.state.corrections)
    for _ in range(2):
        async_to_sync(by(town).sweep)()
    assert len(town.state.corrections) == before + 1
    assert FoundNumber.objects.get().reported_at is not None


def test_without_a_registry_requests_only_wait() -> None:
    asked_for(1)
    async_to_sync(Lookups(Here(), None, "worker:1").sweep)()
    assert Inquiry.objects.get().step == "due"
