"""A court's settings are asked for once, written whole for its user alone, and every command can read them."""

import os
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from songda.site.cli import main
from songda.site.settings_file import read_settings

ANSWERS = {
    "--public-url": "https://songda.court.example",
    "--database": "db.court.example/songda",
    "--text-messages": "",
    "--mail": "smtp://court:p@localhost:25?from=court@court.example",
    "--time-stamps": "https://tsa.example/tsa",
    "--seal": "/etc/songda/seal.p12",
}


def set_up(folder: Path, **other: str) -> Result:
    answers = ANSWERS | {"--home": str(folder / "home"), "--settings": str(folder / "etc" / "settings")} | other
    return CliRunner().invoke(main, ["setup", *(word for pair in answers.items() for word in pair)])


def test_settings_are_written_for_the_user_alone_and_read_back(tmp_path: Path) -> None:
    answer = set_up(tmp_path)
    assert answer.exit_code == 0, answer.output
    place = tmp_path / "etc" / "settings"
    assert stat.S_IMODE(place.stat().st_mode) == 0o640
    said = read_settings(place)
    assert said["SONGDA_HOSTS"] == "songda.court.example"
    assert said["SONGDA_OWNER_URL"].endswith("@db.court.example/songda?sslmode=verify-full")
    assert "SONGDA_SMPP_URL" not in said
    assert (tmp_path / "home" / "keys" / "keyring.json").exists()
    for role in ("songda_owner", "songda", "songda_worker"):
        word = answer.output.partition(f"CREATE ROLE {role} LOGIN PASSWORD '")[2].partition("'")[0]
        assert any(f"//{role}:{word}@" in value for value in said.values())


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_whatever_root_makes_belongs_to_the_user_of_songda(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("songda.site.cli.setup.USER", "nobody")
    home = tmp_path / "home"
    answer = set_up(tmp_path, **{"--seal": str(home / "keys" / "seal.p12")})
    assert answer.exit_code == 0, answer.output
    made = [home, *home.rglob("*")]
    assert {path.name for path in made} >= {"seal.csr", "seal.key", "seal.password", "keyring.json"}
    assert {path.owner() for path in made} == {"nobody"}


def test_nothing_that_is_there_is_written_over(tmp_path: Path) -> None:
    set_up(tmp_path)
    before = (tmp_path / "etc" / "settings").read_bytes()
    again = set_up(tmp_path)
    assert (again.exit_code, "there already" in again.output) == (2, True)
    assert (tmp_path / "etc" / "settings").read_bytes() == before


@pytest.mark.parametrize(
    ("option", "said"), [("--home", "var"), ("--public-url", "court"), ("--database", "songda"), ("--seal", "seal.p12")]
)
def test_what_cannot_be_meant_writes_nothing(option: str, said: str, tmp_path: Path) -> None:
    answer = set_up(tmp_path, **{option: said})
    assert answer.exit_code == 2, answer.output
    assert not (tmp_path / "etc").exists()
