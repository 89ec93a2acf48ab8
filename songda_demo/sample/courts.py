"""The two courts of the demo: the one whose work is shown, and its neighbour, who must not see it."""

from songda.records.court.staff.actions import CourtDraft

COURTS = (
    CourtDraft(
        code="晋1181",
        name="孝义市人民法院",
        name_en="People's Court of Xiaoyi",
        phone="12368",
        street="山西省孝义市府前街1号（演示）",
    ),
    CourtDraft(
        code="晋1182",
        name="汾阳市人民法院",
        name_en="People's Court of Fenyang",
        phone="12368",
        street="山西省汾阳市府前街1号（演示）",
    ),
)
