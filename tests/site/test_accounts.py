"""A real court begins: keys are made once, it opens once, its first administrator must choose a password."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from songda.core.access import Role
from songda.core.refusal import Refused
from songda.records.court.staff.models import Court, User
from songda.site.accounts import Opening, admit_person, open_court
from songda.site.cli import main
from songda.site.home import make_court_keys, make_keys
from songda.trust.event_keys import EventKeys
from songda.trust.log_keys import NoteKey
from songda.trust.sealing import Keyring
from tests import make

XIAOYI = Opening({"code": "晋1181", "name": "孝义市人民法院"}, "qian", "钱管理员")
MADE = ["secret.key", "keyring.json", "event-keys.json", "log.key", "log.pub", "log-second.key"]


def test_keys_are_made_once_and_never_made_again(tmp_path: Path) -> None:
    assert make_court_keys(tmp_path, "songda.xiaoyi.example/log") == MADE
    before = {path.name: path.read_bytes() for path in (tmp_path / "keys").iterdir()}
    assert make_court_keys(tmp_path, "another.example/log") == []
    assert {path.name: path.read_bytes() for path in (tmp_path / "keys").iterdir()} == before
    assert NoteKey.load(tmp_path / "keys" / "log.key").name == "songda.xiaoyi.example/log"
    Keyring.load(tmp_path / "keys" / "keyring.json")
    EventKeys.load(tmp_path / "keys" / "event-keys.json")


def test_keys_are_closed_to_other_users_of_the_machine(tmp_path: Path) -> None:
    home = tmp_path / "home"
    make_court_keys(home, "songda.xiaoyi.example/log")
    assert {path.stat().st_mode & 0o077 for path in (home, home / "keys", *(home / "keys").iterdir())} == {0}


def test_the_secret_behind_sessions_is_found_in_the_home(tmp_path: Path) -> None:
    make_court_keys(tmp_path, "songda.xiaoyi.example/log")
    program = "from songda.site import settings; print(settings.SECRET_KEY)"
    clean = {name: value for name, value in os.environ.items() if not name.startswith("SONGDA_")}
    around = {**clean, "SONGDA_ENV": "production", "SONGDA_HOME": str(tmp_path)}
    told = subprocess.check_output([sys.executable, "-c", program], env=around, text=True)
    assert told.strip() == (tmp_path / "keys" / "secret.key").read_text().strip()


def test_a_court_does_not_take_over_the_keys_of_a_demo(tmp_path: Path) -> None:
    make_keys(tmp_path)
    answer = CliRunner().invoke(main, ["keys", "--log-name", "a.example/log"], env={"SONGDA_HOME": str(tmp_path)})
    assert answer.exit_code == 2
    assert "made for a demo" in answer.output


def test_a_log_name_that_no_note_can_carry_is_refused(tmp_path: Path) -> None:
    answer = CliRunner().invoke(main, ["keys", "--log-name", "two words"], env={"SONGDA_HOME": str(tmp_path)})
    assert answer.exit_code == 2
    assert "--log-name" in answer.output


@pytest.mark.database
def test_a_court_opens_with_an_administrator_who_must_choose_a_password() -> None:
    password = open_court(XIAOYI, make.NOW)
    qian = User.objects.get(username="qian")
    assert qian.check_password(password)
    assert (qian.must_change_password, qian.role, qian.court.code) == (True, "administrator", "晋1181")  # type: ignore[union-attr]


@pytest.mark.database
def test_the_second_person_who_runs_a_court_is_opened_from_the_command_line() -> None:
    open_court(XIAOYI, make.NOW)
    password = admit_person("晋1181", "zhao", "赵主任", Role.SUPERVISOR, make.NOW)
    zhao = User.objects.get(username="zhao")
    assert (zhao.check_password(password), zhao.must_change_password, zhao.role) == (True, True, "supervisor")
    with pytest.raises(LookupError, match="no court"):
        admit_person("晋9999", "sun", "孙某", Role.JUDGE, make.NOW)


@pytest.mark.database
def test_a_court_opens_once() -> None:
    open_court(XIAOYI, make.NOW)
    again = Opening({"code": "晋1181", "name": "又一个法院"}, "sun", "孙某")
    with pytest.raises(Refused, match="court_exists"):
        open_court(again, make.NOW)
    assert not User.objects.filter(username="sun").exists()


@pytest.mark.database
def test_a_password_that_nobody_saw_is_made_up_for_by_the_same_command() -> None:
    lost = open_court(XIAOYI, make.NOW)
    found = open_court(XIAOYI, make.NOW)
    qian = User.objects.get(username="qian")
    assert qian.check_password(found)
    assert not qian.check_password(lost)
    assert Court.objects.count() == 1


@pytest.mark.database
@pytest.mark.parametrize(
    "since", [{"must_change_password": False}, {"last_login": make.NOW}, {"is_active": False}, {"role": "clerk"}]
)
def test_who_has_signed_in_or_is_no_longer_the_head_gets_no_password_by_the_command(since: dict[str, object]) -> None:
    password = open_court(XIAOYI, make.NOW)
    User.objects.update(**since)
    with pytest.raises(Refused, match="court_exists"):
        open_court(XIAOYI, make.NOW)
    assert User.objects.get(username="qian").check_password(password)


@pytest.mark.database
def test_a_court_whose_administrator_cannot_be_admitted_is_not_opened() -> None:
    make.user(make.other_court(), name="qian")
    User.objects.update(username="qian")
    with pytest.raises(Refused, match="account_exists"):
        open_court(XIAOYI, make.NOW)
    assert not Court.objects.filter(code="晋1181").exists()


KILLED = """
import os, sys
from pathlib import Path
from songda.site.home import make_court_keys
real = os.open
def opened(path, flags, *more, **others):
    made = real(path, flags, *more, **others)
    if flags & os.O_CREAT and sys.argv[2] in str(path):
        os.kill(os.getpid(), 9)
    return made
os.open = opened
make_court_keys(Path(sys.argv[1]), "songda.xiaoyi.example/log")
"""


@pytest.mark.parametrize("name", MADE)
def test_a_making_that_was_killed_leaves_no_half_a_key_and_is_made_up_for(tmp_path: Path, name: str) -> None:
    assert subprocess.run([sys.executable, "-c", KILLED, str(tmp_path), name], check=False).returncode == -9
    assert not (tmp_path / "keys" / name).exists()
    assert name in make_court_keys(tmp_path, "songda.xiaoyi.example/log")
    assert NoteKey.load(tmp_path / "keys" / "log.key").name == "songda.xiaoyi.example/log"
    Keyring.load(tmp_path / "keys" / "keyring.json")
    EventKeys.load(tmp_path / "keys" / "event-keys.json")
    assert sorted(path.name for path in (tmp_path / "keys").iterdir()) == sorted(MADE)
