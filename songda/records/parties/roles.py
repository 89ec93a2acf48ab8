"""The roles that people have in a case, which side each stands on, and who is whose opponent."""

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Side(StrEnum):
    """Where a party stands; representatives stand where the one they act for stands."""

    CLAIMING = "claiming"
    DEFENDING = "defending"
    THIRD = "third"
    ACTING = "acting"  # acts for a party
    NONE = "none"  # witnesses, experts, interpreters


@dataclass(frozen=True)
class PartyRole:
    """One role: its word in the records, its side, and what it is called."""

    word: str
    side: Side
    chinese: str
    english: str


_TABLE = (
    ("plaintiff", Side.CLAIMING, "原告", "plaintiff"),
    ("defendant", Side.DEFENDING, "被告", "defendant"),
    ("third_party", Side.THIRD, "第三人", "third party"),
    ("third_party_with_claim", Side.THIRD, "有独立请求权的第三人", "third party with a claim of its own"),
    ("counterclaimant", Side.DEFENDING, "反诉原告", "counterclaimant"),
    ("counterclaim_defendant", Side.CLAIMING, "反诉被告", "defendant to the counterclaim"),
    ("appellant", Side.CLAIMING, "上诉人", "appellant"),
    ("appellee", Side.DEFENDING, "被上诉人", "appellee"),
    ("original_plaintiff", Side.THIRD, "原审原告", "plaintiff at first instance"),
    ("original_defendant", Side.THIRD, "原审被告", "defendant at first instance"),
    ("original_third_party", Side.THIRD, "原审第三人", "third party at first instance"),
    ("retrial_applicant", Side.CLAIMING, "再审申请人", "applicant for retrial"),
    ("retrial_respondent", Side.DEFENDING, "再审被申请人", "respondent in the retrial"),
    ("enforcement_applicant", Side.CLAIMING, "申请执行人", "applicant for enforcement"),
    ("enforcement_debtor", Side.DEFENDING, "被执行人", "person subject to enforcement"),
    ("outsider", Side.THIRD, "案外人", "person outside the case"),
    ("interested_person", Side.THIRD, "利害关系人", "interested person"),
    ("assisting_body", Side.NONE, "协助执行人", "body that assists enforcement"),
    ("applicant", Side.CLAIMING, "申请人", "applicant"),
    ("respondent", Side.DEFENDING, "被申请人", "respondent"),
    ("creditor", Side.CLAIMING, "债权人", "creditor"),
    ("debtor", Side.DEFENDING, "债务人", "debtor"),
    ("prosecution", Side.CLAIMING, "公诉机关", "prosecution"),
    ("accused", Side.DEFENDING, "被告人", "accused"),
    ("private_prosecutor", Side.CLAIMING, "自诉人", "private prosecutor"),
    ("victim", Side.CLAIMING, "被害人", "victim"),
    ("incidental_plaintiff", Side.CLAIMING, "附带民事诉讼原告人", "plaintiff in the incidental civil action"),
    ("incidental_defendant", Side.DEFENDING, "附带民事诉讼被告人", "defendant in the incidental civil action"),
    ("statutory_agent", Side.ACTING, "法定代理人", "statutory agent"),
    ("legal_representative", Side.ACTING, "法定代表人", "legal representative"),
    ("agent", Side.ACTING, "委托诉讼代理人", "agent ad litem"),
    ("defender", Side.ACTING, "辩护人", "defender"),
    ("designated_receiver", Side.ACTING, "指定代收人", "designated receiver"),
    ("mail_receiver", Side.ACTING, "负责收件的人", "person in charge of mail"),
    ("cohabitant", Side.ACTING, "同住成年家属", "adult family member of the household"),
    ("witness", Side.NONE, "证人", "witness"),
    ("expert", Side.NONE, "鉴定人", "expert"),
    ("interpreter", Side.NONE, "翻译人员", "interpreter"),
)  # fmt: skip

ROLES = MappingProxyType({row[0]: PartyRole(*row) for row in _TABLE})
AGENCIES = MappingProxyType(
    {
        "general": ("一般授权", "general authority"),
        "special": ("特别授权", "special authority"),
    }
)


def role_name(word: str, language: str) -> str:
    """What the role is called; the word itself when it is not in the table."""
    role = ROLES.get(word)
    if role is None:
        return word
    return role.chinese if language.startswith("zh") else role.english


def are_opponents(one: Side, other: Side) -> bool:
    """Whether two sides stand against each other: different sides, both of them in the dispute.

    Third parties count as a side of their own: an address that one of the parties confirmed must not serve them.
    """
    outside = {Side.NONE, Side.ACTING}
    return one is not other and one not in outside and other not in outside
