"""Five things that happen to a service that counted, followed over every place that speaks of it, in both languages.

The table has a line for each place: what it says now. An empty one stands where the place is right as it was, with the
reason beside it. That no place says the old thing any more is asked of all of them alike.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

import pytest

from songda import clock
from songda.records.ground.evidence.actions import sequence
from songda.records.law.decisions.ask_law import ask_law
from songda.records.law.planning.advance import advance, reconsider
from songda.records.matter.cases.actions import Reason
from songda.records.matter.cases.hearings import set_hearing
from songda.records.matter.parties.addresses import CorrectedAddress, correct_address
from songda.records.proof.certificates.issue import issue_due
from songda.records.service.orders.models import Service
from songda.records.ways.portal.acts.answers import raise_objection, withdraw
from tests import make
from tests.channels.fake.script import ReportKind, Script
from tests.journeys.console.conftest import Screen
from tests.journeys.console.places import LANGUAGES, PLACES, Walk
from tests.journeys.portal.stagehands import elsewhere
from tests.records.proof.certificates.keys import keys
from tests.records.stage import Stage, envelope, say_not_me

__all__ = ["keys"]
pytestmark = [pytest.mark.browser, pytest.mark.database(transaction=True), pytest.mark.usefixtures("keys")]
ARRIVES_AND_BOUNCES_LATER = Script(after=(ReportKind.ARRIVED,), later=(ReportKind.BOUNCED,))
Words = tuple[str, str]  # in Chinese, in English


@dataclass
class Scene:
    """A summons for a hearing to come that counts as served, with its certificate."""

    service: Service
    stage: Stage

    def settle(self) -> None:
        """What the worker does of itself."""
        at = clock.now() + timedelta(seconds=1)
        reconsider([self.service.envelope.party_id], [], at)
        for _ in range(2):  # a number that is tried next is a fact too, which the law hears first
            ask_law(at)
            advance(at)
            sequence(at)
            issue_due(at)


def scene() -> Scene:
    at = clock.now()
    case = make.case(cause="买卖合同纠纷")
    party = make.party(case, name="李卫国")
    make.address(party)
    make.consent(party)
    paper = make.paper(case, "summons", title="传票")
    set_hearing(case, at + timedelta(days=30), "第三审判庭", "engine", at)
    envelope(party, paper)
    stage = Stage(ARRIVES_AND_BOUNCES_LATER, now=at)
    stage.send()
    stage.apply()
    here = Scene(Service.objects.select_related("envelope__case__court", "envelope__party").get(paper=paper), stage)
    here.settle()
    return here


def not_me(here: Scene) -> None:
    say_not_me(here.service.envelope, clock.now())


def late_bounce(here: Scene) -> None:
    here.stage.now = clock.now()
    here.stage.release()
    here.stage.apply()


def objection(here: Scene) -> None:
    decided = Service.objects.select_related("envelope__case__court", "finding").get(id=here.service.id)
    raise_objection(decided, "system_error", "那几天没有信号", None, clock.now())


def correction(here: Scene) -> None:
    number = here.service.envelope.party.addresses.get()
    correct_address(number, CorrectedAddress(make.mobile()), Reason("输错一位"), "engine", clock.now())


def withdrawal(here: Scene) -> None:
    party = here.service.envelope.party
    withdraw(party.consents.get(), clock.now(), f"recipient:{party.id}", clock.now())


AS_IT_WAS: Words = ("", "")
DOUBT: Words = ("已送达 · 存疑", "Served · in doubt")
DENIED: Words = ("号码使用人称其并非受送达人", "hoever holds the number says that they are not the recipient")
OBJECTED: Words = ("受送达人已提出异议，待法官认定", "an objection awaits the judge")
NOT_YET: Words = ("尚未送达", "Not served yet")
NO: Words = ("✗ 否", "✗ No")
REPLACED: Words = ("已被替代，不再使用", "Superseded: no longer to be used")
AGAINST: Words = ("已送达，但有人提出疑问", "Served, but something was said against it")
WITHDRAWN: Words = ("撤回", "ithdr")
LOUD: Mapping[str, Words] = {"verify": REPLACED, "guard": NO, "today": NO, "desk": NO}

TOLD: Mapping[Callable[[Scene], None], Mapping[str, Words]] = {
    not_me: {
        **LOUD,
        "cell": DOUBT,
        "board": DENIED,
        "timeline": ("该地址的使用人表示其并非受送达人", "Whoever holds the address said that they are not"),
        "parties": ("使用人称其并非受送达人", "whoever holds it says: not me"),
        "service": DOUBT,
        "envelope": ("有人表示该号码（地址）并非受送达人使用", "That it is somebody else's was said at"),
        "party": ("称其并非受送达人", "not me"),
        "certificates": ("· 存疑", "· in doubt"),
        "landing": ("这个号码不是收件人的", "this number belongs to a different person"),
        "papers": AGAINST,
        "history": ("自己不是收件人", "said that they are somebody else"),
        "agree": AS_IT_WAS,  # whoever proved who they are reads what they themselves agreed to
        "certificate": ("表示其并非受送达人", "nottherecipient"),
        "api service": ('"doubts": ["denial_open"]',) * 2,
        "api order": ('"doubts": ["denial_open"]',) * 2,
        "api parties": ('"disowned_at": "20',) * 2,
    },
    late_bounce: {
        **LOUD,
        "cell": NOT_YET,
        "board": ("显示到达后于", "after it had seemed to arrive"),
        "timeline": ("送达信息显示到达后又被退回", "came back after it had seemed to arrive"),
        "parties": AS_IT_WAS,  # that a message bounced says nothing of whose number it is
        "party": AS_IT_WAS,
        "service": NOT_YET,
        "envelope": ("被退回", "Came back"),
        "certificates": ("已被替代", "Superseded"),
        "landing": AS_IT_WAS,
        "papers": ("还没有算作送达", "Not served yet"),
        "history": ("后来又被退回", "was sent back later"),
        "agree": AS_IT_WAS,
        "certificate": ("本次电子发送未完成有效送达", "nothingwasservedbythissending"),
        "api service": ('"status": "not_effective"',) * 2,
        "api order": ('"status": "not_effective"',) * 2,
        "api parties": AS_IT_WAS,
    },
    objection: {
        **LOUD,
        "cell": DOUBT,
        "board": OBJECTED,
        "timeline": ("受送达人对送达提出异议", "The recipient objected to the service"),
        "parties": AS_IT_WAS,  # the number is what it was until a judge has ruled
        "party": AS_IT_WAS,
        "service": DOUBT,
        "envelope": ("异议由法官处理", "A judge rules on objections"),
        "desk": ("那几天没有信号",) * 2,
        "today": ("那几天没有信号",) * 2,
        "certificates": ("· 存疑", "· in doubt"),
        "landing": AS_IT_WAS,  # whoever has not proved who they are learns nothing of it
        "papers": AGAINST,
        "history": ("您告诉法院：送达有误", "something about the service is wrong"),
        "agree": AS_IT_WAS,
        "certificate": ("异议", "objection"),
        "api service": ('"doubts": ["rebuttal_pending"]',) * 2,
        "api order": ('"doubts": ["rebuttal_pending"]',) * 2,
        "api parties": AS_IT_WAS,
    },
    correction: {
        **LOUD,
        "cell": NOT_YET,
        "board": NOT_YET,
        "timeline": ("变更了送达地址", "replaced by another"),
        "parties": AS_IT_WAS,  # lists the numbers in use; the new one is as sure as the old one was
        "party": ("录入有误", "mistyped"),
        "service": NOT_YET,
        "envelope": ("不产生送达效力", "what went there counts for nothing"),
        "certificates": ("已被替代", "Superseded"),
        "landing": AS_IT_WAS,
        "papers": ("还没有算作送达", "Not served yet"),
        "history": ("重新认定了送达", "it was decided anew"),
        "agree": AS_IT_WAS,
        "certificate": ("法院录入有误", "mistypedbythecourt"),
        "api service": ('"status": "not_effective"',) * 2,
        "api order": ('"status": "not_effective"',) * 2,
        "api parties": AS_IT_WAS,
    },
    withdrawal: {  # what was served under it stays served: Online Litigation Rules, article 5 paragraph 2
        **dict.fromkeys(PLACES, AS_IT_WAS),
        "board": ("审查撤回电子送达同意", "Decide on the withdrawal of consent"),
        "timeline": ("当事人撤回对电子送达的同意", "withdrew the consent"),
        "parties": ("已撤回同意", "Withdrawn"),
        "party": ("已撤回同意", "Withdrawn"),
        "today": ("审查撤回电子送达同意", "Decide on the withdrawal of consent"),
        "desk": ("撤回电子送达同意", "Withdrawals of consent"),
        "agree": ("表示不同意", "you said no"),
        "api parties": ('"withdrawal": "pending"',) * 2,
    },
}
# What a place says of a service that counts beyond doubt, and of a consent that holds; line by line.
COUNTS = re.compile(
    r'^(?:.*\t)?(?:已送达|Served|传票 Served|传票 已送达|✓ 是|✓ Yes)(?:\t|$)|\d\t✓|^已送达 \d|^Served \d|"safe": true'
    r'|"status": "effective", "effective_on": "[^"]+", "ground": "arrival", "doubts": \[\]',
    re.MULTILINE,
)
CONSENTS = re.compile(
    r'^\t?(?:已同意|Agreed) \d|^(?:您已于.*同意电子送达|You agreed on)|"withdrawn_at": null', re.MULTILINE
)
OLD = {event: CONSENTS if event is withdrawal else COUNTS for event in TOLD}
PLAIN = {
    COUNTS: {"cell", "board", "service", "envelope", "today", "desk", "guard", "papers", "api service", "api order"},
    CONSENTS: {"parties", "party", "agree", "api parties"},
}


def old_things(told: Mapping[str, str], old: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """Where the old thing still stands, and in which words."""
    for place, words in told.items():
        if found := old.search(words):
            yield place, found.group()


@pytest.mark.night("walks through every place")
def test_before_anything_happens_the_places_say_that_it_counts_and_that_they_agreed(screen: Screen) -> None:
    walk = Walk(screen(), screen(390), elsewhere(scene).service)
    for language in LANGUAGES:
        told = walk.read(language)
        for old, places in PLAIN.items():
            assert {place for place, _words in old_things(told, old)} == places


@pytest.mark.rows_by_day(1, "walks through every place for each event")
@pytest.mark.parametrize("event", TOLD, ids=lambda event: str(event.__name__))
def test_every_place_says_so_and_none_says_the_old_thing(screen: Screen, event: Callable[[Scene], None]) -> None:
    here = elsewhere(scene)
    walk = Walk(screen(), screen(390), here.service)
    elsewhere(lambda: event(here))
    elsewhere(here.settle)
    for language in LANGUAGES:
        told = walk.read(language)
        silent = {place: words[LANGUAGES.index(language)] for place, words in TOLD[event].items()}
        assert silent.keys() == set(PLACES)
        assert {place: words for place, words in silent.items() if words not in told[place]} == {}
        assert dict(old_things(told, OLD[event])) == {}
