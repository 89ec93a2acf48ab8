"""Whatever a peer writes into a text, each reader of peers' words gives such as every row, event and log takes."""

import ast
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from urllib.parse import urlencode
from uuid import UUID

import pytest

from songda.carriers.entry import read_account
from songda.carriers.kuaidi100.carrier import Kuaidi100
from songda.carriers.signed.carrier import SignedCarrier
from songda.channels.contract import Receipt
from songda.channels.email.conversation import _answered
from songda.channels.email.reports import Marks, ReportReader
from songda.channels.sms import smpp
from songda.channels.sms.address import IdForm, SourceNumbers
from songda.channels.sms.receipts import ReceiptReader
from songda.channels.sms.smpp import Pdu, encode
from songda.channels.wechat.callbacks import Envelope, Ours, pack, read_callback
from songda.channels.wechat.channel import _read as read_answer
from songda.core.delivery.incidents import IncidentKind
from songda.core.evidence.canonical import canonical
from songda.exchange import plain_text, read_json
from songda.records.ground.incidents.actions import Trouble
from songda.records.service.attempts.reports import _storable
from songda.registries.contract import Inquiry
from songda.registries.platform import person_mark, read_batch
from songda_demo.sandbox.wechat.callbacks import xml_of
from songda_demo.sandbox.wechat.people import APP_ID, KEY, TEMPLATE, TOKEN
from tests import source
from tests.rows import all_rows

# As JSON escapes them: a NUL, halves of a character, a bell, an end of line that few know, letters turned round.
STRANGE = {
    "a NUL": "a\\u0000b",
    "half a letter": "a\\ud83d",
    "the other half": "\\ude00b",
    "a bell": "a\\u0007b",
    "a break": "a\\u0085b",
    "letters that turn around": "a\\u202eb",
}
ACCOUNT = read_account("https://court:a-secret-of-some-length@carrier.example/post", "…")
ASKED = Inquiry(UUID(int=1), "mobile", "service", "(2026)", "李某某", "110101199003078515")
NO_XML = ("\0", "\a", "\ud83d", "\ude00")  # a reader of XML refuses these itself


def _kuaidi(said: str) -> object:
    step = f'{{"ftime":"{said}","context":"{said}","statusCode":"{said}"}}'
    param = f'{{"status":"{said}","lastResult":{{"nu":"{said}","data":[{step}]}}}}'
    return Kuaidi100(ACCOUNT).read_push(urlencode({"param": param}).encode())


def _signed(said: str) -> object:
    names = ("number", "kind", "at", "sender", "cause", "signer", "product", "words", "scan")
    told = ",".join(f'"{name}":"{said}"' for name in names)
    return SignedCarrier(ACCOUNT).read_push(f'{{"reports":[{{{told}}}]}}'.encode())


def _registry(said: str) -> object:
    mark = person_mark(str(ASKED.id), ASKED.name, ASKED.number)
    answer = f'{{"id":"{ASKED.id}","operator":"mobile","status":"none","person":"{mark}","reason":"{said}"}}'
    return read_batch(
        f'{{"answers":[{answer}],"quotas":[{{"purpose":"{said}","limit":1,"used":1}}]}}'.encode(), [ASKED]
    )


def _wechat(said: str) -> object:
    return read_answer(200, f'{{"errmsg":"{said}","openid":"{said}"}}'.encode())


def _callback(said: str) -> object:
    text = "".join(letter for letter in json.loads(f'"{said}"') if letter not in NO_XML)
    inner = xml_of(FromUserName=text, CreateTime="1", MsgType="event", Event="TEMPLATESENDJOBFINISH", Status=text)
    envelope = Envelope(TOKEN, KEY, APP_ID)
    sealed = envelope.seal(inner.encode())
    query = urlencode({"timestamp": "1", "nonce": "7", "msg_signature": envelope.sign("1", "7", sealed)})
    body = f"<xml><Encrypt>{sealed}</Encrypt></xml>".encode()
    read = read_callback(envelope, Ours(TEMPLATE), pack(query, body))
    return [_storable(each) for each in read if isinstance(each, Receipt)]


