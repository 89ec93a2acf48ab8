"""The ladder over the API: the plan of a person, letters and their carriers, visits, other courts, public notices."""

from datetime import timedelta

import pytest

from songda.clock import now
from songda.core.delivery.incidents import Away
from songda.records.ground.evidence.models import Event
from songda.records.law.planning.advance import advance
from songda.records.matter.parties.models import Address
from songda.records.overview.notice_papers import certify_malfunctions
from songda.records.service.malfunctions.actions import MalfunctionDraft, note_malfunction
from songda.records.service.orders.models import Envelope
from songda.records.ways.entrustments.models import Entrustment
from songda.records.ways.post.carriage.models import Carriage
from songda.records.ways.post.letters.models import Letter
from songda.records.ways.public_notices.models import PublicNotice
from songda.records.ways.visits.models import Stop
from tests import make
from tests.records.stage import defendant, envelope
from tests.records.ways.post.carriage.parcels import SEALED, came_back, heard, posted
from tests.records.ways.post.letters.post import numbers, sealed_envelope
from tests.records.ways.public_notices.scene import PUBLISHED, exhausted, look, published
from tests.records.ways.visits.stage import HOME
from tests.web.api.caller import Caller, caller
from tests.web.console.field.things import reported

pytestmark = pytest.mark.database
DAY = timedelta(days=1)


def at_the_door() -> tuple[Envelope, Address]:
    """A summons for somebody without electronic address, and the place where they live."""
    party = defendant(make.case(), None, consents=False)
    return envelope(party, make.paper(party.case)), make.address(party, kind="postal", value=HOME)


def service_of(sealed: Envelope) -> str:
    return str(sealed.services.order_by("id")[0].id)


def names(court: Caller, sealed: Envelope) -> set[str]:
    return {event["name"] for event in court.get(f"/services/{service_of(sealed)}/events").json()["events"]}


def test_a_plan_says_which_way_comes_next_and_that_it_is_proposed(court: Caller) -> None:
    sealed = sealed_envelope()
    (plan,) = court.get(f"/parties/{sealed.party_id}/plan").json()
    assert (plan["state"], plan["next"]["way"], plan["next"]["choice"]) == ("next", "mail", "propose")
    assert plan["next"]["rule"].startswith("cn.")
    assert plan["next"]["cost_fen"] is None
    assert court.get(f"/cases/{sealed.case_id}/plans").json() == [plan]
    assert court.get(f"/parties/{make.party(sealed.case).id}/plan").json() == []


def test_a_proposed_letter_is_found_agreed_to_and_listed_with_its_events(court: Caller) -> None:
    sealed = sealed_envelope()
    numbers(sealed.case.court)
    (found,) = court.get("/letters", state="proposed").json()["letters"]
    first, second = (court.post(f"/letters/{found['id']}/agreement", {}, key="y1") for _ in "12")
    assert (first.status_code, first.json()["state"], second.content) == (201, "planned", first.content)
    assert court.get("/letters", state="proposed").json() == {"letters": [], "next_after": None}
    assert {"letter.proposed", "letter.planned"} <= names(court, sealed)
    again = court.post(f"/services/{service_of(sealed)}/letters", {"address_id": found["address_id"]})
    assert (again.status_code, again.json()["code"]) == (409, "letter_waits_already")
    assert court.get("/letters", state="lost").status_code == 422


def test_letters_come_page_by_page(court: Caller) -> None:
    for _ in "123":
        sealed_envelope()
    whole = [each["id"] for each in court.get("/letters").json()["letters"]]
    first = court.get("/letters", limit="2").json()
    rest = court.get("/letters", limit="2", after=first["next_after"]).json()
    assert [each["id"] for page in (first, rest) for each in page["letters"]] == whole
    assert (len(whole), rest["next_after"]) == (3, None)


def test_what_a_carrier_reported_is_read_with_what_came_of_it_and_without_its_words(court: Caller) -> None:
    letter = posted()
    heard(letter, came_back(letter), SEALED + 4 * DAY)
    told = court.get(f"/letters/{letter.id}/carriage").json()
    assert [each["kind"] for each in told["reports"]] == ["handed", "returned", "scanned", "closed"]
    assert (told["carrier"], told["stage"], told["settled"]) == ("signed", "whole", "proved")
    picture = next(each["id"] for each in told["reports"] if each["scan_sha256"])
    assert court.get(f"/carrier-reports/{picture}/picture").content.startswith(b"%PDF")
    assert "carriage.proved" in names(court, letter.envelope)


