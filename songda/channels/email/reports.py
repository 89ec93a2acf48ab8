"""Reads what comes back about a mail: reports of servers (RFC 3464) and of readers (RFC 8098), and all the rest."""

import base64
import hashlib
import hmac
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import Message as Mail
from email.parser import BytesHeaderParser, BytesParser, Parser
from email.utils import parsedate_to_datetime
from typing import Any, Final

from songda.channels.contract import Receipt, ReportKind
from songda.channels.email.prose import UNREAD, Verdict, read_prose
from songda.clock import kept_moment
from songda.core.delivery.proving import taken_as

# The marks by which a report about a mail finds its way back: our reference, and a check that nobody can guess.
#
# A mail has two. The one in its envelope id travels between mail servers only: whoever reads the mail never sees it, so
# a report that bears it comes from a system that had the mail in its hands. The one in its return address stands in the
# mail that the recipient has: it tells which mail is spoken of, and proves nothing more.
_ENVELOPE: Final = re.compile(r"songda-(\d{1,18})(?:-([0-9a-f]{32}))?(?![\w-])")
_RETURN: Final = re.compile(r"\+r(\d{1,18})(?:-([0-9a-f]{16}))?@")


@dataclass(frozen=True)
class Marks:
    """Writes and reads marks; without a secret a mark is the bare reference, and no letter box can be opened."""

    secret: str = ""

    def write(self, ref: str) -> str:
        """The mark of a message; letters, digits and hyphens only, as an envelope id must be."""
        check = self._check("envelope", ref, 32)
        return f"songda-{ref}-{check}" if check else f"songda-{ref}"

    def read(self, text: str) -> str | None:
        """The reference in a text that holds the mark of one of our envelopes, else None."""
        return self._read(_ENVELOPE, "envelope", text)

    def return_address(self, sender: str, ref: str) -> str:
        """Where reports about a message come back to: the sender's mailbox, with a mark behind a plus sign."""
        user, _, domain = sender.rpartition("@")
        check = self._check("return", ref, 16)
        return f"{user}+r{ref}-{check}@{domain}" if check else f"{user}+r{ref}@{domain}"

    def read_return(self, address: str) -> str | None:
        """The reference in a return address of ours, else None."""
        return self._read(_RETURN, "return", address.lower())

    def message_id(self, ref: str) -> str:
        """A name for the mail that everybody may know: neither reference nor mark can be told from it."""
        return self._check("message", ref, 32) or hashlib.sha256(f"message:{ref}".encode()).hexdigest()[:32]

    def _read(self, form: re.Pattern[str], purpose: str, text: str) -> str | None:
        found = form.search(text)
        if found is None:
            return None
        check = self._check(purpose, found[1], len(found[2] or ""))
        return found[1] if hmac.compare_digest(found[2] or "", check) and bool(found[2]) == bool(self.secret) else None

    def _check(self, purpose: str, ref: str, digits: int) -> str:
        if not self.secret:
            return ""
        return hmac.new(self.secret.encode(), f"{purpose}:{ref}".encode(), hashlib.sha256).hexdigest()[:digits]


KINDS: Final[Mapping[str, ReportKind]] = {said: ReportKind(kind) for said, kind in taken_as("dsn").items()}
# A report that does not bear the secret mark of the envelope may be anybody's: it proves no arrival, undoes none, and
# counts for a failure only where nothing arrived, so that mail systems which lose envelope ids are still believed.
KINDS_UNPROVED: Final = {ReportKind.ARRIVED: ReportKind.RELAYED, ReportKind.FAILED: ReportKind.SAID_FAILED}
# What the recipient's own mail system says weighs more than what any other says: only it knows that the mail
# is in the mailbox, and a failure that comes from it comes after it had taken the mail.
KINDS_ELSEWHERE: Final = {ReportKind.ARRIVED: ReportKind.RELAYED}
KINDS_AT_RECIPIENT: Final = {ReportKind.FAILED: ReportKind.BOUNCED}
# Only a person who had the mail shown proves that it is with them: mail systems refuse mails by such notices too
# ("deleted" by a filter, or because the mailbox is full). Whatever else is said goes to a person as well.
_FAILURES: Final = frozenset({"error", "failure", "mailbox-terminated"})
DISPOSITIONS: Final[Mapping[str, ReportKind]] = {said: ReportKind(kind) for said, kind in taken_as("mdn").items()}
_BY_CLASS: Final = {"2": "relayed", "4": "delayed", "5": "failed"}  # of a status that stands there without an action
# Classes of a status that say the opposite of an action: whoever writes both says nothing that anything rests on.
_AGAINST: Final = {"delivered": "45", "relayed": "45", "expanded": "45", "failed": "2", "expired": "2"}
_WORD: Final = re.compile(r"[a-z-]+")
_STATUS: Final = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
_REPORTS: Final = frozenset({"message/delivery-status", "message/global-delivery-status"})  # RFC 3464, 6533
_MAILS: Final = frozenset({"message/rfc822", "message/global"})
_READ: Final = frozenset({"message/disposition-notification", "message/global-disposition-notification"})  # RFC 8098
_HEADS: Final = frozenset({"text/rfc822-headers", "message/global-headers"})
_EMPTY_LINE: Final = re.compile(r"\r?\n[ \t]*\r?\n")
_XTEXT: Final = {"+2b": "+", "+3d": "="}  # the letters of an address that we write otherwise, in small letters


