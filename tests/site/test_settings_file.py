"""A court's settings in a file: read as systemd reads them, where nothing else says what to run on."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from songda.site import settings_file as file
from songda.site.commands import main
from songda.site.environment import prepare, read_addresses
from songda.site.errors import CurableError
from songda.site.settings_file import named_home, read_settings, take_settings

SECRET = "Xk7secretQ"


@pytest.fixture(autouse=True)
def empty_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing is said, and where we stand there is no demo."""
    for name in list(os.environ):
        if name == "DATABASE_URL" or name.startswith("SONGDA_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("SONGDA_ENV", "production")
    monkeypatch.delenv("SONGDA_ENV")
    monkeypatch.chdir(tmp_path)


def written(folder: Path, text: str, mode: int = 0o640) -> Path:
    place = folder / "settings"
    place.write_text(text, encoding="utf-8")
    place.chmod(mode)
    return place


def test_it_is_read_as_systemd_reads_it(tmp_path: Path) -> None:
    text = (
        "# the court\n\n; another comment\nDATABASE_URL=postgresql://a:b%26c&d@h/x?sslmode=verify-full\n"
        "SONGDA_HOSTS='a.example, b.example'\nSONGDA_TSA_URL=\"https://t.example\"\n  SONGDA_ENV = \n"
    )
    with pytest.raises(CurableError, match=r"Line 7 of .* is no setting"):
        read_settings(written(tmp_path, text))
    assert read_settings(written(tmp_path, text.rpartition("  SONGDA")[0])) == {
        "DATABASE_URL": "postgresql://a:b%26c&d@h/x?sslmode=verify-full",
        "SONGDA_HOSTS": "a.example, b.example",
        "SONGDA_TSA_URL": "https://t.example",
    }


@pytest.fixture
def shut(tmp_path: Path) -> Iterator[Path]:
    """Where we stand, and may not look: root's home, in which an administrator types `sudo -u songda …`."""
    folder = tmp_path / "shut"
    folder.mkdir(mode=0)
    os.chdir(folder)
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(65534)
    yield folder
    if is_root:
        os.seteuid(0)
    folder.chmod(0o700)


def test_a_folder_in_which_we_may_not_look_is_no_demo_s_and_in_nobody_s_way(
    shut: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file, "PLACE", Path("/nothing/settings"))
    take_settings()
    with pytest.raises(CurableError, match="DATABASE_URL is not set"):
        prepare()
    monkeypatch.setattr(file, "PLACE", shut / "settings")
    with pytest.raises(CurableError, match="cannot be read") as told:
        take_settings()
    assert "sudo -u songda" in told.value.cure


@pytest.mark.parametrize(
    ("text", "mode", "told"),
    [
        (f"SONGDA_SECRET_KEY='{SECRET}", 0o640, "Line 1 of .* has a quote that does not end"),
        (f"SONGDA_SECRET_KEY='{SECRET}' b", 0o640, "Line 1"),
        (f"export SONGDA_SECRET_KEY={SECRET}", 0o640, "Line 1 of .* is no setting"),
        (f"SONGDA_SECRET_KEY={SECRET}", 0o644, "Everybody on this machine may read"),
    ],
)
def test_what_makes_no_sense_is_told_with_its_line_and_no_value(
    tmp_path: Path, text: str, mode: int, told: str
) -> None:
    with pytest.raises(CurableError, match=told) as wrong:
        read_settings(written(tmp_path, text, mode))
    assert SECRET not in repr(wrong.value) + wrong.value.cure


def test_a_file_that_is_named_and_not_there_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SONGDA_SETTINGS", str(tmp_path / "nowhere"))
    told = CliRunner().invoke(main, ["check"])
    assert (told.exit_code, "nowhere cannot be read" in told.output) == (2, True)


def test_the_usual_place_is_read_where_nothing_is_said_and_the_environment_counts_before_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(file, "PLACE", written(tmp_path, "SONGDA_TSA_URL=https://t.example\n"))
    with monkeypatch.context() as said:
        said.setenv("SONGDA_LOG_LEVEL", "INFO")
        take_settings()
        assert "SONGDA_TSA_URL" not in os.environ
    take_settings()
    assert os.environ.pop("SONGDA_TSA_URL") == "https://t.example"


def test_where_a_demo_stands_the_file_of_a_court_is_not_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(file, "PLACE", written(tmp_path, "SONGDA_TSA_URL=https://t.example\n"))
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / file.DEMO_NOTE).touch()
    take_settings()
    assert "SONGDA_TSA_URL" not in os.environ


def test_whoever_asks_the_law_needs_no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(file, "PLACE", written(tmp_path, "nonsense", 0o644))
    assert CliRunner().invoke(main, ["rules", "--help"]).exit_code == 0
    assert CliRunner().invoke(main, ["check", "--help"]).exit_code == 2


@pytest.mark.parametrize("name", ["DATABASE_URL", "SONGDA_WORKER_URL", "SONGDA_OWNER_URL"])
def test_an_address_of_the_database_may_stand_in_a_file(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "url").write_text("postgresql://a:b@h/x\n", encoding="utf-8")
    monkeypatch.setenv(f"{name}_FILE", str(tmp_path / "url"))
    monkeypatch.setenv(name, "")
    read_addresses()
    assert os.environ[name] == "postgresql://a:b@h/x"


@pytest.mark.parametrize("home", ["", "var", "./x"])
def test_a_court_names_its_home_from_the_root(home: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://a:b@h/x")
    if home:
        monkeypatch.setenv("SONGDA_HOME", home)
    with pytest.raises(CurableError, match="SONGDA_HOME"):
        prepare()
    monkeypatch.setenv("SONGDA_HOME", "/var/lib/songda")
    prepare()
    assert str(named_home()) == "/var/lib/songda"
