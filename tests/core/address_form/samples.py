"""A blank form, and that of Li."""

from datetime import datetime
from zoneinfo import ZoneInfo

from songda.core.address_form import Answer, FormFacts, FormPerson, OnLineSignature, Statement
from songda.core.identifiers.postal import PostalAddress

ZONE = ZoneInfo("Asia/Shanghai")
AT = datetime(2026, 6, 1, 10, 0, tzinfo=ZONE)
COURT = {"zh": "孝义市人民法院", "en": "Xiaoyi People's Court"}
LI = Statement(
    place=PostalAddress("山西省", "吕梁市", "孝义市", "新义街道府前街18号", "032300"),
    numbers={"mobile": ("13900000001",), "email": ("li@example.test",)},
    answer=Answer.YES,
    stages=("first_instance", "enforcement"),
    wants_secrecy=True,
)


def blank() -> FormFacts:
    return FormFacts(COURT, ZONE, AT)


def of_li(said: Statement) -> FormFacts:
    return FormFacts(
        COURT,
        ZONE,
        AT,
        case_number="（2026）晋1181民初123号",
        cause="离婚纠纷（第一审）",
        recipient=FormPerson("李卫国", "defendant", "141181194803120019"),
        agents=(FormPerson("王律师", "agent", "", "special"),),
        statement=said,
        signature=OnLineSignature("李卫国", AT),
    )
