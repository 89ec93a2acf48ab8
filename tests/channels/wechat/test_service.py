"""A paper is served by WeChat: the person scans the court's code, the message arrives, the law answers."""

import asyncio
import threading
from collections.abc import Coroutine, Sequence
from datetime import timedelta
from typing import Any

import pytest

from songda import clock
from songda.channels.contract import RawReport
from songda.channels.wechat.entry import ENTRY
from songda.records.law.decisions.ask_law import ask_law
from songda.records.law.planning.advance import advance
from songda.records.matter.parties.models import Address, Party
from songda.records.proof.certificates.contradictions import lasting_contradictions
from songda.records.service.attempts.leases import begin_lease
from songda.records.service.attempts.models import Attempt, Part
from songda.records.service.attempts.models import RawReport as KeptReport
from songda.records.service.attempts.outgoing import Sender, claim
from songda.records.service.attempts.reports import apply_reports, keep_reports
from songda.records.service.attempts.submissions import note_sent
from songda.records.service.findings.models import Finding
from songda.records.service.orders.models import Envelope
from songda.records.ways.portal.acts.connecting import connected_accounts, invite, take_act
from tests import make
from tests.channels.wechat.bench import Wechat, account, running
from tests.records.stage import defendant, envelope
from tests.surroundings.day import clock_at

pytestmark = pytest.mark.database
HOUR = timedelta(hours=1)


