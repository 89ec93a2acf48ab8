"""The demo's accounts, with one password that everybody knows; production never has them."""

from dataclasses import dataclass

PASSWORD = "songda-demo-2022"  # noqa: S105 - printed on the screen by `songda demo`


@dataclass(frozen=True)
class Account:
    """One member of the sample court's staff; `role` as in the table of who may do what."""

    username: str
    name: str
    role: str
    office: str
    court_code: str = "晋1181"


ACCOUNTS = (
    Account("chen", "陈书记员", "clerk", "clerk"),
    Account("sun", "孙专员", "service_officer", "service officer"),
    Account("zhou", "周法官", "judge", "judge"),
    Account("zhao", "赵主任", "supervisor", "supervisor"),
    Account("qian", "钱管理员", "administrator", "administrator"),
    Account("feng", "冯审计", "auditor", "auditor"),
    Account("wu", "吴书记员", "clerk", "clerk of the next court, an outsider", "晋1182"),
)
JUDGE = "zhou"  # sits in every sample case
