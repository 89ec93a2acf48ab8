"""An account becomes an address when its owner scans the code that they were shown, and is none when they leave."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from songda.channels.contract import ActKind, ChannelError, OwnerAct
from songda.channels.registry import entries
from songda.core.refusal import Refused, WrongField
from songda.records.ground.evidence.models import Event
from songda.records.matter.parties.actions import AddressDraft, add_address
from songda.records.matter.parties.models import Address, Party
from songda.records.service.attempts.reports import ReportedAct
from songda.records.service.portal_acts.models import Invitation
from songda.records.service.tasks.models import Task
from songda.records.ways.portal.acts import connecting
from songda.records.ways.portal.acts.connecting import connected_accounts, disconnect, invite, take_act
from tests import make

pytestmark = pytest.mark.database
NOW, WECHAT = make.NOW, "wechat"
LI, WANG = "oLi_0123456789abcdefghijkl", "oWang_0123456789abcdefghij"


@pytest.fixture
def words(monkeypatch: pytest.MonkeyPatch, settings: Any) -> list[str]:
    """The words for which the provider was asked for a code; it answers every one."""
    asked: list[str] = []

    def give(_url: str, word: str, seconds: int) -> str:
        assert seconds == 600
        asked.append(word)
        return f"http://weixin.example/q/{len(asked)}"

    known = {**entries(), WECHAT: replace(entries()[WECHAT], invite=give)}
    monkeypatch.setattr(connecting, "entries", lambda: known)
    settings.CHANNEL_URLS = {WECHAT: "https://wx"}
    return asked


def told(kind: ActKind, account: str = LI, word: str = "", at: datetime = NOW) -> ReportedAct:
    return ReportedAct(OwnerAct(kind, account, word, at), WECHAT, at)


def scanned(word: str, account: str = LI, at: datetime = NOW) -> None:
    take_act(told(ActKind.CONNECTED, account, word, at), at)


def invited(party: Party, words: list[str], address_class: str = "provided", at: datetime = NOW) -> str:
    invite(party, address_class, f"recipient:{party.id}", at)
    return words[-1]


def events(party: Party) -> list[str]:
    stream = Event.objects.filter(stream=f"party:{party.id}").order_by("number")
    return list(stream.values_list("name", flat=True))[1:]


def reasons() -> list[tuple[str, str]]:
    return sorted((task.kind, task.reason) for task in Task.objects.filter(closed_at=None))


@pytest.mark.parametrize(
    ("wish", "by", "how"),
    [("provided", "recipient", "portal"), ("found", "recipient", "portal"), ("confirmed", "staff", "counter")],
)
def test_whoever_scans_their_code_gives_an_address(words: list[str], wish: str, by: str, how: str) -> None:
    party = make.party()
    invite(party, wish, f"{by}:{party.id}", NOW)
    scanned(words[0], at=NOW + timedelta(minutes=3))
    (address,) = connected_accounts(party)
    assert (address.kind, address.value, address.address_class) == ("openid", LI, wish)
    assert address.class_since == NOW + timedelta(minutes=3)
    assert [step.how for step in address.findings.all()] == [how]
    assert events(party) == ["account.invited", "address.recorded"]
    assert all(LI.encode() not in event.leaf.encode() for event in Event.objects.all())
    assert Invitation.objects.get().outcome == connecting.CONNECTED


@pytest.mark.parametrize("minutes", [-1, 11])
def test_a_code_connects_only_within_its_minutes(words: list[str], minutes: int) -> None:
    party = make.party()
    scanned(invited(party, words), at=NOW + timedelta(minutes=minutes))
    assert connected_accounts(party) == []


def test_a_late_callback_of_a_scan_in_time_still_counts(words: list[str]) -> None:
    party = make.party()
    word = invited(party, words)
    act = OwnerAct(ActKind.CONNECTED, LI, word, NOW + timedelta(minutes=9))
    take_act(ReportedAct(act, WECHAT, NOW + timedelta(minutes=20)), NOW + timedelta(minutes=20))
    assert [address.value for address in connected_accounts(party)] == [LI]


def test_a_code_is_good_once_and_for_nobody_else(words: list[str]) -> None:
    party = make.party()
    word = invited(party, words)
    for account in (LI, WANG, LI):
        scanned(word, account)
    scanned("another word", WANG)
    assert [address.value for address in connected_accounts(party)] == [LI]
    assert events(party).count("address.recorded") == 1


def test_only_the_newest_code_is_good(words: list[str]) -> None:
    party = make.party()
    old, new = invited(party, words), invited(party, words, at=NOW + timedelta(minutes=1))
    scanned(old, WANG, NOW + timedelta(minutes=2))
    scanned(new, LI, NOW + timedelta(minutes=2))
    assert [address.value for address in connected_accounts(party)] == [LI]


def test_so_many_codes_an_hour_and_no_more(words: list[str]) -> None:
    party = make.party()
    for minute in range(connecting.PER_HOUR):
        invited(party, words, at=NOW + timedelta(minutes=minute))
    with pytest.raises(Refused, match="too_many_codes"):
        invited(party, words, at=NOW + timedelta(minutes=30))
    invited(party, words, at=NOW + timedelta(minutes=62))


def test_a_provider_that_is_away_is_told_and_leaves_no_code(words: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_asked: object) -> str:
        raise ChannelError("away", permanent=False)

    known = {WECHAT: replace(entries()[WECHAT], invite=away)}
    monkeypatch.setattr(connecting, "entries", lambda: known)
    with pytest.raises(Refused, match="no_code_now"):
        invited(make.party(), words)
    assert Invitation.objects.get().link == ""


def test_what_they_say_of_an_account_later_changes_what_it_counts_as(words: list[str]) -> None:
    party = make.party()
    scanned(invited(party, words, "found"))
    scanned(invited(party, words, "provided", NOW + timedelta(hours=1)), at=NOW + timedelta(hours=1))
    (address,) = connected_accounts(party)
    assert address.address_class == "provided"
    assert events(party)[-1] == "address.confirmed"


def test_a_minor_s_word_gives_no_address_for_service(words: list[str]) -> None:
    party = make.party(number=make.resident_id("20150101"))
    scanned(invited(party, words, "provided"))
    assert [address.address_class for address in connected_accounts(party)] == ["found"]


def test_the_other_side_s_account_is_refused_and_told_to_the_clerk(words: list[str]) -> None:
    case = make.case()
    wife, husband = make.party(case, "plaintiff", name="张某"), make.party(case, "defendant", name="李某")
    scanned(invited(wife, words))
    scanned(invited(husband, words))
    assert connected_accounts(husband) == []
    assert Invitation.objects.get(party=husband).outcome == connecting.SHARED
    assert reasons() == [("note_change", "account_shared")]


def test_an_account_of_two_persons_is_told_to_the_clerks_of_both(words: list[str]) -> None:
    mother, son = make.party(name="王母", number=make.resident_id()), make.party(name="李子", number=make.resident_id())
    for person in (mother, son):
        scanned(invited(person, words))
    assert reasons() == [("note_change", "account_shared")] * 2


def test_one_person_in_two_cases_is_nobody_s_concern(words: list[str]) -> None:
    number = make.resident_id()
    for _ in range(2):
        scanned(invited(make.party(number=number), words))
    assert reasons() == []


@pytest.mark.parametrize("way", ["at the provider", "here"])
def test_whoever_leaves_is_written_to_no_more(words: list[str], way: str) -> None:
    party, later = make.party(), NOW + timedelta(hours=1)
    scanned(invited(party, words))
    (address,) = connected_accounts(party)
    for _ in range(2):
        if way == "here":
            disconnect(party, address.id, f"recipient:{party.id}", later)
        else:
            take_act(told(ActKind.LEFT, at=later), later)
    address.refresh_from_db()
    assert (address.retired_at, address.address_class, address.is_disowned) == (later, "provided", False)
    assert events(party)[-1:] == ["address.retired"]
    assert reasons() == [("note_change", "account_left")]


def test_what_was_said_before_an_account_was_connected_again_ends_nothing(words: list[str]) -> None:
    party, later = make.party(), NOW + timedelta(hours=1)
    scanned(invited(party, words))
    take_act(told(ActKind.LEFT, at=later), later)
    scanned(invited(party, words, at=later + timedelta(minutes=1)), at=later + timedelta(minutes=2))
    take_act(told(ActKind.LEFT, at=later), later + timedelta(minutes=5))  # brought once more
    assert [address.retired_at for address in connected_accounts(party)] == [None]


def test_others_leaving_concerns_nobody(words: list[str]) -> None:
    party = make.party()
    scanned(invited(party, words))
    take_act(told(ActKind.LEFT, WANG), NOW)
    take_act(told(ActKind.DENIED, WANG), NOW)
    assert len(connected_accounts(party)) == 1


def test_nobody_types_such_an_address() -> None:
    with pytest.raises(WrongField) as wrong:
        add_address(make.party(), AddressDraft("openid", LI), "engine", NOW)
    assert wrong.value.field == "kind"
    assert not Address.objects.filter(kind="openid").exists()


def test_nobody_is_invited_by_a_court_without_an_account(settings: Any) -> None:
    settings.CHANNEL_URLS = {WECHAT: ""}
    with pytest.raises(Refused, match="nothing_to_connect"):
        invite(make.party(), "provided", "engine", NOW)


def test_what_an_act_has_to_do_with_us_is_told_so_that_others_are_not_kept(words: list[str]) -> None:
    case, late = make.case(), NOW + timedelta(minutes=11)
    wife, husband = make.party(case, "plaintiff", name="张某"), make.party(case, "defendant", name="李某")
    word = invited(wife, words)
    assert not take_act(told(ActKind.CONNECTED, WANG, "another word"), NOW)
    assert take_act(told(ActKind.CONNECTED, LI, word), NOW)
    assert not take_act(told(ActKind.CONNECTED, WANG, word), NOW), "the code was used"
    assert not take_act(told(ActKind.CONNECTED, WANG, invited(wife, words), late), late), "it has run out"
    assert not take_act(told(ActKind.CONNECTED, LI, invited(husband, words)), NOW), "refused: it is the other side's"
    assert not take_act(told(ActKind.LEFT, WANG), NOW)
    assert not take_act(told(ActKind.DENIED, WANG), NOW)
    assert take_act(told(ActKind.LEFT, at=late), late)
