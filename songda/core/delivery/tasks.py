"""The kinds of work that people must do, why, and how soon; every word with a sentence in both languages."""

from datetime import timedelta

KINDS: dict[str, tuple[str, str]] = {
    "call": ("电话联系受送达人", "Call the recipient"),
    "find_address": ("查找受送达人的联系方式", "Find an address of the recipient"),
    "serve_otherwise": ("改用其他法定方式送达", "Serve by another lawful way"),
    "print_paper": ("打印并交付纸质文书", "Print and hand over the paper copy"),
    "unlock": ("核实身份后解除链接锁定", "Check the identity and unlock the link"),
    "rule_objection": ("对送达异议作出处理", "Rule on the objection"),
    "check_outcome": ("向服务商核实是否已发送", "Ask the provider whether the message was sent"),
    "decide_finding": ("审查是否构成有效送达", "Decide whether service counts"),
    "rule_withdrawal": ("审查撤回电子送达同意", "Decide on the withdrawal of consent"),
    "decide_offline": ("审查是否转为线下送达", "Decide whether to serve off line"),
    "decide_notice": ("审查是否批准公告送达", "Decide whether a public notice may be published"),
    "note_notice": ("知悉法官对公告送达的决定", "Note what the judge decided about the public notice"),
    "note_change": ("知悉送达认定的变更", "Note what changed in a finding"),
    "mend_certificate": ("处理无法制作的送达凭证", "See to a certificate that cannot be made"),
    "mend_envelope": ("处理系统无法推进的送达", "See to a service that the engine cannot work on"),
}
REASONS: dict[str, tuple[str, str]] = {
    "no_consent": ("尚未取得电子送达同意", "No consent to e-service yet"),
    "unread": ("文书已到达但逾期未查阅", "Arrived, but unread for too long"),
    "not_me": ("地址使用人反映并非本人", "The person at this address says: not me"),
    "no_address": ("没有可用的电子送达地址", "No electronic address is known"),
    "unreachable": ("全部电子送达地址均未到达", "Every electronic address was tried and failed"),
    "offline": ("受送达人适用线下送达", "The recipient is to be served off line"),
    "refused": ("受送达人明确表示不同意电子送达", "The recipient refused e-service"),
    "not_open": ("法律不允许对该文书电子送达", "The law does not open e-service for this paper"),
    "asked_for_paper": ("受送达人要求纸质文书", "The recipient asked for paper"),
    "asked_for_help": ("受送达人请求协助", "The recipient asked for help"),
    "too_many_tries": ("身份核验多次未通过", "Several failed tries to prove identity"),
    "objection": ("受送达人提出送达异议", "The recipient objects"),
    "unknown_outcome": ("发送结果不明，系统不会自动重发", "Outcome unknown; nothing is sent again by itself"),
    "call_agreed": ("电话中已同意，待发送", "Agreed on the telephone"),
    "awaiting_judge": ("是否完成送达，待法官认定", "Whether it is served is for the judge to decide"),
    "presumed": ("推定送达，待法官认定", "Presumed; the judge decides"),
    "withdrawn": (
        "当事人撤回同意，已先行停止电子送达",
        "The party withdrew; e-service has stopped for now",
    ),
    "set_offline": ("已登记为线下送达，待法官确认", "Marked to be served off line; the judge confirms or lifts it"),
    "finding_changed": (
        "送达认定已变更，请核对期限、开庭和凭证",
        "A finding changed: look at periods, hearings and the certificate",
    ),
    "notice_asked": (
        "其他送达方式尚未穷尽，报请法官批准公告送达",
        "Not every other way was tried; the judge is asked to approve a public notice",
    ),
    "notice_approved": ("法官已批准公告送达", "The judge approved the public notice"),
    "notice_declined": (
        "法官未批准公告送达，请继续采用其他方式",
        "The judge declined the public notice; go on with the other ways",
    ),
    "representative_left": (
        "代理人已不再代理，请另行送达当事人",
        "The representative acts no more; serve the party otherwise",
    ),
    "ruled_out": ("法官认定此前的送达无效", "The judge found that the earlier service does not count"),
    "missing_glyph": (
        "字库缺少姓名等文字的字形，凭证暂不能制作",
        "No font has a character of a name or title; the certificate waits",
    ),
    "facts_undecided": (
        "案件、文书或者当事人的登记信息有误，无法作出送达认定；系统将自动重试",
        "Something recorded about case, paper or party makes no sense: no finding is possible; it is tried again",
    ),
    "step_undecided": (
        "案件、文书或者当事人的登记信息有误，无法确定下一步；系统将自动重试",
        "Something recorded about case, paper or party makes no sense: no next step is possible; it is tried again",
    ),
    "message_failed": (
        "送达信息无法生成，尚未发送；系统将自动重试",
        "The message cannot be written and was not sent; it is tried again",
    ),
    "report_failed": (
        "服务商回执无法处理，请向服务商核实",
        "A provider's report cannot be worked with; ask the provider what became of the message",
    ),
    "certificate_failed": (
        "凭证制作失败，系统每小时重试",
        "Making the certificate failed; it is tried again every hour",
    ),
}
DUE_AFTER: dict[str, timedelta] = {
    "call": timedelta(days=1),
    "find_address": timedelta(days=2),
    "serve_otherwise": timedelta(days=2),
    "print_paper": timedelta(days=3),
    "unlock": timedelta(days=1),
    "rule_objection": timedelta(days=7),
    "check_outcome": timedelta(hours=4),
    "decide_finding": timedelta(days=3),
    "rule_withdrawal": timedelta(days=3),
    "decide_offline": timedelta(days=3),
    "decide_notice": timedelta(days=3),
    "note_notice": timedelta(days=1),
    "note_change": timedelta(days=1),
    "mend_certificate": timedelta(days=1),
    "mend_envelope": timedelta(days=1),
}
# Only the judge's decision closes these; they fall to the judge of the case, and what changed falls to its clerk.
FOR_JUDGES = frozenset({"rule_objection", "decide_finding", "rule_withdrawal", "decide_offline", "decide_notice"})
FOR_THE_CLERK = frozenset({"note_change", "note_notice"})
