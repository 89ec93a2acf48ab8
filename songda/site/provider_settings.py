"""Which channels this court has and whose rules it shows, what providers are called and cost: from the environment."""

import os
from collections.abc import Mapping
from urllib.parse import urlsplit

from songda.channels.contract import ChannelError
from songda.channels.registry import entries, use_channels
from songda.core.law import jurisdictions
from songda.core.lookups import CostsError, read_costs
from songda.site.curable import CurableError


def provider_addresses() -> dict[str, str]:
    """The address of each channel's provider by the channel's name, empty where none is named."""
    folders = os.environ.get("SONGDA_CHANNELS", "").split(",")
    try:
        use_channels([folder.strip() for folder in folders if folder.strip()])
        return {name: address(entry.setting, os.environ.get(entry.setting, "")) for name, entry in entries().items()}
    except ChannelError as wrong:
        raise CurableError(
            f"SONGDA_CHANNELS: {wrong}.", "Name the folders of channels, separated by commas."
        ) from wrong


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


def registry_costs() -> Mapping[str, int]:
    """Fen that an answer of the registry costs, by operator; CurableError where they are not understood."""
    try:
        return read_costs(os.environ.get("SONGDA_REGISTRY_COSTS", ""))
    except CostsError as wrong:
        cure = "Write yuan an answer for all, as in 0.30, or by operator: mobile=0.30,telecom=0.25,unicom=0.30"
        raise CurableError(f"SONGDA_REGISTRY_COSTS is not understood at “{wrong}”.", cure) from wrong


def known_rules() -> tuple[str, ...]:
    """The jurisdictions and procedures whose rules stand beside those of courts; CurableError where there is none."""
    named = os.environ.get("SONGDA_RULES", "cn_arbitration,cn_reconsideration").split(",")
    wanted = tuple(dict.fromkeys(name.strip() for name in named if name.strip() not in {"", "cn"}))
    if unknown := [name for name in wanted if name not in jurisdictions()]:
        others = ", ".join(name for name in jurisdictions() if name != "cn")
        raise CurableError(f"SONGDA_RULES: no rules for “{unknown[0]}”.", f"Name some of these, or none: {others}.")
    return wanted