class Town:
    """A WeChat and a court's channel to it in a thread of their own; rows are written in the test's."""

    def __init__(self, settings: Any) -> None:
        self.settings = settings
        self.reports: list[RawReport] = []
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever)

    def __enter__(self) -> "Town":
        self.thread.start()
        self.running = running(pace=0.02)
        self.wechat: Wechat = self.do(self.running.__aenter__())
        fields = "thing1,name2,thing3,thing4,character_string5,phone_number6"
        self.settings.CHANNEL_URLS = {"wechat": self.wechat.url(fields=fields)}
        self.channel = self.wechat.channel(fields=fields)
        self.do(self.channel.open(self._keep))
        return self

    def __exit__(self, *_wrong: object) -> None:
        self.do(self.channel.close())
        self.do(self.running.__aexit__(None, None, None))
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()

    def do(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(20)

    async def _keep(self, reports: Sequence[RawReport]) -> None:
        self.reports += reports

    def connect(self, party: Party, to: str) -> None:
        """They are shown a code, and their WeChat scans it."""
        made = invite(party, "provided", f"recipient:{party.id}", clock.now())

        async def scan() -> bool:
            return self.wechat.platform.scan(made.link.rpartition("/")[2], to)

        assert self.do(scan())
        self.hear()

    def say(self, who: str, words: str) -> None:
        """Somebody writes to the court."""

        async def write() -> None:
            self.wechat.platform.say(who, words)

        self.do(write())
        self.hear()

    def hear(self) -> None:
        """Callbacks come, are kept, and are read."""
        self.do(self.wechat.platform.callbacks.until_said())
        keep_reports(self.reports)
        self.reports.clear()
        apply_reports({"wechat": self.channel.read_report}, clock.now(), take_act=take_act)

    def call_back(self, to: str, **tags: str) -> None:
        """WeChat says something of a message to this account."""

        async def call() -> None:
            self.wechat.platform.callbacks.say(to, MsgType="event", Event="TEMPLATESENDJOBFINISH", **tags)

        self.do(call())
        self.hear()

    def send(self) -> None:
        """What is due goes out."""
        now = clock.now() + timedelta(seconds=1)
        advance(now)
        sender = Sender(ENTRY.route, "town")
        claims = claim(sender, 20, now)
        sent = self.do(self.channel.submit([each.message for each in claims]))
        note_sent("wechat", sent, HOUR, clock.now())
        self.hear()


def test_from_the_scan_to_the_date_of_service(settings: Any) -> None:
    begin_lease("town")
    with Town(settings) as town:
        party = defendant(make.case(), None)
        town.connect(party, account(1300))
        (address,) = connected_accounts(party)
        assert (address.address_class, address.value) == ("provided", account(1300))
        served: Envelope = envelope(party)
        town.send()
        (card,) = town.wechat.platform.people.cards_of(account(1300))
        attempt = Attempt.objects.get(envelope=served)
        assert (attempt.channel, attempt.counts_as, attempt.state) == ("wechat", "wechat", "arrived")
        assert card.lines[:2] == ("孝义市人民法院", "李**")
        assert served.case.number not in "".join(card.lines), "its serial number is masked"
        assert card.link.rpartition("/")[2] == card.lines[4]
        ask_law(clock.now() + timedelta(seconds=1))
        assert [(f.status, f.ground) for f in Finding.objects.all()] == [("effective", "arrival")]

        assert lasting_contradictions([served.id]) == [], "what is on record follows from the log"

        town.say(account(1300), "不是我")
        assert Address.objects.get(id=address.id).retired_at is not None
        assert Envelope.objects.get(id=served.id).disowned_at is not None
        assert lasting_contradictions([served.id]) == []


def served_by_wechat(town: Town, number: int) -> tuple[Envelope, str]:
    """An envelope whose message went to the account of that number, and the account; its callback said what it did."""
    party, to = defendant(make.case(), None), account(number)
    town.connect(party, to)
    served = envelope(party)
    town.send()
    return served, to


def outcome(served: Envelope) -> tuple[str, list[tuple[str, str]]]:
    ask_law(clock.now() + timedelta(minutes=2))
    findings = Finding.objects.filter(service__envelope=served)
    return Attempt.objects.filter(envelope=served).earliest("id").state, [(f.status, f.ground) for f in findings]


def number_of_message(served: Envelope) -> str:
    return str(Part.objects.get(attempt__envelope=served).provider_id)


BLOCKED = "failed:user block"
# What WeChat says of the message that it numbered ("own") or of others: number, status, second. What is believed.
CONTRADICTIONS = [
    ([("0", "success", 1)], "accepted"),
    ([("", "success", 1)], "accepted"),
    ([("9" * 90, "success", 1)], "accepted"),
    ([("another", "success", 1)], "accepted"),
    ([("own", "shown on a watch", 1)], "accepted"),
    ([("own", "success", 1), ("own", "success", 1)], "arrived"),
    ([("own", "success", 1), ("0", BLOCKED, 2)], "arrived"),
    ([("own", "success", 1), ("own", BLOCKED, 2)], "failed"),
    ([("own", BLOCKED, 2), ("own", "success", 1)], "failed"),  # the order in which they come says nothing
    ([("own", BLOCKED, 1), ("own", "success", 1)], "failed"),  # of one second: the worse one
    ([("own", BLOCKED, 1), ("own", "success", 2)], "arrived"),
]


@pytest.mark.parametrize(("said", "believed"), CONTRADICTIONS)
def test_what_wechat_says_of_no_message_or_against_itself(
    settings: Any, said: list[tuple[str, str, int]], believed: str
) -> None:
    """All of it is kept; its latest word about this very message counts."""
    begin_lease("town")
    with Town(settings) as town:
        served, to = served_by_wechat(town, 1324)
        soon = clock.now() + timedelta(seconds=1)
        with clock_at(soon + timedelta(seconds=10)):
            for name, status, second in said:
                number = number_of_message(served) if name == "own" else name
                town.call_back(to, MsgID=number, Status=status, CreateTime=str(int(soon.timestamp()) + second))
        state, findings = outcome(served)
        assert state == believed
        assert bool([found for found in findings if found == ("effective", "arrival")]) is (believed == "arrived")
        assert KeptReport.objects.count() == 1 + len(said), "the code that was scanned, and every word"
        assert lasting_contradictions([served.id]) == []


@pytest.mark.parametrize("words", ["解绑", "不是我"])
def test_a_callback_after_they_left_tells_of_the_message_that_had_gone_out(settings: Any, words: str) -> None:
    """It has arrived all the same; where they said that it is not for them, that stands beside it, for the judge."""
    begin_lease("town")
    with Town(settings) as town:
        served, to = served_by_wechat(town, 1324)
        with clock_at(clock.now() + timedelta(minutes=1)):
            town.say(to, words)
            town.call_back(to, MsgID=number_of_message(served), Status="success")
        state, findings = outcome(served)
        assert state == "arrived"
        assert findings == [("effective", "arrival")]
        assert Finding.objects.get().is_denied is (words == "不是我")
        assert connected_accounts(served.party) == []
        assert lasting_contradictions([served.id]) == []


def test_nothing_is_kept_of_followers_with_whom_the_court_has_nothing_to_do(settings: Any) -> None:
    begin_lease("town")
    with Town(settings) as town:
        stranger = town.wechat.person(1700)
        for words in ("你好，请问立案庭几点上班", "解绑", "不是我"):
            town.say(stranger, words)
        assert not KeptReport.objects.exists()
        party = defendant(make.case(), None)
        town.connect(party, account(1300))
        town.say(account(1300), "解绑")
        assert KeptReport.objects.count() == 2


def test_a_callback_before_the_answer_is_believed_once_the_answer_is_there(settings: Any) -> None:
    begin_lease("town")
    with Town(settings) as town:
        party, to = defendant(make.case(), None), account(1331)  # WeChat calls back before it answers
        town.connect(party, to)
        served = envelope(party)
        now = clock.now() + timedelta(seconds=1)
        advance(now)
        claims = claim(Sender(ENTRY.route, "town"), 20, now)
        sent = town.do(town.channel.submit([each.message for each in claims]))
        town.hear()
        assert outcome(served)[0] == "submitting"
        note_sent("wechat", sent, HOUR, clock.now())
        apply_reports({"wechat": town.channel.read_report}, clock.now() + timedelta(minutes=1), take_act=take_act)
        assert outcome(served) == ("arrived", [("effective", "arrival")])
        assert lasting_contradictions([served.id]) == []
