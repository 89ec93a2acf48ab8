"""The paper that every case of the bench gets."""

from datetime import UTC, date, datetime

from songda.trust.typesetting.papers import PaperFields, paper_pdf


def paper() -> bytes:
    """A notice to respond as a PDF."""
    fields = PaperFields(
        court="孝义市人民法院",
        province="山西省",
        appeal_court="山西省吕梁市中级人民法院",
        phone="12368",
        case_number="（演示）晋1181民初1号",
        cause="买卖合同纠纷",
        plaintiff="张建国",
        plaintiff_particulars="男，住山西省孝义市（演示地址）",
        defendant="李甲",
        defendant_particulars="男，住山西省孝义市（演示地址）",
        defendant_home="山西省孝义市（演示地址）",
        judge="周法官",
        clerk="陈书记员",
        signed_on=date(2026, 1, 5),
        issued_on=date(2026, 1, 12),
        hearing_at=datetime(2026, 3, 2, 1, tzinfo=UTC),
        hearing_place="本院第三审判庭",
    )
    return paper_pdf("notice_to_respond", fields)
