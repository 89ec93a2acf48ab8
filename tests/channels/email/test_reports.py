"""What comes back about a mail, and what it proves."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone

import pytest

from songda.channels.contract import ReportKind
from songda.channels.email.reports import Marks, ReportReader
from tests.channels import bytes_of
from tests.rows import all_rows

READER = ReportReader(Marks())
REF = "8801".zfill(18)
CAME_TO = b"Delivered-To: songda+r8801@court.example\r\n"  # as the letter box writes it
BEIJING = timezone(timedelta(hours=8))


@pytest.mark.parametrize(
    ("name", "kind", "code"),
    [
        ("recipient-delivered", ReportKind.ARRIVED, "delivered:2.0.0"),
        ("recipient-failed", ReportKind.BOUNCED, "failed:5.2.2"),
        ("relay-delayed", ReportKind.ACCEPTED, "delayed:4.4.1"),
        ("postfix-relayed", ReportKind.RELAYED, "relayed:2.0.0"),
        ("exim-handed-on", ReportKind.RELAYED, "delivered:2.0.0"),
        ("reader-displayed", ReportKind.RELAYED, "mdn:displayed"),  # it bears no mark of the envelope
    ],
)
def test_only_the_recipient_s_own_system_can_say_that_a_mail_arrived(name: str, kind: ReportKind, code: str) -> None:
    (read,) = READER.read(CAME_TO + bytes_of.email(name))
    assert (read.kind, read.code, read.ref_tail, read.to) == (kind, code, REF, "li@mail.example")


BY_HAND, BY_ITSELF = "manual-action/MDN-sent-manually", "automatic-action/MDN-sent-automatically"
MARKED = b"Original-Envelope-Id: songda-8801\nDisposition: "


@all_rows(
    ("said", "kind", "needs_person"),
    [
        (f"{BY_HAND}; displayed", ReportKind.ARRIVED, False),
        ("Manual-Action/MDN-sent-automatically;Displayed", ReportKind.ARRIVED, False),
        (f"{BY_ITSELF}; displayed", ReportKind.RELAYED, True),
        (f"{BY_HAND}; deleted", ReportKind.RELAYED, True),
        (f"{BY_ITSELF}; deleted", ReportKind.SAID_FAILED, True),  # a filter, or a full mailbox, refused it
        (f"{BY_ITSELF}; dispatched", ReportKind.RELAYED, True),
        (f"{BY_ITSELF}; processed", ReportKind.RELAYED, True),
        (f"{BY_ITSELF}; denied", ReportKind.SAID_FAILED, True),
        (f"{BY_ITSELF}; failed", ReportKind.SAID_FAILED, True),
        (f"{BY_HAND}; displayed/error", ReportKind.SAID_FAILED, True),
        (f"{BY_ITSELF}; processed/warning, error", ReportKind.SAID_FAILED, True),
        (f"{BY_HAND}; admired", ReportKind.UNRECOGNISED, True),
        ("displayed", ReportKind.RELAYED, True),
    ],
)
def test_only_somebody_who_had_the_mail_shown_proves_that_it_is_with_them(
    said: str, kind: ReportKind, *, needs_person: bool
) -> None:
    told = bytes_of.email("reader-displayed").replace(
        f"Disposition: {BY_HAND}; displayed".encode(), MARKED + said.encode()
    )
    (read,) = READER.read(CAME_TO + told)
    assert (read.kind, read.needs_person) == (kind, needs_person)
    (unmarked,) = READER.read(CAME_TO + told.replace(b"songda-8801", b"songda-none"))
    assert unmarked.kind == (ReportKind.RELAYED if kind is ReportKind.ARRIVED else kind)


@pytest.mark.parametrize(
    ("name", "ref", "code"),
    [("postfix-unknown-user", "8802", "failed:5.1.1"), ("postfix-mailbox-full", "8803", "failed:5.2.2")],
)
def test_a_failure_at_our_own_relay_never_had_arrived(name: str, ref: str, code: str) -> None:
    (read,) = READER.read(bytes_of.email(name))
    assert (read.kind, read.code, read.ref_tail) == (ReportKind.FAILED, code, ref.zfill(18))


def test_the_moment_of_arrival_is_when_the_recipient_s_system_took_it() -> None:
    (read,) = READER.read(bytes_of.email("recipient-delivered"))
    assert read.happened_at == datetime(2026, 6, 2, 9, 30, 10, tzinfo=BEIJING)


def test_the_moment_of_a_failure_is_that_of_the_last_try() -> None:
    (read,) = READER.read(bytes_of.email("recipient-failed"))
    assert read.happened_at == datetime(2026, 6, 2, 9, 30, 12, tzinfo=BEIJING)


def test_without_an_envelope_id_the_address_that_it_came_to_tells_which_mail_it_was_and_proves_nothing() -> None:
    (read,) = READER.read(CAME_TO + bytes_of.email("without-envelope-id"))
    assert (read.ref_tail, read.kind, read.to) == (REF, ReportKind.SAID_FAILED, "li@mail.example")
    assert read.happened_at == datetime(2026, 6, 2, 1, 31, tzinfo=UTC)


def test_a_report_on_several_recipients_is_several_receipts() -> None:
    raw = bytes_of.email("recipient-delivered")
    second = b"\n\nFinal-Recipient: rfc822; wu@mail.example\nAction: failed\nStatus: 5.1.1\n\n--b1--"
    receipts = READER.read(raw.replace(b"\n\n--b1--", second))
    assert [(r.to, r.kind) for r in receipts] == [
        ("li@mail.example", ReportKind.ARRIVED),
        ("wu@mail.example", ReportKind.BOUNCED),
    ]


def test_an_action_that_we_do_not_know_is_not_guessed() -> None:
    (read,) = READER.read(bytes_of.email("recipient-delivered").replace(b"Action: delivered", b"Action: teleported"))
    assert (read.kind, read.code) == (ReportKind.UNRECOGNISED, "teleported:2.0.0")


SAID: dict[str, tuple[str, bytes, bytes]] = {
    "an action twice": ("recipient-delivered", b"Action: delivered", b"Action: delivered\nAction: failed"),
    "delivered, and refused for good": ("recipient-delivered", b"Status: 2.0.0", b"Status: 5.1.1"),
    "delivered, and put off": ("recipient-delivered", b"Status: 2.0.0", b"Status: 4.2.2"),
    "failed, and all is well": ("recipient-failed", b"Status: 5.", b"Status: 2."),
    "shown, and thrown away": (
        "reader-displayed",
        b"Disposition: " + BY_HAND.encode(),
        MARKED + BY_HAND.encode() + b"; displayed\nDisposition: automatic-action/MDN-sent-automatically; deleted\nX: ",
    ),
    "shown, with the word of a failure": (
        "reader-displayed",
        b"Disposition: ",
        b"Failure: 5.2.2 mailbox full\n" + MARKED,
    ),
    "shown, with the word of an error": ("reader-displayed", b"Disposition: ", b"Error: no such box\n" + MARKED),
}


@all_rows("name", SAID)
def test_a_report_that_speaks_against_itself_proves_nothing_and_goes_to_a_person(name: str) -> None:
    mail, was, becomes = SAID[name]
    told = bytes_of.email(mail)
    assert was in told
    (read,) = READER.read((CAME_TO if MARKED in becomes else b"") + told.replace(was, becomes))
    assert (read.kind, read.needs_person) == (ReportKind.UNRECOGNISED, True)


def test_a_forged_report_names_no_message_of_ours() -> None:
    (read,) = ReportReader(Marks("word")).read(bytes_of.email("recipient-delivered"))
    assert read.ref_tail is None


def test_what_everybody_can_read_of_a_mail_makes_no_report_of_it() -> None:
    """Whoever has the mail knows its name, its return address and its reader's address, and writes the rest."""
    quoted = bytes_of.email("without-envelope-id")
    assert [receipt.ref_tail for receipt in READER.read(quoted)] == [None]
    arrived = CAME_TO + quoted.replace(b"Action: Failed", b"Action: delivered").replace(b"Status: 5.", b"Status: 2.")
    assert [receipt.kind for receipt in READER.read(arrived)] == [ReportKind.RELAYED]


