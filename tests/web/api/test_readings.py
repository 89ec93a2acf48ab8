"""What another system reads of a person is on record like what a member of staff reads."""

from collections.abc import Callable
from typing import Any

import pytest

from songda.core.evidence.readings import READINGS
from songda.records.ground.evidence.models import Event
from songda.records.service.orders.models import Envelope
from songda.records.ways.entrustments.models import Entrustment
from songda.records.ways.public_notices.models import PublicNotice
from songda.records.ways.visits.models import Stop
from songda.web.api.description import api
from tests import make
from tests.trust.typesetting.test_certificate import text_of
from tests.web.api.caller import Caller, caller
from tests.web.console.world import World, world

pytestmark = pytest.mark.database
# Of a case, a paper or a service without anybody's name, number, address or circumstances.
OF_NOBODY = {
    "/api/v1/cases",
    "/api/v1/cases/{case_id}",
    "/api/v1/cases/{case_id}/papers",
    "/api/v1/orders/{order_id}",
    "/api/v1/services",
    "/api/v1/services/{service_id}",
    "/api/v1/services/{service_id}/events",
    "/api/v1/events",
    "/api/v1/lookups/figures",
    "/api/v1/figures",
    "/api/v1/figures/definitions",
    "/api/v1/tasks",
    "/api/v1/tasks/{task_id}",
    "/api/v1/staff",
    "/api/v1/substitutions",
    "/api/v1/handing-rule",
    "/api/v1/address-form",
    "/api/v1/outreach/campaigns",
    "/api/v1/outreach/answers",
    "/api/v1/way-rules",
    "/api/v1/batches/{batch_id}",
    "/api/v1/cases/{case_id}/plans",
    "/api/v1/parties/{party_id}/plan",
    "/api/v1/letters",
    "/api/v1/rounds",
    "/api/v1/rounds/{round_id}",
    "/api/v1/public-notices",
    "/api/v1/public-notices/{notice_id}/looks",
    "/api/v1/malfunctions",
    "/api/v1/possible-visits",  # nobody can be visited in this world; whoever is listed is noted
}
# What must be asked for a period.
ASKED = {
    "/api/v1/entrustments": {"is_ours": "true"},
    "/api/v1/rounds": {"day": make.NOW.date().isoformat()},
    "/api/v1/lookups/figures": dict.fromkeys(("since", "until"), make.NOW.isoformat()),
    "/api/v1/figures": dict.fromkeys(("since", "until"), make.NOW.date().isoformat()),
    "/api/v1/outreach/campaigns": {"year": str(make.NOW.year)},
}


def readings() -> list[dict[str, object]]:
    rows = Event.objects.filter(name__in=READINGS, actor__startswith="client:").order_by("number")
    return [event.data for event in rows]


# Things of other cases of the court, by what stands in the address.
ELSEWHERE: dict[str, Callable[[], Envelope]] = {
    "visit": lambda: Stop.objects.exclude(visits=None).get().envelope,
    "entrustment": lambda: Entrustment.objects.get().deed.envelope,
    "notice": lambda: PublicNotice.objects.get().envelope,
}


def case_behind(path: str, here: World) -> object:
    """The case that the thing at this address belongs to."""
    found = next((at for name, at in ELSEWHERE.items() if f"{{{name}_id}}" in path or path.endswith(f"/{name}s")), None)
    return found().case_id if found and "{service_id}" not in path else here.case.id


class Keys(dict[str, object]):
    """What stands in an address under a name, in this world."""

    def __init__(self, here: World) -> None:
        super().__init__(order_id=here.envelope.order_id)
        self.here = here

    def __missing__(self, name: str) -> object:
        return self.here.key(name)


def text(answer: Any) -> str:
    """What can be read there, be it JSON or a typeset form."""
    return text_of(answer.content) if answer["Content-Type"] == "application/pdf" else str(answer.content.decode())


def test_every_door_to_somebodys_data_leaves_a_reading_and_no_other_names_anybody() -> None:
    here = world()
    here.key("entrustment_id")
    doors = [path for path, verbs in api.get_openapi_schema()["paths"].items() if "get" in verbs]
    assert len(doors) > len(OF_NOBODY)
    for path in doors:
        before = len(readings())
        answer = caller().get(path.removeprefix("/api/v1").format_map(Keys(here)), **ASKED.get(path, {}))
        told = readings()[before:]
        if path in OF_NOBODY:
            assert (answer.status_code, told) == (200, []), path
            assert not any(person.name in text(answer) for person in (here.plaintiff, here.defendant)), path
        elif answer.status_code == 200:
            assert len(told) == 1, path
            (reading,) = told
            assert reading["door"] == "api", path
            assert reading["cases"] == [str(case_behind(path, here))], path


def test_a_correction_that_gives_the_name_back_is_a_reading_of_that_person(court: Caller) -> None:
    here = world()
    (seen,) = [p for p in court.get(f"/cases/{here.case.id}/parties").json() if p["id"] == str(here.defendant.id)]
    told = {"version": seen["version"], "reason": "录入时写错", "lacks_capacity": True}
    answer = court.patch(f"/parties/{here.defendant.id}", told)
    assert answer.status_code == 200, answer.content.decode()
    assert readings()[-1]["parties"] == [str(here.defendant.id)]
