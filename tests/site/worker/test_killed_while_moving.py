"""`songda files --move` is killed as by `kill -9` at each of its steps: every file opens, and the next one ends it."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from songda.records.ground import vault
from songda.records.matter.papers.models import Paper
from songda.site.cli import main
from songda.site.keeping.sealed_files import compare
from tests import make
from tests.site.worker.dying import died, start
from tests.surroundings.s3 import Gateway, gateway

pytestmark = pytest.mark.database(transaction=True)
POINTS = [
    ("s3", "songda.trust.s3:S3.put:3"),
    ("s3", "songda.trust.s3:S3.get:3"),
    ("s3", "songda.trust.places:Folder.remove:1"),
    ("s3", "songda.trust.places:Folder.remove:4"),
    ("folder", "songda.trust.places:Folder.put:3"),
    ("folder", "songda.trust.s3:S3.remove:2"),
]


@pytest.fixture(scope="module")
def server() -> Iterator[Gateway]:
    with gateway() as running:
        yield running


@pytest.mark.parametrize(("to", "point"), POINTS, ids=[f"{to}-{point.rpartition('.')[2]}" for to, point in POINTS])
def test_whoever_goes_on_ends_it_and_nothing_is_lost(
    to: str, point: str, settings: Any, server: Gateway, tmp_path: Path
) -> None:
    shutil.copytree(Path(settings.HOME) / "keys", tmp_path / "keys")
    settings.FILES = tmp_path / "files"
    settings.FILES_URL, settings.FILES_IN = server.url(), "folder" if to == "s3" else "s3"
    case = make.case()
    papers: list[Paper] = [make.paper(case) for _ in range(6)]
    around = {"SONGDA_HOME": str(tmp_path), "SONGDA_FILES_URL": server.url(), "SONGDA_FILES_IN": to}
    assert died(start(point, "files", "--move", **around))
    settings.FILES_IN = to
    assert compare(make.NOW, reads=True).missing == []
    assert all(paper.read().startswith(b"%PDF") for paper in papers)
    ended = CliRunner().invoke(main, ["files", "--move"])
    assert ended.exit_code == 0, ended.output
    written, other = vault.file_places()
    wanted = {vault.file_name("papers", paper.id, paper.wrapped_key) for paper in papers}
    assert {each.name for each in written.list("papers")} >= wanted
    assert not wanted & {each.name for each in other.list("papers")}
