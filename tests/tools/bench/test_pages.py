"""Every address of the house is opened in a filled court: each is measured or left out for a reason, and none grows."""

import pytest
from django.db import transaction
from django.test import Client

from songda.clock import now
from songda.core.access import Role, Scope
from songda.records.court.staff.actions import ClientDraft, make_api_client
from songda.records.service.orders.models import Envelope
from songda.records.service.tasks.models import Task
from songda_tools.bench.pages.filling import fill, fill_other_desks
from songda_tools.bench.pages.keys import keys_of
from songda_tools.bench.pages.measuring import (
    AT_MOST_STATEMENTS,
    FORMS_ONLY,
    NOT_MEASURED,
    House,
    all_addresses,
    measure,
)
from tests import make
from tests.journeys.pages.sample import Sample, build, signed_in
from tests.web.console.field.things import OF_PEOPLE
from tests.web.console.notices.things import OF_NOTICES
from tests.web.console.outreach.things import OF_OUTREACH, of_outreach
from tests.web.console.returns.things import OF_RETURNS

pytestmark = [pytest.mark.database, pytest.mark.night("measures"), pytest.mark.timeout(1500)]
FEW, MANY = 150, 1500  # the lists of the latter are longer than a page
SOMETHING_IS_THERE = 3  # statements that are only asked where there is a row to ask about
# What answers nobody with 200 here: it leads on, or the sample has nothing to show there. The bench itself opens most.
NOT_IN_THE_SAMPLE = {
    *("api:services/<uuidstr:service_id>/bundle", "console:bundle"),  # no checkpoint yet
    *("public:checkpoint", "public:tile", "public:icon"),
    *("console:approve_proposal", "console:decline_proposal"),  # nothing was proposed
    *("console:hand_task", "console:close_task", "console:settle_copy", "console:change"),  # of other kinds of tasks
    *("api:malfunctions/<uuidstr:malfunction_id>/certificate", "public:malfunction"),  # no certificate is made yet
    *(
        "public:notice",
        "public:notice_document",
        "public:notice_leaf",
        "public:notice_proof",
    ),  # of an unguessable place
    *("console:entrusted_outcome", "console:refuse_entrusted"),  # of the court that serves for another
    *("console:lookup_sheet_result", "console:sheet_check"),  # of a sheet that was just read
    *("console:pause_channel", "console:resume_channel", "console:test_channel"),  # of a channel, by its name
    *(
        "console:weigh_malfunction",
        "console:field_state",
        "console:sheet_result",
        "console:case_pdf",
        "api_carrier_reports",
    ),
    *("console:end_circumstance", "console:return_slip", "console:print_all", "portal:address_form_file"),
}


def browsers(sample: Sample) -> dict[str, Client]:
    """Those of the sample, and the offices that only this bench asks."""
    court = sample.world.case.court
    _client, token = make_api_client(court, ClientDraft("bench", tuple(Scope)), "engine", now())
    more = {role.value: signed_in(make.user(court, role)) for role in (Role.CLERK, Role.ADMINISTRATOR)}
    return {**sample.clients, **more, "system": Client(headers={"authorization": f"Bearer {token}"})}


def counted(sample: Sample, clients: dict[str, Client], services: int) -> House:
    """The house with so many services, which are gone afterwards."""
    envelope = Envelope.objects.select_related("case__court", "party").get(id=sample.world.envelope.id)
    with transaction.atomic():
        fill(envelope, services, services // 10)
        house = measure(clients, keys_of(envelope), times=0)
        transaction.set_rollback(True)
    return house


def test_other_courts_have_open_tasks_too() -> None:
    fill_other_desks(12, courts=2, cases=3)
    assert Task.objects.filter(court__code__startswith="bench-", closed_at=None).count() == 12


def test_no_address_is_forgotten_and_none_asks_more_where_there_is_more() -> None:
    sample = build()
    for name in OF_OUTREACH:
        of_outreach(sample.world.case.court, name)
    for name in ("letter_id", "batch_id", *sorted(OF_RETURNS), *sorted(OF_PEOPLE), *OF_NOTICES):
        sample.world.key(name)
    clients = browsers(sample)
    few, many = (counted(sample, clients, services) for services in (FEW, MANY))
    assert {one.name for one in many.opened} | many.left_out.keys() == {address.name for address in all_addresses()}
    listed = {*NOT_MEASURED.values(), FORMS_ONLY}
    shown_to_nobody = {name for name, why in many.left_out.items() if why not in listed}
    assert shown_to_nobody == NOT_IN_THE_SAMPLE, "\n".join(sorted(shown_to_nobody ^ NOT_IN_THE_SAMPLE))
    before = {one.name: one.statements for one in few.opened}
    grown = {one.name: one.statements - before[one.name] for one in many.opened}
    assert {name: more for name, more in grown.items() if more > SOMETHING_IS_THERE} == {}
    assert {one.name: one.statements for one in many.opened if one.statements > AT_MOST_STATEMENTS} == {}
