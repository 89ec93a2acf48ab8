"""Facts that are written down are read again as the same facts."""

import json

from hypothesis import given

from songda.core.law import read_facts
from songda.core.law.facts import read_kept_facts, write_facts
from tests.core.law.any_facts import any_facts
from tests.core.law.given import Json, facts


@given(any_facts())
def test_what_is_written_is_read_as_it_was(service: Json) -> None:
    told = read_facts(service)
    assert read_kept_facts(json.loads(json.dumps(write_facts(told)))) == told


def test_what_nobody_told_is_not_written_but_a_consent_to_everything_is() -> None:
    consent = {"ground": "express", "at": "2022-06-01T09:00:00+08:00", "stages": ["*"], "paper_kinds": ["summons"]}
    written = write_facts(read_facts(facts(consents=[consent])))
    assert written["consents"] == [consent]
    assert written["recipient"] == {"kind": "natural_person"}
    assert "attempts" not in written
