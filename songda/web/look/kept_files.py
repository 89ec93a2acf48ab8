"""Files that came with a form which could not be taken: they wait sealed, and the form says so, to be sent along again.

A field whose file was itself refused keeps none, nor does one whose file was read at once (`data-read-at-once`). The
page names what waits in a hidden field beside the one in which files are chosen; another file takes its place.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from songda.core.identifiers.typed import one_line
from songda.records.court.staff.models import User
from songda.records.ground.sent_forms.actions import FormKey, TypedForm, room_of
from songda.records.ground.sent_forms.files import (
    FileHolder,
    KeptFile,
    drop_file,
    files_kept,
    keep_file,
    keep_longer,
)
from songda.web.look.refilling import Form, Page

NAMED = "kept-file-"  # and the name of a field: the files that wait for it
WITHOUT = "without-file-"  # and the name of a field: they are to be left out
READ_AT_ONCE = "data-read-at-once"
Sent = tuple[str, list["UploadedFile[Any]"]]  # the name of a field, and the files that were chosen in it


def put_back(request: HttpRequest, now: datetime) -> None:
    """The files that wait for this form and its sender, as if they had come with it; another one goes before them."""
    named = _named(request.POST.lists())
    holder = _holder(request)
    if not named or holder is None:
        return
    keep_longer(holder, now)
    waiting = {file.id.hex: file for file in files_kept(holder, now)}
    for name, ids in named.items():
        found = [waiting[one] for one in ids if one in waiting]
        if found and name not in request.FILES and WITHOUT + name not in request.POST:
            request.FILES.setlist(name, [_again(file) for file in found])


def keep_of_form(request: HttpRequest, answer: HttpResponse, now: datetime) -> None:
    """The form was not taken: keep its files, and say so in the answer, where it shows the form once more."""
    holder = _holder(request)
    is_page = answer.headers.get("Content-Type", "").startswith("text/html") and not answer.streaming
    if not request.FILES or holder is None or not is_page:
        return
    page = Page(request.path, answer.content.decode())
    form = next((one for one in page.forms if one.address == request.path and one.files), None)
    if form is None:
        return
    sent = [(name, files) for name, files in request.FILES.lists() if _is_kept(form, name)]
    kept = _keep(holder, sent, now)
    words = {name: _words(request, name, kept.get(name, ()), is_lost=name not in kept) for name, _files in sent}
    page.fill([form], {}, files=words)
    answer.content = str(page).encode()


def keep_until_signed_in(request: HttpRequest, key: FormKey, now: datetime) -> dict[str, list[str]]:
    """Keep the files of somebody who has to show who they are; gives their numbers by the field that names them."""
    holder = FileHolder(key.room, _form_at(request.path), is_known=False)
    kept = _keep(holder, list(request.FILES.lists()), now)
    return {NAMED + name: [file.id.hex for file in files] for name, files in kept.items()}


def words_for(request: HttpRequest, typed: TypedForm, now: datetime) -> dict[str, str]:
    """By field, what the page of the form says of the files that came with what was typed."""
    holder = _holder(request, typed.address)
    waiting = {file.id.hex: file for file in files_kept(holder, now)} if holder else {}
    named = _named(typed.fields.items())
    found = {name: [waiting[one] for one in ids if one in waiting] for name, ids in named.items()}
    return {name: _words(request, name, files) for name, files in found.items() if files}


def drop_named(request: HttpRequest, now: datetime) -> None:
    """The form was taken: nothing waits for it any more."""
    named = _named(request.POST.lists())
    holder = _holder(request)
    if named and holder is not None:
        ids = {one for each in named.values() for one in each}
        for file in files_kept(holder, now):
            if file.id.hex in ids:
                drop_file(file)


def _holder(request: HttpRequest, address: str = "") -> FileHolder | None:
    """Members of staff alone send files with forms that count once."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return None
    return FileHolder(room_of(f"staff:{user.id}"), _form_at(address or request.path))


def _form_at(address: str) -> str:
    return f"fields of {address}"


def _named(fields: Iterable[tuple[str, list[str]]]) -> dict[str, list[str]]:
    """By field the ids of the files that a form names."""
    return {
        name.removeprefix(NAMED): [one for value in values for one in value.split()]
        for name, values in fields
        if name.startswith(NAMED)
    }


def _is_kept(form: Form, name: str) -> bool:
    marks = form.files.get(name)
    return marks is not None and "aria-invalid" not in marks and READ_AT_ONCE not in marks and "multiple" not in marks


def _keep(holder: FileHolder, sent: Sequence[Sent], now: datetime) -> dict[str, list[KeptFile]]:
    """Keep what fits; gives what waits by now, by field, without the fields of which something had no room."""
    lost = {
        name for name, files in sent for file in files if not keep_file(holder, _read(file), _about(name, file), now)
    }
    kept: dict[str, list[KeptFile]] = {}
    came = {(name, one_line(file.name or "")) for name, files in sent for file in files}
    for file in files_kept(holder, now):
        name = file.about["field"]
        if (name, file.about["name"]) in came and name not in lost:
            kept.setdefault(name, []).append(file)
    return kept


def _about(name: str, file: "UploadedFile[Any]") -> dict[str, str]:
    return {"field": name, "name": one_line(file.name or ""), "type": file.content_type or ""}


def _read(file: "UploadedFile[Any]") -> bytes:
    file.seek(0)
    body: bytes = file.read()
    return body


def _again(file: KeptFile) -> "UploadedFile[Any]":
    return UploadedFile(BytesIO(file.read()), file.about["name"], file.about["type"], file.size)


def _words(request: HttpRequest, name: str, files: Iterable[KeptFile], *, is_lost: bool = False) -> str:
    shown = {
        "named": NAMED + name,
        "without": WITHOUT + name,
        "files": list(files),
        "is_lost": is_lost,
    }
    return render_to_string("look/kept_file.html", shown, request)
