"""New keys beside an old database are noticed before anything is sealed or signed with them."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.conf import settings

from songda.records.ground import vault
from songda.records.ground.evidence.actions import sequence
from songda.records.ground.evidence.models import Checkpoint
from songda.site.checkup.database import ask_database, keys_fit
from songda.site.cli import main
from songda.site.errors import CurableError
from songda.site.keys import require_own_keys, strange_keys
from songda.trust.log_keys import NoteKey
from songda.trust.sealing import Keyring
from tests import make

pytestmark = pytest.mark.database


@pytest.fixture
def filled() -> None:
    """A database in which something is sealed and signed."""
    make.party()
    sequence(make.NOW)


@pytest.fixture
def ring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where another key ring lies, once it is made."""
    path = tmp_path / "keyring.json"
    monkeypatch.setattr(settings, "KEYRING_FILE", path)
    yield path
    vault.keyring.cache_clear()


def use(path: Path) -> None:
    Keyring.create(path)
    vault.keyring.cache_clear()


@pytest.mark.usefixtures("filled")
def test_the_keys_with_which_it_was_written_fit() -> None:
    assert Checkpoint.objects.exists()
    assert strange_keys() == []
    require_own_keys()


@pytest.mark.usefixtures("filled")
def test_a_new_key_ring_does_not_fit(ring: Path) -> None:
    use(ring)
    assert strange_keys() == [str(ring)]
    with pytest.raises(CurableError, match="not written with the key in"):
        require_own_keys()
    assert ask_database().strange_keys == (str(ring),)


@pytest.mark.parametrize("which", [0, 1], ids=["the older", "the newer"])
def test_one_of_several_keys_that_is_lost_is_found_wherever_its_rows_lie(ring: Path, which: int) -> None:
    use(ring)
    make.party()
    lost = [vault.keyring().current, Keyring.add_key(ring).current][which]
    vault.keyring.cache_clear()
    make.party(make.case(make.other_court()))
    assert strange_keys() == []
    written = json.loads(ring.read_text())
    written["keys"].pop(lost)
    written["current"] = next(iter(written["keys"]))
    ring.write_text(json.dumps(written))
    vault.keyring.cache_clear()
    assert strange_keys() == [str(ring)]


def test_a_key_added_to_the_ring_fits(ring: Path) -> None:
    use(ring)
    make.party()
    Keyring.add_key(ring)
    vault.keyring.cache_clear()
    make.party(make.case(make.other_court()))
    assert strange_keys() == []


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("name", ["songda.example/log", "another.example/log"])
def test_a_new_log_key_does_not_fit_whatever_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    path = tmp_path / "log.key"
    NoteKey.create(path, name)
    monkeypatch.setattr(settings, "LOG_KEY_FILE", path)
    assert strange_keys() == [str(path)]


def test_any_keys_fit_an_empty_database(ring: Path) -> None:
    use(ring)
    assert strange_keys() == []


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("body", [b"", b"{}", b"PRIVATE+KEY+a+b+c", b"\xff\xfe"])
def test_files_that_hold_no_key_do_not_fit(
    ring: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: bytes
) -> None:
    log_key = tmp_path / "log.key"
    monkeypatch.setattr(settings, "LOG_KEY_FILE", log_key)
    for path in (ring, log_key):
        path.write_bytes(body)
    vault.keyring.cache_clear()
    assert strange_keys() == [str(ring), str(log_key)]


@pytest.mark.usefixtures("filled")
def test_a_missing_ring_is_told_elsewhere(ring: Path) -> None:
    assert not ring.exists()
    assert strange_keys() == []


def test_what_was_tampered_with_is_the_audits_business() -> None:
    make.case()
    sequence(make.NOW)
    last = Checkpoint.objects.get()
    Checkpoint.objects.bulk_create([Checkpoint(size=last.size + 1, root=last.root, note="nothing", at=last.at)])
    assert strange_keys() == []


@pytest.mark.usefixtures("filled")
def test_migrate_stops_and_check_tells(ring: Path) -> None:
    use(ring)
    answer = CliRunner().invoke(main, ["migrate"])
    assert answer.exit_code != 0
    assert "not written with the key in" in answer.output
    assert "back-up.md" in answer.output
    (finding,) = keys_fit(ask_database())
    assert str(ring) in finding.what
