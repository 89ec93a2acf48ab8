"""What the handbook shows is what the program says."""

import json
import re
from pathlib import Path

from songda.core.law import decide, read_facts
from tests.core.law.given import summary

HOWTO = Path(__file__).parents[3] / "docs" / "howto"


def test_the_example_of_explaining_a_service_holds() -> None:
    blocks = re.findall(r"```json\n(.*?)```", (HOWTO / "explain-a-service.md").read_text(encoding="utf-8"), re.DOTALL)
    service, shown, ruled = (json.loads(block) for block in blocks)
    assert decide(read_facts(service)).to_json("en") == shown
    service["attempts"] = [ruled]
    assert summary(service) == "effective 2022-06-03 receipt_presumed"
    ruled["rulings"][0]["counts"] = False
    assert summary(service) == "not_effective"
    ruled["rulings"] = []
    assert summary(service) == "awaiting_judge"


def test_the_examples_of_other_jurisdictions_hold() -> None:
    text = (HOWTO / "add-a-jurisdiction.md").read_text(encoding="utf-8")
    service = json.loads(re.findall(r"echo '(.*?)' \|", text, re.DOTALL)[0])
    assert summary(service) == "effective 2024-04-15 deemed"
    service |= {"jurisdiction": "es", "recipient": {"kind": "professional", "domicile": "es"}}
    assert summary(service) == "effective 2024-04-17 deemed"
    events = service["attempts"][0]["events"]
    events[0]["at"] = "2024-04-12T15:30:00+02:00"
    assert summary(service) == "effective 2024-04-18 deemed"
    events.append({"kind": "read", "at": "2024-04-12T16:00:00+02:00"})
    assert summary(service) == "effective 2024-04-15 receipt_completed"
