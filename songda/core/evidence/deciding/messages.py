"""Finds what a message was made of: recorded words, the court's recorded name and telephone, an address of its own.

What a message says is marked when it is claimed (`core.delivery.own_words.mark_of_message`). Such a mark fits what the
court's events tell of its words, its name and its telephone, or it fits nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from songda.core.delivery.own_words import mark_of_message
from songda.core.evidence.bundle import Bundle, BundledEvent, fact_of
from songda.core.evidence.deciding.conclusions import state_of
from songda.core.evidence.findings import Finding, failed, unchecked

WENT_OUT = ("attempt.sent", "attempt.refused", "attempt.unknown")
_SIGNED = ("court.opened", "court.corrected")
_WORDED = "court.message_worded"
OF_WORDS = (*_SIGNED, _WORDED)
"""The events of a court by which its messages are known."""


@dataclass
class Words:
    """What events of courts told so far: the marks that messages may bear."""

    texts: set[str] = field(default_factory=lambda: {""})  # an empty one: the standard words
    signatures: set[tuple[str, str]] = field(default_factory=set)  # name and telephone
    marks: set[str] = field(default_factory=set)

    def hear(self, event: BundledEvent) -> None:
        """What this event tells of it."""
        name = event.row.get("name")
        if name == _WORDED:
            self._add({str(fact_of(event, "text"))}, set())
        elif name in _SIGNED:
            self._add(set(), {(str(fact_of(event, "name")), str(fact_of(event, "phone") or ""))})

    def _add(self, texts: set[str], signatures: set[tuple[str, str]]) -> None:
        """Each text may go out under each name and telephone: only what is new is reckoned."""
        pairs = [(text, each) for text in texts for each in self.signatures]
        self.texts |= texts
        pairs += [(text, each) for each in signatures for text in self.texts]
        self.signatures |= signatures
        self.marks |= {mark_of_message(text, *each) for text, each in pairs}


def check_messages(bundle: Bundle) -> Iterator[Finding]:
    """Each message with papers went to an address of whom it serves, in words and under a telephone on record."""
    events = sorted(bundle.events, key=lambda event: event.index)
    problems = [failed(code, event=event.label) for code, event in unresolved(events)]
    problems += [failed("law.message_misled", event=event.label) for event in _misled(events)]
    yield from problems
    planned = {str(event.row.get("stream")) for event in events if event.row.get("name") == "attempt.planned"}
    own = [event for event in events if event.row.get("name") in WENT_OUT and str(event.row.get("stream")) in planned]
    yield from (unchecked("law.message_unmarked", event=event.label) for event in own if not fact_of(event, "wording"))


def unresolved(events: Sequence[BundledEvent]) -> Iterator[tuple[str, BundledEvent]]:
    """Of these events, in their order, the messages whose mark fits nothing that was recorded before them."""
    words = Words()
    for event in events:
        words.hear(event)
        mark = fact_of(event, "wording")
        if event.row.get("name") in WENT_OUT and mark and str(mark) not in words.marks:
            yield "law.message_words_unknown", event


def _misled(events: Sequence[BundledEvent]) -> Iterator[BundledEvent]:
    state = state_of(events)[0]
    by_id = {str(event.row.get("id")): event for event in events}
    for attempt in state.attempts.values():
        envelope, address = state.envelopes.get(str(attempt.envelope_id)), state.addresses.get(str(attempt.address_id))
        if envelope is None or address is None or address.party_id != envelope.party_id:
            yield by_id[str(attempt.event.id)]
