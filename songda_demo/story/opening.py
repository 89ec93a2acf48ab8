"""How every scenario opens: the clerk registers the case, its parties and papers, and tries to reach the defendant."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path

from songda.clock import now
from songda.trust.typesetting.papers import PaperFields, paper_pdf
from songda_demo.settings import sitting_after
from songda_demo.story.browser import PageError
from songda_demo.story.clerk import ZONE, Clerk, NewCase
from songda_demo.story.outside import Phone
from songda_demo.story.people import Person, defendant, plaintiff
from songda_demo.story.play import Play, expect

PAPERS = {
    "complaint_copy": "起诉状副本",
    "notice_to_respond": "应诉通知书",
    "evidence_notice": "举证通知书",
    "rights_notice": "诉讼权利义务告知书",
    "summons": "传票",
}
FIRST_NUMBER = 123


@dataclass(frozen=True)
class Place:
    """Where the demo runs, who signs in, and where the story leaves its files."""

    base: str
    sandbox: str
    password: str
    folder: Path


@dataclass
class Scene:
    """What the opening leaves behind for the scenario."""

    place: Place
    play: Play
    clerk: Clerk
    defendant: Person
    defendant_id: str
    phone: Phone


def open_case(
    place: Place, play: Play, ending: str = "88", address_class: str = "found", second: Person | None = None
) -> Scene:
    """Register the divorce case with two parties, a hearing and five papers; `second` is another defendant."""
    first, second = plaintiff(), second or defendant(ending)
    with play.step("clerk Chen signs in / 陈书记员登录"):
        clerk = Clerk(place.base, "chen", place.password)
    with play.step("the case is registered / 立案登记") as step:
        number = _register(clerk)
        play.facts["case"] = step.found = number
    with play.step("plaintiff and defendant are entered / 登记原告、被告") as step:
        plaintiff_id = clerk.add_party(first)
        clerk.add_mobile(plaintiff_id, first.mobile, "provided")
        defendant_id = clerk.add_party(second)
        clerk.add_mobile(defendant_id, second.mobile, address_class)
        step.found = f"{address_class}: {second.mobile[:3]}****{second.mobile[-4:]}"
    with play.step("the hearing is set and five papers are placed on file / 排期，上传五份文书") as step:
        hearing = sitting_after(now().astimezone(ZONE), timedelta(days=35), time(9, 30))
        clerk.set_hearing(hearing, "第三法庭")
        step.found = _file_papers(clerk, number, (first, second), plaintiff_id, hearing)
    return Scene(place, play, clerk, second, defendant_id, Phone(place.sandbox, second.mobile))


def _register(clerk: Clerk) -> str:
    """The number of the case as it was told, or the next free one when the story was played here before."""
    for serial in range(FIRST_NUMBER, FIRST_NUMBER + 500):
        number = f"（2022）晋1181民初{serial}号"
        try:
            clerk.register(NewCase(number))
        except PageError as refused:
            if "已登记" not in str(refused):
                raise
        else:
            return number
    raise PageError("no free case number is left; start the demo with a fresh SONGDA_HOME")


def _file_papers(clerk: Clerk, number: str, people: tuple[Person, Person], plaintiff_id: str, hearing: datetime) -> str:
    fields = _fields(number, people, hearing)
    pages = 0
    for kind, title in PAPERS.items():
        pdf = paper_pdf(kind, fields)
        pages += len(pdf)
        days = fields.evidence_days if kind == "evidence_notice" else None
        clerk.file_paper(kind, title, pdf, plaintiff_id if kind == "complaint_copy" else "", days)
    return f"{len(PAPERS)} PDF, {pages // 1024} KiB"


def _fields(number: str, people: tuple[Person, Person], hearing: datetime) -> PaperFields:
    first, second = people
    today = now().astimezone(ZONE).date()
    return PaperFields(
        court="孝义市人民法院",
        province="山西省",
        appeal_court="山西省吕梁市中级人民法院",
        phone="12368",
        case_number=number,
        cause="离婚纠纷",
        plaintiff=first.name,
        plaintiff_particulars=f"女，汉族，住山西省孝义市，公民身份号码{first.number[:6]}********{first.number[-4:]}",
        defendant=second.name,
        defendant_particulars=f"男，汉族，现住宁夏回族自治区银川市，公民身份号码{second.number[:6]}********{second.number[-4:]}",
        defendant_home="宁夏回族自治区银川市",
        judge="周法官",
        clerk="陈书记员",
        signed_on=today - timedelta(days=6),
        issued_on=today,
        hearing_at=hearing,
        hearing_place="第三法庭",
    )


def call(scene: Scene, outcome: str, number: str = "") -> None:
    """Record the call: the clerk explains, the person answers; to this number where it is not the first one."""
    words = {
        "agrees": "the defendant, in Ningxia, agrees on the telephone / 被告在电话中同意电子送达",
        "refuses": "on the telephone the defendant says no / 被告在电话中表示不同意电子送达",
        "wrong_person": "somebody else answers the telephone / 接听人并非被告",
        "unreachable": "nobody answers the telephone / 电话无人接听",
    }
    with scene.play.step(words[outcome]):
        scene.clerk.record_call(scene.defendant_id, outcome, now() - timedelta(minutes=1), number)


def serve(scene: Scene) -> None:
    """Place the order for everything that may be served on the defendant."""
    with scene.play.step("five papers are ordered to be served / 发起送达") as step:
        scene.clerk.serve(scene.defendant_id)
        services = scene.clerk.services()
        expect(len(services) == len(PAPERS), f"{len(services)} services on the board instead of {len(PAPERS)}")
        step.found = f"{len(services)} services"
