"""The signs of Chinese numbers and names, read once from `china.toml`, which is data and not wording."""

import tomllib
from importlib.resources import files
from typing import Any


def _read() -> dict[str, Any]:
    return tomllib.loads((files("songda.core.identifiers") / "china.toml").read_text(encoding="utf-8"))


_SIGNS = _read()
PROVINCES: dict[str, str] = _SIGNS["provinces"]
SHORT_NAMES: dict[str, str] = {short: code for code, short in PROVINCES.items()} | _SIGNS["provinces_of_old"]
OVERSEAS_DIVISIONS = frozenset({"71", "81", "82", "83"})  # Taiwan, Hong Kong, Macau, and their residents' permits
SUPREME_COURT: str = _SIGNS["courts"]["supreme"]
COURTS_APART = frozenset(_SIGNS["courts"]["apart"])
INTERNET_COURTS = frozenset(_SIGNS["courts"]["internet"])
CASE_NUMBER: dict[str, str] = _SIGNS["case_number"]
CASE_BRANCHES: dict[str, str] = _SIGNS["case_number"]["branches"]
CERTIFICATE_NUMBER: str = _SIGNS["certificate_number"]["form"]
LATER_CERTIFICATE_NUMBER: str = _SIGNS["certificate_number"]["later_form"]
DOUBLE_FAMILY_NAMES = frozenset(_SIGNS["family_names"]["double"])
EXTENSION: str = _SIGNS["telephone"]["extension"]  # before the extension of a landline
SIGNS_OF_BODIES: tuple[str, ...] = tuple(_SIGNS["bodies"]["signs"])
SIGNS_OF_DEATH: tuple[str, ...] = tuple(_SIGNS["death"]["signs"])
NUMERAL_SIGNS: dict[str, str] = _SIGNS["numerals"]
BEFORE_AN_ARTICLE: str = _SIGNS["citation"]["article"]
ITEM_OF_AN_ARTICLE: str = _SIGNS["citation"]["item"]
UNFINISHED_LINE: str = _SIGNS["citation"]["unfinished"]
