"""A refusal: what the system will not do, with a code that every door can turn into words."""

from collections.abc import Mapping


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not an error of the program
    """Raised by actions when a rule stands against the request; nothing was changed.

    `code` names the rule; `details` fill its sentence and must not be personal, since they may be logged. `path` says
    where in a request for many things it arose, as in `persons[1]`.
    """

    path = ""

    def __init__(self, code: str, **details: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.details: Mapping[str, str | int] = details

    def sentence(self, language: str) -> str:
        """The refusal in words, `language` "zh" or "en"; says what is wrong and how to mend it."""
        chinese, english = SENTENCES.get(self.code, (self.code, self.code))
        return (chinese if language.startswith("zh") else english).format(**self.details)


class WrongField(Refused):
    """One thing that was typed is wrong: `field` names it, `part` the part of it; the words say how to mend it.

    Unlike other refusals its words may repeat what was typed, so they are shown to whoever typed it, never logged.
    """

    def __init__(self, field: str, code: str, words: tuple[str, str], part: str = "") -> None:
        super().__init__(code, field=field)
        self.field = field
        self.part = part
        self._words = words

    def sentence(self, language: str) -> str:
        """What is wrong with the field and how to mend it."""
        chinese, english = self._words
        return chinese if language.startswith("zh") else english


SENTENCES: dict[str, tuple[str, str]] = {
    "recalled_already": ("“{title}”此前已撤回。", "“{title}” was taken back already."),
    "served_already": (
        "“{title}”已经送达，不能撤回。内容有误的，请送达更正后的文书；送达有误的，由法官认定该次送达无效。",
        "“{title}” is served and cannot be taken back. Serve a corrected paper, or let the judge find that the "
        "service does not count.",
    ),
    "opened_already": (
        "受送达人已经查阅“{title}”，不能撤回。内容有误的，请送达更正后的文书。",
        "The recipient has opened “{title}”: it cannot be taken back. Serve a corrected paper.",
    ),
    "served_by_people": (
        "“{title}”已登记以其他方式送达，不能撤回。登记有误的，请先撤销该项登记。",
        "A service of “{title}” by other means is on record: it cannot be taken back. Strike that entry first if it "
        "is mistaken.",
    ),
    "case_exists": ("本院已登记案号{number}。", "Case {number} is already registered in this court."),
    "case_of_other_court": (
        "案号{number}的法院代字为{theirs}，不是本院（{own}）。请核对案号。",
        "Case number {number} carries court code {theirs}, not this court's ({own}). Check the number.",
    ),
    "jurisdiction_objected_already": (
        "已登记管辖权异议，且尚未登记驳回裁定生效。",
        "An objection to jurisdiction is noted already, and its dismissal is not in force yet.",
    ),
    "jurisdiction_not_objected": (
        "本案未登记管辖权异议。",
        "No objection to jurisdiction is noted in this case.",
    ),
    "jurisdiction_dismissed_already": (
        "已登记驳回管辖权异议的裁定生效。",
        "The dismissal of the objection is noted already.",
    ),
    "procuratorate_noted_already": (
        "已登记人民检察院参与本案。",
        "It is noted already that the procuratorate takes part.",
    ),
    "procuratorate_agreed_already": (
        "已登记人民检察院同意适用在线诉讼。登记有误的，请先撤销该项登记。",
        "It is noted already that the procuratorate agrees. Strike that entry first if it is mistaken.",
    ),
    "procuratorate_not_noted": (
        "本案未登记人民检察院参与。",
        "It is not noted that the procuratorate takes part in this case.",
    ),
    "address_withheld_already": (
        "已登记该当事人拒不提供送达地址或者躲避送达。",
        "It is noted already that the party withholds his address.",
    ),
    "address_not_withheld": (
        "未登记该当事人拒不提供送达地址。",
        "It is not noted that the party withholds his address.",
    ),
    "only_of_people": ("仅适用于自然人。", "This can only be noted of a natural person."),
    "spell_already": ("已有尚未终止的同类登记。", "That is noted already and has not ended."),
    "spell_over_already": ("该项登记已终止。", "That has ended already."),
    "ends_before_it_began": (
        "终止时间早于开始时间，请核对日期。",
        "The end is dated before the beginning. Check the date.",
    ),
    "missing_already": ("该当事人已登记为下落不明。", "The party is noted as missing already."),
    "not_missing": ("该当事人未登记为下落不明。", "The party is not noted as missing."),
    "giver_without_authority": (
        "所选人员当时不是该当事人的法定代理人，也不是已登记代理权限的委托诉讼代理人，其同意不发生效力。",
        "At that time this person was neither the party's statutory agent nor an agent ad litem with authority on "
        "record; his consent does not carry.",
    ),
    "paper_exists": (
        "该文书已在本案上传，名称为“{title}”。",
        "This very paper is already filed in the case as “{title}”.",
    ),
    "paper_unsafe": ("文书未被接收：{reasons_zh}", "The paper was not accepted: {reasons_en}"),
    "paper_not_in_case": (
        "被替换的文书或提交人不属于本案，请重新选择。",
        "The paper to be replaced, or the party who filed this one, does not belong to this case. Choose again.",
    ),
    "paper_already_replaced": (
        "“{title}”已被更正后的文书替换，请选择最新的一份。",
        "“{title}” was replaced by a corrected paper already. Choose the latest one.",
    ),
    "consent_in_future": (
        "同意时间晚于当前时间，请核对日期。",
        "The consent is dated in the future. Check the date.",
    ),
    "consent_withdrawn_already": ("该同意此前已撤回。", "This consent was withdrawn already."),
    "withdrawn_before_given": (
        "撤回时间早于同意时间，请核对日期。",
        "The withdrawal is dated before the consent. Check the date.",
    ),
    "dated_in_future": ("所填时间晚于当前时间，请核对日期。", "The date lies in the future. Check the date."),
    "minor_needs_agent": (
        "当事人未成年或者无诉讼行为能力，应由法定代理人确认。请登记法定代理人，并记录法定代理人的同意。",
        "The party is a minor or cannot act for himself. Enter the statutory agent and record his consent instead.",
    ),
    "party_offline": (
        "当事人已登记为线下送达人员，不适用电子送达。",
        "The party was marked to be served off line, so electronic service is not open.",
    ),
    "offline_already": ("当事人此前已登记为线下送达人员。", "The party was marked to be served off line already."),
    "shared_with_opponent": (
        "该地址已登记为本案对方当事人的送达地址，不能用于向该当事人送达。请向当事人本人核实其自己的号码。",
        "This address already belongs to the opponent in this case and cannot serve this party. "
        "Ask the party for an address of his own.",
    ),
    "address_exists": (
        "该地址已登记在该当事人名下，如需变更，请直接变更其地址类别。",
        "The party has this address already. Change its class instead of adding it again.",
    ),
    "not_told_enough": (
        "记录电话同意前，须告知当事人电子送达的范围、效力和变更地址的方式。请补充勾选已告知的内容。",
        "Before an agreement by telephone counts, the party must be told the scope, the effect and how to change "
        "the address. Tick what was told.",
    ),
    "agent_of_other_case": (
        "被代理人不属于本案，请重新选择。",
        "The person represented does not belong to this case. Choose again.",
    ),
    "token_too_short": (
        "令牌过短，至少应有{least}个随机字符。",
        "The token is too short: it needs at least {least} random characters.",
    ),
    "carried_out_already": ("该裁定的执行时间已登记。", "It is on record already when the ruling was carried out."),
    "step_exists": (
        "该送达情况已登记，无须重复登记。",
        "This is on record already; nothing was added.",
    ),
    "notice_needs_the_ladder": (
        "公告送达的条件尚不具备，未予登记。{zh}请继续采用其他方式或者登记不能采用的原因；确需公告的，报请承办法官批准。",
        "The notice has no ground yet, and nothing was put on record. {en} Try the ways that are left, put on record "
        "why they cannot be used, or ask the judge of the case to approve the notice.",
    ),
    "nothing_tried_yet": (
        "尚无任何送达尝试，也未登记不能采用的送达方式，不能报请批准公告送达。",
        "Nothing was tried yet, and no way is on record as impossible: there is nothing that a judge could approve.",
    ),
    "notice_needs_no_judge": (
        "公告送达无需法官批准：其他方式均已无法送达，或者受送达人下落不明，或者法律不允许公告送达。",
        "This notice needs no approval: the other ways have failed or he is missing, or the law closes the way.",
    ),
    "notice_published": (
        "公告已经刊登；送达是否有效，由法官在送达认定中决定。",
        "The notice is published; whether it counts is decided as a finding on the service.",
    ),
    "own_account": (
        "不能变更或停用本人的账号，请由另一名管理人员办理。",
        "Nobody changes the office of his own account or closes it. Ask another person who runs the court.",
    ),
    "last_head_of_court": (
        "本院仅剩该账号可以管理账号。请先为他人开通系统管理员岗位，再办理本项。",
        "This is the last account that may run the court. Admit another administrator first.",
    ),
    "no_second_factor": ("该账号未开启二次验证。", "No second factor is switched on for this account."),
    "court_exists": (
        "该法院代码或法院名称已经启用，不能重复启用。",
        "A court with this code or this name is open already.",
    ),
    "account_exists": ("用户名已被使用，请更换。", "This user name is taken. Choose another one."),
    "changed_meanwhile": (
        "此记录在您打开后已被他人更改。请核对最新内容后重新提交。",
        "Somebody else changed this record after you opened it. Look at what stands now and send it again.",
    ),
    "nothing_changed": ("没有需要更正的内容。", "Nothing was changed, so there is nothing to correct."),
    "case_closed": (
        "案件已结案，不能再发起送达。确需送达的，请先恢复案件。",
        "The case is closed, so nothing more can be ordered in it. Open it again first.",
    ),
    "case_closed_already": ("案件此前已结案。", "The case was closed already."),
    "case_open_already": ("案件并未结案。", "The case is not closed."),
    "hearing_set_already": (
        "该时间、地点的开庭已登记。",
        "A hearing at this time and place is set already.",
    ),
    "hearing_cancelled_already": ("该次开庭已取消。", "This hearing was cancelled already."),
    "acts_for_nobody": ("该当事人不是代理人。", "This party acts for nobody."),
    "representative_left_already": ("该代理人此前已登记为不再代理。", "This representative ceased to act already."),
    "representative_left": (
        "所选受送达人已不再代理本案，请改向当事人本人或其现任代理人送达。",
        "A chosen recipient no longer acts in this case. Serve the party or whoever acts for it now.",
    ),
    "address_retired_already": (
        "该地址已停用或者已变更，请核对最新内容。",
        "This address is no longer in use. Look at what stands now.",
    ),
    "represented_cannot_act": (
        "该当事人已有代理人，不能登记为他人的代理人。请先登记其代理人不再代理。",
        "Somebody acts for this party, so it cannot act for another. Remove its representatives first.",
    ),
    "serves_own_paper": (
        "不能向文书提交人本人送达其提交的文书“{title}”。请取消勾选该受送达人或者该文书。",
        "“{title}” cannot be served on the party who filed it. Take out the recipient or the paper.",
    ),
    "not_in_case": (
        "所选文书或受送达人不属于本案，请重新选择。",
        "A chosen paper or recipient does not belong to this case. Choose again.",
    ),
    "already_ordered": (
        "“{title}”对该受送达人的送达正在进行，无需重复发起。",
        "Service of “{title}” on this recipient is already under way; there is no need to start it again.",
    ),
    "nothing_chosen": ("请至少选择一份文书和一名受送达人。", "Choose at least one paper and one recipient."),
    "key_reused": (
        "幂等键已用于另一内容不同的请求，请更换。",
        "This idempotency key was used for a different request. Use a new key.",
    ),
    "too_many_codes": (
        "验证码发送过于频繁，请一小时后再试，或致电{phone}。",
        "Too many codes were sent. Try again in an hour or call {phone}.",
    ),
    "no_message_sent": (
        "目前没有可以接收验证码的地址，请致电{phone}。",
        "There is no address that a code could be sent to. Call {phone}.",
    ),
    "locked": (
        "因多次核验未通过，链接已锁定，请致电{phone}。",
        "The link is locked after several failed tries. Call {phone}.",
    ),
    "nothing_to_object": (
        "该文书尚无送达记录，暂无法提出异议。",
        "Nothing was sent for this paper yet, so there is nothing to object to.",
    ),
    "not_your_case": (
        "本案由其他法官承办，只有承办法官可以作出决定。",
        "Another judge is entered for this case; only he may decide in it.",
    ),
    "decided_meanwhile": (
        "在您查看期间，该事项的情况或决定已发生变化。请查看最新情况后再作决定。",
        "Something changed, or was decided, while you were looking. Look at how it stands now, then decide.",
    ),
    "nothing_to_determine": (
        "该送达目前无需法官认定。",
        "There is nothing about this service that a judge would have to decide.",
    ),
    "not_withdrawn": ("该同意未被撤回，无需处理。", "This consent was not withdrawn, so there is nothing to decide."),
    "not_offline": ("当事人未登记为线下送达人员。", "The party is not marked to be served off line."),
    "guard_is_safe": (
        "法律上已可据此传票缺席判决，无需另作决定。",
        "A default judgment may rest on this summons as it is; there is nothing to override.",
    ),
    "hearing_is_over": ("开庭时间已过，不能再作决定。", "The hearing has begun; its guard cannot be overridden now."),
    "nothing_to_restore": ("没有可以撤销的决定。", "There is no override to take back."),
    "closes_itself": (
        "该事项须由法官决定，决定后自动办结。",
        "This waits for the judge; his decision closes it.",
    ),
    "already_ruled": ("该异议已处理。", "This objection was already ruled on."),
    "already_closed": ("该待办事项已办结。", "This task is already closed."),
    "no_number_to_confirm": (
        "请先选择通话所用的号码。",
        "Choose the number that was called before recording the answer.",
    ),
}
