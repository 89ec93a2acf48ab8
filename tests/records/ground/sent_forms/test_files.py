"""Files that wait for their form: an hour, sealed, for whoever sent them."""

import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from songda.records.ground.sent_forms import files
from songda.records.ground.sent_forms.files import (
    KEPT_FOR,
    SHELF,
    FileHolder,
    drop_file,
    files_kept,
    forget_sent_files,
    keep_file,
    keep_longer,
)
from songda.records.ground.sent_forms.models import SentFile
from songda.trust.sealing import SealError
from tests import make
from tests.lying import files_of

pytestmark = pytest.mark.database

CHEN = FileHolder("staff:1", "/cases/1/papers/")
ABOUT = {"name": "李某起诉状.pdf"}


@pytest.fixture(autouse=True)
def shelves(settings, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    settings.FILES = tmp_path / "files"


def test_it_comes_back_to_whoever_sent_it_with_the_same_form() -> None:
    assert keep_file(CHEN, b"a paper", ABOUT, make.NOW)
    (kept,) = files_kept(CHEN, make.NOW)
    assert (kept.read(), kept.about) == (b"a paper", ABOUT)
    for other in (replace(CHEN, writer="staff:2"), replace(CHEN, form="/cases/2/papers/")):
        assert files_kept(other, make.NOW) == []
        with pytest.raises(SealError):
            replace(kept, holder=other).read()


def test_neither_name_nor_words_nor_writer_can_be_read_where_it_lies() -> None:
    keep_file(CHEN, b"a paper about Li", ABOUT, make.NOW)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM sent_forms_sentfile")
        row = [bytes(value) if isinstance(value, memoryview) else value for value in cursor.fetchone()]
    lying = repr(row).encode() + b"".join(path.read_bytes() for path in files_of(SHELF))
    assert not [word for word in ("李某", "staff:1", "about Li", repr("李某".encode())) if word.encode() in lying]


def test_its_hour_begins_anew_when_the_form_is_sent_again() -> None:
    keep_file(CHEN, b"a paper", ABOUT, make.NOW)
    half = make.NOW + KEPT_FOR / 2
    keep_longer(CHEN, half)
    assert files_kept(CHEN, make.NOW + KEPT_FOR)
    assert forget_sent_files(make.NOW + KEPT_FOR) == 0
    assert not files_kept(CHEN, half + KEPT_FOR)
    assert forget_sent_files(half + KEPT_FOR) == 1
    assert not files_of(SHELF)
    assert not SentFile.objects.exists()


def test_the_same_file_waits_once() -> None:
    for _ in range(2):
        assert keep_file(CHEN, b"a paper", ABOUT, make.NOW)
    assert len(files_kept(CHEN, make.NOW)) == 1


def test_brought_again_after_its_hour_it_waits_anew_though_the_clean_up_has_not_come(
    django_capture_on_commit_callbacks,  # type: ignore[no-untyped-def]
) -> None:
    keep_file(CHEN, b"a paper", ABOUT, make.NOW)
    later = make.NOW + KEPT_FOR + timedelta(minutes=1)
    with django_capture_on_commit_callbacks(execute=True):
        assert keep_file(CHEN, b"a paper", ABOUT, later)
    (kept,) = files_kept(CHEN, later)
    assert kept.read() == b"a paper"
    assert len(files_of(SHELF)) == 1


def test_brought_again_within_its_hour_it_waits_an_hour_more() -> None:
    half = make.NOW + KEPT_FOR / 2
    for at in (make.NOW, half):
        keep_file(CHEN, b"a paper", ABOUT, at)
    assert len(files_kept(CHEN, make.NOW + KEPT_FOR)) == 1


def test_the_same_bytes_under_two_names_or_for_two_fields_are_two_files() -> None:
    sent = [{"name": "传票.pdf"}, {"name": "应诉通知书.pdf"}, {"name": "传票.pdf", "field": "proof"}]
    for about in sent:
        assert keep_file(CHEN, b"a paper", about, make.NOW)
    assert [kept.about for kept in files_kept(CHEN, make.NOW)] == sent


def test_what_is_over_takes_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_BYTES", 10)
    assert keep_file(CHEN, b"12345678", ABOUT, make.NOW)
    assert keep_file(CHEN, b"another", ABOUT, make.NOW + KEPT_FOR)


def test_the_same_file_waits_once_whether_its_sender_was_signed_in_or_not() -> None:
    assert keep_file(replace(CHEN, is_known=False), b"a paper", ABOUT, make.NOW)
    assert keep_file(CHEN, b"a paper", ABOUT, make.NOW)
    (kept,) = files_kept(CHEN, make.NOW)
    assert kept.read() == b"a paper"


def test_nobody_fills_the_disk_with_what_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_BYTES", 10)
    assert keep_file(CHEN, b"12345678", ABOUT, make.NOW)
    assert not keep_file(replace(CHEN, form="/elsewhere/"), b"123", ABOUT, make.NOW)
    assert keep_file(replace(CHEN, writer="staff:2"), b"123", ABOUT, make.NOW)


def test_what_is_taken_leaves_nothing(django_capture_on_commit_callbacks) -> None:  # type: ignore[no-untyped-def]
    keep_file(CHEN, b"a paper", ABOUT, make.NOW)
    with django_capture_on_commit_callbacks(execute=True):
        drop_file(files_kept(CHEN, make.NOW)[0])
    assert (files_kept(CHEN, make.NOW), files_of(SHELF)) == ([], [])


def test_what_a_broken_act_left_on_the_shelf_is_swept() -> None:
    keep_file(CHEN, b"a paper", ABOUT, make.NOW)
    SentFile.objects.all().delete()
    (path,) = files_of(SHELF)
    os.utime(path, (0, 0))
    assert forget_sent_files(make.NOW + timedelta(seconds=1)) == 1
    assert not path.exists()
