"""What a real court must never have, and what a demo is recognised by: its accounts, passwords, note in the home.

The demo itself stands in `songda_demo`, which a court need not install. Accounts, password and secrets of it stand here
because everybody knows them: `songda check` looks for them where they must not be.
"""

from dataclasses import dataclass

DEMO_NOTE = "demo.json"  # in the home: the port of the demo that was started there last
PASSWORD = "songda-demo-2022"  # noqa: S105 - printed on the screen by `songda demo`
REGISTRY_SECRET = "sandbox-registry-secret"  # noqa: S105 - of the made-up registry; long, as a real one must be
CARRIER_SECRET = "sandbox-carrier-secret"  # noqa: S105 - of the made-up carrier
SANDBOX_WORD = "sandbox"  # the sandbox lets anybody in; a real provider never has this password


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
