"""Whatever is said against a service is followed over every page, certificate and answer of the API that it touches.

The table has a line for each signal and a column for each page; an empty word stands where the law leaves the page as
it is, and the test says why beside it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.test import Client

from songda import clock
from songda.core.access import Role
from songda.core.words import name_of
from songda.records.ground.evidence.models import Event
from songda.records.law.decisions.ask_law import ask_law
from songda.records.law.facts.dossier import load_dossiers
from songda.records.law.planning.advance import reconsider
from songda.records.law.rulings.service_rulings import determine, rule_objection
from songda.records.matter.cases.actions import Reason
from songda.records.matter.cases.hearings import set_hearing
from songda.records.matter.cases.models import Case
from songda.records.matter.parties.addresses import CorrectedAddress, correct_address
from songda.records.matter.parties.models import Address, Party
from songda.records.proof.certificates.draft import Draft
from songda.records.proof.certificates.models import Certificate
from songda.records.proof.certificates.says.content import content_of
from songda.records.service.attempts.models import Attempt
from songda.records.service.determinations.actions import Verdict
from songda.records.service.findings.models import Finding
from songda.records.service.orders.models import Envelope, Service
from songda.records.service.tasks.models import Task
from songda.records.ways.portal.acts.answers import raise_objection, withdraw
from songda.records.ways.portal.acts.visits import ask_for
from songda.records.ways.telephone.calls.actions import record_call
from songda.records.ways.telephone.calls.drafts import CallDraft
from songda.web.console.shared.story import Cast
from tests import make
from tests.channels.fake.script import BOUNCES
from tests.records.stage import Stage, envelope, say_not_me
from tests.surroundings.ready import ready_made
from tests.web.api.caller import caller
from tests.web.console.world import certificate, serve, signed_in
from tests.web.portal.scene import Visitor

pytestmark = pytest.mark.database
NOW = make.NOW
SAID = NOW + timedelta(hours=2)


@dataclass
class Scene:
    """A summons and a judgment served on one number, with a certificate; then something is said against it."""

    case: Case
    party: Party
    address: Address
    envelope: Envelope
    service: Service
    certificate: Certificate

    def settle(self, hours: int = 3) -> None:
        """What the worker does of itself."""
        reconsider([self.party.id], [], NOW + timedelta(hours=hours))
        ask_law(NOW + timedelta(hours=hours, seconds=5))


@ready_made
def scene() -> Scene:
    case = make.case()
    party = make.party(case, name="李卫国")
    address = make.address(party)
    make.consent(party)
    summons, other = make.paper(case, "summons", title="传票"), make.paper(case, "evidence_notice", title="举证通知书")
    set_hearing(case, clock.now() + timedelta(days=30), "第三审判庭", "engine", NOW)
    sent = serve(party, summons, other)
    service = Service.objects.select_related("envelope__case__court", "envelope__party", "finding").get(paper=summons)
    return Scene(case, party, address, sent, service, certificate(service))


def by_holder(here: Scene) -> None:
    say_not_me(here.envelope, SAID)


def on_the_phone(here: Scene) -> None:
    draft = CallDraft(SAID, "wrong_person", here.address.id, no_recording="no_recorder")
    record_call(here.party, draft, f"staff:{make.user().id}", SAID)


def by_objection(here: Scene) -> None:
    raise_objection(here.service, "not_own_address", "这不是我的号码", None, SAID)


def by_correction(here: Scene) -> None:
    correct_address(here.address, CorrectedAddress(make.mobile()), Reason("输错一位"), "engine", SAID)


def by_withdrawal(here: Scene) -> None:
    withdraw(here.party.consents.get(), SAID, f"recipient:{here.party.id}", SAID)


DENIED = {"zh": "并非受送达人", "en": "not the recipient"}
DOUBT = {"zh": "存疑", "en": "in doubt"}
NO = {"zh": "否", "en": "No"}
OBJECTED = {"zh": "异议", "en": "objection"}
ON_PAPER = {"zh": "异议", "en": "has objected"}
GONE = {"zh": "尚未送达", "en": "ot served yet"}
BY_JUDGE = {"zh": "就其证明的送达，已有人提出疑问", "en": "on which a judge has not decided yet"}
AGAINST = {"zh": "已送达，但有人提出疑问", "en": "something was said against it"}
WITHDRAWN = {"zh": "撤回", "en": "withdr"}
REJECTED = {language: name_of("addresses.class", "rejected", language).capitalize() for language in ("zh", "en")}
AS_IT_WAS: dict[str, str] = {}

SIGNALS: dict[str, tuple[Callable[[Scene], None], dict[str, dict[str, str]]]] = {
    "whoever holds the number says: not me": (
        by_holder,
        {
            "board": DOUBT,
            "guard": {"zh": "法官认定之前不得据此缺席判决", "en": "no default judgment until a judge has decided"},
            "desk": DENIED,
            "story": {"zh": "该地址的使用人表示", "en": "Whoever holds the address said"},
            "service": DOUBT,
            "envelope": DENIED,
            "party": {"zh": "称其并非受送达人", "en": "not me"},
            "certificates": DOUBT,
            "verify": BY_JUDGE,
            "pdf": DENIED,
            "papers": AGAINST,
            "history": {"zh": "自己不是收件人", "en": "said that they are somebody else"},
        },
    ),
    "somebody else answers the telephone": (
        on_the_phone,
        {
            "board": DOUBT,
            "guard": {"zh": "法官认定之前不得据此缺席判决", "en": "no default judgment until a judge has decided"},
            "desk": DENIED,
            "story": {"zh": "经核实不属于受送达人", "en": "found not to lead to the person"},
            "service": DOUBT,
            "envelope": DOUBT,
            "party": REJECTED,
            "certificates": DOUBT,
            "verify": BY_JUDGE,
            "pdf": DENIED,
            "papers": AGAINST,
            "history": AS_IT_WAS,  # the portal tells of the message, not of the court's telephone calls
        },
    ),
    "an objection": (
        by_objection,
        {
            "board": DOUBT,
            "guard": {"zh": "异议尚待法官认定", "en": "objection of the recipient awaits the judge"},
            "desk": {"zh": ">1</b>项送达异议", "en": ">1</b>objections"},
            "story": OBJECTED,
            "service": DOUBT,
            "envelope": DOUBT,
            "party": AS_IT_WAS,  # the number is what it was until a judge has ruled
            "certificates": DOUBT,
            "verify": BY_JUDGE,
            "pdf": ON_PAPER,
            "papers": AGAINST,
            "history": {"zh": "送达有误", "en": "something about the service is wrong"},
        },
    ),
    "the court had mistyped the number": (
        by_correction,
        {
            "board": {"zh": "尚未送达", "en": "Not served yet"},
            "guard": NO,
            "desk": AS_IT_WAS,  # nothing is left to decide: it was never sent to them
            "story": {"zh": "变更了送达地址", "en": "replaced by another"},
            "service": GONE,
            "envelope": GONE,
            "party": {"zh": "录入有误", "en": "mistyped"},
            "certificates": AS_IT_WAS,  # the worker replaces it; see the tests of certificates
            "verify": AS_IT_WAS,
            "pdf": {"zh": "未", "en": "not"},
            "papers": {"zh": "还没有算作送达", "en": "Not served yet"},
            "history": {"zh": "重新认定了送达", "en": "it was decided anew"},
        },
    ),
    "the consent is withdrawn": (
        by_withdrawal,
        {  # what was served under it stays served: Online Litigation Rules, article 5 paragraph 2
            "board": {"zh": "当事人撤回对电子送达的同意", "en": "withdrew the consent"},  # among the newest events
            "guard": AS_IT_WAS,
            "desk": {"zh": ">1</b>项撤回", "en": ">1</b>withdrawals"},
            "story": WITHDRAWN,
            "service": AS_IT_WAS,
            "envelope": AS_IT_WAS,
            "party": WITHDRAWN,
            "certificates": AS_IT_WAS,
            "verify": AS_IT_WAS,
            "pdf": AS_IT_WAS,
            "papers": AS_IT_WAS,
            "history": AS_IT_WAS,
        },
    ),
}
LANGUAGES = {"zh": "zh-hans", "en": "en"}


def pages(here: Scene, visitor: Visitor) -> dict[str, str]:
    """Every page that speaks of the service, as its reader sees it; the visitor is the proven recipient."""
    console = signed_in(role=Role.JUDGE, language=visitor.language)
    anybody = Client(headers={"accept-language": visitor.language})
    places = {
        "board": f"cases/{here.case.id}/",
        "guard": f"judge/hearings/{here.case.hearings.get().id}/{here.party.id}/",
        "desk": "judge/?all=1",
        "story": f"cases/{here.case.id}/timeline/",
        "service": f"services/{here.service.id}/",
        "envelope": f"envelopes/{here.envelope.id}/",
        "party": f"parties/{here.party.id}/",
        "certificates": "certificates/",
    }
    shown = {name: console.get(f"/console/{place}").content.decode() for name, place in places.items()}
    shown["verify"] = anybody.get(f"/verify/{here.certificate.code}").content.decode()
    shown["pdf"] = printed(here, "zh" if visitor.language == LANGUAGES["zh"] else "en")
    return shown | {page: visitor.get(page).content.decode() for page in ("papers", "history")}


def printed(here: Scene, language: str) -> str:
    """The words of the certificate that is made now."""
    whole = Envelope.objects.select_related("case__court", "case__judge", "party").get(id=here.envelope.id)
    row = load_dossiers([whole])[0]
    finding = Finding.objects.get(service=here.service)
    content = content_of(Draft(clock.new_id(), finding, row, "1", "ABCD", None), None, SAID)
    told = [content.statement, *content.remarks, *[row.value for section in content.sections for row in section.rows]]
    return "\n".join(words[language] for words in told)


@pytest.mark.rows_by_day(5, "opens every page that tells of it")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("signal", SIGNALS)
def test_every_page_says_so(signal: str, language: str) -> None:
    happens, told = SIGNALS[signal]
    here = scene()
    visitor = Visitor(here.envelope, LANGUAGES[language]).prove()
    before = pages(here, visitor)
    for page, words in told.items():
        if words and page not in {"history", "pdf", "guard", "story"}:
            assert words[language] not in before[page], f"{page} says so before anything was said"
    happens(here)
    here.settle()
    after = pages(here, visitor)
    for page, words in told.items():
        assert not words or words[language] in after[page], f"{page} does not say: {words[language]}"


@pytest.mark.parametrize(
    ("happens", "doubts", "status", "actor"),
    [
        (by_holder, ["denial_open"], "effective", "holder"),
        (on_the_phone, ["denial_open"], "effective", "staff"),
        (by_objection, ["rebuttal_pending"], "effective", "recipient"),
        (by_correction, [], "not_effective", "engine"),
        (by_withdrawal, [], "effective", "recipient"),
    ],
)
def test_the_api_says_so(happens: Callable[[Scene], None], doubts: list[str], status: str, actor: str) -> None:
    here, system = scene(), caller()
    plain = system.get(f"/services/{here.service.id}").json()
    assert (plain["doubts"], plain["decision"]["default_judgment"]["safe"]) == ([], True)
    happens(here)
    here.settle()
    told = system.get(f"/services/{here.service.id}").json()
    assert (told["doubts"], told["status"]) == (doubts, status)
    assert told["decision"]["default_judgment"]["safe"] is (happens is by_withdrawal)
    assert (told["disowned_at"] is not None) is (happens is by_holder)
    listed = system.get("/services", case_id=str(here.case.id)).json()["services"]
    assert all(one["doubts"] == doubts for one in listed)
    made = Event.objects.filter(case_id=here.case.id, happened_at=SAID).exclude(name__startswith="task.")
    assert {event.actor.partition(":")[0] for event in made} == {actor}


def test_who_says_so_is_not_the_party_in_any_event_page_or_answer() -> None:
    here = scene()
    say_not_me(here.envelope, SAID)
    ask_for(here.envelope, "help", "我不认识这个人", SAID)
    said = Event.objects.filter(name__in=["address.disowned", "help.requested"]).order_by("number")
    assert [event.actor for event in said] == [f"holder:{here.envelope.id}"] * 2
    assert said[0].data["addresses"] == [str(here.address.id)]
    told = caller().get(f"/services/{here.service.id}/events").json()["events"]
    assert {event["actor"] for event in told if event["name"] == "address.disowned"} == {f"holder:{here.envelope.id}"}
    assert "李卫国" not in Cast(here.case, make.user()).who(said[0].actor)


def test_wrong_tries_and_codes_are_those_of_whoever_holds_the_number_until_they_are_proved() -> None:
    here = scene()
    visitor = Visitor(here.envelope)
    visitor.name_himself(number="11010519491231002X")
    visitor.prove()
    acted = dict(Event.objects.filter(case_id=here.case.id).values_list("name", "actor"))
    assert acted["identity.failed"] == acted["code.sent"] == f"holder:{here.envelope.id}"
    assert acted["identity.proved"] == f"recipient:{here.party.id}"


def test_only_a_decision_clears_it_and_then_every_page_is_as_before() -> None:
    here = scene()
    visitor = Visitor(here.envelope).prove()
    by_holder(here)
    here.settle()
    assert Task.objects.filter(envelope=here.envelope, kind="decide_finding", reason="not_me", closed_at=None).exists()
    assert Task.objects.filter(envelope=here.envelope, kind="find_address", closed_at=None).exists()
    here.settle(5)
    assert Finding.objects.get(service=here.service).is_denied
    services = list(Service.objects.filter(envelope=here.envelope).order_by("id"))
    judge = make.user(role=Role.JUDGE)
    determine(services, Verdict(judge, "counts", "号码由其本人书面提供，使用人为其配偶"), NOW + timedelta(hours=6))
    here.settle(7)
    assert not Finding.objects.filter(is_denied=True).exists()
    assert not Task.objects.filter(kind__in=("decide_finding", "find_address"), closed_at=None).exists()
    after = pages(here, visitor)
    assert DOUBT["zh"] not in after["board"] + after["service"] + after["certificates"]
    assert caller().get(f"/services/{here.service.id}").json()["decision"]["default_judgment"]["safe"]


def test_a_judge_may_find_that_it_does_not_count() -> None:
    here = scene()
    by_holder(here)
    here.settle()
    determine([here.service], Verdict(make.user(role=Role.JUDGE), "does_not_count", "号码属于他人"), SAID)
    here.settle(5)
    assert Finding.objects.get(service=here.service).status == "not_effective"
    assert Finding.objects.exclude(service=here.service).get().is_denied  # of the other paper nobody has decided


def test_dismissing_the_same_objection_answers_it_too() -> None:
    here = scene()
    by_holder(here)
    by_objection(here)
    here.settle()
    objection = here.envelope.objections.get()
    rule_objection(
        objection, Verdict(make.user(role=Role.JUDGE), "rejected", "号码由其本人提供"), NOW + timedelta(hours=4)
    )
    here.settle(5)
    assert not Finding.objects.filter(is_denied=True).exists()


def test_other_papers_that_rest_on_the_same_number_are_in_doubt_too() -> None:
    here = scene()
    later = serve(here.party, make.paper(here.case, "judgment", title="判决书"))
    by_holder(here)
    ask_law(SAID + timedelta(seconds=1))
    assert Finding.objects.get(service__envelope=later).is_denied


def test_nothing_more_goes_to_a_number_whose_holder_denied_it_until_the_right_person_was_spoken_to() -> None:
    here = scene()
    by_holder(here)
    again = envelope(here.party, make.paper(here.case, "judgment", title="判决书"))
    stage = Stage(now=SAID + timedelta(minutes=1))
    stage.send()
    assert not Attempt.objects.filter(envelope=again).exists()
    assert Task.objects.get(envelope=again).reason == "not_me"
    told = ("scope", "effect", "change_of_address")
    spoken = CallDraft(
        SAID + timedelta(hours=1), "agrees", here.address.id, told=told, is_matched=True, no_recording="no_recorder"
    )
    record_call(here.party, spoken, f"staff:{make.user().id}", SAID + timedelta(hours=1))
    here.settle(4)
    stage.now = NOW + timedelta(hours=4, minutes=1)
    stage.send()
    assert Attempt.objects.get(envelope=again).state == "accepted"


def test_what_waited_to_go_there_for_another_order_is_called_off() -> None:
    here = scene()
    again = envelope(here.party, make.paper(here.case, "judgment", title="判决书"))
    Stage().advance()
    by_holder(here)
    here.settle()
    assert Attempt.objects.get(envelope=again).state == "cancelled"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_late_bounce_is_told_on_the_board_and_by_the_guard(language: str) -> None:
    case = make.case()
    party = make.party(case)
    make.address(party)
    make.consent(party)
    set_hearing(case, clock.now() + timedelta(days=30), "第三审判庭", "engine", NOW)
    envelope(party, make.paper(case, "summons", title="传票"))
    stage = Stage(BOUNCES)
    stage.send()
    stage.apply()
    ask_law(stage.now + timedelta(seconds=1))
    page = signed_in(role=Role.JUDGE, language=LANGUAGES[language]).get(f"/console/cases/{case.id}/").content.decode()
    assert {"zh": "被退回", "en": "came back on"}[language].lower() in page.lower()
    assert "mark good" not in page
