"""How consents and addresses came about, in the words of a certificate."""

from songda.core.certificates.words import Words

CONSENT_HOW = {
    "call": Words("电话确认", "confirmed by telephone"),
    "portal": Words("在线确认", "confirmed on line"),
    "form": Words("送达地址确认书", "address confirmation form"),
    "pleading": Words("诉讼材料载明", "stated in a pleading"),
    "contract": Words("合同约定", "agreed in a contract"),
}
CLASS_HOW = {
    **CONSENT_HOW,
    "register": Words("依法查询", "found by a lawful inquiry"),
    "lookup": Words("依法查询", "found by a lawful inquiry"),
    "clerk": Words("本院工作人员登记", "entered by court staff"),
}
