"""A refusal: what the system will not do, with a code that every door can turn into words."""

from collections.abc import Mapping


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not an error of the program
    """Raised by actions when a rule stands against the request; nothing was changed.

    `code` names the rule; `details` fill its sentence and must not be personal, since they may be logged.
    """

    def __init__(self, code: str, **details: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.details: Mapping[str, str | int] = details

    def sentence(self, language: str) -> str:
        """The refusal in words, `language` "zh" or "en"; says what is wrong and how to mend it."""
        chinese, english = SENTENCES.get(self.code, (self.code, self.code))
        return (chinese if language.startswith("zh") else english).format(**self.details)


SENTENCES: dict[str, tuple[str, str]] = {
    "case_exists": ("本院已登记案号{number}。", "Case {number} is already registered in this court."),
    "case_of_other_court": (
        "案号{number}的法院代字为{code}，不是本院（{own}）。请核对案号。",
        "Case number {number} carries court code {code}, not this court's ({own}). Check the number.",
    ),
    "paper_exists": (
        "该文书已在本案上传，名称为“{title}”。",
        "This very paper is already filed in the case as “{title}”.",
    ),
    "paper_unsafe": ("文书未被接收：{reasons}", "The paper was not accepted: {reasons}"),
    "consent_in_future": (
        "同意时间晚于当前时间，请核对日期。",
        "The consent is dated in the future. Check the date.",
    ),
    "serves_own_paper": (
        "不能向文书提交人本人送达其提交的文书“{title}”。请取消该受送达人或该文书。",
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
    "already_ruled": ("该异议已处理。", "This objection was already ruled on."),
    "already_closed": ("该任务已办结。", "This task is already closed."),
    "no_number_to_confirm": (
        "请先选择通话所用的号码。",
        "Choose the number that was called before recording the answer.",
    ),
}