CAME_TO: Final = "delivered-to"  # the letter box writes it above whatever came (RFC 9228)


@dataclass(frozen=True)
class _About:
    """Of which mail a report speaks, and whether it bears the mark that only mail systems on its way know."""

    ref: str | None
    is_proved: bool
    is_marked: bool  # whether the mark that named the mail is one that only we can write

    @property
    def ref_tail(self) -> str | None:
        return self.ref.zfill(18) if self.ref else None


@dataclass(frozen=True)
class ReportReader:
    """Reads reports about mails that bear our marks."""

    marks: Marks

    def read(self, raw: bytes) -> list[Receipt]:
        """The receipts in a mail; none in one that speaks of nothing of ours; ValueError for bytes that are no mail.

        Whatever came to the return address of a mail of ours is at least one receipt, however it is written.
        """
        head = BytesHeaderParser(policy=policy.compat32).parsebytes(raw)
        if not head.keys():
            raise ValueError("not a mail")
        try:
            mail = BytesParser(policy=policy.compat32).parsebytes(raw)
            about = self._about(mail)
            if about.ref is None and self._returned_ref(mail) is not None:  # it bears the mark of another mail
                return self._by_return_address(mail, UNREAD)
            return _by_standards(mail, about) or self._by_return_address(mail, read_prose(mail))
        except (RecursionError, LookupError, ValueError):  # nested too deeply, or in letters that there are not
            return self._by_return_address(head, UNREAD)

    def _by_return_address(self, mail: Mail, verdict: Verdict) -> list[Receipt]:
        ref = self._returned_ref(mail)
        if ref is None:
            return []
        about = _About(ref, is_proved=False, is_marked=bool(self.marks.secret))
        at = _moment(mail.get("date"))
        return [_receipt_about(about, verdict.kind, verdict.code, happened_at=at, needs_person=verdict.needs_person)]

    def _returned_ref(self, mail: Mail) -> str | None:
        return self.marks.read_return(str(mail.get(CAME_TO, "")))

    def _about(self, mail: Mail) -> _About:
        """The mail spoken of: by its secret mark, else by the address to which the letter box took the report."""
        came_to, is_marked = self._returned_ref(mail), bool(self.marks.secret)
        for block in _blocks(mail):
            ref = self.marks.read(str(block.get("original-envelope-id", "")))
            if ref is not None:
                return _About(ref if came_to in (ref, None) else None, is_proved=True, is_marked=is_marked)
        return _About(came_to, is_proved=False, is_marked=is_marked)


def _by_standards(mail: Mail, about: _About) -> list[Receipt]:
    readers = _from_readers(mail, about) if mail.get_content_type() == "multipart/report" else ()
    return [*_from_servers(mail, about), *readers]


def _blocks(mail: Mail) -> Iterator[Mail]:
    """Every set of headers inside: the report's fields and the headers of the quoted mail, not the outer mail."""
    for part in mail.walk():
        kind = part.get_content_type()
        if kind in _REPORTS:
            yield from _fields(part)
        elif kind in _MAILS | _READ | _HEADS:
            inner = part.get_payload()
            yield from (each for each in inner if isinstance(each, Mail)) if isinstance(inner, list) else ()
            if isinstance(inner, str):
                yield BytesParser(policy=policy.compat32).parsebytes(inner.encode("utf-8", "replace"))


def _fields(part: Mail) -> list[Mail]:
    """The sets of fields of a report, first those of the mail, then those of each recipient.

    Of a report in UTF-8 the parser of mails knows the first set only and takes the others for its text.
    """
    inner = part.get_payload()
    sets = [each for each in inner if isinstance(each, Mail)] if isinstance(inner, list) else []
    rest = (sets[-1] if sets else part).get_payload(decode=True)
    if isinstance(rest, bytes) and rest.strip():
        text = _as_text(rest, str(part.get("content-transfer-encoding", "")))
        sets += [Parser(policy=policy.compat32).parsestr(each) for each in _EMPTY_LINE.split(text.strip())]
    return [each for each in sets if each.keys()]


