"""The people of the sandbox who have WeChat: whether they follow the court, what came, what they deleted."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Final

from songda_demo.sandbox.store import Memory
from songda_demo.sandbox.wechat.account import number_of

MOST: Final = 5_000


@dataclass(frozen=True)
class Follower:
    """One person's account and how they stand with the court."""

    open_id: str
    follows: bool = False
    blocks: bool = False
    mutes: bool = False

    def to_json(self) -> dict[str, Any]:
        """How it is kept."""
        return asdict(self)


@dataclass(frozen=True)
class Card:
    """One message as a phone shows it."""

    id: int
    open_id: str
    at: datetime
    lines: tuple[str, ...]
    link: str
    is_deleted: bool = False

    def to_json(self) -> dict[str, Any]:
        """How it is kept."""
        return {**asdict(self), "at": self.at.isoformat(), "lines": list(self.lines)}


class People:
    """Every account that ever did or got something."""

    def __init__(self, store: Memory) -> None:
        self._store = store
        self._followers = {kept["open_id"]: Follower(**kept) for kept in store.all("wechat_follower")}
        self._cards = {
            kept["id"]: Card(
                **{**kept, "at": datetime.fromisoformat(kept["at"]), "lines": tuple(kept["lines"])},
            )
            for kept in store.all("wechat_card")
        }
        self._last = max(self._cards, default=0)
        self.taken = len(self._cards)

    def of(self, open_id: str) -> Follower:
        """How somebody stands with the court; nobody follows from the beginning."""
        return self._followers.get(open_id, Follower(open_id))

    def change(self, open_id: str, **how: Any) -> Follower:
        """They follow, leave, block, mute …"""
        self._followers[open_id] = follower = replace(self.of(open_id), **how)
        self._store.put("wechat_follower", int(number_of(open_id) or 0), follower)
        return follower

    def show(self, open_id: str, lines: tuple[str, ...], link: str, at: datetime) -> Card:
        """A message comes to a phone."""
        self.taken += 1
        self._last += 1
        card = Card(self._last, open_id, at, lines, link)
        self._put(card)
        if len(self._cards) > MOST:
            oldest = next(iter(self._cards))
            del self._cards[oldest]
            self._store.drop("wechat_card", oldest)
        return card

    def delete(self, open_id: str) -> None:
        """They delete what came from the court; that it came stays true."""
        for card in self.cards_of(open_id):
            self._put(replace(card, is_deleted=True))

    def cards_of(self, open_id: str) -> list[Card]:
        """What a phone shows, oldest first."""
        return [card for card in self._cards.values() if card.open_id == open_id and not card.is_deleted]

    def numbers(self) -> Mapping[str, int]:
        """Everybody's telephone number with how many messages their WeChat shows, the latest first."""
        known = dict.fromkeys([card.open_id for card in reversed(self._cards.values())], 0)
        known |= dict.fromkeys(self._followers, 0)
        for card in self:
            known[card.open_id] += 1
        return {number_of(open_id): count for open_id, count in known.items() if number_of(open_id)}

    def __iter__(self) -> Iterator[Card]:
        return (card for card in self._cards.values() if not card.is_deleted)

    def _put(self, card: Card) -> None:
        self._cards[card.id] = card
        self._store.put("wechat_card", card.id, card)
