"""Sets the papers of the demo's cases in type, so that they look like those of a court."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from songda.records.papers.kinds import kind_name
from songda.records.parties.bulk import Filed
from songda.records.parties.models import Party
from songda.site.sittings import sitting_after
from songda.trust.typesetting.papers import PaperFields, paper_pdf

HEARING_AFTER = timedelta(days=21)  # within the thirty days that Today shows, after the time to answer
HEARING_PLACE = "本院第三审判庭"


def sample_paper(kind: str, filed: Filed, now: datetime) -> tuple[str, bytes]:
    """The title and the PDF of one paper of a case just registered; its hearing lies some weeks ahead."""
    return kind_name(kind, "zh"), paper_pdf(kind, _fields(filed, now))


def hearing_at(now: datetime, zone: str) -> datetime:
    """Nine o'clock in the morning, some weeks from now, on a working day."""
    return sitting_after(now.astimezone(ZoneInfo(zone)), HEARING_AFTER, time(9))


def _fields(filed: Filed, now: datetime) -> PaperFields:
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
