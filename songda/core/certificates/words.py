"""The words of a certificate: each in Chinese and in English, by the codes that the records keep."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """The same thing said in Chinese and in English."""

    zh: str
    en: str


def same(text: str) -> Words:
    """A name, number or code, which is the same in both languages."""
    return Words(text, text)


def word_of(table: Mapping[str, Words], code: str) -> Words:
    """The word for a code; the code itself where the table does not know it, so that nothing is hidden."""
    return table.get(code, same(code))


STAGES = {
    "first_instance": Words("一审", "first instance"),
    "second_instance": Words("二审", "second instance"),
    "retrial": Words("再审", "retrial"),
    "enforcement": Words("执行", "enforcement"),
}

CHANNELS = {
    "sms": Words("手机短信", "text message"),
    "email": Words("电子邮件", "e-mail"),
    "wechat": Words("微信", "WeChat"),
    "inbox": Words("诉讼平台", "litigation platform"),
    "fax": Words("传真", "fax"),
    "phone": Words("电话", "telephone"),
    "mail": Words("邮寄送达", "post"),
    "direct": Words("直接送达", "direct service"),
    "left": Words("留置送达", "service by leaving"),
    "entrusted": Words("委托送达", "entrusted service"),
    "transfer": Words("转交送达", "service by transfer"),
    "public_notice": Words("公告送达", "public notice"),
}

CONSENTS = {
    "express": Words("受送达人明确表示同意", "express consent of the recipient"),
    "prior_agreement": Words("诉前约定或者承诺", "agreed or promised before the suit"),
    "own_pleading": Words(
        "受送达人在诉状等材料中主动提供电子送达地址", "e-address given for service in the recipient's own pleading"
    ),
    "accepted_by_conduct": Words(
        "受送达人以回复收悉、参加诉讼等方式接受已完成的电子送达，且未明确表示不同意",
        "completed service accepted by reply or by taking part, without refusal",
    ),
}

ADDRESS_CLASSES = {
    "provided": Words("受送达人主动提供", "provided by the recipient"),
    "confirmed": Words("经受送达人确认", "confirmed by the recipient"),
    "found": Words(
        "本院查找并能够确认为受送达人本人的地址", "found by the court and established as the recipient's own"
    ),
    "unknown": Words("未能确认归属", "not established whose it is"),
    "rejected": Words("已查明不属于受送达人", "established not to be the recipient's"),
}

MOMENTS = {
    "ordered": Words("发起送达", "service ordered"),
    "sent": Words("发出送达信息", "message sent"),
    "accepted": Words("服务商网关接收", "accepted by the provider's gateway"),
    "arrived": Words("到达受送达人特定系统", "arrived in the recipient's system"),
    "identified": Words("受送达人完成身份核验", "recipient proved identity"),
    "consented": Words("受送达人在线同意电子送达", "recipient consented on line"),
    "read": Words("受送达人查阅文书", "paper opened by the recipient"),
    "downloaded": Words("受送达人下载文书", "paper downloaded by the recipient"),
    "acknowledged": Words("受送达人确认收悉", "receipt confirmed by the recipient"),
    "acted": Words("受送达人作出相应诉讼行为", "recipient acted on the paper"),
    "failed": Words("未能到达", "did not arrive"),
    "bounced": Words("到达后被退回", "came back after arrival"),
}

SOURCES = {
    "court": Words("本院送达系统", "the court's service system"),
    "provider": Words("服务商回执", "provider's report"),
    "recipient": Words("受送达人本人操作", "the recipient's own act"),
    "staff": Words("本院工作人员记录", "record by court staff"),
}

OUTCOMES = {
    "arrived": Words("已到达", "arrived"),
    "waiting": Words("尚无回执", "no report yet"),
    "relayed": Words("已转交，无到达回执", "handed on, without report of arrival"),
    "failed": Words("未到达", "did not arrive"),
    "rejected": Words("服务商拒绝发送", "refused by the provider"),
    "bounced": Words("到达后被退回", "came back after arrival"),
    "expired": Words("期限内未收到回执", "no report in time"),
    "unknown": Words("发送结果不明", "outcome unknown"),
    "cancelled": Words("已取消", "called off"),
}

STATUSES = {
    "effective": Words("送达生效", "service effective"),
    "presumed": Words("推定完成有效送达（可以反证推翻）", "presumed complete (may be rebutted)"),
    "awaiting_judge": Words("是否完成送达，待法官认定", "completion awaits the judge's finding"),
    "not_effective": Words("未完成有效送达", "service not effective"),
    "not_allowed": Words("不得采用该方式送达", "this way of service is not open"),
}

GROUNDS = {
    "arrival": Words("到达主义：送达信息到达受送达人特定系统", "arrival in the recipient's own system"),
    "receipt_completed": Words(
        "收悉主义：受送达人回复收悉或者作出相应诉讼行为", "receipt, shown by the recipient's reply or act"
    ),
    "receipt_presumed": Words(
        "收悉主义：系统反馈已阅知等证据推定收悉", "receipt, presumed from the system's report of reading"
    ),
    "signature": Words("签收", "signature"),
    "left": Words("留置", "leaving"),
    "returned": Words("退回之日视为送达", "return of the mail"),
    "public_notice": Words("公告期满", "expiry of the public notice"),
    "deemed": Words("依法视为送达", "deemed service"),
}
