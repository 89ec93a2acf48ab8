"""The sandbox's official account: its names and secrets, which everybody may know."""

from typing import Final

APP_ID: Final = "wx5a4d2b1c0e3f6978"
SECRET: Final = "sandbox"  # noqa: S105 - the sandbox lets anybody in
TOKEN: Final = "songdasandboxtoken"  # noqa: S105
KEY: Final = "c29uZ2RhU2FuZGJveEtleVRoYXRFdmVyeWJvZHlLbm8"
TEMPLATE: Final = "songda-sandbox-template"
FIELDS: Final = "thing1,thing2,thing3,thing4,character_string5,phone_number6"
NAME: Final = "示范法院服务号"
ORIGINAL: Final = "gh_songdasandbox"  # the account as its own callbacks call it
_PREFIX: Final = "oSongdaSandbox_"


def open_id_of(number: str) -> str:
    """The account, at this court, of whoever has this telephone number."""
    return f"{_PREFIX}{number:0>11}"


def number_of(open_id: str) -> str:
    """The telephone number of an account, or an empty text."""
    return open_id.removeprefix(_PREFIX) if open_id.startswith(_PREFIX) else ""


def court_address(sandbox: str, listen: str) -> str:
    """What a court puts into SONGDA_WECHAT_URL to use this account; `sandbox` is host and port."""
    options = f"template={TEMPLATE}&fields={FIELDS}&token={TOKEN}&key={KEY}&name={NAME}&listen={listen}"
    return f"http://{APP_ID}:{SECRET}@{sandbox}?{options}"
