"""The entry of the tracking platform."""

from collections.abc import Iterator

from songda.carriers.contract import Carrier
from songda.carriers.entry import Entry, Weakness, in_clear, read_account
from songda.carriers.kuaidi100.carrier import Kuaidi100

_EXAMPLE = "https://KEY:SALT@platform.example/poll?company=ems&callback=https://court.example/api/v1/carriers/kuaidi100/reports"


def _open(url: str) -> Carrier:
    return Kuaidi100(read_account(url, _EXAMPLE))


def _weaknesses(url: str) -> Iterator[Weakness]:
    yield from in_clear(url)
    if not read_account(url, _EXAMPLE).options.get("callback", "").startswith("https://"):
        yield Weakness("names no callback that is encrypted: the platform can report nothing.", f"Write {_EXAMPLE}.")


ENTRY = Entry("kuaidi100", "SONGDA_KUAIDI100_URL", _open, gives_proof=False, weaknesses=_weaknesses)
