"""Our SMPP bytes against those that others write, and against bytes that nobody should send."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songda.channels.sms import smpp
from songda.channels.sms.smpp import Pdu, PduError, decode, encode, take_frames
from tests.channels import bytes_of
from tests.rows import all_rows

TEXT = st.binary(max_size=20).map(lambda octets: octets.replace(b"\0", b"x"))

FOREIGN = [
    "node-smpp-bind",
    "node-smpp-submit-two-parts",
    "node-smpp-submit-answer",
    "node-smpp-throttled",
    "node-smpp-receipt-text",
    "node-smpp-receipt-tags",
    "node-smpp-receipt-undelivered",
    "node-smpp-receipt-payload",
    "node-smpp-reply-from-phone",
    "node-smpp-data-receipt",
]


@all_rows("name", FOREIGN)
def test_what_another_library_wrote_is_read_and_written_again_byte_by_byte(name: str) -> None:
    raw = bytes_of.sms(name)
    read = decode(raw)
    if read.status:
        assert raw == smpp.frame(read.command, read.status, read.sequence)
    else:
        assert encode(read) == raw


def test_the_fields_of_a_submit_are_where_the_standard_says() -> None:
    read = decode(bytes_of.sms("node-smpp-submit-two-parts"))
    assert read.text("source_addr") == "10681236800000001235"
    assert read.text("destination_addr") == "13800138000"
    assert (read.number("esm_class"), read.number("data_coding"), read.number("registered_delivery")) == (0x40, 8, 1)
    assert read.text("validity_period") == "000002000000000R"
    assert read.message() == bytes.fromhex("050003d30201") + "【孝义市人民法院】".encode("utf-16-be")


def test_a_refusal_may_leave_out_its_body() -> None:
    read = decode(bytes_of.sms("node-smpp-throttled"))
    assert (read.status, read.text("message_id")) == (0x58, "")


@given(
    fields=st.fixed_dictionaries(
        {
            "source_addr": TEXT,
            "destination_addr": TEXT,
            "esm_class": st.integers(0, 255),
            "short_message": st.binary(max_size=254),
        }
    ),
    tlvs=st.dictionaries(st.integers(1, 0xFFFF), st.binary(max_size=300), max_size=4),
    sequence=st.integers(1, 0x7FFFFFFF),
)
def test_what_is_written_is_read_back(fields: dict[str, smpp.Value], tlvs: dict[int, bytes], sequence: int) -> None:
    read = decode(encode(Pdu(smpp.DELIVER_SM, sequence, fields=fields, tlvs=tlvs)))
    assert {name: read.fields[name] for name in fields} == fields
    assert (read.tlvs, read.sequence) == (tlvs, sequence)


@given(raw=st.binary(max_size=120))
def test_rubbish_is_refused_and_never_crashes(raw: bytes) -> None:
    framed = smpp.frame(smpp.DELIVER_SM, 0, 1, raw)
    try:
        decode(framed)
    except PduError:
        return
    assert encode(decode(framed))


@all_rows("name", FOREIGN)
def test_a_message_cut_short_anywhere_is_refused(name: str) -> None:
    raw = bytes_of.sms(name)
    for size in range(17, len(raw)):
        shortened = size.to_bytes(4, "big") + raw[4:size]
        try:
            again = decode(shortened)
        except PduError:
            continue
        assert again.tlvs != decode(raw).tlvs, "only whole optional parameters may be missing"


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "shorter than a header"),
        (b"\0\0\0\x20" + b"\0" * 12, "says 32 bytes"),
        (smpp.HEADER.pack(16, 0x999, 0, 1), "unknown command"),
        (smpp.frame(smpp.SUBMIT_SM | smpp.RESPONSE, 0, 1, b"abc"), "no end"),
        (smpp.frame(smpp.BIND_TRANSCEIVER, 0, 1, b"a\0"), "ends before password"),
    ],
)
def test_a_malformed_message_is_refused_with_the_reason(raw: bytes, why: str) -> None:
    with pytest.raises(PduError, match=why):
        decode(raw)


def test_a_text_field_with_a_zero_byte_is_not_written() -> None:
    with pytest.raises(PduError, match="source_addr"):
        encode(Pdu(smpp.SUBMIT_SM, 1, fields={"source_addr": b"1\x002"}))
    with pytest.raises(PduError, match="at most 254"):
        encode(Pdu(smpp.SUBMIT_SM, 1, fields={"short_message": b"x" * 255}))
    with pytest.raises(PduError, match="unknown command"):
        encode(Pdu(0x999, 1))


@given(cuts=st.lists(st.integers(1, 60), max_size=12))
def test_messages_are_found_however_the_network_cuts_them(cuts: list[int]) -> None:
    messages = [bytes_of.sms(name) for name in FOREIGN]
    stream, buffer, found = b"".join(messages), bytearray(), []
    for size in [*cuts, len(stream)]:
        buffer += stream[:size]
        stream = stream[size:]
        found += list(take_frames(buffer))
    assert found == messages
    assert not buffer


@pytest.mark.parametrize("length", [0, 15, 70_001, 0xFFFFFFFF])
def test_an_impossible_length_is_refused_before_anything_is_stored(length: int) -> None:
    with pytest.raises(PduError, match="impossible length"):
        take_frames(bytearray(length.to_bytes(4, "big") + b"\0" * 12))
