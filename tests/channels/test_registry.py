"""The ways of reaching a person that a court has set up, and those that it brings along."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from songda.channels.contract import ChannelError
from songda.channels.email.entry import ENTRY as EMAIL
from songda.channels.registry import (
    address_kinds,
    code_kinds,
    entries,
    mask_address,
    open_channels,
    route_of,
    routes,
    use_channels,
)
from songda.channels.sms.entry import ENTRY as SMS
from songda.core.words import name_of
from songda_demo.sandbox.wechat.people import court_address

SMPP = "smpp://songda:word@127.0.0.1:2775?source=106812368"
SMTP = "smtp://127.0.0.1:25?from=songda@court.example"
WECHAT = court_address("127.0.0.1:8001", "127.0.0.1:8006")


def test_only_what_has_an_address_is_there() -> None:
    assert open_channels({}) == {}
    assert open_channels({"sms": "", "email": ""}) == {}
    assert list(open_channels({"sms": SMPP, "email": SMTP})) == ["sms", "email"]
    assert list(open_channels({"email": SMTP})) == ["email"]


@pytest.mark.parametrize("urls", [{"sms": "http://x"}, {"email": "http://x"}])
def test_an_address_that_makes_no_sense_is_refused_for_good(urls: dict[str, str]) -> None:
    with pytest.raises(ChannelError) as told:
        open_channels(urls)
    assert told.value.permanent


@pytest.mark.parametrize("name", entries())
def test_a_channel_opens_under_the_name_of_its_row(name: str) -> None:
    (opened,) = open_channels({name: {"sms": SMPP, "email": SMTP, "wechat": WECHAT}[name]}).values()
    assert opened.name == entries()[name].route.name == name


def test_the_sender_is_read_from_the_provider_s_address() -> None:
    assert SMS.sender(SMPP) == "106812368"
    assert EMAIL.sender(SMTP) == "songda@court.example"
    assert SMS.sender("") == "—"


def test_the_first_route_is_the_text_message() -> None:
    assert [route.name for route in routes()] == ["sms", "wechat", "email"]
    assert route_of("sms") is SMS.route
    assert route_of("carrier_pigeon") is None


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("mobile", "13800138051", "138****8051"),
        ("fax", "03512345678", "035****5678"),
        ("email", "li@example.cn", "l***@example.cn"),
        ("wechat", "li_zhang88", "li***"),
        ("inbox", "li.zhang", "li***"),
        ("postal", "山西省孝义市府前街1号", "山西省孝义市***"),
        ("carrier_pigeon", "Loft 7", "***"),
    ],
)
def test_an_address_is_shown_in_part(kind: str, value: str, shown: str) -> None:
    assert mask_address(kind, value) == shown


class Folders:
    """Makes folders of channels that can be imported."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def make(self, name: str, entry: str) -> str:
        folder = self.home / name
        folder.mkdir()
        (folder / "__init__.py").touch()
        head = "from dataclasses import replace\nfrom songda.channels.sms.entry import ENTRY as SMS\n"
        (folder / "entry.py").write_text(f"{head}ENTRY = {entry}\n", encoding="utf-8")
        return name


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Folders]:
    """What a test brings along is gone after it."""
    monkeypatch.syspath_prepend(tmp_path)
    before = set(sys.modules)
    yield Folders(tmp_path)
    use_channels([])
    for name in set(sys.modules) - before:
        del sys.modules[name]


def test_a_folder_that_is_no_channel_is_refused_for_good(folders: Folders) -> None:
    for folder in ("nowhere.to.be.found", "songda.channels", folders.make("almost", "SMS.route")):
        use_channels([folder])
        with pytest.raises(ChannelError, match=folder) as told:
            entries()
        assert told.value.permanent


def test_no_channel_takes_the_name_of_another(folders: Folders) -> None:
    use_channels([folders.make("usurper", "SMS")])
    with pytest.raises(ChannelError, match="two channels of one name"):
        entries()


def test_no_channel_reads_the_addresses_of_another_in_its_own_way(folders: Folders) -> None:
    kinds = "(replace(SMS.route.reaches[0], mask=str),)"
    use_channels([folders.make("gossip", f"replace(SMS, route=replace(SMS.route, name='gossip', reaches={kinds}))")])
    with pytest.raises(ChannelError, match="two kinds of address are called mobile"):
        address_kinds()


def test_a_channel_brings_words_of_its_own_and_takes_them_away_again(folders: Folders) -> None:
    name = folders.make("pigeon", "replace(SMS, route=replace(SMS.route, name='pigeon'))")
    words = folders.home / name / "words" / "en"
    words.mkdir(parents=True)
    (words / "routes.toml").write_text('[channel]\npigeon = "carrier pigeon"\nsms = "hijacked"\n', encoding="utf-8")
    use_channels([name])
    assert (name_of("routes.channel", "pigeon", "en"), name_of("routes.channel", "pigeon", "zh")) == (
        "carrier pigeon",
    ) * 2
    assert name_of("routes.channel", "sms", "en") == "text message"
    use_channels([])
    assert name_of("routes.channel", "pigeon", "en") == "pigeon"


def test_a_court_without_e_mail_loads_nothing_that_sends_mail() -> None:
    program = (
        "import sys; from songda.channels.registry import *;"
        f"routes(); open_channels({{'sms': {SMPP!r}}});"
        "sys.exit(any('aiosmtp' in name or name == 'songda.channels.email.channel' for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_what_only_its_owner_can_connect_nobody_is_asked_to_type() -> None:
    from songda.web.console.parties.addresses import kinds_to_choose

    connected = {word for word, kind in address_kinds().items() if kind.is_connected}
    assert connected == {kind.word for entry in entries().values() if entry.invite for kind in entry.route.reaches}
    assert not connected & {word for word, _name in kinds_to_choose()}
    assert not connected & set(code_kinds()), "and no code goes there"
