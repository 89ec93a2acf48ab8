"""Reads single settings from the environment; one that cannot be meant is told by its name, with how to write it."""

import difflib
import os
import tomllib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from songda.site.errors import CurableError

PREFIX = "SONGDA_"
OF_SECRETS = "_FILE"  # a secret may stand in a file that is named instead
_YES, _NO = {"1", "yes", "true", "on"}, {"", "0", "no", "false", "off"}
# What a court may set, by what it is about; a secret has a file beside it.
ROWS: Mapping[str, Mapping[str, Mapping[str, Any]]] = tomllib.loads(
    Path(__file__).with_name("settings.toml").read_text(encoding="utf-8")
)
SECRETS = frozenset(name for rows in ROWS.values() for name, row in rows.items() if row.get("is_secret"))
SETTINGS = frozenset(name for rows in ROWS.values() for name in rows) | {name + OF_SECRETS for name in SECRETS}


def unknown_settings(environment: Collection[str], further: Collection[str]) -> Mapping[str, str]:
    """The names in an environment that look like settings and are none, each with the nearest one or nothing.

    `further`: settings of channels and carriers that do not come along.
    """
    known = SETTINGS | {name + end for name in further for end in ("", OF_SECRETS)}
    rests = [name.removeprefix(PREFIX) for name in sorted(known)]
    strange = sorted(name for name in environment if name.startswith(PREFIX) and name not in known)
    near = {name: difflib.get_close_matches(name.removeprefix(PREFIX), rests, n=1, cutoff=0.75) for name in strange}
    return {name: PREFIX + found[0] if found else "" for name, found in near.items()}


def secret(name: str, of_demo: str = "") -> str:
    """A secret from `NAME` or from the file that `NAME_FILE` names, else the demo's; CurableError for no such file."""
    if value := os.environ.get(name):
        return value
    if not (path := os.environ.get(name + OF_SECRETS)):
        return of_demo
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as wrong:
        raise CurableError(
            f"{name}{OF_SECRETS}: {path} cannot be read ({type(wrong).__name__}).",
            f"Name a text file with nothing else in it that this user may read, or set {name} itself.",
        ) from wrong


def place(name: str, usual: Path) -> Path:
    """A file or folder; `usual` where nothing is said."""
    return Path(os.environ.get(name) or usual)


def number(name: str, usual: int, *, most: int, of: str) -> int:
    """A whole number from 1 to `most`, `usual` where nothing is said; `of` says what is counted."""
    said = os.environ.get(name, "").strip()
    if not said:
        return usual
    if not (said.isascii() and said.isdecimal() and len(said) <= len(str(most)) and 1 <= int(said) <= most):
        raise CurableError(
            f"{name} is a whole number of {of}, from 1 to {most}; it says “{said}”.", f"Unset, it is {usual}."
        )
    return int(said)


def is_on(name: str) -> bool:
    """Whether something is switched on."""
    said = os.environ.get(name, "").strip().lower()
    if said not in _YES | _NO:
        raise CurableError(f"{name} is neither on nor off; it says “{said}”.", "Set it to 1, or unset it.")
    return said in _YES


def one_of(name: str, usual: str, words: Collection[str]) -> str:
    """One of these words, large letters or small; `usual` where nothing is said."""
    said = os.environ.get(name, "").strip() or usual
    found = next((word for word in words if word.lower() == said.lower()), None)
    if found is None:
        raise CurableError(f"{name} says “{said}”.", f"Say one of these: {', '.join(words)}.")
    return found


def address(setting: str, url: str) -> str:
    """The address as it stands; CurableError for one that no reader can take apart, quoting nothing of it.

    The library that takes addresses apart quotes what it stumbles over: name, secret and all.
    """
    try:
        _ = urlsplit(url).port
    except ValueError:
        raise CurableError(
            f"{setting} is no address that can be read.",
            "Look for signs of full width (a Chinese colon), and for / ? # [ in name or secret: write %2F %3F %23 %5B.",
        ) from None
    return url


def database(setting: str, usual: str) -> str:
    """The address of a PostgreSQL as libpq takes it, of several hosts too; CurableError, which quotes nothing of it."""
    url = os.environ.get(setting) or usual
    try:
        parts = urlsplit(url)
        is_one = parts.scheme in {"postgresql", "postgres"} and not parts.fragment and bool(conninfo_to_dict(url))
    except (ValueError, ProgrammingError):
        is_one = False
    if not is_one:
        raise CurableError(
            f"{setting} is not the address of a PostgreSQL.",
            "Write it as postgresql://name:password@host:5432/database (several: host:5432,other:5432), with %2F %3F"
            " %23 %5B for / ? # [ in a password.",
        )
    return url


def connection_to(url: str) -> dict[str, Any]:
    """The same as Django names it."""
    parts: dict[str, Any] = dict(conninfo_to_dict(url))
    named = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    row = {ours: parts.pop(theirs, "") for ours, theirs in named.items()}
    return {
        "ENGINE": "songda.site.postgresql",
        **row,
        "OPTIONS": parts,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }


def public_address(name: str, usual: str) -> str:
    """Where recipients find the court: scheme and host, without a path."""
    url = address(name, os.environ.get(name) or usual).strip().rstrip("/")
    parts = urlsplit(url)
    is_bare = not (parts.path or parts.query or parts.fragment or parts.username)
    if parts.scheme not in {"http", "https"} or not parts.hostname or not is_bare:
        raise CurableError(
            f"{name} says “{url}”, which is not the address of a whole site.",
            "Write scheme and host alone, as in https://service.court.gov.cn.",
        )
    return url


def hosts(name: str, usual: str) -> list[str]:
    """The names that this court answers to, without scheme, port and path."""
    found = [host.strip() for host in (os.environ.get(name) or usual).split(",") if host.strip()]
    for host in found:
        if "/" in host or (":" in host and not host.startswith("[")):
            raise CurableError(f"{name} names “{host}”.", "Name hosts alone, separated by commas: service.court.gov.cn")
    return found
