"""The words in `said.toml`, read once."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def said_words() -> Mapping[str, Any]:
    """What stands in messages and what people answer."""
    return tomllib.loads(files("songda.channels.wechat").joinpath("said.toml").read_text("utf-8"))
