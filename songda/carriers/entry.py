"""What a carrier's folder offers to the house: its name, its setting, how it is opened, and what is unsafe about it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from songda.carriers.contract import Carrier
from songda.core.delivery.letters import Product

SHORTEST_SECRET = 16


@dataclass(frozen=True)
class Weakness:
    """Something about a carrier's address that is unsafe or not enough for a real court, and how to mend it."""

    what: str
    remedy: str


@dataclass(frozen=True)
class Entry:
    """Each carrier's folder has one, named ENTRY, in its module `entry`.

    `name` stands in rows and in the address of its pushes for good. `setting` is the environment variable that holds
    its address; without one the carrier is not there. `gives_proof`: whether its reports can be a whole triplet; those
    of one that does not are shown and wait for a person's decision.
    """

    name: str
    setting: str
    open_carrier: Callable[[str], Carrier]
    gives_proof: bool
    weaknesses: Callable[[str], Iterator[Weakness]]


@dataclass(frozen=True)
class Account:
    """Our account with a carrier, as its address tells: `https://client:secret@host/path?products=court_post`."""

    base: str
    path: str
    client: str
    secret: str
    products: frozenset[str]
    options: dict[str, str]


def read_account(url: str, example: str) -> Account:
    """The account that an address names; ValueError, quoting nothing of it, for one that makes no sense."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or not parts.username or not parts.password:
        raise ValueError(f"A carrier has an address such as {example}.")
    secret = unquote(parts.password)
    if len(secret) < SHORTEST_SECRET:
        raise ValueError(f"The secret shared with the carrier has at least {SHORTEST_SECRET} characters.")
    options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    products = frozenset(options.pop("products", ",".join(Product)).split(","))
    if not products <= frozenset(Product):
        raise ValueError(f"A carrier's products are among {', '.join(Product)}.")
    return Account(_base(parts), parts.path.rstrip("/"), unquote(parts.username), secret, products, options)


def _base(parts: SplitResult) -> str:
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{parts.hostname}{port}"


def in_clear(url: str) -> Iterator[Weakness]:
    """That names and places would go over the line for everybody to read."""
    parts = urlsplit(url)
    if parts.scheme == "http" and parts.hostname not in {"127.0.0.1", "localhost", "::1"}:
        yield Weakness("is not encrypted: names and places would go over the line in clear.", "Use https.")
