"""Bounces of mail systems that keep to no standard: what can be made out is read, and nothing is guessed."""

import pytest

from songda.channels.contract import ReportKind
from songda.channels.email.marks import Marks
from songda.channels.email.reports import ReportReader
from tests.channels import bytes_of

MARKS = Marks("nobody-guesses-this")
READER = ReportReader(MARKS)
REF = "8801".zfill(18)
OURS = MARKS.return_address("songda@court.example", "8801")
BOX = f"Delivered-To: {OURS}\r\nReturn-Path: <>\r\n"
FAILED, LATER, UNREAD = ReportKind.SAID_FAILED, ReportKind.ACCEPTED, ReportKind.UNRECOGNISED

SAID = {
    "qmail-no-mailbox": (FAILED, "said:5.1.1", False),
    "exim-mailbox-full": (FAILED, "said:552", False),
    "exim-no-reason": (FAILED, "said:5.0.0", False),
    "exim-goes-on-trying": (LATER, "said:4.0.0", False),
    "gmail-no-account": (FAILED, "said:5.1.1", False),
    "gmx-unavailable": (FAILED, "said:550", False),
    "opensmtpd-disabled": (FAILED, "said:5.2.1", False),
    "yahoo-no-account": (FAILED, "said:5.0.0", False),
    "automatic-vacation": (UNREAD, "automatic-answer", False),
    "automatic-by-subject": (UNREAD, "automatic-answer", False),
    "complaint": (UNREAD, "complaint:abuse", True),
    "bounce-in-no-words": (UNREAD, "unread:bounce", True),
    "report-without-action": (FAILED, "failed:5.1.1", False),
    "report-in-mixed": (FAILED, "failed:5.4.4", False),
    "bounce-in-no-letters": (UNREAD, "unread:bounce", True),
}
PERSON = "From: li@mail.example\nSubject: Re: a summons\n\nI shall come. 550 5.1.1\n"


def read(mail: str, box: str = BOX) -> list[tuple[ReportKind, str, bool]]:
    receipts = READER.read(box.encode() + mail.encode())
    assert all((one.ref_tail, one.is_marked) == (REF, True) for one in receipts)
    return [(one.kind, one.code, one.needs_person) for one in receipts]


@pytest.mark.parametrize("name", SAID)
def test_what_can_be_made_out_is_read_and_the_rest_is_for_a_person(name: str) -> None:
    assert read(bytes_of.email(name).decode()) == [SAID[name]]


def test_what_a_person_writes_is_no_bounce_whatever_numbers_stand_in_it() -> None:
    assert read(PERSON, BOX.replace("<>", "<li@mail.example>")) == [(UNREAD, "unread:letter", True)]


def test_a_bounce_in_chinese_is_read_in_whatever_letters_it_is_written() -> None:
    told = "收件人邮箱不存在，投递失败".encode("gbk")
    head = b"From: Postmaster@qq.example\r\nContent-Type: text/plain; charset=gbk\r\n\r\n"
    (one,) = READER.read(BOX.encode() + head + told)
    assert (one.kind, one.code) == (FAILED, "said:5.1.1")


def test_a_mail_nested_without_end_is_known_by_its_mark_all_the_same() -> None:
    head = 'From: MAILER-DAEMON@mx.example\r\nContent-Type: multipart/report; boundary="b"\r\n\r\n--b\r\n'
    assert read(head + "Content-Type: message/rfc822\r\n\r\n--b\r\n" * 4000) == [(UNREAD, "unread:bounce", True)]


def test_without_a_return_address_of_ours_prose_is_of_nobody() -> None:
    assert READER.read(bytes_of.email("qmail-no-mailbox")) == []


def test_an_address_that_comes_back_as_we_wrote_it_is_read_as_it_was_meant() -> None:
    named = b"Original-Recipient: rfc822;nobody+2Bx+3Dy@mail.example\nFinal-Recipient"
    (one,) = READER.read(BOX.encode() + bytes_of.email("report-in-mixed").replace(b"Final-Recipient", named))
    assert one.to == "nobody+x=y@mail.example"
