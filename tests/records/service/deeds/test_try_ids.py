"""A try has one name, whoever made it, and no row is about two tries or about none."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from songda.clock import new_id
from songda.core.law.facts import RebuttalGround
from songda.records.ground.evidence.models import Event
from songda.records.law.decisions.ask_law import ask_law
from songda.records.law.facts.dossier import load_dossiers
from songda.records.law.facts.law_facts import law_facts
from songda.records.law.planning.advance import reconsider
from songda.records.service.attempts.models import Attempt
from songda.records.service.deeds.models import Deed, DeedStep
from songda.records.service.deeds.try_ids import columns_of, streams_of, try_in_event, try_of
from songda.records.service.findings.models import Finding
from songda.records.service.orders.models import Envelope, Service
from songda.records.service.portal_acts.models import Objection
from songda.records.ways.deeds import DeedDraft, StepDraft, record_deed
from songda.records.ways.portal.acts.answers import raise_objection
from tests import make
from tests.records.stage import NOW, defendant, envelope

pytestmark = pytest.mark.database
DAY = timedelta(days=1)


def made(of: Envelope, **changes: object) -> Attempt:
    """An attempt at the first address of the recipient."""
    address = make.address(of.party)
    own = {
        "channel": "sms",
        "counts_as": "sms",
        "address": address,
        "address_class": "confirmed",
        "planned_at": NOW,
        "send_after": NOW,
    }
    return Attempt.objects.create(envelope=of, **own | changes)


def signed_for() -> Deed:
    """Papers that an officer handed over, before the engine did anything."""
    sealed = envelope(defendant(make.case(), address_class=None, consents=False))
    services = tuple(Service.objects.filter(envelope=sealed).values_list("id", flat=True))
    return record_deed(sealed, DeedDraft("direct", services, StepDraft("signed", NOW, by="recipient")), "engine", NOW)


def test_a_deed_wins_by_its_own_name() -> None:
    deed = signed_for()
    ask_law(NOW + DAY)
    assert Finding.objects.get().winning_attempt == str(deed.id)


def test_an_objection_against_a_deed_reaches_the_law_under_the_deeds_name() -> None:
    deed = signed_for()
    ask_law(NOW + DAY)
    service = Service.objects.select_related("envelope__case__court", "envelope__party", "finding").get()
    objection = raise_objection(service, "not_own_address", "", None, NOW + 2 * DAY)
    assert (objection.attempt_id, objection.deed_id, try_of(objection)) == (None, deed.id, str(deed.id))
    assert Event.objects.get(name="objection.raised").data["deed"] == str(deed.id)
    row = load_dossiers([Envelope.objects.select_related("case__court", "party").get()])[0]
    (tried,) = law_facts(row, row.services[0], NOW + 3 * DAY).attempts
    assert (tried.id, [r.ground for r in tried.rebuttals]) == (str(deed.id), [RebuttalGround("not_own_address")])


def test_an_objection_is_against_exactly_one_try() -> None:
    deed = signed_for()
    attempt = made(deed.envelope)
    for against in ({}, {"attempt": attempt, "deed": deed}):
        with pytest.raises(IntegrityError, match="objection_against_one_try"), transaction.atomic():
            Objection.objects.create(envelope=deed.envelope, ground="not_own_address", raised_at=NOW, **against)


def test_a_number_is_an_attempt_and_a_uuid_is_a_deed() -> None:
    key = new_id()
    assert columns_of("17") == {"attempt_id": 17}
    assert columns_of(str(key)) == {"deed_id": key}
    assert try_in_event(Objection(attempt_id=17)) == {"attempt": 17}
    assert try_in_event(Objection(deed_id=key)) == {"deed": str(key)}


def test_the_log_tells_both_kinds_and_leaves_codes_out_where_asked() -> None:
    deed = signed_for()
    paper, code = made(deed.envelope), made(deed.envelope, purpose="code")
    both = [f"attempt:{paper.id}", f"attempt:{code.id}", f"deed:{deed.id}"]
    assert sorted(streams_of(deed.envelope_id)) == sorted(both)
    assert f"attempt:{code.id}" not in streams_of(deed.envelope_id, purposes=("service",))


def test_what_people_tried_is_put_to_the_law_again_though_the_engine_tried_nothing() -> None:
    deed = signed_for()
    Envelope.objects.update(ask_law_at=None)
    reconsider([deed.envelope.party_id], [], NOW + DAY)
    assert Envelope.objects.get().ask_law_at == NOW + DAY


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"way": "pigeon"}, "deed_way_known"),
        ({"address_class": "confirmed"}, "deed_class_of_address"),
    ],
)
def test_the_database_takes_no_deed_that_makes_no_sense(changes: dict[str, str], rule: str) -> None:
    deed = signed_for()
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        Deed.objects.filter(id=deed.id).update(**changes)


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"kind": "sent"}, "deed_step_signer"),
        ({"by": ""}, "deed_step_signer"),
        ({"by": "postman"}, "deed_step_signer"),
        ({"kind": "vanished", "by": ""}, "deed_step_known"),
    ],
)
def test_who_signed_is_known_exactly_where_it_was_signed_for(changes: dict[str, str], rule: str) -> None:
    signed_for()
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        DeedStep.objects.update(**changes)


def test_an_attempt_has_no_state_outside_the_table_and_no_purpose_of_its_own() -> None:
    attempt = made(signed_for().envelope)
    for changes in ({"state": "recorded"}, {"purpose": "handed"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Attempt.objects.filter(id=attempt.id).update(**changes)
