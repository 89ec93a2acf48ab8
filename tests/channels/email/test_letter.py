"""The mail as it goes out."""

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songda.channels.contract import ChannelError, Message
from songda.channels.email.address import read_mail_address
from songda.channels.email.channel import as_wire, write_letter
from songda.channels.email.reports import Marks
from tests.rows import all_rows

AT = datetime(2026, 6, 2, 1, 30, tzinfo=UTC)
ADDRESS = read_mail_address(
    "smtp://mx.example?from=songda@court.example&name=孝义市人民法院&secret=nobody-guesses-this"
)
NOTICE = "【孝义市人民法院】李某：您有（2022）晋1181民初123号案件文书待查收：https://songda.example/s/K7M2PXQ4RT"


def letter(text: str = NOTICE, subject: str = "送达通知", to: str = "li@mail.example") -> EmailMessage:
    raw = write_letter(Message("8801", to, text, subject), ADDRESS, AT)
    read = message_from_bytes(raw, EmailMessage, policy=policy.default)
    assert isinstance(read, EmailMessage)
    return read


def test_the_recipient_reads_what_the_court_wrote() -> None:
    read = letter()
    assert read.get_content().strip() == NOTICE
    assert (read["from"], read["to"], read["subject"]) == (
        "孝义市人民法院 <songda@court.example>",
        "li@mail.example",
        "送达通知",
    )


def test_the_mail_bears_the_mark_and_asks_no_robot_to_answer() -> None:
    read = letter()
    assert read["disposition-notification-to"].startswith("songda+r8801-")
    assert read["auto-submitted"] == "auto-generated"
    assert read["date"].datetime == AT
    assert read.get_content_type() == "text/plain"


def test_the_mail_tells_its_reader_nothing_of_its_secret_mark() -> None:
    raw = write_letter(Message("8801", "li@mail.example", NOTICE, "s"), ADDRESS, AT)
    secret = Marks(ADDRESS.secret).write("8801").rpartition("-")[2]
    assert secret.encode() not in raw
    assert Marks(ADDRESS.secret).read(raw.decode()) is None
    assert "8801" not in letter()["message-id"]


def test_a_subject_of_several_lines_becomes_one() -> None:
    assert letter(subject="送达\r\nBcc: wu@mail.example")["bcc"] is None


@all_rows(
    "to",
    [
        "",
        "li",
        "li@",
        "@mail.example",
        "li wu@mail.example",
        "li@mail.example, wu@mail.example",
        "li@mail.example\r\nBcc: wu@mail.example",
        "<li@mail.example>",
        "李@mail.example",
        "l" * 250 + "@mail.example",
    ],
)
def test_what_is_not_one_plain_address_is_refused(to: str) -> None:
    with pytest.raises(ValueError, match="not an e-mail address"):
        letter(to=to)


@given(text=st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\r\n."), max_size=300))
def test_no_line_of_the_mail_can_end_it_early(text: str) -> None:
    raw = write_letter(Message("1", "li@mail.example", text, "s"), ADDRESS, AT)
    wire = as_wire(raw)
    assert wire.endswith(b"\r\n.\r\n")
    assert b"\r\n.\r\n" not in wire[:-3]


def test_dots_at_the_start_of_a_line_are_doubled() -> None:
    assert as_wire(b"a\r\n.b\r\n..c") == b"a\r\n..b\r\n...c\r\n.\r\n"


def test_a_mark_is_found_in_whatever_surrounds_it() -> None:
    marks = Marks("word")
    mark = marks.write("8801")
    assert [marks.read(text) for text in (mark, f"<{mark}@court.example>", f"  {mark}\r\n")] == ["8801"] * 3


@pytest.mark.parametrize(
    "forged", ["", "songda-8801", f"songda-8801-{'0' * 32}", "songda-8801-", "8801", f"songda-x-{'0' * 32}"]
)
def test_a_mark_that_somebody_made_up_is_none(forged: str) -> None:
    assert Marks("word").read(forged) is None


def test_a_mark_of_one_message_is_none_of_another() -> None:
    marks = Marks("word")
    assert marks.read(marks.write("8801").replace("8801", "8802", 1)) is None
    assert Marks("another").read(marks.write("8801")) is None


def test_a_return_address_leads_to_its_message_and_cannot_be_made_up() -> None:
    marks = Marks("word")
    address = marks.return_address("songda@court.example", "8801")
    assert marks.read_return(address) == marks.read_return(address.upper()) == "8801"
    forged = ("songda@court.example", "songda+r8801@court.example", f"songda+r8801-{'0' * 16}@court.example")
    assert [marks.read_return(each) for each in (*forged, address.replace("8801", "8802"))] == [None] * 4
    assert marks.read(address) is None
    assert len(address.partition("@")[0]) <= 64


@all_rows(
    "url",
    [
        "smpp://h?from=a@b",
        "smtp://h",
        "smtp://u:hunter2@h?from=nobody",
        "smtp://u:hunter2@h?from=a@b&window=x",
        "smtp://u:hunter2@h?from=a@b&bounce=nowhere&secret=nobody-guesses-this",
        "smtp://u:hunter2@h?from=a@b&bounce=h:25",
        "smtp://u:hunter2@h?from=a@b&bounce=h:25&secret=short",
        "smtp://u:hunter2@h?from=a@b&relay=mx.example",
        "smtp://u:hunter2@h?from=a@b&colour=red",
        "smtp://u:hunter2@h?from=a@b&tls=offered",
        "smtp://h?from=a@b&tls=perhaps",
    ],
)
def test_a_wrong_server_address_is_refused_for_good_without_telling_the_password(url: str) -> None:
    with pytest.raises(ChannelError, match="mail server's address") as told:
        read_mail_address(url)
    assert told.value.permanent
    assert "hunter2" not in str(told.value)


def test_a_server_address_is_read_with_what_was_agreed() -> None:
    read = read_mail_address(
        "smtps://court:p%40w@mx.example?from=a@court.example&bounce=[::1]:2526&window=9&answer_s=5"
        "&secret=nobody-guesses-this&relay=10.0.0.5,10.1.0.0/16"
    )
    assert (read.host, read.port, read.username, read.password, read.is_encrypted) == (
        "mx.example",
        465,
        "court",
        "p@w",
        True,
    )
    assert (read.bounce, read.window, read.answer_s, read.domain) == (("::1", 2526), 9, 5.0, "court.example")