def test_a_machine_at_the_return_station_notes_what_came_back(court: Caller) -> None:
    letter = posted()
    body = {"cause": "refused"}
    first, second = (court.post(f"/letters/{letter.id}/returns", body, key="r1") for _ in "12")
    assert (first.status_code, second.content) == (201, first.content)
    assert first.json()["step_id"]
    other = court.post(f"/letters/{letter.id}/returns", {"cause": "nobody_met"})
    assert (other.status_code, other.json()["code"]) == (409, "came_back_already")
    wrong = court.post(f"/letters/{letter.id}/returns", {"cause": "eaten"})
    assert (wrong.status_code, wrong.json()["path"]) == (422, "$.cause")


def test_a_visit_is_planned_given_to_somebody_and_called_off(court: Caller) -> None:
    sealed, place = at_the_door()
    door = f"/services/{service_of(sealed)}/visits"
    stop = court.post(door, {"address_id": str(place.id), "note": "门铃坏了"}, key="v1").json()
    assert court.post(door, {"address_id": str(place.id)}).json()["id"] == stop["id"]
    liu = make.user(name="送达员刘")
    body = {"person_id": str(liu.id), "day": now().date().isoformat(), "stop_ids": [stop["id"]]}
    made = court.post("/rounds", body, key="t1")
    assert (made.status_code, [each["id"] for each in made.json()["stops"]]) == (201, [stop["id"]])
    assert [each["id"] for each in court.get("/rounds", day=body["day"]).json()] == [made.json()["id"]]
    off = court.post(f"/stops/{stop['id']}/calling-off", {"reason": "已签收"}).json()
    assert off["called_off_at"]
    assert "门铃坏了" not in court.get(door).content.decode()
    assert {"visit.planned", "visit.called_off"} <= names(court, sealed)
    nobody = court.post("/rounds", body | {"person_id": str(make.user(make.other_court()).id)})
    assert nobody.status_code == 422


def test_many_visits_are_planned_by_one_request_or_none(court: Caller, outsider: Caller) -> None:
    doors = [at_the_door(), at_the_door()]
    while advance(now()):
        pass
    possible = court.get("/possible-visits").json()
    keys = ("envelope_id", "address_id")
    wanted = [dict(zip(keys, (str(sealed.id), str(place.id)), strict=True)) for sealed, place in doors]
    assert [{key: each[key] for key in keys} for each in possible] == wanted
    first, second = (court.post("/stops", {"stops": wanted}, key="s1") for _ in "12")
    assert (first.status_code, second.content) == (201, first.content)
    assert [each["envelope_id"] for each in first.json()["stops"]] == [str(sealed.id) for sealed, _ in doors]
    assert court.get("/possible-visits").json() == []
    strange = outsider.post("/stops", {"stops": wanted})
    assert (strange.status_code, strange.json()["path"]) == (422, "$.stops")
    assert court.post("/stops", {"stops": []}).status_code == 422
    assert Stop.objects.count() == len(doors)


def test_a_report_of_a_phone_is_read_with_its_doubts_and_without_anybodys_name(court: Caller) -> None:
    visit = reported(make.court())
    told = court.get(f"/visits/{visit.id}").json()
    assert (told["state"], told["outcome"], told["deed_id"]) == ("draft", "signed", None)
    assert told["photos_sha256"] == [visit.photos.get().sha256_hex]
    assert "李某某" not in str(told)
    (stop,) = court.get(f"/services/{service_of(visit.stop.envelope)}/visits").json()
    assert stop["visit_ids"] == [str(visit.id)]
    assert Stop.objects.get().round is not None


