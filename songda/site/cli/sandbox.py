"""`songda sandbox`: the outside world of the demo."""

import errno
import os
from urllib.parse import parse_qs, urlsplit

import click

from songda.site.curable import CurableError
from songda.site.home import home_folder

PORT = click.IntRange(0, 65535)


@click.command("sandbox")
@click.option("--http", type=PORT, help="Port of phones, mailboxes and time stamps.")
@click.option("--smpp", type=PORT, help="Port of the SMS centre.")
@click.option("--smtp", type=PORT, help="Port of the mail server.")
@click.option("--bounce", type=PORT, help="Port where the court takes reports about mails.")
@click.option("--callback", type=PORT, help="Port where the court takes WeChat's callbacks.")
@click.option("--quiet", is_flag=True, help="Keep few messages, none on disk: for many thousand messages.")
@click.option("--pace", default=1.0, show_default=True, type=click.FloatRange(0.01, 10), help="0.1: ten times as fast.")
@click.option("--texts-per-second", default=0.0, type=click.FloatRange(0), help="A slow SMS centre; 0: at once.")
def command(quiet: bool, pace: float, texts_per_second: float, **ports: int | None) -> None:
    """Run the outside world of the demo until stopped: SMS centre, phones, WeChat, mailboxes, time stamps.

    Everything in it is made up. It refuses to run unless SONGDA_ENV is demo or test. Ports that are not given are
    those that SONGDA_SANDBOX_URL, SONGDA_SMPP_URL, SONGDA_SMTP_URL and SONGDA_WECHAT_URL name, else 8001, 8002 and
    8003. Without a bounce port nobody reports on mails, without a callback port WeChat never calls back.
    """
    from songda.sandbox.server import NotAPlaygroundError, run
    from songda.sandbox.world import Ports

    chosen = _ports_named() | {name: port for name, port in ports.items() if port is not None}
    try:
        run(Ports(**chosen), home_folder() / "sandbox", quiet=quiet, pace=pace, texts_per_second=texts_per_second)
    except NotAPlaygroundError as refusal:
        raise CurableError(str(refusal)) from refusal
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        raise CurableError(f"A port is taken: {error.strerror}.", "Choose another one; see `--help`.") from error


def _ports_named() -> dict[str, int]:
    web, sms, mail = (urlsplit(os.environ.get(f"SONGDA_{name}_URL", "")) for name in ("SANDBOX", "SMPP", "SMTP"))
    bounce = parse_qs(mail.query).get("bounce", [":0"])[0]
    callback = parse_qs(urlsplit(os.environ.get("SONGDA_WECHAT_URL", "")).query).get("listen", [":0"])[0]
    return {
        "http": web.port or 8001,
        "smpp": sms.port or 8002,
        "smtp": mail.port or 8003,
        "bounce": int(bounce.rpartition(":")[2]),
        "callback": int(callback.rpartition(":")[2]),
    }
