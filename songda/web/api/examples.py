"""An example for every body that the API takes, in `examples.json`; the tests send each of them."""

import json
from pathlib import Path
from typing import Any

CASE, PARTY, PAPER, SERVICE, OWNER, STAND_IN = (f"0197a000-0000-7000-8000-{number:012d}" for number in range(1, 7))

# by the end of the address; a place in braces stands for an id
EXAMPLES: dict[str, Any] = json.loads(Path(__file__).with_name("examples.json").read_text(encoding="utf-8"))
