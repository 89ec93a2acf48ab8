"""Reads mails about ours that are no reports by any standard: bounces in prose, automatic answers, complaints, letters.

Such a mail is known as one about ours by the address that it came to and by nothing else. So it never proves more than
that somebody says so; and what cannot be made out is not guessed but given to a person.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email.header import decode_header, make_header
from email.message import Message as Mail
from email.utils import parseaddr
from importlib.resources import files
from typing import Final

from songda.channels.contract import ReportKind

RETURN_PATH: Final = "return-path"  # the letter box writes it above whatever came; empty as bounces have it (RFC 5321)
LONGEST_TEXT: Final = 64 * 1024


@dataclass(frozen=True)
class Verdict:
    """What such a mail says: a kind, a code that tells why, and whether a person has to look."""

    kind: ReportKind
    code: str
    needs_person: bool = False


UNREAD: Final = Verdict(ReportKind.UNRECOGNISED, "unread:bounce", needs_person=True)
LETTER: Final = Verdict(ReportKind.UNRECOGNISED, "unread:letter", needs_person=True)
AUTOMATIC: Final = Verdict(ReportKind.UNRECOGNISED, "automatic-answer")


def _any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{one})" for one in patterns), re.IGNORECASE | re.MULTILINE)


_PATTERNS: Final = tomllib.loads(files("songda.channels.email").joinpath("bounces.toml").read_text(encoding="utf-8"))
_DAEMON: Final = re.compile(rf"({'|'.join(_PATTERNS['daemons'])})\b", re.IGNORECASE)
_BOUNCE_SUBJECT: Final = _any_of(_PATTERNS["subjects"])
_AUTOMATIC_SUBJECT: Final = _any_of(_PATTERNS["automatic_subjects"])
_QUOTED: Final = _any_of(_PATTERNS["quoted"])
_LATER: Final = _any_of(_PATTERNS["later"])
_GIVEN_UP: Final = _any_of(_PATTERNS["given_up"])
_ANSWER_SUBJECT: Final = _any_of(_PATTERNS["answers"])
_FINAL: Final = {status: _any_of(words) for status, words in _PATTERNS["final"].items()}
_STATUS: Final = re.compile(r"(?<![\w.])([245]\.[0-7]\.\d{1,3})(?![\w.]*\d)")
_REPLY: Final = re.compile(
    r"(?<![\w.:-])(421|450|451|452|454|458|550|551|552|553|554|556|571)(?=[ \-:;,)]|\s*$)", re.MULTILINE
)


def read_prose(mail: Mail) -> Verdict:
    """What a mail says that is no report by any standard."""
    if kind := _complaint(mail):
        return Verdict(ReportKind.UNRECOGNISED, f"complaint:{kind}", needs_person=True)
    if _is_an_answer(mail):
        return LETTER
    if _is_from_a_mail_system(mail):
        return _bounce(mail)
    if _is_automatic(mail):
        return AUTOMATIC
    if _is_without_sender(mail) or _BOUNCE_SUBJECT.search(_header(mail, "subject")):
        return _bounce(mail)
    return LETTER


def _bounce(mail: Mail) -> Verdict:
    text = _text(mail)
    if quoted := _QUOTED.search(text):
        text = text[: quoted.start()]
    codes = [found[1] for found in (*_STATUS.finditer(text), *_REPLY.finditer(text))]
    final, last = next((code for code in codes if code[0] == "5"), ""), next(iter(codes), "")
    is_later, is_given_up = bool(_LATER.search(text)), bool(_GIVEN_UP.search(text))
    if is_later and (final or is_given_up):
        return UNREAD  # it says both, or has a number that looks like a status
    if not final and not is_given_up and (is_later or last):
        return Verdict(ReportKind.ACCEPTED, f"said:{last or '4.0.0'}")
    worded = next((code for code, words in _FINAL.items() if words.search(text)), "")
    final = final or (last if is_given_up else "") or worded or ("4.4.7" if is_given_up else "")
    if not final and mail.get("x-failed-recipients"):
        final = "5.0.0"
    return Verdict(ReportKind.SAID_FAILED, f"said:{final}") if final else UNREAD


def _complaint(mail: Mail) -> str:
    """The kind of a complaint (RFC 5965), else nothing."""
    for part in mail.walk():
        if part.get_content_type() == "message/feedback-report":
            inner = part.get_payload()
            first = str(inner[0]) if isinstance(inner, list) and inner else str(inner)
            found = re.search(r"(?im)^feedback-type:\s*([\w-]{1,20})", first)
            return found[1].lower() if found else "unknown"
    return ""


def _is_from_a_mail_system(mail: Mail) -> bool:
    sender = parseaddr(_header(mail, "from"))[1] or _header(mail, "from")
    is_report = mail.get_content_type() == "multipart/report"
    return is_report or bool(mail.get("x-failed-recipients")) or bool(_DAEMON.match(sender.strip('<>" ')))


def _is_automatic(mail: Mail) -> bool:
    value = _header(mail, "auto-submitted").lower()
    if value.startswith(("auto-replied", "auto-generated")) and not _BOUNCE_SUBJECT.search(_header(mail, "subject")):
        return True
    if any(mail.get(name) for name in _PATTERNS["automatic_headers"]) or "auto" in _header(mail, "precedence").lower():
        return True
    return bool(_AUTOMATIC_SUBJECT.search(_header(mail, "subject")))


def _is_an_answer(mail: Mail) -> bool:
    """Whether somebody who has a mailbox answers, such as a postmaster in person."""
    return bool(_header(mail, RETURN_PATH).strip("<> ")) and bool(_ANSWER_SUBJECT.match(_header(mail, "subject")))


def _is_without_sender(mail: Mail) -> bool:
    return mail.get(RETURN_PATH) is not None and _header(mail, RETURN_PATH).strip("<> ") == ""


def _header(mail: Mail, name: str) -> str:
    found = next((str(value) for each, value in mail.raw_items() if each.lower() == name), "")
    raw = _in_chinese(found.encode("utf-8", "surrogateescape"))
    try:
        return str(make_header(decode_header(raw)))
    except (LookupError, ValueError):
        return raw


def _in_chinese(body: bytes) -> str:
    """A line of which nobody said in which letters it is: many write Chinese as it is."""
    try:
        return body.decode("utf-8")
    except ValueError:
        return body.decode("gb18030", "replace")


def _text(mail: Mail) -> str:
    """Everything readable, the quoted mail aside; of one that stands twice both are read."""
    return "\n".join(_texts(mail))[:LONGEST_TEXT]


def _texts(mail: Mail) -> Iterator[str]:
    for part in _own_parts(mail):
        kind = part.get_content_type()
        if kind in ("text/plain", "text/html", "message/delivery-status"):
            body = part.get_payload(decode=True)
            text = _decoded(body, part) if isinstance(body, bytes) else _inner(part)
            yield re.sub(r"<[^<>]{0,400}>", " ", text) if kind == "text/html" else text


def _own_parts(mail: Mail) -> Iterator[Mail]:
    """The parts of this mail, not those of a mail inside."""
    yield mail
    inner = mail.get_payload()
    if mail.get_content_maintype() == "multipart" and isinstance(inner, list):
        for part in inner:
            if isinstance(part, Mail):
                yield from _own_parts(part)


def _inner(part: Mail) -> str:
    payload = part.get_payload()
    return "\n".join(str(one) for one in payload) if isinstance(payload, list) else str(payload)


def _decoded(body: bytes, part: Mail) -> str:
    """The words, however odd the name of their letters is: then as UTF-8, with marks for what is none."""
    try:
        return body.decode(part.get_content_charset() or "utf-8", "replace")
    except (LookupError, ValueError):
        return body.decode("utf-8", "replace")
