"""How the line to an SMS centre is encrypted: who may vouch for the centre, and by what we show who we are."""

import ssl
from pathlib import Path

from songda.channels.contract import ChannelError
from songda.channels.sms.address import SmppAddress


def encryption_of(address: SmppAddress) -> ssl.SSLContext | None:
    """What a line to this address demands; None where it is plain. ChannelError where a file of it cannot be used.

    With a CA file nobody else may vouch for the centre; its name is always compared with that of the address.
    """
    if not address.is_encrypted:
        return None
    context = ssl.create_default_context(cafile=_readable("ca", address.ca_file))
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if address.cert_file is not None:
        try:
            context.load_cert_chain(address.cert_file, _readable("key", address.key_file))
        except OSError as wrong:
            raise _unusable("cert", address.cert_file, wrong) from wrong
    return context


def _readable(option: str, path: str | None) -> str | None:
    if path is None:
        return None
    try:
        Path(path).read_bytes()
    except OSError as wrong:
        raise _unusable(option, path, wrong) from wrong
    return path


def _unusable(option: str, path: str, wrong: OSError) -> ChannelError:
    why = wrong.strerror or type(wrong).__name__
    return ChannelError(f"SMS centre's address: {option}={path} cannot be used ({why})", permanent=True)
