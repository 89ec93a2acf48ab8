"""The papers of the divorce case of the story."""

from datetime import date, datetime, timedelta, timezone

from songda.trust.typesetting.papers import PaperFields

CASE = PaperFields(
    court="孝义市人民法院",
    province="山西省",
    appeal_court="山西省吕梁市中级人民法院",
    phone="12368",
    case_number="（2022）晋1181民初123号",
    cause="离婚纠纷",
    plaintiff="王某",
    plaintiff_particulars="女，1990年3月5日出生，汉族，住山西省孝义市中阳楼街道",
    defendant="李某",
    defendant_particulars="男，1988年7月12日出生，汉族，住山西省孝义市新义街道，现在宁夏回族自治区务工",
    defendant_home="山西省孝义市新义街道",
    judge="周法官",
    clerk="陈书记员",
    signed_on=date(2022, 5, 20),
    issued_on=date(2022, 6, 1),
    hearing_at=datetime(2022, 7, 20, 9, 0, tzinfo=timezone(timedelta(hours=8))),
    hearing_place="本院第三审判庭（孝义市府前街）",
)