def _as_text(verdict: bytes, encoding: str) -> str:
    if encoding.strip().lower() == "base64":
        verdict = base64.b64decode(verdict)
    return verdict.decode("utf-8", "replace")


def _from_servers(mail: Mail, about: _About) -> Iterator[Receipt]:
    for part in mail.walk():
        fields = _fields(part) if part.get_content_type() in _REPORTS else []
        for one in fields[1:] or fields:  # some write no empty line between the mail's fields and the recipient's
            if _action(one):
                yield _receipt(mail, fields[0], one, about)


def _action(one: Mail) -> str:
    """What was done, as it is said or as the status tells it; empty for fields that are no recipient's."""
    verdict = _WORD.match(str(one.get("action", "")).strip().lower())
    return verdict[0] if verdict else _BY_CLASS.get(_status(one)[:1], "")


def _status(one: Mail) -> str:
    """The status, without the words that some write beside it."""
    found = _STATUS.search(str(one.get("status", "")))
    return found[0] if found else ""


def _receipt(mail: Mail, whole: Mail, one: Mail, about: _About) -> Receipt:
    action, to = _action(one), _recipient(one)
    is_odd = _is_said_twice(one, "action") or _status(one)[:1] in set(_AGAINST.get(action, ""))
    kind = ReportKind.UNRECOGNISED if is_odd else KINDS.get(action, ReportKind.UNRECOGNISED)
    is_at_recipient = _is_in(_plain(whole.get("reporting-mta", "")), to.partition("@")[2])
    moved = KINDS_AT_RECIPIENT if is_at_recipient else KINDS_ELSEWHERE
    moved = moved if about.is_proved else KINDS_UNPROVED
    arrived_at = whole.get("arrival-date") if kind is ReportKind.ARRIVED else None
    at = _moment(arrived_at or one.get("last-attempt-date") or mail.get("date"))
    code, needs_person = f"{action}:{_status(one)}", kind is ReportKind.UNRECOGNISED
    return _receipt_about(about, moved.get(kind, kind), code, to=to or None, happened_at=at, needs_person=needs_person)


def _is_said_twice(one: Mail, field: str) -> bool:
    """Then nobody knows which of the two is meant, and readers differ in which they take."""
    return len(one.get_all(field, [])) > 1


def _from_readers(mail: Mail, about: _About) -> Iterator[Receipt]:
    for block in _blocks(mail):
        if disposition := str(block.get("disposition") or ""):
            what, shown = _disposition(disposition)
            if _is_said_twice(block, "disposition") or (
                shown is ReportKind.ARRIVED and _FAILURES & {*map(str.lower, block)}
            ):
                shown = ReportKind.UNRECOGNISED  # it speaks against itself (RFC 8098, 3.2.7)
            kind = shown if about.is_proved else KINDS_UNPROVED.get(shown, shown)
            at, to, is_odd = _moment(mail.get("date")), _recipient(block) or None, shown is not ReportKind.ARRIVED
            yield _receipt_about(about, kind, f"mdn:{what}", to=to, happened_at=at, needs_person=is_odd)


def _disposition(field: str) -> tuple[str, ReportKind]:
    """What was done with the mail, and what that proves at most."""
    modes, _, done = field.lower().rpartition(";")
    what, *modifiers = (part.strip() for part in re.split(r"[/,]", done))
    mode = modes.partition("/")[0].strip()
    if _FAILURES.intersection(modifiers):
        return what, ReportKind.SAID_FAILED
    return what, DISPOSITIONS.get(f"{what} {mode}") or DISPOSITIONS.get(what, ReportKind.UNRECOGNISED)


def _receipt_about(about: _About, kind: ReportKind, code: str, **more: Any) -> Receipt:
    marked = about.is_marked and about.ref is not None
    return Receipt(kind=kind, code=code, ref_tail=about.ref_tail, is_marked=marked, **more)


def _recipient(one: Mail) -> str:
    """To whom the mail went. What we wrote in xtext (RFC 3461) some systems give back as it was written."""
    original = _plain(one.get("original-recipient", ""))
    for written, meant in _XTEXT.items():
        original = original.replace(written, meant)
    return original or _plain(one.get("final-recipient", ""))


def _plain(field: object) -> str:
    return str(field).rpartition(";")[2].strip().strip("<>").lower()


def _is_in(host: str, domain: str) -> bool:
    return bool(domain) and (host == domain or host.endswith("." + domain))


def _moment(text: object) -> datetime | None:
    try:
        at = parsedate_to_datetime(str(text))
    except (ValueError, OverflowError):
        return None
    return kept_moment(at if at.tzinfo else at.replace(tzinfo=UTC))
