"""Which channels this court has, the address of each one's provider, what the registry costs: from the environment."""

import os
from collections.abc import Mapping

from songda.channels.contract import ChannelError
from songda.channels.registry import entries, use_channels
from songda.core.lookups.costs import CostsError, read_costs
from songda.site.curable import CurableError


def provider_addresses() -> dict[str, str]:
    """The address of each channel's provider by the channel's name, empty where none is named."""
    folders = os.environ.get("SONGDA_CHANNELS", "").split(",")
    try:
        use_channels([folder.strip() for folder in folders if folder.strip()])
        return {name: os.environ.get(entry.setting, "") for name, entry in entries().items()}
    except ChannelError as wrong:
        raise CurableError(
            f"SONGDA_CHANNELS: {wrong}.", "Name the folders of channels, separated by commas."
        ) from wrong


def registry_costs() -> Mapping[str, int]:
    """Fen that an answer of the registry costs, by operator; CurableError where they are not understood."""
    try:
        return read_costs(os.environ.get("SONGDA_REGISTRY_COSTS", ""))
    except CostsError as wrong:
        cure = "Write yuan an answer for all, as in 0.30, or by operator: mobile=0.30,telecom=0.25,unicom=0.30"
        raise CurableError(f"SONGDA_REGISTRY_COSTS is not understood at “{wrong}”.", cure) from wrong
