"""What the sample court did so that people know more: campaigns, questions, an answer, texts to be compared."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from songda.channels.registry import routes
from songda.core.outreach.closed_lists import QuestionDoor
from songda.core.outreach.wording import own_text
from songda.records.outreach.campaigns import (
    CampaignDraft,
    MaterialDraft,
    add_material,
    count_reached,
    plan_campaign,
)
from songda.records.outreach.experiments import ExperimentDraft, draft_experiment
from songda.records.outreach.models import Campaign
from songda.records.outreach.questions import AnswerDraft, ask, publish_answer
from songda.records.staff.models import Court

# name, aim, for whom, how many days ago it began, how many days it took, place, people reached and how
CAMPAIGNS = (
    ("“短信真假怎样辨”社区宣讲", "fraud", "elderly", 40, 1, "新义街道社区活动室", 86, "签到"),
    ("集市普法：手机上收法院文书", "e_service", "villagers", 18, 2, "兑镇镇集市", 240, "发放折页份数"),
    ("宪法宣传周：收到文书以后怎么办", "rights", "public", -8, 7, "法院诉讼服务大厅", None, ""),
)
TEXT = "【{court}】{name}，您有{case_number}案件文书，请点击 {link} 查收，或致电{phone}核实。{never}"


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
    texts = ExperimentDraft("先称呼本人，再写案号", (own_text(), TEXT), 50, 60, 12)
    draft_experiment(court, texts, routes()[0].parts_of, by, now)
