"""Keeps personal particulars and papers unreadable to anyone who has the database or the disk but not the keys."""

from songda.trust.sealing.files import SealedWriter, key_mark, open_file, open_part, plain_size
from songda.trust.sealing.keyring import ALPHABET, Keyring, SealError

__all__ = ["ALPHABET", "Keyring", "SealError", "SealedWriter", "key_mark", "open_file", "open_part", "plain_size"]
