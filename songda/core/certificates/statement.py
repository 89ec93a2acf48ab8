"""The sentence that the certificate exists for: what was served on whom, how, and since when it counts."""

from datetime import date

from songda.core.certificates import dates
from songda.core.certificates.facts import CertificateFacts
from songda.core.certificates.words import ADDRESS_CLASSES, CHANNELS, Words, word_of

_BY_GROUND = {
    "arrival": Words(
        "送达信息于{at_zh}到达{class_zh}的电子送达地址所在系统，该到达日期为送达日期。",
        "The message arrived on {at_en} in the system of an e-address {class_en}; that day is the day of service.",
    ),
    "receipt_completed": Words(
        "送达信息发至{class_zh}的电子送达地址；受送达人于{at_zh}回复收悉或者作出相应诉讼行为，完成有效送达。",
        "The message went to an e-address {class_en}; on {at_en} the recipient confirmed receipt or acted "
        "on the paper, which completes the service.",
    ),
    "receipt_presumed": Words(
        "送达信息发至{class_zh}的电子送达地址；系统反馈受送达人于{at_zh}已经阅知，推定完成有效送达。"
        "受送达人能够证明系统错误、地址非本人使用、非本人阅知等未收悉情形的，不在此限。",
        "The message went to an e-address {class_en}; the system reports that it was read on {at_en}, "
        "so service is presumed complete. The recipient may rebut this by proving a system error, that the address "
        "is used by somebody else, that somebody else read it, or the like.",
    ),
    "signature": Words(
        "该文书已于{at_zh}以其他法定方式签收，以该次送达为准，本次电子送达不作为送达生效的依据。",
        "The paper was signed for on {at_en} in another lawful way; that service counts, and this electronic one is "
        "not what it rests on.",
    ),
    "left": Words(
        "该文书已于{at_zh}留置送达，以该次送达为准，本次电子送达不作为送达生效的依据。",
        "The paper was left on {at_en}; that service counts, and this electronic one is not what it rests on.",
    ),
    "returned": Words(
        "该文书经邮寄送达于{at_zh}退回，以退回之日为送达之日，本次电子送达不作为送达生效的依据。",
        "The paper came back by post on {at_en}, the day that counts as service; this electronic one is not what it "
        "rests on.",
    ),
    "public_notice": Words(
        "该文书已公告送达，于{at_zh}公告期满，以该次送达为准，本次电子送达不作为送达生效的依据。",
        "The paper was served by public notice, which had run by {at_en}; this electronic service is not what it "
        "rests on.",
    ),
}
_FOUND_BY_THE_JUDGE = Words(
    "送达信息发至{class_zh}的电子送达地址；系统反馈受送达人于{at_zh}已经阅知，经法官审查，认定完成有效送达。",
    "The message went to an e-address {class_en}; the system reports that it was read on {at_en}, and the judge found "
    "that this completes the service.",
)
_OTHERWISE = {
    "effective": Words("送达于{at_zh}生效。", "Service took effect on {at_en}."),
    "presumed": Words("推定送达于{at_zh}完成。", "Service is presumed complete on {at_en}."),
    "awaiting_judge": Words(
        "现有记录显示文书已被查阅，但尚不足以认定送达完成，待法官认定。",
        "The paper was opened, but that alone does not complete service; the judge has yet to decide.",
    ),
    "not_effective": Words(
        "依据现有记录，本次电子送达未完成有效送达。",
        "On the record as it stands, this electronic service did not take effect.",
    ),
    "not_allowed": Words(
        "本案情形不得采用电子方式送达该文书，本次送达不发生效力。",
        "This paper may not be served electronically in these circumstances; the service has no effect.",
    ),
}


def write_statement(facts: CertificateFacts) -> Words:
    """The opening, what counts, and the article, as one paragraph a language."""
    opening, finding, article = _opening(facts), _finding(facts), _article(facts)
    return Words(opening.zh + finding.zh + article.zh, " ".join(filter(None, (opening.en, finding.en, article.en))))


def _opening(facts: CertificateFacts) -> Words:
    channel = word_of(CHANNELS, facts.address.channel)
    on = dates.day(_sent_day(facts))
    recipient, paper = facts.recipient, facts.paper
    return Words(
        f"{facts.court.zh}就{facts.case.number}{facts.case.cause.zh}一案，于{on.zh}以{channel.zh}方式向"
        f"{recipient.role.zh}{recipient.name}电子送达《{paper.title}》。",
        f"In case {facts.case.number} ({facts.case.cause.en}), {facts.court.en} served the {paper.kind.en} on the "
        f"{recipient.role.en}, {recipient.name}, by {channel.en} on {on.en}.",
    )


def _sent_day(facts: CertificateFacts) -> date:
    sent = [moment.at for moment in facts.moments if moment.kind in {"sent", "accepted", "ordered"}]
    return min(sent, default=facts.issued_at).astimezone(facts.zone).date()


def _finding(facts: CertificateFacts) -> Words:
    effect = facts.effect
    words = _OTHERWISE[effect.status]
    if effect.effective_at is None:
        return words
    if effect.status in {"effective", "presumed"}:
        words = _BY_GROUND.get(effect.ground or "", words)
    if (effect.status, effect.ground) == ("effective", "receipt_presumed"):  # a presumption that only a judge lifts
        words = _FOUND_BY_THE_JUDGE
    at = dates.moment(effect.effective_at, facts.zone)
    whose = word_of(ADDRESS_CLASSES, facts.address.address_class)
    filled = {"at_zh": at.zh, "at_en": at.en, "class_zh": whose.zh, "class_en": whose.en}
    return Words(words.zh.format(**filled), words.en.format(**filled))


def _article(facts: CertificateFacts) -> Words:
    if not facts.effect.articles:
        return Words("", "")
    cited = cite_all(facts.effect.articles)
    return Words(f"依据：{cited.zh}。", f"Rule: {cited.en}.")


def cite_all(articles: tuple[Words, ...]) -> Words:
    """Several citations in a row, the titles of the rules in book marks as Chinese writing has them."""
    return Words(
        "、".join(_in_book_marks(article.zh) for article in articles), "; ".join(article.en for article in articles)
    )


def _in_book_marks(citation: str) -> str:
    """人民法院在线诉讼规则 第三十一条 → 《人民法院在线诉讼规则》第三十一条."""
    title, _, place = citation.partition(" ")
    inner = title.replace("《", "〈").replace("》", "〉")
    return f"《{inner}》{place}"