def test_another_court_takes_papers_in_answers_and_both_see_the_same(court: Caller, outsider: Caller) -> None:
    sealed, place = at_the_door()
    next_door = make.other_court()
    body = {"hand": "court", "court_id": str(next_door.id), "address_id": str(place.id)}
    made = court.post(f"/services/{service_of(sealed)}/entrustments", body, key="e1").json()
    assert (made["state"], made["is_ours"]) == ("sent", True)
    (theirs,) = outsider.get("/entrustments").json()["entrustments"]
    assert (theirs["id"], theirs["is_ours"], theirs["recipient"]) == (made["id"], False, sealed.party.name)
    door = f"/entrustments/{made['id']}"
    assert outsider.get(f"{door}/letter").content.startswith(b"%PDF")
    assert outsider.get(f"{door}/papers/{made['paper_ids'][0]}").content.startswith(b"%PDF")
    assert outsider.get(f"/services/{service_of(sealed)}").status_code == 404  # nothing else of the case
    assert court.post(f"{door}/receipt", {}).json()["code"] == "entrusted_other_court"
    assert outsider.post(f"{door}/receipt", {}).json()["received_at"]
    at = (now() + timedelta(minutes=1)).isoformat()
    early = outsider.form(f"{door}/outcome", kind="signed", at=at, by="recipient")
    assert early.status_code == 422
    done = outsider.upload(
        f"{door}/outcome", make.pdf("return"), key="o1", kind="signed", at=now().isoformat(), by="recipient"
    )
    assert (done.status_code, done.json()["state"]) == (201, "done")
    assert court.get(door).json()["steps"] == outsider.get(door).json()["steps"]
    late = court.post(f"{door}/taking-back", {"reason": "不再需要"})
    assert (late.status_code, late.json()["code"]) == (409, "entrusted_over")
    assert {"entrustment.sent", "entrustment.received", "entrustment.done"} <= names(court, sealed)
    assert court.get("/entrustments").json()["entrustments"] == []
    assert caller(make.court("晋1121", "文水县人民法院")).get(door).status_code == 404


def test_what_becomes_of_an_entrusted_try_is_told_by_whoever_serves_alone(court: Caller, outsider: Caller) -> None:
    sealed, place = at_the_door()
    body = {"hand": "court", "court_id": str(make.other_court().id), "address_id": str(place.id)}
    made = court.post(f"/services/{service_of(sealed)}/entrustments", body).json()
    said = {"kind": "signed", "at": now().isoformat(), "by": "recipient"}
    other_desk = [
        court.form(f"/deeds/{made['deed_id']}/steps", **said),
        court.post(f"/deed-steps/{made['steps'][0]['id']}/removal", {"reason": "误录"}),
    ]
    assert [(each.status_code, each.json()["code"]) for each in other_desk] == [(409, "entrusted_answers_there")] * 2
    assert len(court.get(f"/entrustments/{made['id']}").json()["steps"]) == 1
    answered = outsider.form(f"/entrustments/{made['id']}/outcome", **said)
    assert answered.status_code == 201
    mistaken = answered.json()["steps"][1]["id"]  # once answered, a mistake in it can be mended
    assert court.post(f"/deed-steps/{mistaken}/removal", {"reason": "误录"}).status_code == 201
    assert court.form(f"/deeds/{made['deed_id']}/steps", **said).status_code == 201


def test_the_publication_of_a_page_that_stands_is_not_struck_beside_it(court: Caller) -> None:
    notice = published(exhausted())
    assert notice.deed is not None
    step = notice.deed.steps.get()
    refused = court.post(f"/deed-steps/{step.id}/removal", {"reason": "误录"})
    assert (refused.status_code, refused.json()["code"]) == (409, "notice_page_stands")
    step.refresh_from_db()
    assert step.struck_at is None


def test_of_a_letter_whose_record_the_judge_looks_at_nobody_says_anything_meanwhile(court: Caller) -> None:
    letter = posted()
    Carriage.objects.filter(letter=letter).update(judge_asked_at=now())
    refused = court.form(f"/deeds/{letter.deed_id}/steps", kind="returned", at=now().isoformat(), manner="refused")
    assert (refused.status_code, refused.json()["code"]) == (409, "carriage_with_the_judge")


def test_somebody_outside_is_answered_for_by_the_court_that_asked(court: Caller) -> None:
    sealed, place = at_the_door()
    body = {"hand": "prison", "name": "某监狱", "address_id": str(place.id)}
    door = f"/services/{service_of(sealed)}/entrustments"
    made = court.post(door, body)
    assert (made.status_code, made.json()["to"]) == (201, "某监狱"), made.json()
    back = court.post(f"/entrustments/{made.json()['id']}/refusal", {"reason": "查无此人"})
    assert (back.status_code, back.json()["state"]) == (201, "refused")
    assert court.post(door, {"hand": "prison"}).json()["path"] == "$.name"
    assert Entrustment.objects.count() == 1


