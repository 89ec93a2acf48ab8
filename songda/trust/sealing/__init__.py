"""Keeps personal particulars and papers unreadable to anyone who has the database or the disk but not the keys."""

from songda.trust.sealing.files import SealedWriter, open_file, open_part, plain_size, seal_file
from songda.trust.sealing.keyring import ALPHABET, Keyring, SealError

__all__ = ["ALPHABET", "Keyring", "SealError", "SealedWriter", "open_file", "open_part", "plain_size", "seal_file"]
