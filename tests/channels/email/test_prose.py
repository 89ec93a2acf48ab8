"""Bounces of mail systems that keep to no standard: what can be made out is read, and nothing is guessed."""

import base64

import pytest

from songda.channels.contract import ReportKind
from songda.channels.email.reports import Marks, ReportReader
from tests.channels import bytes_of
from tests.rows import all_rows

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


@all_rows("name", SAID)
def test_what_can_be_made_out_is_read_and_the_rest_is_for_a_person(name: str) -> None:
    assert read(bytes_of.email(name).decode()) == [SAID[name]]


def test_what_a_person_writes_is_no_bounce_whatever_numbers_stand_in_it() -> None:
    assert read(PERSON, BOX.replace("<>", "<li@mail.example>")) == [(UNREAD, "unread:letter", True)]


DAEMON = "From: MAILER-DAEMON@mx.example\nSubject: %s\n\n%s\n"
GIVEN_UP = {
    "qmail": ("failure notice", "connection died. (#4.4.2)\nI'm not going to try again; this message has been in the"
              " queue too long.", "said:4.4.2"),
    "exim": ("Mail delivery failed", "This is a permanent error.\n451 try later:\nretry timeout exceeded", "said:451"),
    "sendmail": ("Returned mail", "451 4.4.1 reply: read error\nMessage will be deleted from queue", "said:4.4.1"),
    "exchange": ("Undeliverable", "Could not deliver in the time limit specified. <mx.example #4.4.7>", "said:4.4.7"),
    "in no numbers": ("Undeliverable", "Retry time limit exceeded, giving up.", "said:5.0.0"),
    "in Chinese": ("系统退信", "多次重试后对方服务器无响应，不再投递。", "said:4.4.7"),
    "a user who left": ("邮件未送达通知", "未能投递成功。原因：该用户已注销。", "said:5.1.1"),
    "nobody found": ("无法送达", "未找到 li@mail.example 的收件人。", "said:5.1.1"),
}  # fmt: skip


@all_rows("name", GIVEN_UP)
def test_whoever_gave_up_says_that_it_failed_though_the_last_answer_was_to_try_later(name: str) -> None:
    subject, text, code = GIVEN_UP[name]
    assert read(DAEMON % (subject, text)) == [(FAILED, code, False)]


def test_what_is_tried_again_is_told_with_the_last_answer() -> None:
    text = "Your message has not yet been delivered.\n452 4.2.2 mailbox full\nWe will keep trying."
    assert read(DAEMON % ("Delivery delayed", text)) == [(LATER, "said:4.2.2", False)]


@pytest.mark.parametrize(
    "text",
    ["Queued since 5.3.26; we will keep trying.", "550 user unknown. Delivery attempts will continue."],
)
def test_what_says_both_is_for_a_person(text: str) -> None:
    assert read(DAEMON % ("Warning", text)) == [(UNREAD, "unread:bounce", True)]


def test_a_postmaster_who_answers_in_person_is_no_bounce() -> None:
    box = BOX.replace("<>", "<postmaster@school.example>")
    assert read("From: postmaster@school.example\nSubject: 回复：传票\n\nroom 550 - come\n", box) == [
        (UNREAD, "unread:letter", True)
    ]


@pytest.mark.parametrize("letters", ["idna", "undefined", "hex", '"utf-8\0"', "nowhere"])
def test_letters_that_there_are_not_lose_no_bounce(letters: str) -> None:
    head = f"From: MAILER-DAEMON@mx.example\nContent-Type: text/plain; charset={letters}\n\n"
    ((kind, code, needs_person),) = read(head + "user unknown \xe4")
    assert (kind, code) == (FAILED, "said:5.1.1") or (code == "unread:bounce" and needs_person)


FIELDS = "Reporting-MTA: dns; mx.example\n\nFinal-Recipient: utf-8; 李@mail.example\nAction: %s\nStatus: %s\n"
REPORT = (
    'From: MAILER-DAEMON@mx.example\nContent-Type: multipart/report; boundary="b"\n\n--b\n'
    "Content-Type: message/%s\nContent-Transfer-Encoding: %s\n\n%s\n--b--\n"
)


@pytest.mark.parametrize(
    ("action", "status", "told"),
    [
        ("Failed (user unknown)", "5.1.1 (no mailbox)", (FAILED, "failed:5.1.1", False)),
        ("expired", "4.4.7", (FAILED, "expired:4.4.7", False)),
        ("lost", "4.4.7", (UNREAD, "lost:4.4.7", True)),
    ],
)
def test_a_report_with_words_beside_its_words_or_with_others_is_read(
    action: str, status: str, told: tuple[ReportKind, str, bool]
) -> None:
    assert read(REPORT % ("delivery-status", "7bit", FIELDS % (action, status))) == [told]


@pytest.mark.parametrize("packed", ["8bit", "base64"])
def test_a_report_about_an_address_in_chinese_is_read(packed: str) -> None:
    fields = FIELDS % ("failed", "5.1.1")
    said = base64.encodebytes(fields.encode()).decode() if packed == "base64" else fields
    (one,) = READER.read(BOX.encode() + (REPORT % ("global-delivery-status", packed, said)).encode())
    assert (one.kind, one.code, one.to) == (FAILED, "failed:5.1.1", "李@mail.example")


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
