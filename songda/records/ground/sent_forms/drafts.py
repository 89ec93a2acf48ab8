"""Drafts: what somebody typed into a long form and did not send; it outlives their visit, and is never sent by itself.

A row tells neither whose it is nor which page it belongs to, and what was typed is sealed. A week later it is gone.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from songda.records.ground import vault
from songda.records.ground.sent_forms.actions import MOST_LETTERS, FormKey, mark_of_form
from songda.records.ground.sent_forms.models import Draft, SentForm

DRAFT_KEPT_FOR: Final = timedelta(days=7)
KEEPS_DRAFT: Final = "keeps_draft"  # the hidden field by which a form says that it is kept
_NOT_TYPED: Final = {KEEPS_DRAFT, "form_key", "csrfmiddlewaretoken", "answer"}  # kept as a hash alone, or not at all
Fields = Mapping[str, list[str]]


@dataclass(frozen=True)
class DraftFound:
    """What somebody had typed, by the names of the fields, and when the last letter of it came."""

    fields: Fields
    at: datetime


def typed_of(sent: Iterable[tuple[str, list[str]]]) -> Fields:
    """What people typed, without what the page brought along, and without secrets."""
    return {name: values for name, values in sent if name not in _NOT_TYPED and "password" not in name}


def keep_draft(writer: str, page: str, fields: Fields, now: datetime, key: FormKey | None = None) -> bool:
    """Keep it in the place of what was kept before; False where it is too long, or nobody knows who writes.

    `key` is that of the form: what is kept while the form is being sent, or comes after it, is not brought back.
    """
    text = json.dumps(fields, ensure_ascii=False)
    if not writer or len(text) > MOST_LETTERS:
        return False
    mark, form = _mark(writer, page), mark_of_form(key, page) if key else None
    if form is not None and SentForm.objects.filter(key=form).exists():
        return True  # it was sent: of what stands in the old page nothing waits
    sealed = vault.seal_text(_cell(mark), text)
    Draft.objects.update_or_create(mark=mark, defaults={"typed_sealed": sealed, "at": now, "form": form})
    return True


def draft_of(writer: str, page: str, now: datetime) -> DraftFound | None:
    """What this writer left on this page within a week."""
    mark = _mark(writer, page)
    draft = Draft.objects.filter(mark=mark, at__gt=now - DRAFT_KEPT_FOR).first() if writer else None
    if draft is not None and draft.form is not None and SentForm.objects.filter(key=bytes(draft.form)).exists():
        return None
    return DraftFound(json.loads(vault.open_text(_cell(mark), draft.typed_sealed)), draft.at) if draft else None


def drop_draft(writer: str, page: str) -> None:
    """The form was sent, or its writer wants it no more."""
    Draft.objects.filter(mark=_mark(writer, page)).delete()


def forget_drafts(now: datetime) -> int:
    """Drop those whose week is over; how many went."""
    return Draft.objects.filter(at__lte=now - DRAFT_KEPT_FOR).delete()[0]


def _mark(writer: str, page: str) -> bytes:
    return vault.mark("sent_form.draft", f"{writer} {page}")


def _cell(mark: bytes) -> str:
    return f"sent_form.draft:{mark.hex()}"
