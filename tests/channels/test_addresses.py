"""Numbers in a provider's address that cannot be meant are refused when it is read, not met when something is sent."""

import pytest

from songda.channels.contract import ChannelError
from songda.channels.email.address import read_mail_address
from songda.channels.sms.address import read_address
from songda.channels.wechat.address import read_wechat_address
from tests.rows import all_rows

KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
READERS = {
    "sms": (read_address, "smpps://u:w@h:1?source=106"),
    "email": (read_mail_address, "smtps://u:w@h?from=court@x.example&secret=0123456789abcdef"),
    "wechat": (
        read_wechat_address,
        f"https://wx0123456789abcdef:w@h?template=T&fields=thing1&token=abcdefghijklmnopqr&key={KEY}",
    ),
}
SENSELESS = {
    "window": ("0", "-1", "many", "", "1.5"),
    "answer_s": ("0", "-1", "nan", "inf", "1e999"),
    "idle_s": ("0", "nan"),
    "per_second": ("-1", "nan", "inf"),
    "validity_hours": ("0", "-5"),
    "listen": ("127.0.0.1:99999", "127.0.0.1:-1", "8106"),
    "bounce": ("127.0.0.1:99999", "127.0.0.1:-1"),
}
OPTIONS = {
    "sms": ("window", "answer_s", "idle_s", "per_second", "validity_hours"),
    "email": ("window", "answer_s", "bounce"),
    "wechat": ("window", "answer_s", "listen"),
}
CASES = [(name, option, value) for name in READERS for option in OPTIONS[name] for value in SENSELESS[option] if value]


@all_rows(("name", "option", "value"), CASES)
def test_a_number_that_cannot_be_meant_is_refused(name: str, option: str, value: str) -> None:
    read, url = READERS[name]
    with pytest.raises(ChannelError) as told:
        read(f"{url}&{option}={value}")
    assert told.value.permanent


@pytest.mark.parametrize("name", READERS)
def test_the_rest_of_the_address_is_right(name: str) -> None:
    read, url = READERS[name]
    read(f"{url}&window=1&answer_s=0.5")
