"""Files that came with a form which could not be taken yet: kept sealed for whoever sent them, and for nobody else.

They wait an hour from the last time that their form was sent. Afterwards, and as soon as the form is taken, nothing of
them is left.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet, Sum

from songda.clock import by_machine, new_id
from songda.records.ground import vault
from songda.records.ground.sent_forms.models import SentFile

KEPT_FOR = timedelta(hours=1)
MOST_BYTES = 400 * 1024 * 1024  # of one person, in all forms together
SHELF = "sent_files"


@dataclass(frozen=True)
class FileHolder:
    """Who sent the files, and the address of the form that they came with.

    `is_known` is False where nothing but the page of the form shows who they are: what waits has room of its own then.
    """

    writer: str
    form: str
    is_known: bool = True

    @property
    def bound(self) -> bytes:
        """Under which everything that waits is counted."""
        return vault.mark("sent_file.writer", self.writer if self.is_known else f"signed out {self.writer}")


@dataclass(frozen=True)
class KeptFile:
    """A file that waits; `about` is its name and what is known of it so far."""

    id: UUID
    size: int
    about: Mapping[str, str]
    holder: FileHolder

    def read(self) -> bytes:
        """The file as it came."""
        sealed = SentFile.objects.get(id=self.id).key_sealed
        return vault.read_file(SHELF, self.id, _opened_key(self.id, _form(self.holder), sealed))


def files_kept(holder: FileHolder, now: datetime) -> list[KeptFile]:
    """What waits for this form, in the order in which it came."""
    rows = SentFile.objects.filter(form=_form(holder), at__gt=now - KEPT_FOR).order_by("id")
    return [
        KeptFile(
            row.id,
            row.size,
            json.loads(vault.open_text(_cell("about", row.id, _form(holder)), row.about_sealed)),
            holder,
        )
        for row in rows
    ]


@transaction.atomic
def keep_file(holder: FileHolder, body: bytes, about: Mapping[str, str], now: datetime) -> bool:
    """Keep one more; the very same, under its name, waits longer. False where this person has too much waiting."""
    content = _content(body, about)
    same = SentFile.objects.filter(form=_form(holder), content=content)
    if same.filter(at__gt=now - KEPT_FOR).update(at=now):
        return True
    _drop(same)  # its hour is over, and the clean-up has not come yet
    rows = SentFile.objects.filter(writer=holder.bound, at__gt=now - KEPT_FOR)
    waiting = rows.aggregate(size=Sum("size"))["size"] or 0
    if waiting + len(body) > MOST_BYTES:
        return False
    file_id = new_id()
    key = vault.store_file(SHELF, file_id, body)
    SentFile.objects.create(
        id=file_id,
        writer=holder.bound,
        form=_form(holder),
        content=content,
        about_sealed=_about(file_id, holder, about),
        key_sealed=vault.seal_bytes(_cell("key", file_id, _form(holder)), key),
        size=len(body),
        at=now,
    )
    return True


def keep_longer(holder: FileHolder, now: datetime) -> None:
    """Their form was sent again: the hour begins anew."""
    SentFile.objects.filter(form=_form(holder), at__gt=now - KEPT_FOR).update(at=now)


def lock_kept(kept: KeptFile) -> KeptFile | None:
    """Inside the caller's transaction: the file as it is now, for this caller alone; None where it is gone."""
    row = SentFile.objects.select_for_update().filter(id=kept.id).first()
    if row is None:
        return None
    about = json.loads(vault.open_text(_cell("about", row.id, _form(kept.holder)), row.about_sealed))
    return KeptFile(row.id, row.size, about, kept.holder)


def note_about(kept: KeptFile, about: Mapping[str, str]) -> None:
    """What is known of a file by now."""
    if about != kept.about:
        SentFile.objects.filter(id=kept.id).update(about_sealed=_about(kept.id, kept.holder, about))


@transaction.atomic
def drop_file(kept: KeptFile) -> None:
    """It was taken, or is not wanted: its key goes at once, the file when that is certain."""
    _drop(SentFile.objects.filter(id=kept.id))


def _drop(rows: QuerySet[SentFile]) -> None:
    """Inside the caller's transaction: the keys go with it, the files once it is certain."""
    vault.remove_once_certain([(SHELF, row.id, _opened_key(row.id, row.form, row.key_sealed)) for row in rows])
    rows.delete()


def forget_sent_files(now: datetime) -> int:
    """Drop those whose hour is over, and what a broken act left on the shelf; gives back how many went."""
    over = set(SentFile.objects.filter(at__lte=now - KEPT_FOR).values_list("id", flat=True))
    SentFile.objects.filter(id__in=over).delete()
    place = vault.file_place()
    shelf = list(place.list(SHELF))
    known = set(SentFile.objects.values_list("id", flat=True))
    unknown = [lying for lying in shelf if vault.id_in(lying.name) not in known]
    gone = [each for each in unknown if vault.id_in(each.name) in over or by_machine(each.written_at) <= now - KEPT_FOR]
    for lying in gone:
        place.remove(lying.name)
    return len(gone)


def _form(holder: FileHolder) -> bytes:
    return vault.mark("sent_file.form", f"{holder.writer} {holder.form}")


def _content(body: bytes, about: Mapping[str, str]) -> bytes:
    """The same bytes under another name, or for another field, are something else that was sent."""
    named = [hashlib.sha256(body).hexdigest(), about.get("field", ""), about.get("name", "")]
    return vault.mark("sent_file.content", "\n".join(named))


def _about(file_id: UUID, holder: FileHolder, about: Mapping[str, str]) -> bytes:
    return vault.seal_text(_cell("about", file_id, _form(holder)), json.dumps(dict(about), ensure_ascii=False))


def _opened_key(file_id: UUID, form: bytes | memoryview, sealed: bytes | memoryview) -> bytes:
    return vault.open_bytes(_cell("key", file_id, form), sealed)


def _cell(column: str, file_id: UUID, form: bytes | memoryview) -> str:
    return f"sent_file.{column}:{file_id}:{form.hex()}"
