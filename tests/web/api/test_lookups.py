"""Another system requests look-ups; a person approves; numbers go out masked."""

import pytest

from songda.records.ways.lookups.actions import approve
from songda.records.ways.lookups.models import Lookup
from songda.registries.contract import ReplyCode
from tests import make
from tests.records.ways.lookups.stage import WHY, Book, ask_all, found, says, supervisor
from tests.web.api.caller import Caller, caller

pytestmark = pytest.mark.database
WANTED = {"purpose": "service", "ground": "no_address", "why": WHY, "operators": ["mobile"], "days": 7}


@pytest.fixture
def court() -> Caller:
    return caller()


def test_a_system_requests_a_person_approves_and_the_system_reads_masked_numbers(court: Caller) -> None:
    number, party = make.mobile(), make.party()
    made = court.post(f"/parties/{party.id}/lookups", WANTED)
    assert (made.status_code, made.json()["state"]) == (201, "waiting")
    lookup = Lookup.objects.get()
    assert lookup.asked_by.startswith("client:")
    approve(lookup, supervisor(), lookup.asked_at)
    ask_all(Book(says(ReplyCode.NUMBERS, number)), lookup.asked_at)
    read = court.get(f"/lookups/{lookup.id}")
    told = read.json()["inquiries"][0]
    assert (told["answer"], told["numbers"][0]["address_class"]) == ("numbers", "found")
    assert number not in read.content.decode()
    assert court.get(f"/cases/{party.case_id}/lookups").json()[0]["id"] == str(lookup.id)


def test_a_replayed_request_under_the_same_key_is_the_same_request_and_under_none_is_refused(court: Caller) -> None:
    party = make.party()
    first, second = (court.post(f"/parties/{party.id}/lookups", WANTED, key="K1") for _ in range(2))
    assert first.json()["id"] == second.json()["id"]
    again = court.post(f"/parties/{party.id}/lookups", WANTED)
    assert (again.status_code, again.json()["code"]) == (409, "lookup_open_already")


@pytest.mark.parametrize(
    ("changes", "path"),
    [({"purpose": "curiosity"}, "$.purpose"), ({"why": "急"}, "$.why"), ({"operators": ["o2"]}, "$.operators")],
)
def test_what_is_wrong_is_told_with_its_place(court: Caller, changes: dict[str, object], path: str) -> None:
    answer = court.post(f"/parties/{make.party().id}/lookups", {**WANTED, **changes})
    assert (answer.status_code, answer.json()["path"]) == (422, path)


def test_a_request_is_taken_back_and_what_another_court_asked_does_not_exist(court: Caller) -> None:
    party = make.party()
    made = court.post(f"/parties/{party.id}/lookups", WANTED).json()["id"]
    assert caller(make.other_court()).get(f"/lookups/{made}").status_code == 404
    back = court.post(f"/lookups/{made}/withdrawal", {"reason": "已联系上本人"})
    assert (back.status_code, back.json()["state"]) == (201, "withdrawn")


@pytest.mark.usual_day
def test_figures_by_operator(court: Caller) -> None:
    found()
    rows = court.get("/lookups/figures", since="2026-06-01T00:00:00Z", until="2026-06-02T00:00:00Z").json()
    assert [(row["operator"], row["asked"], row["found"]) for row in rows if row["asked"]] == [("mobile", 1, 1)]
