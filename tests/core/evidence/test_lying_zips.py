"""A zip file says of each member how large it is. Who believes it fills the memory, or reads less than others."""

import io
import runpy
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from songda.core.evidence.bundle import BundleError, open_bundle, write_bundle
from songda.site.commands import main
from songda.trust.offline.pack import one_file
from tests.core.evidence.bundles import bundle
from tests.core.evidence.lying_zips import only_the_beginning, saying, zipped

BOMB = 20_000_000  # packed in a thousandth of that
ROOM = 8_000_000


def files() -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(write_bundle(bundle(), {}))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


LIES: dict[str, Callable[[], bytes]] = {
    "a bomb that says it is small": lambda: saying(zipped({**files(), "bomb": bytes(BOMB)}), "bomb", 100),
    "a bomb with the check sum of its beginning": lambda: only_the_beginning(
        {**files(), "bomb": bytes(BOMB)}, "bomb", 100
    ),
    "more than it says": lambda: only_the_beginning(files(), "certificate.pdf", 5),
    "one byte more than it says": lambda: only_the_beginning(files(), "checkpoint", len(files()["checkpoint"]) - 1),
    "less than it says": lambda: saying(zipped(files()), "certificate.pdf", 1_000),
    "a bomb by another packing": lambda: zipped({**files(), "bomb": bytes(BOMB)}, zipfile.ZIP_BZIP2),
    "a bomb by a third packing": lambda: zipped({**files(), "bomb": bytes(BOMB)}, zipfile.ZIP_LZMA),
}


@pytest.mark.parametrize("lie", [pytest.param(made, id=name) for name, made in LIES.items()])
def test_sizes_are_believed_once_they_are_counted(lie: Callable[[], bytes]) -> None:
    written = lie()
    tracemalloc.start()
    try:
        with pytest.raises(BundleError, match=r"not the size|Bad CRC-32|packed in another way"):
            open_bundle(written)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < ROOM


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_an_honest_one_is_read_however_it_was_packed(method: int) -> None:
    assert open_bundle(zipped(files(), method)) == open_bundle(write_bundle(bundle(), {}))


def test_both_programs_refuse_a_lie_with_the_name_of_the_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lying, alone = tmp_path / "bundle.zip", tmp_path / "verify.py"
    lying.write_bytes(saying(zipped(files()), "certificate.pdf", 5))
    alone.write_text(one_file(), encoding="utf-8")
    said = CliRunner().invoke(main, ["verify", str(lying)])
    assert (said.exit_code, runpy.run_path(str(alone))["main"]([str(lying)])) == (2, 2)
    for told in (said.output, capsys.readouterr().err):
        assert "certificate.pdf: not the size" in told
