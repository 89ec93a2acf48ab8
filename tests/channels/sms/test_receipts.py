"""What the reports of SMS centres say, read from bytes as others wrote them."""

from datetime import UTC, datetime

import pytest

from songda.channels.contract import Receipt, ReportKind
from songda.channels.sms import smpp
from songda.channels.sms.address import IdForm, SourceNumbers
from songda.channels.sms.receipts import ReceiptReader, done_at, plain_mobile
from songda.channels.sms.smpp import Pdu, encode
from tests.channels import bytes_of
from tests.rows import all_rows

READER = ReceiptReader(SourceNumbers("106812368", 11), IdForm.SAME)
MIXED = ReceiptReader(SourceNumbers("106812368", 11), IdForm.HEX_THEN_DECIMAL)
AT_0931 = datetime(2026, 6, 2, 1, 31, tzinfo=UTC)


def receipt(text: str, **tlvs: bytes) -> Receipt:
    tags = {int(tag[1:], 16): value for tag, value in tlvs.items()}
    fields: dict[str, smpp.Value] = {"esm_class": 4, "short_message": text.encode(), "destination_addr": b"1"}
    (read,) = READER.read(encode(Pdu(smpp.DELIVER_SM, 1, fields=fields, tlvs=tags)))
    return read


def test_a_report_in_text_form() -> None:
    (read,) = READER.read(bytes_of.sms("node-smpp-receipt-text"))
    assert read == Receipt(
        kind=ReportKind.ARRIVED,
        code="DELIVRD",
        provider_id="43969",
        ref_tail="00000001234",
        to="13800138000",
        happened_at=AT_0931,
    )


def test_the_tags_of_a_report_weigh_more_than_its_text() -> None:
    (read,) = READER.read(bytes_of.sms("node-smpp-receipt-tags"))
    assert (read.provider_id, read.kind) == ("abc4", ReportKind.ARRIVED)
    tagged = receipt("id:old stat:UNDELIV err:001", x001E=b"new\0", x0427=b"\x02")
    assert (tagged.provider_id, tagged.kind) == ("new", ReportKind.ARRIVED)


def test_a_failure_keeps_the_provider_s_error_number() -> None:
    (read,) = READER.read(bytes_of.sms("node-smpp-receipt-undelivered"))
    assert (read.kind, read.code, read.to) == (ReportKind.FAILED, "UNDELIV:012", "13800138000")
    assert read.happened_at == datetime(2026, 6, 2, 1, 31, 5, tzinfo=UTC)


def test_a_report_in_the_payload_tag_is_read_too() -> None:
    (read,) = READER.read(bytes_of.sms("node-smpp-receipt-payload"))
    assert (read.provider_id, read.kind) == ("77", ReportKind.ARRIVED)


def test_a_report_without_any_text_is_read_from_its_tags() -> None:
    (read,) = READER.read(bytes_of.sms("node-smpp-data-receipt"))
    assert (read.provider_id, read.kind, read.happened_at) == ("abc1", ReportKind.ARRIVED, None)


@pytest.mark.parametrize(
    ("tag", "part"), [(b"\0\x02", 2), (b"\0\x09", 9), (b"\0\0", None), (b"\x12\x34", None), (b"", None)]
)
def test_the_part_is_known_where_the_centre_gives_back_its_number(tag: bytes, part: int | None) -> None:
    assert receipt("id:1 stat:DELIVRD", x0204=tag).part == part


def test_a_text_sent_by_a_phone_is_no_receipt() -> None:
    assert READER.read(bytes_of.sms("node-smpp-reply-from-phone")) == []


def test_ids_that_are_hexadecimal_in_the_answer_and_decimal_in_the_report_become_one() -> None:
    (in_text,) = MIXED.read(bytes_of.sms("node-smpp-receipt-text"))
    (in_tag,) = MIXED.read(bytes_of.sms("node-smpp-receipt-tags"))
    assert (in_text.provider_id, in_tag.provider_id) == (str(0xABC1), str(0xABC4))
    (not_a_number,) = MIXED.read(bytes_of.sms("node-smpp-receipt-undelivered"))
    assert not_a_number.provider_id == "ABC-9"


@all_rows(
    ("state", "kind"),
    [
        ("DELIVRD", ReportKind.ARRIVED),
        ("delivrd", ReportKind.ARRIVED),
        ("ACCEPTD", ReportKind.ACCEPTED),
        ("ENROUTE", ReportKind.ACCEPTED),
        ("EXPIRED", ReportKind.FAILED),
        ("DELETED", ReportKind.FAILED),
        ("UNDELIV", ReportKind.FAILED),
        ("REJECTD", ReportKind.FAILED),
        ("UNKNOWN", ReportKind.UNRECOGNISED),
        ("MK:0010", ReportKind.FAILED),
        ("mk:0010", ReportKind.FAILED),
        ("MK00001", ReportKind.FAILED),
        ("MI:0024", ReportKind.FAILED),
        ("CB:0001", ReportKind.FAILED),
        ("DB:0141", ReportKind.FAILED),
        ("ID:0076", ReportKind.FAILED),
        ("SGIP:12", ReportKind.FAILED),
        ("SGIP:0", ReportKind.UNRECOGNISED),
        ("702", ReportKind.FAILED),
        ("000", ReportKind.UNRECOGNISED),
        ("NOROUTE", ReportKind.FAILED),
        ("IA:0054", ReportKind.SAID_FAILED),
        ("MA:0051", ReportKind.SAID_FAILED),
        ("ZZ:0001", ReportKind.UNRECOGNISED),
        ("MK:001", ReportKind.UNRECOGNISED),
        ("", ReportKind.UNRECOGNISED),
    ],
)
def test_every_state_has_its_meaning_and_an_unknown_one_is_not_guessed(state: str, kind: ReportKind) -> None:
    assert receipt(f"id:1 stat:{state} err:000 text:").kind is kind


