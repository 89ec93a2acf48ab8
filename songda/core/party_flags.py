"""What is so of a party or is not, each declared once: forms, the API, events and corrections follow it.

What else a new one needs is said in `docs/howto/add-a-field.md`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Flag:
    """`name` in drafts, columns and the API, `member` in events; words: `parties.field`, as asked `parties.ask`."""

    name: str
    member: str
    is_of_agents: bool = False  # asked of whoever acts for a party; else of parties themselves


FLAGS: Final = (
    Flag("is_soldier", "soldier"),
    Flag("is_in_custody", "in_custody"),
    Flag("own_labour", "own_labour"),
    Flag("lacks_capacity", "lacks_capacity"),
    Flag("home_law_forbids_electronic", "home_law_forbids_electronic"),
    Flag("may_not_receive", "may_not_receive", is_of_agents=True),
)
OF_PARTIES: Final = tuple(flag.name for flag in FLAGS if not flag.is_of_agents)
OF_AGENTS: Final = tuple(flag.name for flag in FLAGS if flag.is_of_agents)
MEMBERS: Final[Mapping[str, str]] = {flag.name: flag.member for flag in FLAGS}
