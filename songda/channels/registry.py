"""Lists the ways of reaching a person that a court has set up."""

from dataclasses import dataclass

from songda.channels.contract import Channel


@dataclass(frozen=True)
class ChannelConfig:
    """Where the providers are; a way without an address is not there."""

    smpp_url: str | None = None
    smtp_url: str | None = None
    fake: bool = False


def open_channels(config: ChannelConfig) -> dict[str, Channel]:
    """The channels by name, each still to be opened; ChannelError for an address that makes no sense."""
    channels: list[Channel] = []
    if config.smpp_url:
        from songda.channels.sms.address import read_address
        from songda.channels.sms.channel import SmsChannel

        channels.append(SmsChannel(read_address(config.smpp_url)))
    if config.smtp_url:
        from songda.channels.email.address import read_mail_address
        from songda.channels.email.channel import EmailChannel

        channels.append(EmailChannel(read_mail_address(config.smtp_url)))
    if config.fake:
        from songda.channels.fake.channel import FakeChannel

        channels.append(FakeChannel())
    return {channel.name: channel for channel in channels}
