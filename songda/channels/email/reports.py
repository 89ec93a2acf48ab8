"""Reads what comes back about a mail: reports of mail servers (RFC 3464) and of readers (RFC 8098)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import Message as Mail
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from typing import Final

from songda.channels.contract import Receipt, ReportKind
from songda.channels.email.marks import Marks

KINDS: Final[Mapping[str, ReportKind]] = {
    "delivered": ReportKind.ARRIVED,
    "relayed": ReportKind.RELAYED,
    "expanded": ReportKind.RELAYED,
    "delayed": ReportKind.ACCEPTED,
    "failed": ReportKind.FAILED,
}
# A report that does not bear the secret mark of the envelope may be anybody's: it proves no arrival, undoes none, and
# counts for a failure only where nothing arrived, so that mail systems which lose envelope ids are still believed.
KINDS_UNPROVED: Final = {ReportKind.ARRIVED: ReportKind.RELAYED, ReportKind.FAILED: ReportKind.SAID_FAILED}
# What the recipient's own mail system says weighs more than what any other says: only it knows that the mail
# is in the mailbox, and a failure that comes from it comes after it had taken the mail.
KINDS_ELSEWHERE: Final = {ReportKind.ARRIVED: ReportKind.RELAYED}
KINDS_AT_RECIPIENT: Final = {ReportKind.FAILED: ReportKind.BOUNCED}


CAME_TO: Final = "delivered-to"  # the letter box writes it above whatever came (RFC 9228)


@dataclass(frozen=True)
class _About:
    """Of which mail a report speaks, and whether it bears the mark that only mail systems on its way know."""

    ref: str | None
    is_proved: bool


@dataclass(frozen=True)
class ReportReader:
    """Reads reports about mails that bear our marks."""

    marks: Marks

    def read(self, raw: bytes) -> list[Receipt]:
        """The receipts in a mail; none in an ordinary mail; ValueError for bytes that are no mail we can read."""
        try:
            return self._read(raw)
        except RecursionError:
            raise ValueError("nested too deeply") from None

    def _read(self, raw: bytes) -> list[Receipt]:
        mail = BytesParser(policy=policy.compat32).parsebytes(raw)
        if not mail.keys():
            raise ValueError("not a mail")
        if mail.get_content_type() != "multipart/report":
            return []
        about = self._about(mail)
        return [*_from_servers(mail, about), *_from_readers(mail, about)]

    def is_about_ours(self, raw: bytes) -> bool:
        """Whether this mail is a report about one of ours: no other is kept."""
        try:
            return any(receipt.ref_tail for receipt in self.read(raw))
        except ValueError:
            return False

    def _about(self, mail: Mail) -> _About:
        """The mail spoken of: by its secret mark, else by the address to which the letter box took the report."""
        came_to = self.marks.read_return(str(mail.get(CAME_TO, "")))
        for block in _blocks(mail):
            ref = self.marks.read(str(block.get("original-envelope-id", "")))
            if ref is not None:
                return _About(ref if came_to in (ref, None) else None, is_proved=True)
        return _About(came_to, is_proved=False)


def _blocks(mail: Mail) -> Iterator[Mail]:
    """Every set of headers inside: the report's fields and the headers of the quoted mail, not the outer mail."""
    for part in mail.walk():
        kind = part.get_content_type()
        inner = part.get_payload()
        if kind in ("message/delivery-status", "message/disposition-notification", "message/rfc822"):
            yield from (each for each in inner if isinstance(each, Mail)) if isinstance(inner, list) else ()
        if kind in ("text/rfc822-headers", "message/disposition-notification") and isinstance(inner, str):
            yield BytesParser(policy=policy.compat32).parsebytes(inner.encode("utf-8", "replace"))


def _from_servers(mail: Mail, about: _About) -> Iterator[Receipt]:
    for part in mail.walk():
        inner = part.get_payload()
        if part.get_content_type() == "message/delivery-status" and isinstance(inner, list) and inner:
            whole, *each = inner
            for one in each:
                if isinstance(whole, Mail) and isinstance(one, Mail) and one.get("action"):
                    yield _receipt(mail, whole, one, about)


def _receipt(mail: Mail, whole: Mail, one: Mail, about: _About) -> Receipt:
    action = str(one["action"]).strip().lower()
    to = _plain(one.get("original-recipient") or one.get("final-recipient") or "")
    kind = KINDS.get(action, ReportKind.UNRECOGNISED)
    is_at_recipient = _is_in(_plain(whole.get("reporting-mta", "")), to.partition("@")[2])
    moved = KINDS_AT_RECIPIENT if is_at_recipient else KINDS_ELSEWHERE
    moved = moved if about.is_proved else KINDS_UNPROVED
    arrived_at = whole.get("arrival-date") if kind is ReportKind.ARRIVED else None
    return Receipt(
        kind=moved.get(kind, kind),
        code=f"{action}:{str(one.get('status', '')).strip()}",
        ref_tail=about.ref.zfill(18) if about.ref else None,
        to=to or None,
        happened_at=_moment(arrived_at or one.get("last-attempt-date") or mail.get("date")),
    )


def _from_readers(mail: Mail, about: _About) -> Iterator[Receipt]:
    for block in _blocks(mail):
        disposition = block.get("disposition")
        if disposition:
            what = str(disposition).rpartition(";")[2].strip().split("/")[0].lower()
            yield Receipt(
                kind=ReportKind.ARRIVED,  # whoever shows or deletes a mail has it
                code=f"mdn:{what}",
                ref_tail=about.ref.zfill(18) if about.ref else None,
                to=_plain(block.get("original-recipient") or block.get("final-recipient") or "") or None,
                happened_at=_moment(mail.get("date")),
            )


def _plain(field: object) -> str:
    return str(field).rpartition(";")[2].strip().strip("<>").lower()


def _is_in(host: str, domain: str) -> bool:
    return bool(domain) and (host == domain or host.endswith("." + domain))


def _moment(text: object) -> datetime | None:
    try:
        at = parsedate_to_datetime(str(text))
    except (ValueError, OverflowError):
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
