"""A version names exactly one set of rules: it changes with every rule and word, and with nothing else."""

import shutil
from pathlib import Path

import pytest

from songda.core.law import jurisdictions, profile_of
from songda.core.law.profile.load import VERSION_LENGTH, version_of

PROFILES, ELSEWHERE = Path("songda/core/law/profiles"), Path("tests/core/law/elsewhere")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for home in (PROFILES, ELSEWHERE):
        shutil.copytree(home, tmp_path / "profiles", dirs_exist_ok=True)
    return tmp_path / "profiles"


def of(profiles: Path, jurisdiction: str = "cn") -> str:
    return version_of(profiles / jurisdiction, profiles)


def test_every_jurisdiction_has_a_version_of_its_own() -> None:
    versions = {profile_of(name).version for name in jurisdictions()}
    assert len(versions) == len(jurisdictions())
    assert all(len(version) == VERSION_LENGTH for version in versions)


def test_a_version_is_the_same_for_ever(tmp_path: Path) -> None:
    """What was decided under a version is looked up by it years later: it is written here, not counted anew."""
    (tmp_path / "xx").mkdir()
    for name in ("c", "a", "d", "b", "f", "e"):
        for folder in (tmp_path, tmp_path / "xx"):
            (folder / f"{name}.toml").write_text(f"{name} = '送达'\n", encoding="utf-8")
    assert version_of(tmp_path / "xx", tmp_path) == "d2c4946feccb"


def test_a_copy_elsewhere_has_the_same_version(copy: Path) -> None:
    assert of(copy) == profile_of("cn").version


def test_the_way_in_which_a_machine_ends_lines_plays_no_part(copy: Path) -> None:
    file = copy / "cn" / "ways.toml"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert of(copy) == profile_of("cn").version


@pytest.mark.parametrize("name", ["cn/periods.toml", "cn/calendar.toml", "cn/words.en.toml", "words.zh.toml"])
def test_one_character_in_a_rule_a_calendar_or_a_word_makes_another_version(copy: Path, name: str) -> None:
    file = copy / name
    file.write_text(file.read_text(encoding="utf-8") + "#", encoding="utf-8")
    assert of(copy) != profile_of("cn").version


def test_a_rule_moved_to_another_file_makes_another_version(copy: Path) -> None:
    (copy / "cn" / "guard.toml").rename(copy / "cn" / "hut.toml")
    assert of(copy) != profile_of("cn").version


def test_the_rules_of_one_country_leave_the_version_of_another_alone(copy: Path) -> None:
    (copy / "es" / "rules.toml").write_text("", encoding="utf-8")
    assert of(copy) == profile_of("cn").version
    assert of(copy, "es") != profile_of("es").version


def test_how_the_rules_page_tells_a_rule_is_no_part_of_the_version(copy: Path) -> None:
    (copy / "cn" / "words.rulebook.zh.toml").write_text("# told otherwise\n", encoding="utf-8")
    assert of(copy) == profile_of("cn").version


def test_a_calendar_that_is_borrowed_is_part_of_the_version(copy: Path) -> None:
    own = copy / "cn_arbitration"
    before = version_of(own, copy, copy / "cn")
    assert before == profile_of("cn_arbitration").version
    (copy / "cn" / "periods.toml").write_text("", encoding="utf-8")
    assert version_of(own, copy, copy / "cn") == before
    (copy / "cn" / "calendar.toml").write_text("# none\n", encoding="utf-8")
    assert version_of(own, copy, copy / "cn") != before
