"""One form and one door for every circumstance: chosen, noted, ended, corrected, struck, on the page of whom it is."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from songda.core.access import ALLOWED, Act, Role, may
from songda.core.circumstances import OF_A_CASE, OF_A_PARTY, ROWS, Field, HowOften, Kind
from songda.core.evidence.names import sentence
from songda.core.words import name_of
from songda.records.ground.evidence.models import Event
from songda.records.matter.circumstances.models import Circumstance
from songda.records.matter.parties.models import Party
from tests import make
from tests.records.stage import envelope
from tests.web.console.world import signed_in, typed

pytestmark = pytest.mark.database
AT, LATER = "2026-06-01T10:00", "2026-06-02T10:00"
WORDS = "见卷宗第12页"
ENDING = [kind for kind in Kind if ROWS[kind].ended]


def somebody(kind: Kind = Kind.MISSING) -> Party:
    """Somebody of whom this kind may be noted: one without domicile in the mainland, a body where it is of bodies."""
    is_body = ROWS[kind].is_of_bodies
    of_kind = {"kind": "legal_person", "number": "", "name": "某公司"} if is_body else {}
    party = make.party(domicile="sg", **of_kind)
    if Field.PAPERS in ROWS[kind].asks:
        envelope(party, make.paper(party.case))
    return party


def told(kind: Kind, party: Party) -> dict[str, object]:
    """What a clerk types into the form of this kind."""
    row = ROWS[kind]
    given = {
        Field.PARTY: str(party.id),
        Field.PAPERS: [str(paper.id) for paper in party.case.papers.all()],
        Field.WAYS: ["mail", "entrusted"],
        Field.BASIS: row.bases[0] if row.bases else "",
        Field.SINCE: AT,
        Field.UNTIL: "",
        Field.WORDS: WORDS,
    }
    return {field: given[field] for field in row.asks}


def door(kind: Kind, party: Party) -> str:
    name, key = ("note_of_case", party.case_id) if ROWS[kind].is_of_case else ("note_of_party", party.id)
    return f"{reverse(f'console:{name}', args=[key])}?kind={kind}"


def of(entry: Circumstance, verb: str) -> str:
    return reverse(f"console:{verb}_circumstance", args=[entry.id])


def home(kind: Kind, party: Party) -> str:
    name, key = ("case", party.case_id) if ROWS[kind].is_of_case else ("party", party.id)
    return reverse(f"console:{name}", args=[key])


def noted(kind: Kind, party: Party, client: Client) -> Circumstance:
    answer = client.post(door(kind, party), told(kind, party))
    assert answer.status_code == 302, answer.content.decode()
    assert answer.headers["Location"] == home(kind, party)
    return Circumstance.objects.latest("id")


@pytest.mark.parametrize("kind", Kind)
def test_the_form_asks_what_the_row_of_the_kind_says_and_nothing_else(kind: Kind) -> None:
    client = signed_in()
    answer = client.get(door(kind, somebody(kind)))
    assert list(answer.context["form"].fields) == [field.value for field in ROWS[kind].asks]
    page = answer.content.decode()
    assert name_of("circumstances.follows", kind, "zh") in page
    for field in ROWS[kind].asks:
        assert name_of(f"circumstances.asks.{field}", kind, "zh") in page


@pytest.mark.rows_by_day(5, "the same pages for every kind of circumstance")
@pytest.mark.parametrize("kind", Kind)
def test_every_kind_is_noted_shown_and_struck_with_a_reason(kind: Kind) -> None:
    party, client = somebody(kind), signed_in()
    entry = noted(kind, party, client)
    page = client.get(home(kind, party)).content.decode()
    assert name_of("circumstances.kind", kind, "zh") in page
    assert "尚未终止" in page
    assert WORDS not in page
    assert client.post(of(entry, "strike"), {"reason": " "}).status_code == 422
    assert client.post(of(entry, "strike"), {"reason": "另有其人"}).status_code == 302
    page = client.get(home(kind, party)).content.decode()
    assert "已撤销" in page
    assert "另有其人" in page
    assert of(entry, "strike") not in page
    assert client.post(of(entry, "strike"), {"reason": "另有其人"}).status_code == 422
    event = Event.objects.get(name=ROWS[kind].struck)
    assert event.data["circumstance"] == str(entry.id)
    assert "另有其人" not in event.leaf


@pytest.mark.parametrize("kind", ENDING)
def test_every_kind_that_ends_is_ended_and_its_end_is_never_before_its_beginning(kind: Kind) -> None:
    party, client = somebody(kind), signed_in()
    entry = noted(kind, party, client)
    page = client.get(of(entry, "end")).content.decode()
    assert name_of("circumstances.after", kind, "zh") in page
    if Field.SINCE in ROWS[kind].asks:
        early = client.post(of(entry, "end"), {"until": "2026-05-01T10:00"})
        assert (early.status_code, "终止时间早于起始时间" in early.content.decode()) == (422, True)
    assert client.post(of(entry, "end"), {"until": LATER}).status_code == 302
    assert name_of("circumstances.ended", kind, "zh") in client.get(home(kind, party)).content.decode()
    assert client.post(of(entry, "end"), {"until": LATER}).status_code == 422
    assert Event.objects.filter(name=ROWS[kind].ended).count() == 1


def test_what_never_ends_has_no_page_for_its_end() -> None:
    party, client = somebody(), signed_in()
    entry = noted(Kind.WAYS_RULED_OUT, party, client)
    assert of(entry, "end") not in client.get(home(Kind.WAYS_RULED_OUT, party)).content.decode()
    assert client.get(of(entry, "end")).status_code == 404


@pytest.mark.rows_by_day(5, "the same pages for every kind of circumstance")
@pytest.mark.parametrize("kind", Kind)
def test_every_kind_is_corrected_in_a_form_that_holds_what_stands(kind: Kind) -> None:
    party, client = somebody(kind), signed_in()
    entry = noted(kind, party, client)
    form = client.get(of(entry, "correct")).context["form"]
    first = {name: form[name].value() for name in form.fields}
    assert [name for name in form.fields if name not in {"reason", "seen"}] == list(ROWS[kind].asks)
    changes = {"until": LATER} if kind is Kind.PROCURATORATE else {"since": "2026-05-31T10:00"}
    body = {**told(kind, party), "seen": first["seen"], "reason": "日期看错"}
    assert client.post(of(entry, "correct"), body).status_code == 422  # nothing changed
    assert client.post(of(entry, "correct"), body | changes | {"reason": ""}).status_code == 422
    assert client.post(of(entry, "correct"), body | changes).status_code == 302
    assert client.post(of(entry, "correct"), body | changes).status_code == 422  # it is struck
    old, new = Circumstance.objects.order_by("id")
    assert (old.struck_at is None, new.struck_at) == (False, None)
    assert (new.basis, new.details) == (old.basis, old.details)
    told_new = ROWS[kind].ended if kind is Kind.PROCURATORATE else ROWS[kind].noted
    assert Event.objects.filter(name=told_new).latest("number").data["instead_of"] == str(old.id)
    assert "日期看错" in client.get(home(kind, party)).content.decode()


def test_an_end_that_was_noted_by_mistake_is_taken_back_and_one_noted_meanwhile_is_not_overwritten() -> None:
    party, client = somebody(), signed_in()
    entry = noted(Kind.MISSING, party, client)
    seen = client.get(of(entry, "correct")).context["form"]["seen"].value()
    client.post(of(entry, "end"), {"until": LATER})
    body = {**told(Kind.MISSING, party), "reason": "仍无下落", "until": ""}
    stale = client.post(of(entry, "correct"), body | {"seen": seen})
    assert (stale.status_code, "已被他人更改" in stale.content.decode()) == (422, True)
    fresh = client.get(of(entry, "correct")).context["form"]
    assert "until" in fresh.fields
    assert client.post(of(entry, "correct"), body | {"seen": fresh["seen"].value()}).status_code == 302
    assert Circumstance.objects.get(struck_at=None).until is None


def test_sealed_words_are_shown_in_full_only_and_that_is_on_record() -> None:
    party, client = somebody(), signed_in()
    entry = noted(Kind.MISSING, party, client)
    assert WORDS in client.post(reverse("console:show_party", args=[party.id])).content.decode()
    shown = Event.objects.filter(name="particulars.shown").count()
    assert WORDS in client.get(of(entry, "correct")).content.decode()
    assert Event.objects.filter(name="particulars.shown").count() == shown + 1
    auditor = signed_in(role=Role.AUDITOR)
    assert WORDS not in auditor.get(home(Kind.MISSING, party)).content.decode()


@pytest.mark.parametrize("kind", OF_A_PARTY)
def test_no_timeline_tells_what_the_page_of_the_person_tells_in_full_only(kind: Kind) -> None:
    party, client = somebody(kind), signed_in()
    noted(kind, party, client)
    for name in ("case", "story"):
        shown = client.get(reverse(f"console:{name}", args=[party.case_id])).content.decode()
        assert sentence(ROWS[kind].noted, "zh") in shown
        assert WORDS not in shown


def test_an_auditor_reads_that_an_entry_was_struck_but_not_why() -> None:
    party, client = somebody(), signed_in()
    client.post(of(noted(Kind.SOLDIER, party, client), "strike"), {"reason": "另有其人"})
    page = signed_in(role=Role.AUDITOR).get(home(Kind.SOLDIER, party)).content.decode()
    assert "已撤销" in page
    assert "另有其人" not in page


def test_the_kinds_to_choose_from_are_those_that_fit_and_do_not_hold_yet() -> None:
    party, client = somebody(), signed_in()
    body = make.party(party.case, kind="legal_person", number="", name="某公司", domicile="sg")
    for_case = client.get(reverse("console:note_of_case", args=[party.case_id])).context["kinds"]
    assert tuple(for_case) == OF_A_CASE
    choose = reverse("console:note_of_party", args=[party.id])
    of_people = tuple(kind for kind in OF_A_PARTY if not ROWS[kind].is_of_bodies)
    assert set(of_people) - set(client.get(choose).context["kinds"]) == {Kind.CONTENT_KNOWN}  # nothing was ordered
    envelope(party, make.paper(party.case))
    assert tuple(client.get(choose).context["kinds"]) == of_people
    noted(Kind.MISSING, party, client)
    noted(Kind.WAYS_RULED_OUT, party, client)
    assert set(of_people) - set(client.get(choose).context["kinds"]) == {Kind.MISSING}
    for_body = client.get(reverse("console:note_of_party", args=[body.id])).context["kinds"]
    assert set(OF_A_PARTY) - set(for_body) == {
        Kind.IN_CUSTODY,
        Kind.SOLDIER,
        Kind.LACKS_CAPACITY,
        Kind.DECEASED,
        Kind.CONTENT_KNOWN,
    }
    at_home = client.get(reverse("console:note_of_party", args=[make.party().id])).context["kinds"]
    assert set(of_people) - set(at_home) == {
        Kind.CONTENT_KNOWN,
        *(kind for kind in OF_A_PARTY if ROWS[kind].is_of_abroad),
    }
    assert client.get(choose + "?kind=procuratorate").context["kinds"]  # not of a party: choose again


def test_what_holds_already_is_not_noted_again() -> None:
    kind = Kind.IN_CUSTODY
    party, client = somebody(kind), signed_in()
    noted(kind, party, client)
    again = client.post(door(kind, party), told(kind, party))
    assert again.status_code == 422
    assert again.context["form"].non_field_errors()
    assert Circumstance.objects.count() == 1


@pytest.mark.parametrize("kind", [kind for kind in Kind if ROWS[kind].asks != (Field.UNTIL,)])
def test_what_is_missing_or_lies_in_the_future_is_said_beside_its_field(kind: Kind) -> None:
    party, client = somebody(kind), signed_in()
    empty = client.post(door(kind, party), {"since": ""})
    assert set(empty.context["form"].errors) == set(ROWS[kind].asks)
    future = typed(make.NOW + timedelta(days=36500))
    late = client.post(door(kind, party), told(kind, party) | {"since": future})
    assert set(late.context["form"].errors) == {"since"}
    assert not Circumstance.objects.exists()


@pytest.mark.parametrize("kind", [kind for kind in Kind if ROWS[kind].is_of_bodies])
def test_nobody_who_lives_ends_as_a_body(kind: Kind) -> None:
    person = make.party()
    answer = signed_in().post(door(kind, person), told(kind, person))
    assert (answer.status_code, "仅适用于法人、其他组织" in answer.content.decode()) == (422, True)


@pytest.mark.rows_by_day(24, "the same pages for every kind of circumstance")
@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("kind", Kind)
def test_a_kind_is_noted_by_those_who_may_do_the_act_that_its_row_names(kind: Kind, role: Role) -> None:
    party = somebody(kind)
    answer = signed_in(role=role).post(door(kind, party), told(kind, party))
    assert answer.status_code == (302 if may(role, ROWS[kind].act) else 403)
    assert Circumstance.objects.exists() == may(role, ROWS[kind].act)


def test_a_kind_that_takes_another_act_is_closed_to_whoever_may_not_do_it(monkeypatch: pytest.MonkeyPatch) -> None:
    party, client = somebody(), signed_in(role=Role.SERVICE_OFFICER)
    entry = noted(Kind.MISSING, party, client)
    mine = ALLOWED[Role.SERVICE_OFFICER] - {Act.EDIT_PARTIES}
    monkeypatch.setitem(ALLOWED, Role.SERVICE_OFFICER, mine)
    assert client.get(door(Kind.SOLDIER, party)).status_code == 403
    for verb in ("end", "correct", "strike"):
        assert client.post(of(entry, verb), {"until": LATER, "reason": "误登"}).status_code == 403
        assert of(entry, verb) not in client.get(home(Kind.MISSING, party)).content.decode()
    kinds = client.get(reverse("console:note_of_party", args=[party.id])).context["kinds"]
    assert set(kinds) == {Kind.WAYS_RULED_OUT}


def test_an_envelope_to_somebody_else_is_no_way_back() -> None:
    party, other = somebody(), somebody()
    answer = signed_in().post(f"{door(Kind.MISSING, party)}&envelope={envelope(other).id}", told(Kind.MISSING, party))
    assert answer.headers["Location"] == home(Kind.MISSING, party)
    assert signed_in().get(f"{door(Kind.MISSING, party)}&envelope=none").status_code == 200


@pytest.mark.rows_by_day(8, "the same pages for every kind of circumstance")
@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("kind", Kind)
def test_every_page_is_there_in_both_languages(kind: Kind, language: str) -> None:
    party, client = somebody(kind), signed_in(language=language)
    entry = noted(kind, party, client)
    verbs = ["correct", "strike", *(["end"] if ROWS[kind].ended else [])]
    for address in (door(kind, party).partition("?")[0], home(kind, party), *(of(entry, verb) for verb in verbs)):
        assert client.get(address).status_code == 200


def test_only_what_stands_once_is_asked_once() -> None:
    party, client = somebody(), signed_in()
    entry = noted(Kind.PROCURATORATE, party, client)
    client.post(of(entry, "end"), {"until": LATER})
    assert ROWS[Kind.PROCURATORATE].often is HowOften.ONLY_ONCE
    again = client.post(door(Kind.PROCURATORATE, party), {"until": ""})
    assert (again.status_code, "请先撤销该项登记" in again.content.decode()) == (422, True)


def test_form_and_check_follow_the_row_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    party, client = somebody(), signed_in()
    monkeypatch.setitem(ROWS, Kind.SOLDIER, replace(ROWS[Kind.SOLDIER], asks=(Field.SINCE,), ended=""))  # type: ignore[arg-type]  # a plain table
    assert list(client.get(door(Kind.SOLDIER, party)).context["form"].fields) == ["since"]
    entry = noted(Kind.SOLDIER, party, client)
    assert client.get(of(entry, "end")).status_code == 404
    assert entry.words_sealed is None


def test_a_form_is_not_shown_that_nobody_could_fill_in() -> None:
    """Of papers received one chooses among those ordered for the person: where there are none, the kinds are shown."""
    clerk, party = signed_in(), make.party()
    page = clerk.get(door(Kind.CONTENT_KNOWN, party)).content.decode()
    assert 'name="papers"' not in page
    assert f"?kind={Kind.CARE}" in page
    envelope(party, make.paper(party.case))
    assert 'name="papers"' in clerk.get(door(Kind.CONTENT_KNOWN, party)).content.decode()
