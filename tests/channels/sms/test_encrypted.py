"""A line to the SMS centre that is to be encrypted is encrypted with the right centre, or there is none."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from songda.channels.contract import ChannelError, Message, Outcome
from songda.channels.sms import channel as sms_channel
from songda.channels.sms.address import read_address
from songda.channels.sms.channel import SmsChannel
from songda_demo.sandbox.smsc.server import SmsCentre
from tests.channels.contract_suite import Notebook
from tests.channels.sms.encrypted import Authority, Papers

TEXT = Message("1234", "13800138099", "短")
HERE = "127.0.0.1"


@pytest.fixture(autouse=True)
def in_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sms_channel, "BIND_WAIT_S", 0.1)


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path, "authority")


@asynccontextmanager
async def centre_with(papers: Papers | None, asks: Authority | None = None) -> AsyncIterator[SmsCentre]:
    """A centre that shows these papers; `asks`: it lets in only whoever that authority vouches for."""
    encryption = papers.served if papers else None
    if encryption is not None and asks is not None:
        encryption.load_verify_locations(asks.file)
        encryption.verify_mode = ssl.CERT_REQUIRED
    async with SmsCentre(pace=0.05, encryption=encryption) as running:
        yield running


async def sent_to(port: int, options: str, scheme: str = "smpps", host: str = HERE) -> tuple[Outcome, str]:
    """What became of a text, and what the channel says is in the way."""
    channel = SmsChannel(read_address(f"{scheme}://songda:hush@{host}:{port}?source=106812368{options}"))
    await channel.open(Notebook())
    (sent,) = await channel.submit([TEXT])
    trouble = channel.trouble or ""
    await channel.close()
    return sent.outcome, trouble


async def test_a_text_goes_out_over_an_encrypted_line_to_the_centre_that_is_vouched_for(authority: Authority) -> None:
    async with centre_with(authority.vouch(HERE)) as centre:
        assert await sent_to(centre.port, f"&ca={authority.file}") == (Outcome.ACCEPTED, "")
        assert [phone.shown for phone in centre.phones] == [TEXT.text]


@pytest.mark.parametrize("name", ["other.example", "127.0.0.2"])
async def test_a_centre_of_another_name_gets_nothing(authority: Authority, name: str) -> None:
    async with centre_with(authority.vouch(name)) as centre:
        outcome, trouble = await sent_to(centre.port, f"&ca={authority.file}")
        assert (outcome, list(centre.phones)) == (Outcome.NOT_SENT, [])
    assert "SSLCertVerificationError" in trouble
    assert "mismatch" in trouble


@pytest.mark.parametrize("options", ["", "&ca={ours}"])
async def test_a_centre_for_which_nobody_vouches_gets_nothing(
    authority: Authority, tmp_path: Path, options: str
) -> None:
    stranger = Authority(tmp_path, "stranger")
    async with centre_with(stranger.vouch(HERE)) as centre:
        outcome, trouble = await sent_to(centre.port, options.format(ours=authority.file))
        assert (outcome, list(centre.phones)) == (Outcome.NOT_SENT, [])
    assert "SSLCertVerificationError" in trouble


async def test_a_plain_centre_hears_neither_name_nor_word_of_ours(authority: Authority) -> None:
    heard = bytearray()

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.extend(await reader.read(4096))
        writer.write(b"\0" * 16)  # no word of TLS
        writer.close()

    server = await asyncio.start_server(listen, HERE, 0)
    async with server:
        outcome, _ = await sent_to(server.sockets[0].getsockname()[1], f"&ca={authority.file}")
    assert outcome is Outcome.NOT_SENT
    assert heard[:1] == b"\x16"  # a greeting of TLS
    assert b"songda" not in heard
    assert b"hush" not in heard


async def test_a_plain_line_to_an_encrypted_centre_does_not_come_about(authority: Authority) -> None:
    async with centre_with(authority.vouch(HERE)) as centre:
        assert (await sent_to(centre.port, "&answer_s=0.5", scheme="smpp"))[0] is Outcome.NOT_SENT


async def test_a_centre_may_ask_who_we_are(authority: Authority) -> None:
    court = authority.vouch("court.example")
    async with centre_with(authority.vouch(HERE), asks=authority) as centre:
        unknown, _ = await sent_to(centre.port, f"&ca={authority.file}")
        known, _ = await sent_to(centre.port, f"&ca={authority.file}&cert={court.cert}&key={court.key}")
    assert (unknown, known) == (Outcome.NOT_SENT, Outcome.ACCEPTED)


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
async def test_an_old_kind_of_encryption_is_none(authority: Authority) -> None:
    papers = authority.vouch(HERE)
    old = papers.served
    old.set_ciphers("ALL:@SECLEVEL=0")
    old.minimum_version = ssl.TLSVersion.TLSv1
    old.maximum_version = ssl.TLSVersion.TLSv1_1
    async with SmsCentre(pace=0.05, encryption=old) as centre:
        assert (await sent_to(centre.port, f"&ca={authority.file}"))[0] is Outcome.NOT_SENT


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("smpp://a:secret@h:1?source=1068&ca=/etc/ca.pem", "ca= is for smpps"),
        ("smpp://a:secret@h:1?source=1068&cert=/c&key=/k", "cert= is for smpps"),
        ("smpps://a:secret@h:1?source=1068&cert=/c", "go together"),
        ("smpps://a:secret@h:1?source=1068&key=/k", "go together"),
        ("smpps://a:secret@h:1?source=1068&ca=/nowhere/ca.pem", "ca=/nowhere/ca.pem cannot be used"),
        ("smpps://a:secret@h:1?source=1068&cert=/nowhere/c&key=/nowhere/k", "key=/nowhere/k cannot be used"),
        ("smpps://a:secret@h:1?source=1068&cert=/etc/hostname&key=/etc/hostname", "cert=/etc/hostname cannot be used"),
    ],
)
def test_an_address_that_contradicts_itself_or_names_no_file_is_refused_for_good(url: str, why: str) -> None:
    with pytest.raises(ChannelError, match=why) as refused:
        SmsChannel(read_address(url))
    assert refused.value.permanent
    assert "secret" not in str(refused.value)


def test_an_encrypted_address_has_a_port_of_its_own() -> None:
    assert read_address("smpps://a:b@h?source=1068").port == 3550
    assert read_address("smpp://a:b@h?source=1068").port == 2775
