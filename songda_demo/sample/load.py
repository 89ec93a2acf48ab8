"""Loads the sample court into an empty database; a second time it finds everything there."""

import os
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from songda import clock
from songda.core.access import Role, Scope
from songda.core.outreach.closed_lists import QuestionDoor
from songda.core.refusal import Refused
from songda.records.court.staff.actions import (
    ClientDraft,
    CourtDraft,
    UserDraft,
    make_api_client,
    make_court,
    make_user,
)
from songda.records.court.staff.models import Court, User
from songda.records.court.staff.queries import client_by_token, new_token
from songda.records.matter.cases.hearings import set_hearing
from songda.records.matter.cases.models import Case
from songda.records.matter.papers.actions import PaperDraft, file_papers
from songda.records.matter.papers.kinds import kind_name
from songda.records.matter.papers.models import Paper
from songda.records.matter.parties.bulk import FiledCase, register_files
from songda.records.matter.parties.models import Consent, Party
from songda.records.service.orders.actions import OrderDraft, place_order
from songda.records.service.outreach.campaigns import (
    CampaignDraft,
    MaterialDraft,
    add_material,
    count_reached,
    plan_campaign,
)
from songda.records.service.outreach.models import Campaign
from songda.records.service.outreach.questions import AnswerDraft, ask, publish_answer
from songda.records.service.tasks.off_line import mark_offline
from songda.records.ways.lookups.actions import LookupDraft, approve, request_lookup
from songda.records.ways.portal.acts.answers import withdraw
from songda.records.ways.post.letters.models import NumberRange
from songda.records.ways.post.letters.rooms import RangeDraft, give_range
from songda.site.demo import ACCOUNTS, PASSWORD, Account
from songda.site.errors import CurableError
from songda.trust.atomic_files import write_secret
from songda.trust.typesetting.papers import PaperFields, paper_pdf
from songda_demo.sample.cases import COURTS, SampleCase, sample_cases
from songda_demo.settings import sitting_after

OF_THE_CLAIMANT = frozenset({"complaint_copy"})

FIRST_NUMBER, NUMBERS = 10_000_000, 100_000  # of letters
JUDGE = "zhou"  # sits in every sample case


def load_sample(at: datetime | None = None) -> None:
    """Make courts, accounts, cases and the API client that are missing; raises CurableError outside a demo."""
    if not settings.IS_DEMO:
        raise CurableError(
            "The sample court has accounts that everybody knows; it is not for production.",
            "Set SONGDA_ENV=demo, or open a court of your own.",
        )
    now = at or clock.now()
    with transaction.atomic():
        courts = {draft.code: _court(draft, now) for draft in COURTS}
        for account in ACCOUNTS:
            _admit(account, courts[account.court_code], now)
        for place, court in enumerate(courts.values()):
            _give_numbers(court, place, now)
        admit_demo_client(courts[COURTS[0].code], now)
    _load_cases(courts[COURTS[0].code], now)
    clerk = User.objects.get(username=ACCOUNTS[0].username)
    with transaction.atomic():
        make_law_known(courts[COURTS[0].code], f"staff:{clerk.id}", now)


def _court(draft: CourtDraft, now: datetime) -> Court:
    return Court.objects.filter(code=draft.code).first() or make_court(draft, "engine", now)


def _give_numbers(court: Court, place: int, now: datetime) -> None:
    """Numbers for letters, as a carrier would give them; other ones to each court."""
    if not NumberRange.objects.filter(court=court).exists():
        first = FIRST_NUMBER + place * NUMBERS
        give_range(court, RangeDraft("court_post", "EX", first, first + NUMBERS - 1), "engine", now)


def _admit(account: Account, court: Court, now: datetime) -> None:
    if not User.objects.filter(username=account.username).exists():
        draft = UserDraft(account.username, account.name, Role(account.role), PASSWORD)
        make_user(draft, court, "engine", now)


def _load_cases(court: Court, now: datetime) -> None:
    if Case.objects.filter(court=court).exists():
        return
    clerk = User.objects.get(username=ACCOUNTS[0].username)
    for sample in sample_cases(now):
        with transaction.atomic():
            _load_case(court, sample, f"staff:{clerk.id}", now)


def _load_case(court: Court, sample: SampleCase, by: str, now: datetime) -> None:
    judge = User.objects.get(username=JUDGE)
    file = replace(sample.file, case=replace(sample.file.case, judge_id=judge.id))
    filed = register_files(court, [file], by, now)[0]
    if isinstance(filed, Refused):
        raise filed
    if "summons" in sample.papers:
        set_hearing(filed.case, hearing_at(now, court.zone), HEARING_PLACE, by, now)
    papers = _file_papers(filed, sample, by, now)
    if sample.offline is not None:
        mark_offline(filed.parties[sample.offline], "age", by, now)
    if sample.withdrawn is not None:
        for consent in Consent.objects.filter(party=filed.parties[sample.withdrawn]).select_related(
            "party__case__court"
        ):
            withdraw(consent, now, by, now)
    if sample.looked_up is not None:
        look_up(filed.parties[sample.looked_up], by, now, is_approved=sample.is_approved)
    for place in sample.served:
        served = filed.parties[place]
        place_order(OrderDraft(filed.case.id, _papers_for(served, papers), (served.id,)), court, by, now)


def _file_papers(filed: FiledCase, sample: SampleCase, by: str, now: datetime) -> list[Paper]:
    claimant = filed.parties[0]
    drafts = [
        PaperDraft(kind, *sample_paper(kind, filed, now), claimant if kind in OF_THE_CLAIMANT else None)
        for kind in sample.papers
    ]
    return file_papers([(filed.case, draft) for draft in drafts], by, now)


