"""The ways of reaching a person that a court has set up."""

import subprocess
import sys

import pytest

from songda.channels.contract import Channel, ChannelError
from songda.channels.registry import ChannelConfig, open_channels

SMPP = "smpp://songda:word@127.0.0.1:2775?source=106812368"
SMTP = "smtp://127.0.0.1:25?from=songda@court.example"


def test_only_what_has_an_address_is_there() -> None:
    assert open_channels(ChannelConfig()) == {}
    assert list(open_channels(ChannelConfig(smpp_url=SMPP, smtp_url=SMTP, fake=True))) == ["sms", "email", "fake"]
    assert list(open_channels(ChannelConfig(smtp_url=SMTP))) == ["email"]


def test_each_says_how_many_digits_of_a_reference_come_back() -> None:
    channels: dict[str, Channel] = open_channels(ChannelConfig(smpp_url=SMPP, smtp_url=SMTP))
    assert (channels["sms"].caps.ref_digits, channels["email"].caps.ref_digits) == (11, 18)


@pytest.mark.parametrize("config", [ChannelConfig(smpp_url="http://x"), ChannelConfig(smtp_url="http://x")])
def test_an_address_that_makes_no_sense_is_refused_for_good(config: ChannelConfig) -> None:
    with pytest.raises(ChannelError) as told:
        open_channels(config)
    assert told.value.permanent


def test_a_court_without_e_mail_loads_nothing_of_e_mail() -> None:
    program = (
        "import sys; from songda.channels.registry import *;"
        f"open_channels(ChannelConfig(smpp_url={SMPP!r}));"
        "sys.exit(any('email.' in name and 'songda' in name for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
