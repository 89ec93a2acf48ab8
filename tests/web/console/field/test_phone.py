"""What a phone with a round may do, what it is told, and who else comes in by its addresses."""

import hashlib
import json
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from songda import clock
from songda.channels.registry import mask_address
from songda.core.access import Role
from songda.records.court.staff.models import User
from songda.records.ground.evidence.models import Event
from songda.records.matter.cases.actions import Reason
from songda.records.matter.parties.addresses import set_address_class
from songda.records.matter.parties.models import Address
from songda.records.ways.visits.models import Round, Stop, Visit, VisitPhoto
from songda.records.ways.visits.rounds import RoundDraft, make_round, plan_visit, shut_out
from songda.web.console.account.sign_in import SPARED, SWEPT
from songda.web.console.field.phone import PHONE
from tests import make
from tests.records.ways.lookups.stage import found
from tests.records.ways.visits.stage import at_home, picture
from tests.web.console.world import signed_in

pytestmark = pytest.mark.database


def round_of(person: User) -> Round:
    """A round of today that waits for this person."""
    assert person.court is not None
    sealed, place = at_home(person.court)
    stop = plan_visit(sealed, place.id, "三楼左手", "engine", clock.now())
    day = clock.now().astimezone(ZoneInfo(person.court.zone)).date()
    return make_round(person.court, RoundDraft(person.id, day, (stop.id,)), "engine", clock.now())


def taken() -> tuple[dict[str, object], User]:
    """What the phone was handed."""
    person = make.user(role=Role.SERVICE_OFFICER, name="送达员刘")
    round_of(person)
    answer = signed_in(person).post(reverse("console:field_take"))
    assert answer.status_code == 200
    return answer.json(), person


def report(given: dict[str, object], **more: object) -> dict[str, object]:
    moment = clock.now().isoformat()
    told: dict[str, object] = {
        "id": str(uuid4()),
        "stop": given["stops"][0]["id"],  # type: ignore[index]
        "outcome": "signed",
        "signer": "recipient",
        "at": moment,
        "phone_now": moment,
        "mark": given["mark"],
        "told": {"name": "李某某", "place": {"latitude": 37.14, "longitude": 111.77, "accuracy": 12}},
    }
    return told | more


