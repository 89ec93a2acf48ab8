"""The names of everything that may be written into the evidence log, each with one sentence that a party can read.

A name is a noun and what became of it: `consent.withdrawn`. A name once used is never given another meaning and never
removed, because old events keep it for good.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

GRAMMAR = re.compile(r"[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*")


@dataclass(frozen=True)
class EventName:
    """One kind of event: its name and what it says, in English and in Chinese."""

    name: str
    english: str
    chinese: str


class UnknownEventError(ValueError):
    """Somebody tried to write an event whose name is not registered here."""


_TABLE = (
    # the court and its staff
    ("court.opened", "The court began to use this system.", "法院启用本系统。"),
    ("staff.admitted", "A member of staff was given access.", "为工作人员开通了权限。"),
    ("staff.reassigned", "A member of staff was given another office.", "变更了工作人员的岗位。"),
    ("staff.removed", "A member of staff lost access.", "停用了工作人员的权限。"),
    ("staff.password_given", "A member of staff was given a new password.", "为工作人员设置了临时密码。"),
    ("staff.password_chosen", "A member of staff chose a password.", "工作人员自行修改了密码。"),
    ("staff.factors_dropped", "The second factors of a member of staff were taken away.",
     "解除了工作人员的二次验证。"),
    ("staff.signed_in", "A member of staff signed in.", "工作人员登录了系统。"),
    ("staff.signed_out", "A member of staff signed out.", "工作人员退出了系统。"),
    ("staff.refused", "A sign-in of a member of staff was refused.", "工作人员登录被拒绝。"),
    ("client.admitted", "Another system was given access for a court.", "为外部系统开通了接口权限。"),
    ("client.removed", "Another system lost access.", "停用了外部系统的接口权限。"),
    ("search.made", "Somebody searched for a person by a personal identifier.", "有人按个人信息进行了查询。"),
    ("particulars.shown", "A member of staff had a party's number and addresses shown in full.",
     "工作人员查看了当事人的完整身份号码和送达地址。"),
    # the case and the people in it
    ("case.registered", "The court registered the case.", "法院登记了案件。"),
    ("case.corrected", "The court corrected the record of the case.", "法院更正了案件登记信息。"),
    ("case.closed", "The court closed the case.", "法院对案件作了结案登记。"),
    ("case.reopened", "The court opened the case again.", "法院恢复了已结案件。"),
    ("jurisdiction.contested", "A party objected to the jurisdiction of the court.", "当事人提出管辖权异议。"),
    ("jurisdiction.affirmed", "The dismissal of the objection to jurisdiction came into force.",
     "驳回管辖权异议的裁定生效。"),
    ("jurisdiction.struck", "An entry about an objection to jurisdiction was struck as mistaken.",
     "撤销了管辖权异议的一项错误登记。"),
    ("procuratorate.joined", "The procuratorate takes part in the case and has not agreed to proceedings on line.",
     "登记了人民检察院参与本案，尚未同意适用在线诉讼。"),
    ("procuratorate.agreed", "The procuratorate, which takes part in the case, agreed to proceedings on line.",
     "参与本案的人民检察院同意适用在线诉讼。"),
    ("procuratorate.struck", "An entry about the procuratorate was struck as mistaken.",
     "撤销了关于人民检察院的一项错误登记。"),
    ("hearing.moved", "The court moved a hearing.", "法院变更了开庭时间或地点。"),
    ("hearing.cancelled", "The court cancelled a hearing.", "法院取消了开庭。"),
    ("hearing.set", "The court set a hearing.", "法院排定了开庭时间。"),
    ("party.registered", "The court registered a party.", "法院登记了当事人。"),
    ("party.corrected", "The court corrected the record of a party.", "法院更正了当事人信息。"),
    ("party.set_offline", "The party was marked never to be served electronically.",
     "将当事人登记为线下送达人员，不再电子送达。"),
    ("party.reported_missing", "The party was noted as missing, on the evidence on file.",
     "登记了当事人下落不明及其依据。"),
    ("party.found", "The party is no longer missing.", "登记了当事人已有下落。"),
    ("spell.noted", "The party was noted as in custody or as a serving soldier since a day.",
     "登记了当事人自某日起被监禁、被采取强制性教育措施或者为现役军人。"),
    ("spell.ended", "The party is no longer in custody or a serving soldier.",
     "登记了当事人监禁、强制性教育措施或者现役情况的终止时间。"),
    ("spell.struck", "An entry about custody or military service was struck as mistaken.",
     "撤销了关于监禁、强制性教育措施或者现役的一项错误登记。"),
    ("representative.appointed", "A representative was entered for a party.", "登记了当事人的代理人。"),
    ("representative.removed", "A representative no longer acts for a party.", "代理人不再代理该当事人。"),
    # addresses and consent
    ("address.recorded", "An address for service was recorded.", "登记了送达地址。"),
    ("address.confirmed", "An address for service was confirmed.", "确认了送达地址。"),
    ("address.rejected", "An address was found not to lead to the person.", "送达地址经核实不属于受送达人。"),
    ("address.replaced", "An address for service was replaced by another.", "变更了送达地址。"),
    ("address.retired", "An address for service is used no more.", "停用了送达地址。"),
    ("address.withheld", "The party gave or confirmed no address for service, or evades.",
     "登记了当事人拒不提供、确认送达地址或者躲避送达。"),
    ("address.given", "The party, who had withheld it, gave an address for service.",
     "登记了当事人已提供送达地址。"),
    ("address.withheld_struck", "An entry that the party withholds his address was struck as mistaken.",
     "撤销了当事人拒不提供送达地址的一项错误登记。"),
    ("address.offered", "The recipient named a new address; it counts once a code sent there was typed.",
     "受送达人提出新的送达地址，经验证码确认后生效。"),
    ("address.disowned", "Whoever holds the address said that he is not the recipient.",
     "该地址的使用人表示其并非受送达人。"),
    ("consent.given", "The party consented to electronic service.", "当事人同意电子送达。"),
    ("consent.refused", "The party refused electronic service.", "当事人不同意电子送达。"),
    ("consent.withdrawn", "The party withdrew the consent to electronic service.", "当事人撤回对电子送达的同意。"),
    ("call.recorded", "A telephone call and its outcome were recorded.", "记录了电话沟通情况及结果。"),
    # papers and orders of service
    ("paper.filed", "A paper was placed on file and fixed by its SHA-256.", "诉讼文书存档，并以SHA-256固定。"),
    ("paper.refused", "A file offered as a paper was refused.", "上传的文件未予接收。"),
    ("paper.replaced", "A corrected paper took the place of an earlier one.", "更正后的文书替换了原文书。"),
    ("paper.carried_out", "A preservation ruling was carried out.", "保全裁定已执行。"),
    ("order.placed", "The court ordered these papers to be served on these recipients.",
     "法院发起送达任务，确定了送达文书和受送达人。"),
    # tries to reach the recipient
    ("attempt.planned", "A try to reach the recipient was planned.", "安排了一次送达尝试。"),
    ("attempt.sent", "The provider took the message.", "服务商已接收送达信息。"),
    ("attempt.refused", "The provider refused the message for good.", "服务商拒绝接收送达信息。"),
    ("attempt.unknown", "Whether the provider took the message could not be learned.",
     "无法查明服务商是否已接收送达信息。"),
    ("attempt.arrived", "The message arrived in the system where the recipient's address is.",
     "送达信息到达受送达人特定系统。"),
    ("attempt.failed", "The message did not arrive and will not.", "送达信息未能到达。"),
    ("attempt.bounced", "The message came back after it had seemed to arrive.", "送达信息显示到达后又被退回。"),
    ("attempt.expired", "No report came within the time allowed.", "在规定时限内未收到任何回执。"),
    ("attempt.recorded", "What became of a service by other means was put on record.",
     "登记了其他方式送达的办理情况。"),
    ("attempt.struck", "An entry about a service by other means was struck as mistaken.",
     "撤销了其他方式送达的一项错误登记。"),
    ("attempt.cancelled", "A planned try was called off.", "取消了已安排的送达尝试。"),
    ("way.ruled_out", "It was put on record that a way of service cannot be used for the recipient.",
     "登记了对受送达人不能采用的送达方式。"),
    ("way.struck", "An entry that a way of service cannot be used was struck as mistaken.",
     "撤销了不能采用送达方式的一项错误登记。"),
    # the recipient comes
    ("link.fetched", "Something fetched the link; that is no reading.", "链接被访问；仅访问链接不视为阅知。"),
    ("code.sent", "A one-time code was sent to the recipient's address.", "向受送达人地址发送了一次性验证码。"),
    ("identity.proved", "The visitor proved to be the recipient.", "访问人通过了受送达人身份核验。"),
    ("identity.failed", "The visitor did not prove to be the recipient.", "访问人未通过身份核验。"),
    ("portal.locked", "The link was locked after too many wrong tries.", "因多次核验未通过，链接被锁定。"),
    ("portal.unlocked", "The court unlocked the link.", "法院解除了链接锁定。"),
    ("paper.opened", "The recipient opened a paper.", "受送达人打开了文书。"),
    ("paper.downloaded", "The recipient downloaded a paper.", "受送达人下载了文书。"),
    ("paper.acknowledged", "The recipient confirmed to have received the papers.", "受送达人确认收悉文书。"),
    ("paper_copy.requested", "The recipient asked for the paper on paper.", "受送达人要求提供纸质文书。"),
    ("paper_copy.provided", "The court provided the paper on paper.", "法院提供了纸质文书。"),
    ("help.requested", "The recipient asked the court for help.", "受送达人请求法院协助。"),
    # what the law makes of it
    ("service.effective", "Service took effect.", "送达生效。"),
    ("service.presumed", "Service is presumed complete and may be rebutted.", "推定送达完成，可提出反证。"),
    ("service.referred", "Whether service is complete awaits the judge.", "送达是否完成，待法官认定。"),
    ("service.failed", "What was tried does not amount to service.", "已采取的方式未能完成送达。"),
    ("service.disallowed", "No attempt used a way that the law opens.", "所采取的送达方式于法无据。"),
    (
        "service.redecided",
        "New facts or corrected rules changed what was decided about the service.",
        "因新的事实或者规则更正，变更了送达认定。",
    ),
    ("service.recalled", "The court took the paper back before it was served or opened.",
     "法院在送达完成且受送达人查阅前撤回了该文书。"),
    ("objection.raised", "The recipient objected to the service.", "受送达人对送达提出异议。"),
    ("objection.decided", "The court decided on an objection.", "法院对异议作出处理。"),
    # what a judge decided
    ("finding.determined", "The judge found whether a try counts as service.", "法官认定该次送达是否有效。"),
    ("withdrawal.decided", "The judge decided on the withdrawal of a consent.", "法官对撤回电子送达同意作出处理。"),
    ("offline.decided", "The judge decided whether the party is served off line.", "法官对是否线下送达作出决定。"),
    ("notice.decided", "The judge decided whether a public notice may be published though not every way was tried.",
     "法官对未穷尽其他送达方式时可否公告送达作出决定。"),
    ("guard.overridden", "The judge let a default judgment rest on the service in spite of the guard.",
     "法官决定不受缺席判决把关提示的限制。"),
    ("guard.restored", "The judge took back that the guard be passed over.", "法官恢复适用缺席判决把关提示。"),
    # proof
    ("certificate.issued", "The certificate of electronic service was issued.", "出具了电子送达凭证。"),
    ("certificate.stamped", "The certificate received its trusted time stamp.", "电子送达凭证加盖了可信时间戳。"),
    ("certificate.replaced", "A new certificate took the place of an earlier one.", "新的电子送达凭证替代了原凭证。"),
    ("bundle.exported", "The proof of a service was handed out.", "导出了送达的证明材料包。"),
    ("secret.erased", "The personal part of an event was erased; the event itself stands.",
     "删除了事件中的个人信息部分，事件本身不变。"),
    # work of the court
    ("task.opened", "A task for the staff was opened.", "产生了待办事项。"),
    ("task.assigned", "A task was given to a member of staff.", "待办事项已分派。"),
    ("task.closed", "A task was closed.", "待办事项已办结。"),
    ("log.audited", "The whole log was read and compared with its signed checkpoints.",
     "对全部存证日志进行了核对，并与已签名的检查点比对。"),
)  # fmt: skip

# Why the court mended its record, and what had been wrong in it (another person's number, say), is told to nobody else.
STAYS_WITH_THE_COURT = frozenset(
    {
        "party.corrected",
        "spell.noted",
        "spell.struck",
        "address.replaced",
        "address.retired",
        "representative.removed",
        "secret.erased",
    }
)
EVENT_NAMES: Mapping[str, EventName] = MappingProxyType({row[0]: EventName(*row) for row in _TABLE})


def require_name(name: str) -> None:
    """Raise `UnknownEventError` unless the name is registered."""
    if name not in EVENT_NAMES:
        raise UnknownEventError(f"no event is called {name!r}; register it in songda/core/evidence/names.py")


def sentence(name: str, language: str = "zh") -> str:
    """What an event of this name says: Chinese, or English for a language that starts with `en`."""
    require_name(name)
    entry = EVENT_NAMES[name]
    return entry.english if language.startswith("en") else entry.chinese
