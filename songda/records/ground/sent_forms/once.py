"""Sends a form once: what it did and its key are stored together or not at all, and a repetition does nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from django.db import transaction

from songda.records.ground import vault
from songda.records.ground.sent_forms.keys import FormKey
from songda.records.ground.sent_forms.models import SentForm

KEPT_FOR = timedelta(days=1)


class Outcome(Protocol):
    """What became of a form."""

    @property
    def is_done(self) -> bool:
        """Whether it did what it asks for; a form with mistakes did not, and its key stays free."""

    @property
    def is_broken(self) -> bool:
        """Whether the program failed: whatever was half done is undone."""

    @property
    def leads_to(self) -> str:
        """Where its sender is sent on; empty for a page that is shown only once."""


O = TypeVar("O", bound=Outcome)  # noqa: E741 - an outcome


@dataclass(frozen=True)
class Sending:
    """A form on its way: its key, the address that it goes to, and the hash of all that was typed."""

    key: FormKey
    address: str
    wish: bytes


@dataclass(frozen=True)
class SentBefore:
    """The same form was sent before; `is_same` where the same was typed."""

    at: datetime
    leads_to: str
    is_same: bool


def send_once(sending: Sending, act: Callable[[], O], now: datetime) -> O | SentBefore:
    """Act, or say what became of the first sending. Of two at once the second waits for the first."""
    with transaction.atomic():
        sent, is_first = SentForm.objects.get_or_create(
            key=_index(sending), defaults={"wish": _wish(sending), "at": now}
        )
        if not is_first:
            return SentBefore(sent.at, _leads_to(sent), bytes(sent.wish) == _wish(sending))
        outcome = act()
        if outcome.is_broken:
            transaction.set_rollback(True)
        elif outcome.is_done:
            _note(sent, outcome.leads_to)
        else:
            sent.delete()
    return outcome


def forget_sent_forms(now: datetime) -> int:
    """Drop what is older than `KEPT_FOR`; gives back how many went."""
    return SentForm.objects.filter(at__lt=now - KEPT_FOR).delete()[0]


def _note(sent: SentForm, leads_to: str) -> None:
    if leads_to:
        sent.leads_to_sealed = vault.seal_text(_cell(sent), leads_to)
        sent.save(update_fields=["leads_to_sealed"])


def _leads_to(sent: SentForm) -> str:
    return "" if sent.leads_to_sealed is None else vault.open_text(_cell(sent), sent.leads_to_sealed)


def _index(sending: Sending) -> bytes:
    """Forms that were shown to nobody known may be sent again with other words: nobody could be asked about them."""
    who = f"{sending.key.text} {sending.address}"
    return vault.mark("sent_form.key", who if sending.key.has_writer else f"{who} {sending.wish.hex()}")


def _wish(sending: Sending) -> bytes:
    return vault.mark("sent_form.wish", sending.wish.hex())


def _cell(sent: SentForm) -> str:
    return f"sent_form.leads_to:{bytes(sent.key).hex()}"
