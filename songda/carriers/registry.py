"""The carriers that this house has: those in its own folders, and those in further folders that a court names."""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from types import MappingProxyType

from songda.carriers.contract import Carrier
from songda.carriers.entry import Entry

BUILT_IN = ("songda.carriers.signed", "songda.carriers.kuaidi100")
_folders = list(BUILT_IN)


class NoCarrierError(ValueError):
    """A folder that holds no carrier, or two of one name."""


def use_carriers(more: Sequence[str]) -> None:
    """Beside the house's own carriers have those in these folders (dotted names), and none that were named before."""
    _folders[:] = [*BUILT_IN, *more]
    entries.cache_clear()


@cache
def entries() -> Mapping[str, Entry]:
    """Every carrier by name, whether or not an address is named for it; NoCarrierError for a folder that is none."""
    found = {entry.name: entry for entry in map(_entry, _folders)}
    if len(found) < len(_folders):
        raise NoCarrierError(f"two carriers of one name among {', '.join(_folders)}")
    return MappingProxyType(found)


def _entry(folder: str) -> Entry:
    try:
        entry = import_module(f"{folder}.entry").ENTRY
    except (ImportError, AttributeError) as wrong:
        raise NoCarrierError(f"{folder} is no carrier: {wrong}") from wrong
    if not isinstance(entry, Entry):
        raise NoCarrierError(f"{folder}.entry.ENTRY is no entry of a carrier")
    return entry


def open_carriers(urls: Mapping[str, str]) -> dict[str, Carrier]:
    """The carriers by name that have an address in `urls`; ValueError for one that makes no sense."""
    return {name: entries()[name].open_carrier(url) for name, url in urls.items() if url}


def carrier_for(product: str, carriers: Mapping[str, Carrier]) -> str:
    """The name of the first that carries this product; empty where nobody does."""
    return next((name for name, carrier in carriers.items() if product in carrier.products), "")