def test_a_state_that_no_list_knows_falls_back_to_the_text() -> None:
    assert receipt("id:1 stat:DELIVRD", x0427=b"\x63").kind is ReportKind.ARRIVED


def test_an_address_that_is_not_ours_gives_no_reference() -> None:
    assert receipt("id:1 stat:DELIVRD").ref_tail is None


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2606020931", AT_0931),
        ("260602093159", datetime(2026, 6, 2, 1, 31, 59, tzinfo=UTC)),
        ("2613020931", None),
        ("0000000000", None),
        ("26060209", None),
        ("２６０６０２０９３１", None),
        ("", None),
    ],
)
def test_the_provider_s_time_is_beijing_time_and_an_impossible_one_is_none(text: str, at: datetime | None) -> None:
    assert done_at(text) == at


@pytest.mark.parametrize(
    ("address", "plain"),
    [
        ("13800138000", "13800138000"),
        ("8613800138000", "13800138000"),
        ("+8613800138000", "13800138000"),
        ("008613800138000", "13800138000"),
        ("+85291234567", "85291234567"),
        ("8610123", "8610123"),
        ("", ""),
    ],
)
def test_a_number_comes_back_in_one_form(address: str, plain: str) -> None:
    assert plain_mobile(address) == plain


@pytest.mark.parametrize("name", ["node-smpp-bind", "node-smpp-submit-answer"])
def test_another_kind_of_message_is_no_report(name: str) -> None:
    with pytest.raises(ValueError, match="not a report"):
        READER.read(bytes_of.sms(name))


def unmarked(text: str, to: str = "1068123688801", **more: smpp.Value) -> list[Receipt]:
    fields: dict[str, smpp.Value] = {"short_message": text.encode(), "destination_addr": to.encode()}
    return READER.read(encode(Pdu(smpp.DELIVER_SM, 1, fields={**fields, "source_addr": b"13800138000", **more})))


FULL = "id:7a sub:001 dlvrd:001 submit date:2606020930 done date:2606020931 stat:{} err:000 text:"


@pytest.mark.parametrize(
    ("stat", "kind"),
    [("DELIVRD", ReportKind.ARRIVED), ("UNDELIV", ReportKind.SAID_FAILED), ("MK:0010", ReportKind.SAID_FAILED)],
)
def test_a_report_that_its_centre_does_not_mark_as_one_counts_by_the_id_alone_and_undoes_nothing(
    stat: str, kind: ReportKind
) -> None:
    (read,) = unmarked(FULL.format(stat))
    assert (read.kind, read.provider_id, read.ref_tail, read.to) == (kind, "7a", None, "13800138000")
    assert read.happened_at == AT_0931


@all_rows("sender", [b"106999", b"1380013****", b"BANK", b"", b"138001380001"])
@all_rows(("stat", "kind"), [("DELIVRD", ReportKind.RELAYED), ("UNDELIV", ReportKind.SAID_FAILED)])
def test_whoever_is_not_the_number_that_the_text_went_to_proves_no_arrival_by_a_guessed_id(
    sender: bytes, stat: str, kind: ReportKind
) -> None:
    (read,) = unmarked(FULL.format(stat), source_addr=sender)
    assert read.kind == kind


def test_a_report_in_the_letters_of_chinese_texts_is_read() -> None:
    written = FULL.format("UNDELIV").encode("utf-16-be")
    (read,) = unmarked("", short_message=written, esm_class=4, data_coding=8)
    assert (read.kind, read.provider_id, read.happened_at) == (ReportKind.FAILED, "7a", AT_0931)


@pytest.mark.parametrize("text", ["收到", "stat:DELIVRD", "id: stat:DELIVRD", "id:7", "my id:7 is stat: nothing"])
def test_what_somebody_writes_to_the_court_s_number_is_no_report(text: str) -> None:
    assert unmarked(text) == []


@pytest.mark.parametrize("text", ["id: sub:001 stat:DELIVRD err:000", "id:  sub:001 stat:DELIVRD", "stat:DELIVRD"])
def test_an_empty_id_is_no_id(text: str) -> None:
    read = receipt(text, x001E=b"\0")
    assert (read.provider_id, read.kind) == (None, ReportKind.ARRIVED)


def test_what_the_gateway_said_is_kept_beside_the_state_that_the_centre_made_of_it() -> None:
    told = receipt("id:1 stat:MK:0001 err:000", x0427=b"\x05")
    assert (told.kind, told.code) == (ReportKind.FAILED, "UNDELIV:MK:0001")
    assert receipt("id:1 stat:UNDELIV err:MI:0024, text:").code == "UNDELIV:MI:0024"
