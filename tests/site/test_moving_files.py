"""Sealed files move between a folder and a real S3 store while all runs, and nothing is lost whoever is killed."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from songda.records.ground import vault
from songda.records.matter.papers.models import Paper
from songda.site.cli import main
from songda.site.keeping import moving
from songda.site.keeping.sealed_files import compare
from songda.trust.places import FilePlace, Folder
from tests import make
from tests.surroundings.s3 import Gateway, gateway

pytestmark = pytest.mark.database


@pytest.fixture(scope="module")
def server() -> Iterator[Gateway]:
    with gateway() as running:
        yield running


@pytest.fixture
def papers(settings: Any, tmp_path: Path, server: Gateway) -> list[Paper]:
    """In the folder of a court that has just named a store."""
    settings.FILES, settings.FILES_URL = tmp_path / "files", ""
    case = make.case()
    made = [make.paper(case) for _ in range(5)]
    settings.FILES_URL, settings.FILES_IN = server.url(), "s3"
    return made


def move() -> Result:
    return CliRunner().invoke(main, ["files", "--move"])


def lying_in(place: FilePlace) -> set[str]:
    return {each.name for each in place.list("papers")}


def names(papers: list[Paper]) -> set[str]:
    return {vault.file_name("papers", paper.id, paper.wrapped_key) for paper in papers}


def all_open(papers: list[Paper]) -> bool:
    return all(paper.read().startswith(b"%PDF") for paper in papers)


def test_they_go_to_the_store_and_back(papers: list[Paper], settings: Any) -> None:
    done = move()
    assert (done.exit_code, "papers: 5 of 5" in done.output, "5 files moved" in done.output) == (0, True, True)
    store, folder = vault.file_places()
    assert (lying_in(store) >= names(papers), lying_in(folder)) == (True, set())
    assert all_open(papers)
    settings.FILES_IN = "folder"
    assert move().exit_code == 0
    assert (lying_in(folder), lying_in(store)) == (names(papers), set())
    assert all_open(papers)


def test_every_paper_can_be_read_at_every_moment(papers: list[Paper], settings: Any) -> None:
    over, wrong = threading.Event(), list[Exception]()
    keys = [(paper.id, bytes(paper.wrapped_key)) for paper in papers]

    def read_on() -> None:
        while not over.is_set():
            for file_id, key in keys:
                try:
                    vault.read_file("papers", file_id, key)
                except Exception as failed:  # noqa: BLE001 - whatever it is, it is told below
                    wrong.append(failed)

    reader = threading.Thread(target=read_on)
    reader.start()
    for place in ("s3", "folder") * 3:
        settings.FILES_IN = place
        assert move().exit_code == 0
    over.set()
    reader.join()
    assert wrong == []


def test_a_file_that_is_nowhere_is_named_and_the_move_is_not_done(papers: list[Paper]) -> None:
    (Path(vault.file_places()[1].root) / names(papers[:1]).pop()).unlink()  # type: ignore[attr-defined]
    done = move()
    assert done.exit_code == 1
    assert f"papers {papers[0].id}" in done.output
    assert "4 files moved" in done.output


def test_what_lies_there_with_other_bytes_is_never_written_over(papers: list[Paper]) -> None:
    store, folder = vault.file_places()
    other = names(papers[:1]).pop()
    with (Path(folder.root) / names(papers[1:2]).pop()).open("rb") as body:  # type: ignore[attr-defined]
        store.put(other, body)
    done = move()
    assert (done.exit_code, f"{other}: lies in the other place with other bytes" in done.output) == (1, True)
    assert lying_in(folder) == {other}


def test_a_copy_that_is_not_as_the_file_leaves_it_where_it_was(
    papers: list[Paper], monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    class Spoils(Folder):
        def put(self, name: str, sealed: Any) -> None:
            super().put(name, sealed)
            (self.root / name).write_bytes(b"spoilt")

    old = Folder(settings.FILES)
    monkeypatch.setattr(vault, "file_places", lambda: [Spoils(settings.HOME / "spoiling"), old])
    assert move().exit_code == 1
    assert lying_in(old) == names(papers)


def test_a_store_that_is_away_ends_it_with_nothing_lost(papers: list[Paper], server: Gateway) -> None:
    server.stop()
    try:
        done = move()
    finally:
        server.start()
    assert (done.exit_code, "cannot be reached" in done.output) == (2, True)
    assert move().exit_code == 0
    assert all_open(papers)


def test_a_half_written_file_is_left_and_a_court_with_one_place_has_nothing_to_move(
    papers: list[Paper], settings: Any
) -> None:
    name = names(papers[:1]).pop()
    half = Path(settings.FILES) / name
    half = half.with_name(f".{half.name}.0a0b.part")
    half.write_bytes(b"SDF1")
    assert move().exit_code == 0
    assert half.exists()
    settings.FILES_URL = ""
    done = move()
    assert (done.exit_code, "one place" in done.output) == (2, True)


def test_what_an_older_process_writes_meanwhile_is_moved_too(
    papers: list[Paper], monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    came, move_kind = list[Paper](), moving._move_kind

    def writes_meanwhile(kind: str, *rest: Any) -> list[str]:
        found = move_kind(kind, *rest)
        if kind == "papers" and not came:
            settings.FILES_IN = "folder"
            came.append(make.paper(papers[0].case))
            settings.FILES_IN = "s3"
        return found

    monkeypatch.setattr(moving, "_move_kind", writes_meanwhile)
    assert move().exit_code == 0
    assert names(came) <= lying_in(vault.file_places()[0])
    assert compare(make.NOW, reads=True).missing == []