def test_a_report_that_came_to_the_address_of_another_mail_says_nothing_of_either() -> None:
    (read,) = READER.read(CAME_TO.replace(b"8801", b"8802") + bytes_of.email("recipient-delivered"))
    assert (read.ref_tail, read.kind, read.needs_person) == ("8802".zfill(18), ReportKind.UNRECOGNISED, True)


def test_only_the_letter_box_says_where_a_report_came_to() -> None:
    forged = CAME_TO.replace(b"8801", b"8802") + CAME_TO + bytes_of.email("without-envelope-id")
    (read,) = READER.read(forged)
    assert read.ref_tail == "8802".zfill(18)


def test_a_host_that_only_ends_like_the_recipient_s_domain_is_not_his() -> None:
    (read,) = READER.read(
        bytes_of.email("recipient-delivered").replace(b"dns; mx.mail.example", b"dns; evilmail.example")
    )
    assert read.kind is ReportKind.RELAYED


def test_an_automatic_answer_says_nothing() -> None:
    assert READER.read(bytes_of.email("automatic-answer")) == []


@pytest.mark.parametrize("name", ["postfix-relayed", "recipient-delivered", "without-envelope-id", "reader-displayed"])
def test_a_report_cut_short_anywhere_is_read_or_refused_but_never_crashes(name: str) -> None:
    raw = bytes_of.email(name)
    for size in range(0, len(raw), 7):
        try:
            receipts = READER.read(raw[:size])
        except ValueError:
            continue
        assert all(receipt.ref_tail in {REF, None} for receipt in receipts)


@pytest.mark.parametrize("zone", [b"+99999999999999999999", b"+9999", b"-0000", b"nonsense"])
def test_a_moment_that_cannot_be_is_no_moment(zone: bytes) -> None:
    raw = bytes_of.email("recipient-delivered").replace(b"+0800", zone)
    (read,) = READER.read(raw)
    assert (read.kind, read.ref_tail) == (ReportKind.ARRIVED, REF)


@pytest.mark.parametrize("kind", [b"message/rfc822", b'multipart/mixed; boundary="b"'])
def test_a_mail_nested_without_end_is_refused(kind: bytes) -> None:
    head = b'Content-Type: multipart/report; boundary="b"\r\n\r\n--b\r\n'
    raw = head + (b"Content-Type: " + kind + b"\r\n\r\n--b\r\n") * 4000
    with suppress(ValueError):
        assert READER.read(raw) == []
