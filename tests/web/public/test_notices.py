"""The page of a public notice: small, hidden from search engines, true about its days; and looks from outside."""

from datetime import timedelta

import pytest
from django.test import Client

from songda.core.delivery.ladder.public_notice import LookResult, text_hash
from songda.records.ground.evidence.actions import sequence
from songda.records.ground.limits.actions import LIMITS, LimitedInput
from songda.records.ground.vault import name_index
from songda.records.matter.cases.actions import Reason
from songda.records.matter.parties.models import Party
from songda.records.ways.public_notices.actions import put_back, remove_notice, take_down, words_of_notice
from songda.records.ways.public_notices.models import NoticeLook, PublicNotice
from songda.records.ways.public_notices.queries import OPEN_TO_ALL, code_of_notice
from songda.trust.log_keys import NoteKey
from songda.trust.looking import LookNote, look_at, read_look, text_in, write_look
from tests.records.ways.public_notices.scene import HOUR, PUBLISHED, clerk_of, end, exhausted, published
from tests.records.ways.public_notices.test_ladder import DAY
from tests.surroundings.day import clock_at

pytestmark = pytest.mark.database


def page(client: Client, notice: PublicNotice, day: float = 1, ending: str = "") -> tuple[int, str]:
    with clock_at(PUBLISHED + timedelta(days=day)):
        answer = client.get(f"/notices/{notice.token}{ending}", headers={"accept-language": "zh"})
    return answer.status_code, answer.content.decode(errors="replace")