def test_a_notice_is_drafted_whole_and_published_by_people_alone(court: Caller) -> None:
    sealed = exhausted()
    door = f"/services/{service_of(sealed)}/public-notices"
    short = court.post(door, {"why": "多次送达未果"})
    assert (short.status_code, short.json()["path"].startswith("$.")) == (422, True)
    lacking = short.json()["path"].removeprefix("$.")
    said = {"why": "多次送达未果", lacking: "请求判令你返还借款五万元。"}
    while (made := court.post(door, said)).status_code == 422:
        said[made.json()["path"].removeprefix("$.")] = "公告期满后十五日内到本院办理，逾期依法处理。"
    told = made.json()
    assert (told["state"], told["published_at"], told["page"]) == ("draft", None, None)
    assert sealed.party.name in told["text"]
    listed = court.get("/public-notices")
    assert [each["id"] for each in listed.json()["notices"]] == [told["id"]]
    assert sealed.party.name not in listed.content.decode()
    assert court.get(f"/public-notices/{told['id']}/pdf").status_code == 404
    assert court.get(f"/public-notices/{told['id']}/looks").status_code == 404
    assert court.post(f"/public-notices/{told['id']}/publication", {}).json()["code"] == "no_such_address"


def test_what_proves_that_a_notice_stood_is_read_look_by_look(court: Caller) -> None:
    sealed = exhausted()
    notice = published(sealed)
    for hours in (1, 2, 3):
        look(notice, hours)
    told = court.get(f"/public-notices/{notice.id}").json()
    assert (told["state"], told["page"].rpartition("/")[2]) == ("standing", notice.token)
    proof = court.get(f"/public-notices/{notice.id}/looks").json()
    assert (proof["outside"], proof["inside"], len(proof["looks"])) == (3, 0, 3)
    assert court.get(f"/public-notices/{notice.id}/pdf").content.startswith(b"%PDF")
    ordered = court.post(f"/public-notices/{notice.id}/boards", {"board": "newspaper", "words": "人民法院报"}, key="b1")
    assert (ordered.status_code, ordered.json()["posted_at"]) == (201, None)
    assert court.post(f"/public-notices/{notice.id}/boards", {"board": "page"}).json()["path"] == "$.board"
    assert {"notice.drafted", "notice.published", "notice.board_ordered"} <= names(court, sealed)
    assert PublicNotice.objects.get().published_at == PUBLISHED


def test_a_malfunction_and_its_certificate_are_everybodys(court: Caller, outsider: Caller) -> None:
    draft = MalfunctionDraft(Away.PAGES, now() - 2 * timedelta(hours=1), now() - timedelta(hours=1), "停电")
    row = note_malfunction(make.court(), draft, "engine", now())
    assert court.get(f"/malfunctions/{row.id}/certificate").status_code == 404
    certify_malfunctions(now())
    (told,) = outsider.get("/malfunctions").json()
    assert (told["words"], told["noticed"], bool(told["sha256"])) == ("停电", "person", True)
    assert outsider.get(f"/malfunctions/{row.id}/certificate").content.startswith(b"%PDF")


def test_nothing_of_the_ladder_is_done_twice_under_one_key(court: Caller) -> None:
    sealed, place = at_the_door()
    service, address = service_of(sealed), str(place.id)
    numbers(sealed.case.court)
    for end, body in (
        ("letters", {"address_id": address}),
        ("visits", {"address_id": address}),
        ("entrustments", {"hand": "outside_court", "name": "某法院", "address_id": address}),
    ):
        first, second = (court.post(f"/services/{service}/{end}", body, key=f"k-{end}") for _ in "12")
        assert (first.status_code, second.headers["Idempotent-Replayed"]) == (201, "true"), first.json()
    counted = [rows.objects.count() for rows in (Letter, Stop, Entrustment)]
    assert counted == [1, 1, 1]
    assert Event.objects.filter(name="entrustment.sent").count() == 1
