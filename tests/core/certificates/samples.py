"""The certificate of the standing cast: the summons, served on the defendant Li by text message."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from songda.core import certificates as c
from songda.core.certificates.words import Words, same

SENT = datetime(2022, 6, 2, 2, 0, 1, tzinfo=UTC)
CALL = datetime(2022, 6, 1, 1, 0, tzinfo=UTC)
NUMBER = "（2022）晋1181民初123号"


def both(zh: str, en: str) -> Words:
    return {"zh": zh, "en": en}


ARTICLE = both("人民法院在线诉讼规则 第三十一条第一款", "Online Litigation Rules of the People's Courts, art. 31(1)")
FORCE = both("人民法院在线诉讼规则 第三十一条第三款", "Online Litigation Rules of the People's Courts, art. 31(3)")


def after(seconds: float) -> datetime:
    """So long after the message was sent."""
    return SENT + timedelta(seconds=seconds)


def summons_served(**changes: object) -> c.CertificateFacts:
    """Consent by telephone, a confirmed mobile number, arrival, reading, confirmation."""
    facts = c.CertificateFacts(
        number="晋1181送达2022000123-5",
        rule_set=c.CertifiedRules("cn", "3f9c1a7be204", after(5)),
        zone=ZoneInfo("Asia/Shanghai"),
        issued_at=after(3600),
        court=both("孝义市人民法院", "Xiaoyi People's Court"),
        case=c.CertifiedCase(NUMBER, both("离婚纠纷", "divorce"), "first_instance"),
        recipient=c.CertifiedRecipient(both("被告", "defendant"), "李某", "1****************9"),
        paper=c.CertifiedPaper(both("传票", "summons"), "传票", 1, bytes(range(32))),
        consent=c.CertifiedConsent("express", CALL, both("电话录音", "recorded telephone call")),
        address=c.CertifiedAddress("sms", "confirmed", "138****1234", both("电话确认", "by telephone"), CALL),
        sender="10681181012368",
        moments=_course(),
        effect=c.CertifiedEffect("effective", "arrival", after(4), (ARTICLE,), return_force=FORCE),
        verification=c.VerificationFacts("7KQ4MXR2WH", "https://songda.example/verify/7KQ4MXR2WH"),
        operator=both("孝义市人民法院", "Xiaoyi People's Court"),
        judge="周法官",
        attempts=_attempts(),
        periods=(c.CertifiedPeriod(both("答辩期", "answer"), date(2022, 6, 17), provisional=False, article=same("")),),
        checkpoint=c.CheckpointFacts("songda.example/log", 4711, bytes(range(32, 64)), after(3590)),
        is_sample=True,
    )
    return replace(facts, **changes)  # type: ignore[arg-type]


def _course() -> tuple[c.CertifiedMoment, ...]:
    return (
        c.CertifiedMoment("ordered", after(-60), "court", clock="court"),
        c.CertifiedMoment("sent", after(0), "court", clock="court"),
        c.CertifiedMoment("accepted", after(1), "provider", "SMPP", clock="court"),
        c.CertifiedMoment("arrived", after(4), "provider", "DELIVRD 2/2", clock="provider"),
        c.CertifiedMoment("identified", after(1500), "recipient", clock="court"),
        c.CertifiedMoment("read", after(1530), "recipient", clock="court"),
        c.CertifiedMoment("acknowledged", after(1600), "recipient", clock="court"),
    )


def _attempts() -> tuple[c.CertifiedAttempt, ...]:
    return (
        c.CertifiedAttempt("sms", "138****1234", after(0), "arrived", is_winning=True),
        c.CertifiedAttempt("email", "l***@example.com", after(30), "arrived"),
    )