def test_it_stands_with_its_text_its_days_and_nothing_that_engines_keep(client: Client) -> None:
    notice = published(exhausted())
    with clock_at(PUBLISHED + DAY):
        answer = client.get(f"/notices/{notice.token}")
    assert answer["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    assert len(answer.content) < 10_000
    status, body = page(client, notice)
    assert status == 200
    assert "李某" in body
    assert "29日" in body
    assert text_hash(text_in(body) or "") == text_hash(words_of_notice(notice).text)
    assert notice.envelope.party.number not in body


def test_once_it_has_run_the_page_says_what_it_brought_about_with_the_article(client: Client) -> None:
    sealed = exhausted()
    notice = published(sealed)
    end(sealed)
    _, body = page(client, notice, 32)
    assert "视为送达" in body
    assert "第九十五条" in body
    assert (PUBLISHED + 30 * DAY).date().isoformat() in body


def test_months_later_it_opens_only_by_its_code(client: Client) -> None:
    sealed = exhausted()
    notice = published(sealed)
    end(sealed)
    later = 32 + OPEN_TO_ALL.days
    status, body = page(client, notice, later)
    assert (status, "李某" in body) == (200, False)
    assert page(client, notice, later, ".pdf")[0] == 404
    with clock_at(PUBLISHED + later * DAY):
        wrong = client.post(f"/notices/{notice.token}", {"code": "AAAAAAAA"})
        right = client.post(f"/notices/{notice.token}", {"code": code_of_notice(notice)})
    assert (wrong.status_code, "李某" in wrong.content.decode()) == (422, False)
    assert "李某" in right.content.decode()


def test_taken_down_and_taken_away_it_says_so_and_shows_nothing(client: Client) -> None:
    sealed = exhausted()
    notice, by = published(sealed), clerk_of(sealed)
    take_down(notice.id, Reason("误操作"), by, PUBLISHED + HOUR)
    assert page(client, notice)[0] == 410
    put_back(notice.id, by, PUBLISHED + 2 * HOUR)
    assert page(client, notice)[0] == 200
    remove_notice(notice.id, Reason("姓名有误"), by, PUBLISHED + 3 * HOUR)
    status, body = page(client, notice)
    assert (status, "李某" in body) == (410, False)


def test_a_draft_and_an_address_that_was_guessed_are_no_pages(client: Client) -> None:
    sealed = exhausted()
    notice = published(sealed)
    assert client.get(f"/notices/{notice.token[:-1]}x").status_code == 404
    assert client.get("/notices/")["Location"] == "/notices"  # the list, typed with a stroke too many


def test_the_list_names_cases_and_nobody(client: Client) -> None:
    notice = published(exhausted())
    with clock_at(PUBLISHED + DAY):
        body = client.get("/notices").content.decode()
        plain = client.get("/notices.txt").content.decode()
    assert notice.envelope.case.number in body
    assert "李某" not in body
    assert plain == f"{notice.token} {bytes(notice.text_sha256).hex()}\n"


def test_document_proof_and_entry_are_there_for_everybody(client: Client) -> None:
    notice = published(exhausted())
    assert page(client, notice, 1, ".tlog-proof")[0] == 404
    sequence(PUBLISHED + HOUR)
    status, proof = page(client, notice, 1, ".tlog-proof")
    assert (status, proof.splitlines()[0]) == (200, "c2sp.org/tlog-proof@v1")
    status, leaf = page(client, notice, 1, ".json")
    assert status == 200
    assert bytes(notice.text_sha256).hex() in leaf
    assert "李某" not in leaf
    assert page(client, notice, 1, ".pdf") == (200, "%PDF-1.7 a sealed notice")


@pytest.fixture
def looker(tmp_path, settings) -> NoteKey:  # type: ignore[no-untyped-def]
    key = NoteKey.create(tmp_path / "looker.key", "looker.example")
    settings.LOOKER_KEYS = (str(key.verifier),)
    return key


def look_from_outside(client: Client, key: NoteKey, notice: PublicNotice, day: float = 1, base: str = "") -> str:
    from django.conf import settings

    def get(address: str) -> tuple[int, str]:
        return page(client, notice, day) if address.endswith(notice.token) else (404, "")

    seen = look_at(settings.PUBLIC_URL, [(notice.token, bytes(notice.text_sha256))], get)
    return write_look(base or settings.PUBLIC_URL, PUBLISHED + timedelta(days=day), seen, key)


def post(client: Client, note: str, day: float = 1):  # type: ignore[no-untyped-def]
    with clock_at(PUBLISHED + timedelta(days=day)):
        return client.post("/notices/looks", note.encode(), content_type="text/plain")


def test_a_signed_look_from_outside_is_kept_with_its_words_and_once(client: Client, looker: NoteKey) -> None:
    notice = published(exhausted())
    note = look_from_outside(client, looker, notice)
    assert post(client, note).content == b"1\n"
    post(client, note)
    kept = NoticeLook.objects.get()
    assert (kept.seen, kept.source, kept.looker, kept.signed) == ("stood", "outside", "looker.example", note)
    assert isinstance(read_look(kept.signed, [looker.verifier]), LookNote)


def test_a_page_with_another_text_is_seen_to_say_something_else(client: Client, looker: NoteKey) -> None:
    notice = published(exhausted())
    seen = look_at("x", [(notice.token, b"\0" * 32)], lambda _: (200, '<div id="notice-text"><p>别的</p></div>'))
    assert [each.seen for each in seen] == [LookResult.OTHER]
    assert [each.seen for each in look_at("x", [("t", b"")], lambda _: (410, ""))] == [LookResult.ABSENT]
    assert [each.seen for each in look_at("x", [("t", b"")], lambda _: (502, ""))] == [LookResult.SILENT]
    assert [each.seen for each in look_at("x", [("t", b"")], lambda _: None)] == [LookResult.SILENT]
    assert looker.name


@pytest.mark.parametrize("what", ["stranger", "changed", "elsewhere", "future", "garbage", "empty"])
def test_what_nobody_known_signed_is_refused_and_nothing_is_kept(
    what: str,
    client: Client,
    looker: NoteKey,
    tmp_path,  # type: ignore[no-untyped-def]
) -> None:
    notice = published(exhausted())
    note, day = look_from_outside(client, looker, notice), 1.0
    if what == "stranger":
        note = look_from_outside(client, NoteKey.create(tmp_path / "other.key", "looker.example"), notice)
    elif what == "changed":
        note = note.replace(" stood ", " absent ")
    elif what == "elsewhere":
        note = look_from_outside(client, looker, notice, base="https://another.example")
    elif what == "future":
        day = 0.5
    elif what == "garbage":
        note = "\x00\xff" * 50
    else:
        note = ""
    assert post(client, note, day).status_code == 422
    assert not NoticeLook.objects.exists()


def asked(client: Client, number: str, name: str, day: float = 1) -> tuple[int, str]:
    with clock_at(PUBLISHED + timedelta(days=day)):
        answer = client.post("/notices/naming-me", {"number": number, "name": name}, headers={"accept-language": "zh"})
    assert answer["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    assert len(answer.content) < 10_000
    return answer.status_code, answer.content.decode()


def test_whoever_types_case_number_and_name_exactly_finds_the_notice_and_nobody_else_does(client: Client) -> None:
    sealed = exhausted()
    notice = published(sealed)
    number, name = sealed.case.number, sealed.party.name
    assert f"/notices/{notice.token}" in asked(client, number, name)[1]
    assert f"/notices/{notice.token}" in asked(client, number.replace("（", "(").replace("）", ")"), name)[1]
    for typed, whose in ((number, name[:-1]), (number, "王某某"), ("（2026）晋1181民初999号", name)):
        status, body = asked(client, typed, whose)
        assert (status, notice.token in body) == (200, False)
        assert "没有以该案号" in body
    status, body = asked(client, "民初1号", name)
    assert (status, notice.token in body) == (422, False)


def test_a_body_may_ask_by_its_full_name_however_long_it_is(client: Client) -> None:
    sealed = exhausted()
    name = "某某供应链管理有限公司" * 9
    Party.objects.filter(id=sealed.party_id).update(name_index=name_index(name))
    notice = published(sealed)
    assert f"/notices/{notice.token}" in asked(client, sealed.case.number, name)[1]
    assert "单位请填写全称" in client.get("/notices/naming-me", headers={"accept-language": "zh"}).content.decode()


def test_a_notice_that_was_taken_down_or_ran_long_ago_is_not_found(client: Client) -> None:
    sealed = exhausted()
    notice = published(sealed)
    end(sealed)
    assert notice.token in asked(client, sealed.case.number, sealed.party.name, 32)[1]
    assert notice.token not in asked(client, sealed.case.number, sealed.party.name, 32 + OPEN_TO_ALL.days)[1]


def test_guessing_names_is_stopped_and_right_answers_are_not_counted(client: Client) -> None:
    sealed = exhausted()
    published(sealed)
    for _ in range(LIMITS[LimitedInput.NOTICE].count):
        assert asked(client, sealed.case.number, sealed.party.name)[0] == 200
    for _ in range(LIMITS[LimitedInput.NOTICE].count):
        assert asked(client, sealed.case.number, "王某某")[0] == 200
    with clock_at(PUBLISHED + DAY):
        answer = client.post("/notices/naming-me", {"number": sealed.case.number, "name": "王某某"})
    assert answer.status_code == 429
