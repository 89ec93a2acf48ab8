"""The words of the messages: who, which case, where to look, whom to call, and what a court never asks."""

from dataclasses import dataclass


@dataclass(frozen=True)
class MessageFacts:
    """What a message may tell: the name is masked, no paper is named, nothing of the case is told but its number."""

    court: str
    masked_name: str
    case_number: str
    link: str
    phone: str


def service_text(facts: MessageFacts) -> str:
    """The text message that tells a recipient to look; the link stands early, so that no part of it is cut off.

    A text of more than 70 characters goes out in parts of 67; old phones open only a link that lies within one.
    """
    return (
        f"【{facts.court}】{facts.masked_name}：请点击 {facts.link} 查收{facts.case_number}案件文书，"
        f"或致电{facts.phone}核实。法院不会索要银行卡、验证码或转账。"
    )


def service_subject(facts: MessageFacts) -> str:
    """The subject of the same message as e-mail."""
    return f"{facts.court}：{facts.case_number}案件文书待查收"


def code_text(court: str, code: str, minutes: int) -> str:
    """The text message that carries a one-time code."""
    return f"【{court}】验证码 {code}，{minutes}分钟内有效，仅供您本人在查收页面填写。任何人来电索要均为诈骗。"


def address_code_text(court: str, code: str, minutes: int) -> str:
    """The message with which a recipient shows that an address that they name is their own."""
    return (
        f"【{court}】您正将此号码或邮箱登记为案件送达地址，验证码 {code}，{minutes}分钟内有效，"
        "仅供您本人在查收页面填写。非本人操作请忽略。"
    )
