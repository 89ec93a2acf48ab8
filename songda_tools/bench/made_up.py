"""The made-up court, people and cases of the bench, from `made_up.toml`."""

import tomllib
from pathlib import Path
from typing import Any

MADE_UP: dict[str, Any] = tomllib.loads(Path(__file__).with_name("made_up.toml").read_text(encoding="utf-8"))
