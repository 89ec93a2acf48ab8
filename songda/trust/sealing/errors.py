"""The one error of sealing: something does not open, and which."""


class SealError(Exception):
    """A sealed value, file or key ring cannot be opened; the message names it and never shows what is inside."""