def post(given: dict[str, object], name: str, body: object = b"", *args: object) -> tuple[int, dict[str, object]]:
    """As the phone: without a session, and without the mark against forged forms."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    client = Client(enforce_csrf_checks=True, headers={PHONE: str(given["phone"])})
    answer = client.post(reverse(f"console:{name}", args=args), raw, content_type="application/json")
    return answer.status_code, answer.json() if "json" in answer["Content-Type"] else {}


def test_the_round_says_what_whoever_goes_needs_and_that_it_was_shown_is_on_record() -> None:
    given, person = taken()
    (stop,) = given["stops"]  # type: ignore[misc]
    assert stop["place"] == "032300 山西省吕梁市孝义市新义街12号"
    assert ("recipient", "本人") in [tuple(one) for one in stop["signers"]]
    assert "opponent" not in dict(stop["signers"])
    assert {word for word, _name in stop["leavings"]} >= {"witnessed", "filmed"}
    assert stop["note"] == "三楼左手"
    assert len(str(given["key"])) == 44
    seen = Event.objects.get(name="page.shown", actor=f"staff:{person.id}")
    assert seen.data["door"] == "field"
    assert seen.data["parties"] == [str(Stop.objects.get().envelope.party_id)]


def test_what_to_say_at_the_door_leaves_papers_only_where_they_may_be_left() -> None:
    page = signed_in(make.user(role=Role.SERVICE_OFFICER)).get(reverse("console:field")).content.decode()
    assert "可以留置的，告知留置后视为送达；否则带回。" in page


def looked_up_for(person: User) -> tuple[Address, str]:
    """A number that a look-up found of whoever this person goes to, and how a page shows it to anybody."""
    party, number = round_of(person).stops.get().envelope.party, make.mobile()
    found(number, party=party, at=clock.now())
    return Address.objects.get(party=party, kind="mobile"), mask_address("mobile", number)


def phones_of(person: User) -> list[str]:
    answer = signed_in(person).post(reverse("console:field_take"))
    return list(answer.json()["stops"][0]["phones"])


def test_a_number_that_was_looked_up_is_masked_until_whoever_goes_uncovers_it_on_record() -> None:
    person, other = make.user(role=Role.SERVICE_OFFICER), make.user(role=Role.SERVICE_OFFICER)
    address, masked = looked_up_for(person)
    number = address.found_numbers.get()
    assert phones_of(person) == [masked]
    signed_in(other).post(reverse("console:uncover_number", args=[number.id]))  # who has nothing to do with it
    assert not Event.objects.filter(name="number.uncovered").exists()
    signed_in(person).post(reverse("console:uncover_number", args=[number.id]))
    assert Event.objects.get(name="number.uncovered").actor == f"staff:{person.id}"
    assert phones_of(person) == [address.value]


def test_a_number_that_was_rejected_is_on_no_round() -> None:
    person = make.user(role=Role.SERVICE_OFFICER)
    address, _masked = looked_up_for(person)
    set_address_class(address, "rejected", "call", "engine", clock.now())
    assert phones_of(person) == []


def test_the_page_and_its_worker_hold_nothing_of_anybody() -> None:
    _given, person = taken()
    browser = signed_in(person)
    page, worker = browser.get(reverse("console:field")), browser.get(reverse("console:field_worker"))
    party = Stop.objects.get().envelope.party
    for answer in (page, worker):
        assert party.name not in answer.content.decode()
    assert "geolocation=(self)" in page["Permissions-Policy"]
    assert "camera=()" in page["Permissions-Policy"]
    assert "geolocation=()" in browser.get(reverse("console:visits"))["Permissions-Policy"]
    assert worker["Content-Type"].startswith("text/javascript")
    assert reverse("console:field") in worker.content.decode()


def test_a_visit_comes_in_without_a_session_and_its_photograph_behind_it() -> None:
    given, person = taken()
    body = picture()
    photo = {
        "id": str(uuid4()),
        "kind": "photo",
        "sha256": hashlib.sha256(body).hexdigest(),
        "size": len(body),
        "taken_at": clock.now().isoformat(),
    }
    told = report(given, photos=[photo])
    status, answer = post(given, "field_report", told)
    assert status == 200
    assert answer["photos"][photo["id"]]["missing"] == [0]  # type: ignore[index]
    status, answer = post(given, "field_piece", body, photo["id"], 0)
    assert (status, answer["kept"]) == (200, True)
    visit = Visit.objects.get()
    assert (visit.reported_by, visit.has_mark) == (f"staff:{person.id}", True)
    assert VisitPhoto.objects.get().kept_at is not None
    assert post(given, "field_report", told)[0] == 200  # again, as after a broken line
    assert Visit.objects.count() == 1


@pytest.mark.parametrize(
    "more",
    [
        *({"outcome": "eaten"}, {"stop": str(uuid4())}, {"at": "yesterday"}, {"strange": 1}, {"told": []}),
        *({"photos": "x"}, {"told": {"strokes": [[10**9 + 1, 0, 0]]}}, {"told": {"strokes": [[-(10**18), 0, 0]]}}),
        {"told": {"strokes": [[1] * 7_000]}},
    ],
)
def test_what_cannot_be_read_is_refused_in_words_and_nothing_is_kept(more: dict[str, object]) -> None:
    given, _person = taken()
    status, answer = post(given, "field_report", report(given, **more))
    assert status == 422
    assert answer["said"]
    assert post(given, "field_report", b"\xff\xfe{")[0] == 422
    assert not Visit.objects.exists()


def test_a_phone_that_was_shut_out_gets_nothing_at_any_of_its_addresses() -> None:
    given, _person = taken()
    shut_out(Round.objects.get(), Reason("遗失"), "engine", clock.now())
    assert post(given, "field_report", report(given)) == (410, {"gone": True})
    assert post(given, "field_piece", b"", uuid4(), 0)[0] == 410
    assert post(given, "field_end")[0] == 410
    state = Client(headers={PHONE: str(given["phone"])}).get(reverse("console:field_state"))
    assert state.status_code == 410


def test_whose_account_was_closed_or_lost_its_office_reports_no_more() -> None:
    given, person = taken()
    User.objects.filter(id=person.id).update(role="auditor")
    assert post(given, "field_report", report(given))[0] == 410
    User.objects.filter(id=person.id).update(is_active=False)
    assert post(given, "field_report", report(given))[0] == 410


def test_a_photograph_of_another_round_does_not_exist_for_it() -> None:
    given, _person = taken()
    other, _somebody = taken()
    photo = {"id": str(uuid4()), "kind": "photo", "sha256": "0" * 64, "size": 9, "taken_at": clock.now().isoformat()}
    assert post(given, "field_report", report(given, photos=[photo]))[0] == 200
    assert post(other, "field_piece", b"123456789", photo["id"], 0)[0] == 404
    assert post(other, "field_report", report(given))[0] == 422


def test_what_the_phone_shows_opens_no_other_page() -> None:
    given, _person = taken()
    client = Client(headers={PHONE: str(given["phone"])})
    for name in ("visits", "field", "field_door", "today", "cases"):
        assert client.get(reverse(f"console:{name}")).status_code == 302


def test_a_round_of_somebody_else_is_not_handed_out() -> None:
    made = round_of(make.user(role=Role.SERVICE_OFFICER))
    for stranger in (make.user(), make.user(make.other_court(), Role.CLERK)):
        answer = signed_in(stranger).post(reverse("console:field_take"), {"round": str(made.id)})
        assert answer.status_code == 422
        assert "key" not in answer.json()


def test_whoever_is_signed_out_with_a_round_on_the_phone_keeps_what_lies_there_sealed() -> None:
    _given, person = taken()
    browser = signed_in(person)
    assert browser.post(reverse("account_logout"))["Clear-Site-Data"] == SPARED
    Round.objects.update(ended_at=clock.now())
    assert signed_in(person).post(reverse("account_logout"))["Clear-Site-Data"] == SWEPT
