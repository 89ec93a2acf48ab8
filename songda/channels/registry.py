"""The channels that this house has: those in its own folders, and those in further folders that a court names."""

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from importlib import import_module
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType

from songda.channels.contract import Channel, ChannelError
from songda.channels.entry import Entry
from songda.core.delivery.address_kinds import KINDS, AddressKind
from songda.core.delivery.routes import Route, by_rank
from songda.core.words.catalogue import add_folder, remove_folder

BUILT_IN = ("songda.channels.sms", "songda.channels.email", "songda.channels.wechat")
_folders = list(BUILT_IN)
_words: list[Traversable] = []


def use_channels(more: Sequence[str]) -> None:
    """Beside the house's own channels have those in these folders (dotted names), and none that were named before."""
    _folders[:] = [*BUILT_IN, *more]
    entries.cache_clear()
    routes.cache_clear()
    address_kinds.cache_clear()
    while _words:
        remove_folder(_words.pop())
    for words in filter(None, map(_words_of, more)):
        add_folder(words)
        _words.append(words)


def _words_of(folder: str) -> Traversable | None:
    """The words that a channel brings along, one folder a language; that a folder is none comes out with its entry."""
    try:
        words = files(folder) / "words"
    except ImportError:
        return None
    return words if words.is_dir() else None


@cache
def entries() -> Mapping[str, Entry]:
    """Every channel by name, whether or not a provider is named for it; ChannelError for a folder that is none."""
    found = {entry.route.name: entry for entry in map(_entry, _folders)}
    if len(found) < len(_folders):
        raise ChannelError(f"two channels of one name among {', '.join(_folders)}", permanent=True)
    return MappingProxyType(found)


def _entry(folder: str) -> Entry:
    try:
        entry = import_module(f"{folder}.entry").ENTRY
    except (ImportError, AttributeError) as wrong:
        raise ChannelError(f"{folder} is no channel: {wrong}", permanent=True) from wrong
    if not isinstance(entry, Entry):
        raise ChannelError(f"{folder}.entry.ENTRY is no entry of a channel", permanent=True)
    return entry


@cache
def routes() -> tuple[Route, ...]:
    """Every channel's row, the first to be tried first."""
    return by_rank(entry.route for entry in entries().values())


def routes_to(kinds: Collection[str]) -> tuple[Route, ...]:
    """The routes that reach an address of one of these kinds; every one where none does, for what the law says."""
    return tuple(route for route in routes() if any(map(route.reaches_kind, kinds))) or routes()


def route_of(channel: str) -> Route | None:
    """The row of this channel; None for one that this house has no longer."""
    entry = entries().get(channel)
    return entry.route if entry else None


@cache
def address_kinds() -> Mapping[str, AddressKind]:
    """Every kind of address by its word: those that the house knows, and those that the channels bring."""
    known = {kind.word: kind for kind in KINDS}
    for kind in (kind for entry in entries().values() for kind in entry.route.reaches):
        if known.setdefault(kind.word, kind) is not kind:
            raise ChannelError(f"two kinds of address are called {kind.word}", permanent=True)
    return MappingProxyType(known)


def code_kinds() -> tuple[str, ...]:
    """The kinds of address to which a one-time code may go, the likeliest first."""
    return tuple(dict.fromkeys(kind.word for route in _code_routes() for kind in route.reaches))


def code_route_to(kind: str) -> Route:
    """The route over which a one-time code goes to an address of this kind, which is one of `code_kinds`."""
    return next(route for route in _code_routes() if route.reaches_kind(kind))


def _code_routes() -> list[Route]:
    return [route for route in routes() if route.may_carry_code]


def place_kinds() -> tuple[str, ...]:
    """The kinds of address where post and people go."""
    return tuple(word for word, kind in address_kinds().items() if kind.is_place)


def telephone_kinds() -> tuple[str, ...]:
    """The kinds of address at which a person can be called."""
    return tuple(word for word, kind in address_kinds().items() if kind.is_telephone)


def mask_address(kind: str, value: str) -> str:
    """As much of an address as is needed to recognise it; stars for a kind that this house has no longer."""
    known = address_kinds().get(kind)
    return known.mask(value) if known else "***"


def open_channels(urls: Mapping[str, str]) -> dict[str, Channel]:
    """The channels by name whose provider has an address in `urls`, each still to be opened."""
    return {name: entries()[name].open_channel(url) for name, url in urls.items() if url}
