"""The demo's settings: which ports, keys and made-up providers the sample court runs on, and when it sits.

Ports are looked at before anything starts, so that nothing is left half-started.
"""

import socket
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path

from songda import clock
from songda.site.demo import CARRIER_SECRET, REGISTRY_SECRET, SANDBOX_WORD
from songda.site.errors import CurableError
from songda_demo.sandbox.wechat.people import court_address

HOST = "127.0.0.1"
POSTAGE = Path(__file__).with_name("sandbox") / "carrier" / "postage.toml"  # what its carrier asks for a letter
HOURS = Path(__file__).with_name("sandbox") / "telephone" / "hours.toml"  # when it may call whom
WITNESS_POLICY = "witnesses"  # in the home: who watches the demo's log
HIGHEST_WEB_PORT = 65_529  # six more ports follow


@dataclass(frozen=True)
class Ports:
    """The demo's ports, next to one another; the first is the one that people open."""

    web: int

    @property
    def sandbox(self) -> int:
        """Phones, mailboxes and the time-stamp authority."""
        return self.web + 1

    @property
    def smpp(self) -> int:
        """The SMS centre."""
        return self.web + 2

    @property
    def smtp(self) -> int:
        """The mail server."""
        return self.web + 3

    @property
    def bounce(self) -> int:
        """Where the court takes reports about mails."""
        return self.web + 4

    @property
    def witness(self) -> int:
        """Where the witness of the evidence log answers."""
        return self.web + 5

    @property
    def callback(self) -> int:
        """Where the court takes WeChat's callbacks."""
        return self.web + 6

    def named(self) -> dict[str, int]:
        """Every port with its use in words."""
        return {
            "the web pages": self.web,
            "the phones and mailboxes": self.sandbox,
            "the SMS centre": self.smpp,
            "the mail server": self.smtp,
            "reports about mails": self.bounce,
            "the witness of the log": self.witness,
            "WeChat's callbacks": self.callback,
        }


def demo_settings(home: Path, port: int, ahead: timedelta | None = None) -> dict[str, str]:
    """What the demo's processes find in their environment, the database's address excepted.

    `ahead`: how far the demo's clock is ahead of the machine's; as far as ours where nothing is said.
    """
    ports, keys = Ports(port), home / "keys"
    return {
        "SONGDA_ENV": "demo",
        clock.AHEAD: str((clock.ahead() if ahead is None else ahead).total_seconds()),
        "SONGDA_HOME": str(home),
        "SONGDA_SECRET_KEY_FILE": str(keys / "secret.key"),
        "SONGDA_KEYRING_FILE": str(keys / "keyring.json"),
        "SONGDA_EVENT_KEYS_FILE": str(keys / "event-keys.json"),
        "SONGDA_LOG_KEY_FILE": str(keys / "log.key"),
        "SONGDA_LOG_SECOND_KEY_FILE": str(keys / "log-second.key"),
        "SONGDA_WITNESS_POLICY_FILE": str(home / WITNESS_POLICY),
        "SONGDA_SEAL_FILE": str(keys / "seal.p12"),
        "SONGDA_SEAL_PASSWORD_FILE": str(keys / "seal.password"),
        "SONGDA_PUBLIC_URL": f"http://{HOST}:{ports.web}",
        "SONGDA_SANDBOX_URL": f"http://{HOST}:{ports.sandbox}",
        "SONGDA_TSA_URL": f"http://{HOST}:{ports.sandbox}/tsa",
        "SONGDA_REGISTRY_URL": f"http://songda:{REGISTRY_SECRET}@{HOST}:{ports.sandbox}/registry",
        "SONGDA_CARRIER_URL": f"http://songda:{CARRIER_SECRET}@{HOST}:{ports.sandbox}/carrier",
        "SONGDA_POSTAGE": str(POSTAGE),
        "SONGDA_TELEPHONE_URL": f"ari://songda:{SANDBOX_WORD}@{HOST}:{ports.sandbox}?sounds={home / 'sandbox/sounds'}",
        "SONGDA_CALLING_RULES": str(HOURS),
        "SONGDA_SMPP_URL": f"smpp://songda:{SANDBOX_WORD}@{HOST}:{ports.smpp}?source=106812368",
        "SONGDA_SMTP_URL": f"smtp://{HOST}:{ports.smtp}?from=songda@court.example&bounce={HOST}:{ports.bounce}"
        "&secret=for-the-demo-only",
        "SONGDA_WECHAT_URL": court_address(f"{HOST}:{ports.sandbox}", f"{HOST}:{ports.callback}"),
    }


def require_free(ports: Ports) -> None:
    """Raise with the busy port, its use and the cure."""
    for use, port in ports.named().items():
        if not is_free(port):
            raise CurableError(
                f"Port {port}, meant for {use}, is in use by another program.",
                f"Choose others: `songda demo --port {_other(ports.web)}` or `make demo PORT={_other(ports.web)}`"
                " (seven ports in a row are taken).",
            )


def is_free(port: int) -> bool:
    """Whether we could listen on this port now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True


def answers(port: int) -> bool:
    """Whether somebody listens on this port."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((HOST, port)) == 0


def _other(port: int) -> int:
    """A port to propose: the next round hundred whose ports are free."""
    candidates = range((port // 100 + 1) * 100, HIGHEST_WEB_PORT, 100)
    return next((base for base in candidates if all(is_free(base + step) for step in range(7))), 8100)


def sitting_after(now: datetime, wait: timedelta, at: time) -> datetime:
    """The first working day after the wait, at that hour; in the zone of `now`, which is the court's."""
    from songda.core.law import profile_of  # late: starting the demo need not load the law

    day = profile_of("cn").calendar.working_day_from((now + wait).date())
    return datetime.combine(day, at, now.tzinfo)
