"""The sender's number carries the end of our reference out and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songda.channels.contract import ChannelError, Message
from songda.channels.sms import smpp
from songda.channels.sms.address import IdForm, SourceNumbers, most_digits, read_address
from songda.channels.sms.channel import SubmitWriter
from tests.rows import all_rows

REFS = st.integers(1, 10**18 - 1).map(str)


@given(ref=REFS, prefix=st.integers(10**4, 10**12).map(str), data=st.data())
def test_what_is_written_is_read_back(ref: str, prefix: str, data: st.DataObject) -> None:
    digits = data.draw(st.integers(1, most_digits(prefix)))
    numbers = SourceNumbers(prefix, digits)
    address = numbers.write(ref)
    assert len(address) == len(prefix) + digits <= 20
    assert numbers.read(address) == ref.zfill(18)[-digits:]
    assert numbers.read("+" + address) == numbers.read(address)


@pytest.mark.parametrize(
    "address", ["", "1068", "10681236", "106812368", "1068123680000", "99912368123", "10681236812x"]
)
def test_a_number_that_is_not_ours_gives_nothing(address: str) -> None:
    assert SourceNumbers("106812368", 3).read(address) is None


def test_a_provider_that_allows_no_digits_gives_no_reference() -> None:
    numbers = SourceNumbers("12368", 0)
    assert (numbers.write("123"), numbers.read("12368")) == ("12368", None)


@pytest.mark.parametrize(("prefix", "digits"), [("", 3), ("1068x", 3), ("106812368", 12), ("106812368", -1)])
def test_numbers_that_cannot_be_are_refused(prefix: str, digits: int) -> None:
    with pytest.raises(ValueError, match="number"):
        SourceNumbers(prefix, digits)


def bodies(message: Message) -> list[smpp.Pdu]:
    writer = SubmitWriter(SourceNumbers("106812368", 11), 48)
    return [smpp.decode(smpp.frame(smpp.SUBMIT_SM, 0, 1, body)) for body in writer.bodies(message)]


def test_every_part_asks_for_its_own_receipt_and_comes_from_the_same_number() -> None:
    parts = bodies(Message("1234", "13800138000", "送" * 100))
    assert [part.number("registered_delivery") for part in parts] == [1, 1]
    assert [part.number("esm_class") for part in parts] == [0x40, 0x40]
    assert {part.text("source_addr") for part in parts} == {"10681236800000001234"}


def test_the_parts_of_a_long_text_are_numbered_for_their_reports_and_a_single_one_is_not() -> None:
    parts = bodies(Message("1234", "13800138000", "送" * 100))
    assert [part.tlvs for part in parts] == [{0x0204: b"\0\x01"}, {0x0204: b"\0\x02"}]
    assert [part.tlvs for part in bodies(Message("1", "13800138000", "短"))] == [{}]


def test_a_provider_that_takes_no_extra_tags_gets_none() -> None:
    writer = SubmitWriter(SourceNumbers("106812368", 11), 48, tags_parts=False)
    parts = [smpp.decode(smpp.frame(4, 0, 1, body)) for body in writer.bodies(Message("1", "13800138000", "送" * 100))]
    assert [part.tlvs for part in parts] == [{}, {}]
    assert not read_address("smpp://a:b@h:1?source=1068&part_tags=no").tags_parts


def test_a_message_is_given_up_before_silence_becomes_an_outcome() -> None:
    (part,) = bodies(Message("1", "13800138000", "短"))
    assert part.text("validity_period") == "000002000000000R"


@pytest.mark.parametrize(("to", "ton"), [("13800138000", 0), ("+8613800138000", 1)])
def test_a_number_with_its_country_is_marked_international(to: str, ton: int) -> None:
    (part,) = bodies(Message("1", to, "短"))
    assert (part.number("dest_addr_ton"), part.text("destination_addr")) == (ton, to.removeprefix("+"))


@pytest.mark.parametrize(
    ("to", "text"),
    [
        ("", "x"),
        ("12", "x"),
        ("1380013800a", "x"),
        ("１３８００１３８０００", "x"),
        ("1" * 21, "x"),
        ("13800138000", ""),
    ],
)
def test_what_cannot_be_sent_is_refused(to: str, text: str) -> None:
    with pytest.raises(ValueError, match=r"there is no text|not a telephone number"):
        bodies(Message("1", to, text))


def test_an_address_is_read_with_what_was_agreed() -> None:
    address = read_address(
        "smpp://court%40x:p%3Aw@smsc.example:9000?source=106812368&digits=6&window=16&per_second=50.5&ids=hex-decimal"
        "&validity_hours=24&answer_s=5&idle_s=60"
    )
    assert (address.host, address.port, address.system_id, address.password) == ("smsc.example", 9000, "court@x", "p:w")
    assert (address.numbers, address.window, address.per_second) == (SourceNumbers("106812368", 6), 16, 50.5)
    assert (address.id_form, address.validity_hours, address.answer_s, address.idle_s) == (
        IdForm.HEX_THEN_DECIMAL,
        24,
        5.0,
        60.0,
    )


def test_as_many_digits_as_fit_are_used_if_none_are_agreed() -> None:
    assert read_address("smpp://a:b@h:1?source=106812368").numbers.digits == 11


@all_rows(
    "url",
    [
        "smtp://a:secret@h:1?source=1068",
        "smpp://a:secret@h:1",
        "smpp://a:secret@h:1?source=1068&window=many",
        "smpp://a:secret@h:1?source=1068&windw=3",
        "smpp://a:secret@h:1?source=1068&ids=octal",
        "smpp://a:secret@h:1?source=1068&part_tags=1",
        "smpp:///?source=1068",
        "secret",
        "",
    ],
)
def test_a_wrong_address_is_refused_for_good_without_telling_the_password(url: str) -> None:
    with pytest.raises(ChannelError, match="SMS centre's address") as told:
        read_address(url)
    assert told.value.permanent
    assert "secret" not in str(told.value)
