"""Writes the page of all events from their registry: what each says, by which doors it comes of whom, and its fields.

    python -m scripts.events        # writes docs/reference/events.md anew

A test holds it up to date (tests/core/test_events.py).
"""

from collections.abc import Iterator

from scripts.wheel.making import ROOT
from songda.core.events.registry import REGISTRY, SUBJECTS, Entry, Part

PAGE = ROOT / "docs" / "reference" / "events.md"
FOLDER = ROOT / "songda" / "core" / "events"
HEAD = """# Events

Everything that may be written into the evidence log. `noun.past_participle`, written in the transaction of the act that
it proves, never changed; a name is for good. The page is written by `python -m scripts.events` from the entries in
`songda/core/events`; don't edit it. How one is added: [add an event](../howto/add-an-event.md).

- **By**: the doors through which it may come: the portal (recipients, by their link), the console (staff), the API
  (other systems), the worker, a command. What comes by another door is refused, and gets no place in the log.
- **Of**: whom it may name, where that is narrower than its doors: staff, another system (client), a recipient who
  proved who they are, whoever holds a link (holder), a helper by mandate, a provider, or the system itself (engine).
- **Bears**: what the law is told by it; `songda verify --law` reads it out of a proof and asks the law again.
- **Open**: the fields that stand in every proof, for good: ids, hashes, codes, times. **Sealed**: its personal part,
  handed out only with the proof of this service, and erasable. Whether a field may be null or absent stands with it. An
  event with other fields is refused when it is written.
- °: its sealed part stays with the court and goes into no proof.
"""
TABLE = "| event | what it says | 中文 | by | of | bears | open | sealed |\n|---|---|---|---|---|---|---|---|"


def page() -> str:
    return "\n".join([HEAD, *(line for subject in SUBJECTS for line in _subject(subject)), ""])


def _subject(subject: str) -> Iterator[str]:
    first = (FOLDER / f"{subject}.toml").read_text(encoding="utf-8").splitlines()[0]
    yield f"## {first.removeprefix('#').strip().removesuffix('.')}\n"
    yield TABLE
    yield from (_row(entry) for entry in REGISTRY.values() if entry.subject == subject)
    yield ""


def _row(entry: Entry) -> str:
    mark = "°" if entry.stays_with_the_court else ""
    doors, actors = ", ".join(sorted(entry.doors)), ", ".join(sorted(entry.actors))
    said = f"{entry.sentences['en']} | {entry.sentences['zh']} | {doors} | {actors} | {', '.join(sorted(entry.bears))}"
    return f"| `{entry.name}`{mark} | {said} | {_fields(entry.data)} | {_fields(entry.private)} |"


def _fields(part: Part) -> str:
    return ", ".join(f"`{name}` {field.declared}" for name, field in part.fields.items())


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
