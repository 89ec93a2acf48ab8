"""Sealed files and the rows that name them: what an act that was broken off leaves behind is named and can go."""

import os
import re
from datetime import timedelta
from importlib import import_module
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import songda
from songda.clock import ahead, new_id, now
from songda.records.ground import vault
from songda.records.ground.sent_forms.files import SHELF as SENT_FILES
from songda.records.matter.papers import actions
from songda.records.matter.papers.actions import PaperDraft, file_paper
from songda.records.matter.papers.models import Paper
from songda.records.ways.deeds import DeedDraft, StepDraft, record_deed
from songda.records.ways.public_notices.actions import REPORTS
from songda.records.ways.public_notices.models import NoticeReport
from songda.site.cli import main
from songda.site.keeping import sealed_files
from songda.site.keeping.sealed_files import compare
from tests import make
from tests.lying import file_of, files_of
from tests.records.stage import defendant, envelope

pytestmark = pytest.mark.database

LATER = timedelta(days=2)


@pytest.fixture(autouse=True)
def shelves(settings, tmp_path: Path) -> Path:  # type: ignore[no-untyped-def]
    settings.FILES = tmp_path / "files"
    return tmp_path


def _name(path: Path) -> str:
    return "/".join(path.parts[-3:])


def told(*words: str) -> Result:
    return CliRunner().invoke(main, ["files", *words])


def fresh(path: Path) -> Path:
    """Written at this moment, whatever the file system's own clock says."""
    at = (now() - ahead()).timestamp()
    os.utime(path, (at, at))
    return path


def aged(path: Path) -> Path:
    old = (now() - LATER).timestamp()
    os.utime(path, (old, old))
    return path


def broken_off(monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of a paper whose row was never written, as a killed process leaves it."""

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as within:
        within.setattr(actions, "record", killed)
        with pytest.raises(KeyboardInterrupt):
            file_paper(make.case(), PaperDraft("summons", "传票", make.pdf()), "engine", make.NOW)
    (left,) = files_of("papers")
    assert not Paper.objects.exists()
    return left


def test_where_every_file_has_its_row_nothing_is_named() -> None:
    paper = make.paper()
    served = envelope(defendant(make.case()))
    services = tuple(served.services.values_list("id", flat=True))
    step = StepDraft("signed", make.NOW, by="recipient", scan=make.pdf())
    bare = Paper.objects.exclude(id=paper.id).get()  # made by the stage, without a file
    Paper.objects.filter(id=bare.id).update(wrapped_key=vault.store_file("papers", bare.id, b"%PDF"))
    record_deed(served, DeedDraft("direct", services, step), "engine", make.NOW)
    found = compare(now() + LATER, reads=True)
    assert (found.rows, found.stray, found.missing, found.damaged) == (3, [], [], [])
    assert told("--read").exit_code == 0


def test_a_file_whose_act_was_broken_off_is_named_and_the_act_can_be_done_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    left = fresh(broken_off(monkeypatch))
    assert compare(now(), reads=False).stray == []  # its row may be about to be written
    aged(left)
    assert _name(left) in told().output
    make.paper()
    assert left.exists()
    assert told("--remove").exit_code == 0
    assert files_of("papers") == [file_of("papers", Paper.objects.get().id)]


def test_what_a_killed_writer_left_beside_a_place_is_named_too(shelves: Path) -> None:
    make.paper()
    (paper,) = files_of("papers")
    half = paper.with_name(f".{paper.name}.00ff.part")
    half.write_bytes(b"SDF1")
    fresh(half)
    assert compare(now(), reads=False).stray == []
    assert compare(now() + LATER, reads=False).stray == [_name(half)]


def test_a_file_in_another_s_place_is_stray() -> None:
    make.paper()
    (paper,) = files_of("papers")
    elsewhere = paper.parent.parent / "zz" / paper.name
    elsewhere.parent.mkdir()
    elsewhere.write_bytes(paper.read_bytes())
    assert compare(now() + LATER, reads=False).stray == [_name(elsewhere)]


def test_a_row_whose_file_is_gone_is_named() -> None:
    paper = make.paper()
    file_of("papers", paper.id).unlink()
    answer = told()
    assert answer.exit_code == 1
    assert f"papers {paper.id}" in answer.output


@pytest.mark.parametrize("spoil", [lambda body: body[:-1], lambda body: body + b"x", lambda _: b"", lambda _: b"%PDF"])
def test_a_file_that_was_changed_is_named_when_all_are_read(spoil) -> None:  # type: ignore[no-untyped-def]
    paper = make.paper()
    place = file_of("papers", paper.id)
    place.write_bytes(spoil(place.read_bytes()))
    assert told().exit_code == 0
    answer = told("--read")
    assert answer.exit_code == 1
    assert str(paper.id) in answer.output


def test_two_files_that_changed_places_are_named() -> None:
    first, second = (file_of("papers", make.paper().id) for _ in range(2))
    body = first.read_bytes()
    first.write_bytes(second.read_bytes())
    second.write_bytes(body)
    assert len(compare(now(), reads=True).damaged) == 2


def test_a_file_is_never_named_by_an_id_that_nobody_gave() -> None:
    vault.store_file("certificates", new_id(), b"%PDF")
    assert len(compare(now() + LATER, reads=True).stray) == 1


def test_every_shelf_on_which_something_is_put_is_compared() -> None:
    """Whoever stores files under a new name says which rows name them."""
    put = re.compile(r"(?:store_file|begin_file)\(\s*([\w.]+|\"[\w-]+\")")
    found = {
        _value(module_of(path), said)
        for path in Path(songda.__file__).parent.rglob("*.py")
        for said in put.findall(path.read_text(encoding="utf-8"))
        if said not in {"kind", "self"}
    }
    assert found == {*sealed_files.shelves(), SENT_FILES}


def _value(module: str, said: str) -> str:
    return said.strip('"') if said.startswith('"') else str(getattr(import_module(module), said))


def module_of(path: Path) -> str:
    return ".".join(("songda", *path.relative_to(Path(songda.__file__).parent).with_suffix("").parts))


def test_a_file_that_was_erased_with_its_case_is_not_missing_and_one_left_behind_is_stray() -> None:
    report = NoticeReport(id=new_id(), envelope=envelope(defendant(make.case())), asked_at=make.NOW)
    report.made_at = make.NOW
    report.wrapped_key = vault.store_file(REPORTS, report.id, b"%PDF")
    report.sha256 = b"\1" * 32
    report.save(force_insert=True)
    assert compare(now() + LATER, reads=True).stray == []
    vault.remove_file(REPORTS, report.id, report.wrapped_key)
    assert compare(now(), reads=False).missing == [f"{REPORTS} {report.id}"]
    NoticeReport.objects.update(wrapped_key=b"")
    assert compare(now(), reads=False).missing == []
    vault.store_file(REPORTS, report.id, b"%PDF")
    assert len(compare(now() + LATER, reads=False).stray) == 1
