"""Reads the phones of the sandbox: links out of real text messages, and how many texts reached whom."""

import json
import urllib.request
from typing import Any

from songda_demo.settings import HOST
from songda_tools.bench.files import NUMBERS


def newest_links(sandbox_port: int, most: int) -> list[str]:
    """The links in the newest texts; the sandbox remembers some 200 of them."""
    phones = _ask(sandbox_port, "phones")["phones"]
    numbers = [phone["number"] for phone in phones if phone["number"].startswith(NUMBERS)]
    texts = (_ask(sandbox_port, f"phones/{number}/messages")["messages"][-1] for number in numbers[:most])
    return [str(link) for text in texts for link in text["links"][:1]]


def text_counts(sandbox_port: int) -> dict[str, int]:
    """How many texts reached how many of the bench's numbers, and the most that one of them got."""
    found: dict[str, int] = _ask(sandbox_port, f"counts?prefix={NUMBERS}")
    return found


def _ask(port: int, path: str) -> Any:
    with urllib.request.urlopen(f"http://{HOST}:{port}/api/{path}", timeout=10) as answer:
        return json.loads(answer.read())