def _papers_for(party: Party, papers: list[Paper]) -> tuple[UUID, ...]:
    return tuple(paper.id for paper in papers if paper.filed_by_id != party.id)


WHY = "已登记的号码停机，邮件被退回，上门送达时家中无人（演示）"
VALID = timedelta(days=14)


def look_up(party: Party, by: str, now: datetime, *, is_approved: bool) -> None:
    """Request it as the clerk; approve it as the head of the service centre where the sample says so."""
    lookup = request_lookup(party, LookupDraft("service", "unreachable", WHY, now + VALID), by, now)
    if is_approved:
        head = User.objects.get(court=party.case.court, role=Role.SUPERVISOR.value, is_active=True)
        approve(lookup, head, now)


# name, aim, for whom, how many days ago it began, how many days it took, place, people reached and how
CAMPAIGNS = (
    ("“怎样分辨短信真假”社区宣讲", "fraud", "elderly", 40, 1, "新义街道社区活动室", 86, "签到"),
    ("集市普法：用手机收法院文书", "e_service", "villagers", 18, 2, "兑镇镇集市", 240, "发放折页份数"),
    ("宪法宣传周：收到文书以后怎么办", "rights", "public", -8, 7, "法院诉讼服务大厅", None, ""),
)


def make_law_known(court: Court, by: str, now: datetime) -> None:
    """Enter it once; a second time finds it there."""
    if Campaign.objects.filter(court=court).exists():
        return
    today = now.astimezone(ZoneInfo(court.zone)).date()
    for title, aim, group, ago, days, place, reached, how in CAMPAIGNS:
        first = today - timedelta(days=ago)
        draft = CampaignDraft(title, aim, group, first, first + timedelta(days=days - 1), place, "立案庭法官助理")
        made = plan_campaign(court, draft, by, now)
        if reached is not None:
            add_material(made, MaterialDraft("leaflet", "fraud" if aim == "fraud" else "e_service", "zh", 200), by, now)
            count_reached(made, reached, how, by, now)
    for door, subject, words in (
        (QuestionDoor.CALL, "paper", "文书能不能都寄纸的？"),
        (QuestionDoor.COUNTER, "open", "点开短信里的链接，手机说打不开，怎么办？"),
        (QuestionDoor.CALL, "paper", "文书能不能都寄纸的？"),
    ):
        ask(court, subject, door, words, now)
    answer = "可以。请带上他的身份证和您的身份证到诉讼服务大厅，工作人员会登记您能替他看哪些文书。"
    publish_answer(court, AnswerDraft("open", "父亲不会用手机，我能不能替他看？", answer), by, now)


HEARING_AFTER = timedelta(days=21)  # within the thirty days that Today shows, after the time to answer
HEARING_PLACE = "本院第三审判庭"


def sample_paper(kind: str, filed: FiledCase, now: datetime) -> tuple[str, bytes]:
    """The title and the PDF of one paper of a case just registered; its hearing lies some weeks ahead."""
    return kind_name(kind, "zh"), paper_pdf(kind, _fields(filed, now))


def hearing_at(now: datetime, zone: str) -> datetime:
    """Nine o'clock in the morning, some weeks from now, on a working day."""
    return sitting_after(now.astimezone(ZoneInfo(zone)), HEARING_AFTER, time(9))


def _fields(filed: FiledCase, now: datetime) -> PaperFields:
    court = filed.case.court
    plaintiff, defendant = filed.parties[0], filed.parties[1]
    today = now.astimezone(ZoneInfo(court.zone)).date()
    return PaperFields(
        court=court.name,
        province="山西省",
        appeal_court="山西省吕梁市中级人民法院",
        phone=court.phone,
        case_number=filed.case.number,
        cause=filed.case.cause,
        plaintiff=plaintiff.name,
        plaintiff_particulars=_particulars(plaintiff),
        defendant=defendant.name,
        defendant_particulars=_particulars(defendant),
        defendant_home="山西省孝义市（演示地址）",
        judge="周法官",
        clerk="陈书记员",
        signed_on=today - timedelta(days=7),
        issued_on=today,
        hearing_at=hearing_at(now, court.zone),
        hearing_place=HEARING_PLACE,
    )


def _particulars(party: Party) -> str:
    """Sex and year of birth of a person, as its number tells them; the seat of a company."""
    if party.kind != "natural_person":
        return "住所地山西省孝义市（演示地址）"
    number = party.number
    sex = "男" if int(number[16]) % 2 else "女"
    return f"{sex}，{number[6:10]}年出生，住山西省孝义市（演示地址）"


VARIABLE = "SONGDA_DEMO_API_TOKEN"
NAME = "演示业务系统"


def token_file() -> Path:
    """Where the token stands when the environment gives none."""
    return Path(settings.HOME) / "keys" / "api.token"


def demo_token() -> str:
    """The token from the environment or from its file, which is made when it is missing."""
    if token := os.environ.get(VARIABLE):
        return token
    path = token_file()
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_secret(path, f"{new_token()}\n".encode())
    return path.read_text(encoding="ascii").strip()


def admit_demo_client(court: Court, now: datetime) -> None:
    """Let the holder of the demo's token speak for the court, if they may not already."""
    token = demo_token()
    if client_by_token(token) is None:
        make_api_client(court, ClientDraft(NAME, tuple(Scope), token=token), "engine", now)
