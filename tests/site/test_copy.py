"""A person is given what is kept of them, and nothing of anybody else; that it was given is on record."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.apps import apps

from songda.core.access import Role
from songda.records.ground.evidence.models import Event
from songda.records.matter.parties.models import Party
from songda.site.cli import main
from tests import make
from tests.records.stage import NOW, defendant, envelope, paper

pytestmark = pytest.mark.database


@pytest.fixture
def party(monkeypatch: pytest.MonkeyPatch) -> Party:
    monkeypatch.setattr("songda.site.environment.prepare_django", lambda: None)
    monkeypatch.setattr("songda.site.cli.copy.prepare_django", lambda: None)
    case = make.case()
    one = defendant(case)
    envelope(one, paper(case), at=NOW)
    return one


def asked(party: Party, folder: Path, name: str = "", number: str = "", role: Role = Role.CLERK) -> Result:
    clerk = make.user(party.case.court, role)
    words = ["copy", "--by", clerk.username, "--output", str(folder / "copy.json")]
    return CliRunner().invoke(main, words, input=f"{name or party.name}\n{number or party.number}\n")


def read(folder: Path) -> dict[str, Any]:
    said: dict[str, Any] = json.loads((folder / "copy.json").read_text(encoding="utf-8"))
    return said


def test_a_person_gets_their_particulars_papers_and_events(party: Party, tmp_path: Path) -> None:
    answer = asked(party, tmp_path)
    assert answer.exit_code == 0, answer.output
    (case,) = read(tmp_path)["cases"]
    assert (case["name"], case["number"], case["case"]) == (party.name, party.number, party.case.number)
    assert {each["value"] for each in case["addresses"]} == {each.value for each in party.addresses.all()}
    assert case["papers"]
    assert {"party.registered", "address.recorded", "consent.given", "order.placed"} <= {
        event["what"] for event in case["events"]
    }
    assert (tmp_path / "copy.json").stat().st_mode & 0o777 == 0o600


def test_that_it_was_handed_out_is_on_record(party: Party, tmp_path: Path) -> None:
    asked(party, tmp_path)
    shown = Event.objects.filter(name="particulars.shown", stream=f"party:{party.id}").get()
    assert shown.data["door"] == "copy"


def test_nothing_of_anybody_else_is_in_it(party: Party, tmp_path: Path) -> None:
    other = make.party(party.case, name="王某某")
    assert asked(party, tmp_path).exit_code == 0
    written = (tmp_path / "copy.json").read_text(encoding="utf-8")
    assert other.name not in written
    assert str(other.id) not in written


@pytest.mark.parametrize(("name", "number"), [("王某某", ""), ("", "110101199003078515")])
def test_name_and_number_must_both_be_theirs(name: str, number: str, party: Party, tmp_path: Path) -> None:
    answer = asked(party, tmp_path, name, number)
    assert (answer.exit_code, "Nothing is kept" in answer.output) == (1, True)
    assert not (tmp_path / "copy.json").exists()


def test_whoever_may_take_no_files_hands_none_out(party: Party, tmp_path: Path) -> None:
    answer = asked(party, tmp_path, role=Role.AUDITOR)
    assert (answer.exit_code, "may not hand out" in answer.output) == (2, True)


def test_every_table_that_keeps_something_sealed_stands_in_the_data_map() -> None:
    page = (Path(__file__).parents[2] / "docs/explanation/privacy.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([a-z_]+_[a-z]+)`", page.partition("## The data map")[2].partition("Beside them")[0]))
    sealed = {
        model._meta.db_table
        for model in apps.get_models()
        if model.__module__.startswith("songda")
        and any(field.name.endswith(("_sealed", "sealed", "_key")) for field in model._meta.concrete_fields
                if field.get_internal_type() == "BinaryField")
    }  # fmt: skip
    assert named == sealed
