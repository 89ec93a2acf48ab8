"""A round of visits: planned, taken along, reported by a phone, looked at, and then a try by people like any other."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from songda.core.access import Role
from songda.core.delivery.visits import Lack, State
from songda.core.refusal import Refused, WrongField
from songda.records.ground.evidence.actions import sequence
from songda.records.ground.evidence.models import Event
from songda.records.law.decisions.ask_law import ask_law
from songda.records.matter.cases.actions import Reason
from songda.records.proof.certificates.contradictions import compare_offices
from songda.records.service.deeds.models import Deed
from songda.records.service.deeds.queries import scan_of_step, words_of_step
from songda.records.service.findings.models import Finding
from songda.records.service.orders.models import Envelope
from songda.records.service.tasks.models import Task
from songda.records.ways.visits.looks import accept, choose_rule, look_at, set_aside, settle
from songda.records.ways.visits.models import PhotoPart, Round, Stop, Visit, VisitPhoto
from songda.records.ways.visits.reports import (
    MOST_SPOILT,
    MOST_VISITS,
    original_of,
    photo_of_round,
    photo_state,
    picture_of,
    put_part,
    report_of,
    report_visit,
)
from songda.records.ways.visits.rounds import (
    RoundDraft,
    StopDraft,
    call_off,
    end_round,
    free_stops,
    make_round,
    plan_visit,
    plan_visits,
    round_of_phone,
    shut_out,
    take_along,
)
from tests import make
from tests.records.stage import NOW, envelope
from tests.records.ways.visits.stage import AT, BACK, HOME, at_home, out, photo, picture, send

pytestmark = pytest.mark.database
CLERK = "staff:" + str(uuid4())
TODAY = (NOW + timedelta(hours=8)).date()


def told(name: str) -> list[Event]:
    return list(Event.objects.filter(name=name).order_by("number"))


def stop_of(phone: object) -> Stop:
    return Stop.objects.get(round=phone.round)  # type: ignore[attr-defined]


def test_a_visit_becomes_service_once_somebody_has_looked_and_its_record_is_the_return() -> None:
    phone = out(at_home())
    body = picture()
    visit = phone.report(phone.draft(stop_of(phone), photos=(body,)), body)
    assert not Deed.objects.exists()
    deed = accept(visit, AT, CLERK, BACK)
    ask_law(BACK)
    finding = Finding.objects.get()
    assert (finding.status, finding.ground, finding.effective_at) == ("effective", "signature", AT)
    step = deed.steps.get()
    assert scan_of_step(step).startswith(b"%PDF-1.7")
    assert words_of_step(step) == "李某某；本人在家。"
    accepted = told("visit.accepted")[0]
    assert accepted.stream == f"deed:{deed.id}"
    assert accepted.data["photos"] == [photo(body).sha256.hex()]
    assert accepted.data["lacks"] == []


@pytest.mark.parametrize(("born", "is_doubted"), [("20120101", True), ("20080501", False), ("20080701", True)])
def test_whoever_signs_for_themselves_before_they_are_of_age_is_doubted(born: str, *, is_doubted: bool) -> None:
    party = make.party(number=make.resident_id(born))
    phone = out((envelope(party), make.address(party, kind="postal", value=HOME)))
    body = picture()
    visit = phone.report(phone.draft(stop_of(phone), photos=(body,)), body)
    assert look_at(visit).lacks == [Lack.CAPACITY] * is_doubted


def test_what_is_left_at_home_before_a_witness_is_left_and_elsewhere_it_is_direct() -> None:
    phone = out(at_home(), at_home())
    first, second = Stop.objects.filter(round=phone.round).order_by("place", "id")
    body = picture()
    witness = {"words": "本人拒收。", "witness": "王主任", "witness_office": "新义街社区居委会"}
    visit = phone.report(phone.draft(first, "left", manner="witnessed", told=witness))
    assert look_at(visit).lacks == []
    assert accept(visit, AT, CLERK, BACK).way == "left"
    visit = phone.report(phone.draft(second, "left", (body,), manner="elsewhere_filmed"), body)
    assert accept(visit, AT, CLERK, BACK).way == "direct"
    ask_law(BACK)
    assert set(Finding.objects.values_list("status", "ground")) == {("effective", "left")}


def test_the_same_report_twice_is_one_and_another_under_its_id_is_refused() -> None:
    phone = out(at_home())
    draft = phone.draft(stop_of(phone))
    first = phone.report(draft)
    assert report_visit(phone.round, draft, phone.by, BACK + timedelta(hours=1)).id == first.id
    assert len(told("visit.reported")) == 1
    other = phone.draft(stop_of(phone), "failed", id=draft.id)
    with pytest.raises(Refused, match="visit_told_otherwise"):
        phone.report(other)


def test_what_nobody_can_see_stands_in_no_report() -> None:
    phone = out(at_home())
    told_here = {"words": "本人\u202e在家\x00。\n", "name": "\x00", "strokes": [[12, 40, 0], [13, True, 16]]}
    said = report_of(phone.report(phone.draft(stop_of(phone), told=told_here)))
    assert (said["words"], said["name"], said["strokes"]) == ("本人在家。", "", [[12, 40, 0], [13, 1, 16]])


def test_accepting_twice_is_one_try_and_looked_at_ends_the_task() -> None:
    phone = out(at_home())
    visit = phone.report(phone.draft(stop_of(phone)))
    assert Task.objects.filter(kind="look_at_visit", closed_at=None).count() == 1
    assert accept(visit, AT, CLERK, BACK).id == accept(visit, AT, CLERK, BACK).id
    assert Deed.objects.count() == 1
    assert Task.objects.get(kind="look_at_visit").ended_by == "visit_looked_at"
    with pytest.raises(Refused, match="visit_accepted"):
        set_aside(visit, Reason("重复"), CLERK, BACK)


def test_what_is_set_aside_is_no_try_and_says_why() -> None:
    phone = out(at_home())
    visit = phone.report(phone.draft(stop_of(phone)))
    set_aside(visit, Reason("去错了楼栋"), CLERK, BACK)
    set_aside(visit, Reason("去错了楼栋"), CLERK, BACK)
    assert len(told("visit.set_aside")) == 1
    assert not Deed.objects.exists()
    with pytest.raises(Refused, match="visit_set_aside"):
        accept(visit, AT, CLERK, BACK)


def test_the_moment_lies_between_the_mark_and_the_arrival_whatever_the_phone_says() -> None:
    phone = out(at_home())
    days = timedelta(days=3)
    visit = phone.report(phone.draft(stop_of(phone), at=AT + days, phone_now=BACK + days))
    seen = look_at(visit)
    assert Lack.CLOCK in seen.lacks
    assert Lack.DAY not in seen.lacks
    assert seen.times.corrected == AT  # reckoned by the court's clock
    for wrong in (NOW - timedelta(minutes=1), BACK + timedelta(minutes=1)):
        with pytest.raises(WrongField, match="visit_not_then"):
            accept(visit, wrong, CLERK, BACK)
    assert accept(visit, seen.times.corrected, CLERK, BACK).began_at == AT


def test_a_report_without_the_mark_or_from_another_day_is_kept_and_doubted() -> None:
    phone = out(at_home())
    visit = phone.report(phone.draft(stop_of(phone), mark="made up", at=NOW - timedelta(days=1)))
    assert {Lack.MARK, Lack.DAY} <= set(look_at(visit).lacks)


def test_what_is_missing_is_named() -> None:
    phone = out(at_home())
    stop = stop_of(phone)
    cases = [
        (phone.draft(stop, signer="", told={}), {Lack.SIGNER, Lack.SIGNATURE}),
        (phone.draft(stop, "left", told={}), {Lack.MANNER}),
        (phone.draft(stop, "left", manner="witnessed", told={"witness": "王某"}), {Lack.WITNESS}),
        (phone.draft(stop, "left", manner="filmed"), {Lack.FILM}),
        (phone.draft(stop, "failed", told={"words": " "}), {Lack.WHY}),
    ]
    for draft, lacks in cases:
        assert set(look_at(phone.report(draft)).lacks) == lacks


def test_pieces_of_a_photograph_come_in_any_order_twice_and_after_a_break() -> None:
    phone = out(at_home())
    body = picture(side=900) + b"\0" * 200_000
    draft = phone.draft(stop_of(phone), photos=(body,))
    visit = report_visit(phone.round, draft, phone.by, BACK)
    found = photo_of_round(phone.round, draft.photos[0].id)
    assert photo_state(found).missing == [0, 1, 2]
    part = 96 * 1024
    for number in (2, 0, 2):
        put_part(found, number, body[number * part : (number + 1) * part], phone.by, BACK)
    assert Lack.PHOTOS in look_at(visit).lacks
    assert put_part(found, 1, body[part : 2 * part], phone.by, BACK).is_kept
    kept = VisitPhoto.objects.get()
    assert original_of(kept) == body
    assert picture_of(kept).startswith(b"\xff\xd8")
    assert not PhotoPart.objects.exists()
    assert len(told("visit.photographed")) == 1
    assert put_part(kept, 1, b"", phone.by, BACK).is_kept


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"\0\0\0\x18ftypheic" + b"\0" * 500, "heic"),
        (b"\xff\xd8\xff" + b"\0" * 500, "unreadable"),
    ],
)
def test_what_is_no_picture_is_refused_by_name_and_nothing_of_it_stays(body: bytes, why: str) -> None:
    phone = out(at_home())
    draft = phone.draft(stop_of(phone), photos=(body,))
    phone.report(draft, body)
    assert photo_state(VisitPhoto.objects.get()).refused == why
    assert not PhotoPart.objects.exists()


def test_a_file_with_another_hash_than_when_it_was_taken_is_not_kept() -> None:
    phone = out(at_home())
    draft = phone.draft(stop_of(phone), photos=(picture("white"),))
    report_visit(phone.round, draft, phone.by, BACK)
    for _ in range(MOST_SPOILT):
        send(phone.round, draft.photos[0].id, picture("black"))
    assert VisitPhoto.objects.get().refused == "other_hash"


@pytest.mark.parametrize("wrong", [1, MOST_SPOILT, MOST_SPOILT + 2])
def test_wrong_pieces_do_not_spoil_the_right_photograph(wrong: int) -> None:
    """Whoever reads the line of a phone for a moment, or a bad network, keeps no photograph away for good."""
    phone, taken = out(at_home()), picture("white")
    draft = phone.draft(stop_of(phone), photos=(taken,))
    report_visit(phone.round, draft, phone.by, BACK)
    for _ in range(wrong):
        send(phone.round, draft.photos[0].id, bytes(len(taken)))
    assert not PhotoPart.objects.exists()
    send(phone.round, draft.photos[0].id, taken)
    kept = VisitPhoto.objects.get()
    assert (kept.kept_at is not None, kept.refused) == (True, "")


def test_a_stop_takes_a_bounded_number_of_reports_and_the_same_one_again() -> None:
    phone = out(at_home())
    drafts = [phone.draft(stop_of(phone)) for _ in range(MOST_VISITS + 1)]
    for draft in drafts[:-1]:
        report_visit(phone.round, draft, phone.by, BACK)
    with pytest.raises(Refused, match="visit_too_many"):
        report_visit(phone.round, drafts[-1], phone.by, BACK)
    assert report_visit(phone.round, drafts[0], phone.by, BACK).id == drafts[0].id
    assert Visit.objects.count() == MOST_VISITS


def test_forty_megabytes_and_too_many_photographs_are_refused_before_a_byte_of_them() -> None:
    phone = out(at_home())
    small = photo(picture())
    huge = photo(b"x" * 100)
    huge = type(huge)(huge.id, huge.kind, huge.sha256, 40 * 1024 * 1024, huge.taken_at)
    for photos, code in (((huge,), "visit_photo_size"), ((small, small), "visit_unknown_word")):
        with pytest.raises(WrongField, match=code):
            phone.report(
                phone.draft(stop_of(phone)).__class__(**{**vars(phone.draft(stop_of(phone))), "photos": photos})
            )
    assert not Visit.objects.exists()


def test_stops_are_visited_in_the_order_of_their_places() -> None:
    far = at_home(place="032302 山西省 吕梁市 孝义市 兑镇3号")
    near = at_home(place="032300 山西省 吕梁市 孝义市 新义街2号")
    free_text = at_home(place="某村口第二家")
    phone = out(free_text, far, near)
    order = [stop.envelope_id for stop in Stop.objects.filter(round=phone.round).order_by("place")]
    assert order == [near[0].id, far[0].id, free_text[0].id]


def test_a_visit_is_planned_once_and_given_to_one_person() -> None:
    sealed, place = at_home()
    assert plan_visit(sealed, place.id, "", CLERK, NOW).id == plan_visit(sealed, place.id, "", CLERK, NOW).id
    phone = out((sealed, place))
    other = make.user(role=Role.SERVICE_OFFICER)
    with pytest.raises(WrongField, match="round_stops"):
        make_round(sealed.case.court, RoundDraft(other.id, TODAY, (stop_of(phone).id,)), CLERK, NOW)
    assert not free_stops(sealed.case.court, NOW).exists()
    assert free_stops(sealed.case.court, NOW + timedelta(days=2)).exists()  # nobody reported of it


def test_many_visits_are_planned_at_once_or_none_of_them() -> None:
    one, other, gone = at_home(), at_home(), at_home()
    court, papers_gone = one[0].case.court, gone[0]
    drafts = [StopDraft(sealed.id, place.id, "三楼") for sealed, place in (one, other, gone)]
    strange, strange_place = at_home(make.other_court())
    with pytest.raises(WrongField, match="visits_unknown"):
        plan_visits(court, [*drafts, StopDraft(strange.id, strange_place.id)], CLERK, NOW)
    with pytest.raises(WrongField, match="visits_unknown"):
        plan_visits(court, [], CLERK, NOW)
    Envelope.objects.filter(id=papers_gone.id).update(recalled_at=NOW)
    with pytest.raises(Refused, match="visit_of_several") as refused:
        plan_visits(court, drafts, CLERK, NOW)
    assert papers_gone.case.number in refused.value.sentence("zh")
    assert "已撤回" in refused.value.sentence("zh")
    assert not Stop.objects.exists()

    made = plan_visits(court, drafts[:2], CLERK, NOW)
    assert [stop.id for stop in plan_visits(court, drafts[:2], CLERK, NOW)] == [stop.id for stop in made]
    assert (Stop.objects.count(), len(told("visit.planned"))) == (2, 2)


def test_who_may_not_serve_goes_on_no_round_and_only_their_own_person_takes_it() -> None:
    sealed, place = at_home()
    stop = plan_visit(sealed, place.id, "", CLERK, NOW)
    court = sealed.case.court
    for person in (make.user(role=Role.AUDITOR), make.user(make.other_court(), Role.SERVICE_OFFICER)):
        with pytest.raises(WrongField, match="round_person"):
            make_round(court, RoundDraft(person.id, TODAY, (stop.id,)), CLERK, NOW)
    clerk = make.user()
    made = make_round(court, RoundDraft(clerk.id, TODAY, (stop.id,)), CLERK, NOW)
    with pytest.raises(Refused, match="round_of_another"):
        take_along(made, make.user(), NOW)


def test_a_second_phone_shuts_the_first_out_and_has_the_same_key() -> None:
    phone = out(at_home())
    again = take_along(phone.round, phone.person, NOW + timedelta(hours=1))
    assert again.key == phone.taken.key
    assert round_of_phone(phone.taken.phone, NOW) is None
    found = round_of_phone(again.phone, NOW)
    assert found is not None
    assert found.mark == phone.round.mark


def test_a_lost_phone_gets_nothing_and_its_person_is_signed_out() -> None:
    phone = out(at_home())
    browser = Client()
    browser.force_login(phone.person)
    assert Session.objects.count() == 1
    shut_out(phone.round, Reason("手机遗失在出租车上"), CLERK, NOW)
    shut_out(phone.round, Reason("手机遗失在出租车上"), CLERK, NOW)
    assert not Session.objects.exists()
    assert round_of_phone(phone.taken.phone, NOW) is None
    with pytest.raises(Refused, match="round_shut"):
        take_along(phone.round, phone.person, NOW)
    assert Round.objects.get().key_sealed is None
    assert len(told("round.shut")) == 1


def test_after_its_end_a_round_gives_its_key_for_handing_in_alone() -> None:
    phone = out(at_home())
    late = phone.round.ends_at + timedelta(hours=3)
    again = take_along(phone.round, phone.person, late)
    assert again.is_over
    visit = phone.report(phone.draft(stop_of(phone), "failed", phone_now=late), now=late)
    assert look_at(visit).lacks == []
    end_round(phone.round, phone.by, late)
    end_round(phone.round, phone.by, late)
    sequence(late)
    assert [str(one) for one in compare_offices() if "visits_round" in one.row] == []
    assert len(told("round.ended")) == 1
    with pytest.raises(Refused, match="round_ended"):
        take_along(phone.round, phone.person, late)
    shut_out(phone.round, Reason("手机遗失在出租车上"), CLERK, late)
    assert told("round.shut") == [], "it holds nothing any more that could be lost"


def test_where_the_court_says_so_a_sound_visit_counts_by_itself_and_a_doubtful_one_waits() -> None:
    phone = out(at_home(), at_home())
    first, second = Stop.objects.filter(round=phone.round).order_by("place", "id")
    court = phone.round.court
    body = picture()
    sound = phone.report(phone.draft(first, photos=(body,)), body)
    assert settle(sound, BACK) is None
    choose_rule(court, CLERK, BACK, by_itself=True)
    choose_rule(court, CLERK, BACK, by_itself=True)
    assert len(told("visits.ruled")) == 1
    assert settle(Visit.objects.get(id=sound.id), BACK) is not None
    accepted = told("visit.accepted")[0]
    assert accepted.data["by_itself"]
    assert accepted.actor == phone.by
    doubtful = phone.report(phone.draft(second, mark=""))
    assert settle(doubtful, BACK) is None
    assert Visit.objects.get(id=doubtful.id).state == State.DRAFT


def test_two_who_go_to_the_same_place_make_two_reports_and_each_is_looked_at() -> None:
    phone = out(at_home())
    stop = stop_of(phone)
    first, second = phone.report(phone.draft(stop)), phone.report(phone.draft(stop, "failed"))
    assert look_at(first).others == 1
    accept(first, AT, CLERK, BACK)
    assert Task.objects.get(kind="look_at_visit").closed_at is None
    set_aside(second, Reason("已由同事送达"), CLERK, BACK)
    assert Task.objects.get(kind="look_at_visit").closed_at is not None


def test_whose_papers_took_effect_meanwhile_is_told_and_the_law_decides() -> None:
    phone = out(at_home())
    stop = stop_of(phone)
    first = phone.report(phone.draft(stop, at=AT - timedelta(hours=1)))
    accept(first, AT - timedelta(hours=1), CLERK, BACK)
    ask_law(BACK)
    second = phone.report(phone.draft(stop))
    assert Lack.SERVED in look_at(second).lacks
    accept(second, AT, CLERK, BACK)
    ask_law(BACK)
    assert Finding.objects.get().effective_at == AT - timedelta(hours=1)  # the first that is valid wins


def test_a_visit_that_was_called_off_is_nobodys_and_a_report_of_it_is_taken_all_the_same() -> None:
    phone = out(at_home())
    stop = stop_of(phone)
    call_off(stop, Reason("已电话约定到庭领取"), CLERK, NOW)
    call_off(stop, Reason("已电话约定到庭领取"), CLERK, NOW)
    assert len(told("visit.called_off")) == 1
    assert phone.report(phone.draft(stop)).state == State.DRAFT
