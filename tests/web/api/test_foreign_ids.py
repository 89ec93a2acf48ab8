"""A system of one court names things of another in what it sends: none of them is ever taken."""

from typing import Any

import pytest

from songda.core.access import Role
from songda.records.ways.visits.rounds import plan_visit
from songda.web.api.description import EXAMPLES, api
from tests import make
from tests.records.stage import defendant, envelope
from tests.records.ways.visits.stage import HOME
from tests.web.api.caller import ROOT, Caller
from tests.web.api.test_abuse import filled, ids, send

pytestmark = pytest.mark.database
__all__ = ["ids"]
STAFF = {"judge_id", "owner_id", "to_id", "person_id", "stand_in_id", "seen_owner_id"}
PERSONS = {"acts_for_id", "given_by_id", "party_id", "objector_id", "signer_id", "filed_by_id"}


def named_in_bodies() -> dict[str, list[str]]:
    """Of each body that has an example, the fields in which a thing is named by its id."""
    described = api.get_openapi_schema()
    found = {}
    for end in EXAMPLES:
        verbs = described["paths"][ROOT + end]
        content = next(verb["requestBody"]["content"] for verb in verbs.values() if "requestBody" in verb)
        shape = content["application/json"]["schema"]
        fields = described["components"]["schemas"][shape["$ref"].rpartition("/")[2]]["properties"]
        if own := [name for name in fields if name.endswith(("_id", "_ids"))]:
            found[end] = own
    return found


@pytest.fixture
def theirs() -> dict[str, str]:
    """Things of the neighbouring court, by the kind of field that names them."""
    next_door = make.other_court()
    party = defendant(make.case(next_door))
    sent = envelope(party)
    things: dict[str, Any] = {
        "case_id": party.case_id,
        "paper_id": sent.services.get().paper_id,
        "service_id": sent.services.get().id,
        "envelope_id": sent.id,
        "address_id": party.addresses.get(kind="mobile").id,
        "stop_id": plan_visit(sent, make.address(party, kind="postal", value=HOME).id, "", "engine", make.NOW).id,
        "court_id": next_door.id,  # of no use to whoever entrusts a court that is none of the installation
        **dict.fromkeys(STAFF, make.user(next_door, Role.JUDGE).id),
        **dict.fromkeys(PERSONS, party.id),
    }
    return {name: str(value) for name, value in things.items()}


@pytest.mark.parametrize("end", FIELDS := named_in_bodies())
def test_nothing_of_another_court_is_taken_by_its_id(
    court: Caller, ids: dict[str, str], theirs: dict[str, str], end: str
) -> None:
    for name in FIELDS[end]:
        value = theirs[name.removesuffix("s")]
        body = filled(EXAMPLES[end], ids) | {name: [value] if name.endswith("s") else value}
        answer = send(court, end)(end.format_map(ids), body)
        assert 400 <= answer.status_code < 500, (name, answer.content)
