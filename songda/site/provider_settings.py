"""Which channels this court has, and the address of each one's provider, from the environment."""

import os

from songda.channels.contract import ChannelError
from songda.channels.registry import entries, use_channels
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
