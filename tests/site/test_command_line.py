"""The command line: helpful, light, and clear about what is wrong."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from songda.site.cli import main
from songda.site.commands import COMMANDS

pytestmark = pytest.mark.stack


def songda(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a person would."""
    return subprocess.run(
        [sys.executable, "-m", "songda", *words],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_help_tells_every_command_in_one_line() -> None:
    result = CliRunner().invoke(main, ["--help"], terminal_width=100)
    assert result.exit_code == 0
    for name, sentence in COMMANDS.items():
        assert f"{name} " in result.output
        assert sentence.split(",")[0].split(":")[0] in " ".join(result.output.split())


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str) -> None:
    result = CliRunner().invoke(main, [name, "--help"])
    assert result.exit_code == 0, result.output
    assert len(result.output.split()) > 12


def test_help_imports_neither_django_nor_a_command() -> None:
    program = (
        "import sys; from click.testing import CliRunner; from songda.site.cli import main;"
        "assert CliRunner().invoke(main, ['--help']).exit_code == 0;"
        "print([m for m in sys.modules if m == 'django' or m.startswith('songda.site.cli.') and m[16:] != 'group'])"
    )
    assert subprocess.check_output([sys.executable, "-c", program], text=True).strip() == "[]"


def test_an_unknown_command_names_the_nearest_one() -> None:
    result = CliRunner().invoke(main, ["explian"])
    assert result.exit_code == 2
    assert "Did you mean `songda explain`?" in result.output


def test_a_missing_module_says_what_to_run() -> None:
    program = "import sys; sys.modules['granian'] = None; from songda.site.cli import main; main(['serve'])"
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert result.returncode == 2
    assert "granian" in result.stderr
    assert "make demo" in result.stderr
    assert "Traceback" not in result.stderr


COURT_ALONE = "import sys; sys.modules['songda_demo'] = sys.modules['songda_tools'] = None;"


@pytest.mark.parametrize("command", ["demo", "story", "sandbox", "bench", "storm"])
def test_where_demo_and_tools_are_not_installed_their_commands_say_so(command: str) -> None:
    program = f"{COURT_ALONE} from songda.site.cli import main; main(['{command}'])"
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert result.returncode == 2
    assert "the package songda_" in result.stderr
    assert "songda[demo,tools]" in result.stderr
    assert "Traceback" not in result.stderr


def test_without_demo_and_tools_every_other_command_is_there() -> None:
    program = (
        f"{COURT_ALONE} from click.testing import CliRunner; from songda.site.cli import main;"
        "from songda.site.commands import COMMANDS;"
        "print([name for name in COMMANDS if CliRunner().invoke(main, [name, '--help']).exit_code])"
    )
    said = subprocess.check_output([sys.executable, "-c", program], text=True).strip()
    assert said == str(["demo", "story", "sandbox", "bench", "storm"])


def test_the_home_of_a_demo_is_not_joined_where_the_demo_is_not_installed(tmp_path: Path) -> None:
    (tmp_path / "demo.json").write_text('{"port": 8000}', encoding="utf-8")
    program = f"{COURT_ALONE} from songda.site.cli import main; main(['check'])"
    bare = {name: text for name, text in os.environ.items() if not name.startswith(("SONGDA_", "DATABASE_"))}
    result = subprocess.run(
        [sys.executable, "-c", program],
        env={**bare, "SONGDA_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 2
    assert "the package songda_demo is missing" in result.stderr


def test_a_missing_command_line_library_says_so_too() -> None:
    program = "import sys; sys.modules['click'] = None; import songda.__main__"
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert result.returncode == 2
    assert "make demo" in result.stderr


@pytest.mark.parametrize("command", ["serve", "worker", "migrate"])
def test_production_without_a_database_is_refused_with_the_cure(command: str) -> None:
    result = songda(command, SONGDA_ENV="production", DATABASE_URL="", SONGDA_HOME="/nowhere")
    assert result.returncode == 2
    assert "DATABASE_URL is not set." in result.stderr


@pytest.mark.parametrize("secret", ["", "short", "demo-only-" + "x" * 50, "a" * 60])
def test_a_real_court_is_not_served_with_a_secret_that_anybody_can_guess(secret: str, tmp_path: Path) -> None:
    real = {"SONGDA_ENV": "production", "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing"}
    result = songda("serve", "--port", "1", SONGDA_HOME=str(tmp_path), SONGDA_SECRET_KEY=secret, **real)
    assert result.returncode == 2
    assert "The secret behind sessions and forms is missing" in result.stderr
    assert "songda keys" in result.stderr


def test_the_demo_refuses_production_settings() -> None:
    result = songda("demo", SONGDA_ENV="production")
    assert result.returncode == 2
    assert "never runs there" in result.stderr


@pytest.mark.parametrize(
    ("kind", "said", "cure"),
    [
        ("ProgrammingError", 'relation "staff_court" does not exist\nLINE 1: SELECT', "songda migrate"),
        ("ProgrammingError", "permission denied for table django_migrations", "songda migrate"),
        ("OperationalError", "connection refused\nIs the server running?", "DATABASE_URL"),
    ],
)
def test_what_is_wrong_with_the_database_is_said_with_its_cure(kind: str, said: str, cure: str) -> None:
    program = (
        "import django.db.utils, songda.site.cli.check as check;"
        f"error = django.db.utils.{kind}({said!r});"
        "check.check.callback = lambda **_: (_ for _ in ()).throw(error);"
        "from songda.site.cli import main; main(['check'])"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert result.returncode == 2
    assert cure in result.stderr
    assert "Traceback" not in result.stderr
    assert "LINE 1" not in result.stderr


def test_a_home_that_is_no_folder_and_a_clock_without_a_number_are_told_without_a_traceback(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    homeless = songda("demo", SONGDA_HOME=str(tmp_path / "file" / "home"), SONGDA_ENV="demo")
    timeless = songda("check", SONGDA_HOME=str(tmp_path), SONGDA_ENV="demo", SONGDA_CLOCK_AHEAD_S="soon")
    assert (homeless.returncode, timeless.returncode) == (2, 2)
    assert "cannot be used: Not a directory" in homeless.stderr
    assert "SONGDA_HOME" in homeless.stderr
    assert "is a number of seconds" in timeless.stderr
    assert "Traceback" not in homeless.stderr + timeless.stderr


def test_that_the_database_does_not_run_is_told_by_the_exit_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SONGDA_HOME", str(tmp_path))
    told = CliRunner().invoke(main, ["database", "status"])
    assert told.exit_code == 1
    assert "is not running" in told.output