def _sms(said: str) -> object:
    raw = _bytes(said)
    told: dict[str, smpp.Value] = {
        "esm_class": 4,
        "short_message": b"id:" + raw + b" stat:" + raw + b" err:" + raw,
        "source_addr": raw.replace(b"\0", b""),
        "destination_addr": b"1",
    }
    pdu = Pdu(smpp.DELIVER_SM, 1, fields=told, tlvs={smpp.TLV_RECEIPTED_MESSAGE_ID: raw + b"\0"})
    reader = ReceiptReader(SourceNumbers("106812368", 11), IdForm.SAME)
    return [_storable(each) for each in reader.read(encode(pdu))]


def _mail(said: str) -> object:
    raw = _bytes(said)
    told = b"\n".join(
        [
            b"Delivered-To: songda+r8801@court.example",
            b"Content-Type: multipart/report; report-type=delivery-status; boundary=x\n",
            b"--x\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; " + raw + b"\n",
            b"Final-Recipient: rfc822; " + raw + b"@mail.example\nAction: fai" + raw + b"led\nStatus: 5.1." + raw,
            b"Diagnostic-Code: smtp; 550 " + raw + b"\n\n--x--\n",
        ]
    )
    return [_storable(each) for each in ReportReader(Marks()).read(told)]


def _mail_server(said: str) -> object:
    return [_answered(code, _bytes(said).decode("utf-8", "surrogateescape")) for code in (250, 450, 550)]


def _telephone(said: str) -> object:
    return read_json(f'{{"type":"{said}","cause":"{said}","digit":"{said}","channel":{{"{said}":["{said}"]}}}}')


def _of_trouble(said: str) -> object:
    return Trouble(IncidentKind.STAMPS_AWAY, "", json.loads(f'"{said}"')).short


def _bytes(said: str) -> bytes:
    return json.loads(f'"{said}"').encode("utf-8", "surrogatepass")


READERS: Mapping[str, Callable[[str], object]] = {
    "a tracking platform": _kuaidi,
    "a carrier": _signed,
    "a registry": _registry,
    "WeChat's answers": _wechat,
    "WeChat's callbacks": _callback,
    "an SMS centre": _sms,
    "mails that come back": _mail,
    "a mail server": _mail_server,
    "a telephone system": _telephone,
    "what is noted of a disturbance": _of_trouble,
}


def texts(read: object) -> Iterator[str]:
    if isinstance(read, str):
        yield read
    elif isinstance(read, Mapping):
        yield from (text for pair in read.items() for part in pair for text in texts(part))
    elif isinstance(read, Sequence) and not isinstance(read, bytes):
        yield from (text for each in read for text in texts(each))
    elif is_dataclass(read):
        yield from (text for field in fields(read) for text in texts(getattr(read, field.name)))


@all_rows("said", STRANGE.values(), ids=STRANGE)
@all_rows("reader", READERS.values(), ids=READERS)
def test_no_text_of_a_peer_holds_what_no_row_event_or_log_takes(reader: Callable[[str], object], said: str) -> None:
    found = list(texts(reader(said)))
    assert found
    for text in found:
        assert canonical(text)
        assert text == plain_text(text)


def test_what_can_be_seen_stays_as_it_was_said() -> None:
    said = "已签收，他人代收：门卫 (Gate 3)  é 𠮷"
    assert read_json(json.dumps({"words": [said]})) == {"words": [plain_text(said)]}
    assert plain_text(said).replace(" ", "") == said.replace(" ", "")


@pytest.mark.parametrize("said", ["NaN", "[Infinity]", '{"a":-Infinity}'])
def test_what_is_no_number_of_json_is_refused(said: str) -> None:
    with pytest.raises(ValueError, match="no number"):
        read_json(said)


def test_json_of_peers_is_read_at_one_place() -> None:
    rooms = ("carriers/", "channels/", "registries/", "telephony/")
    own = [
        name
        for name, path in source.files().items()
        if name.startswith(rooms)
        for node in source.nodes(path)
        if isinstance(node, ast.Attribute) and ast.unparse(node) in {"json.loads", "json.load"}
    ]
    assert not own
