"""Do the keys on disk belong to this database? New ones beside an old database read nothing that is in it."""

from pathlib import Path

from django.conf import settings

from songda.core.evidence.note import NoteError, read_note
from songda.records.ground import vault
from songda.records.ground.evidence.log_key import own_keys
from songda.records.ground.evidence.signed import newest_and_unsigned
from songda.records.ground.evidence.successions import is_signed_by
from songda.records.matter.parties.models import Party
from songda.site.curable import CurableError
from songda.site.home import KEYS_BACK
from songda.trust.sealing import SealError


def strange_keys() -> list[str]:
    """The key files that are there and are not those with which this database was written.

    A key that is missing is not looked at, nor whether anything was tampered with: only who sealed and who signed.
    """
    own = ((settings.KEYRING_FILE, _has_sealed), (settings.LOG_KEY_FILE, _has_signed))
    return [str(path) for path, wrote in own if Path(path).exists() and not wrote()]


def require_own_keys() -> None:
    """CurableError when a key file belongs to another database, before anything is sealed or signed with it."""
    if strange := strange_keys():
        raise CurableError(f"The database was not written with the key in {', '.join(strange)}.", KEYS_BACK)


def _has_sealed() -> bool:
    """The oldest and the newest name of a party: both, so that a ring which lost its older keys is found too."""
    names = Party.objects.order_by("id").values_list("name_sealed", flat=True)
    try:
        return all(vault.keyring().knows(bytes(sealed)) for sealed in [*names[:1], *names.reverse()[:1]])
    except SealError:  # no key ring at all
        return False


def _has_signed() -> bool:
    """Whether the newest checkpoint that holds bears our signature; where none can be read, the audit tells of it."""
    try:
        newest, unsigned = newest_and_unsigned()
        if newest is None:
            return not any(_is_read(row.note) for row in unsigned)
        return any(is_signed_by(newest.note, key.verifier) for key in own_keys())
    except ValueError:  # no key at all
        return False


def _is_read(note: str) -> bool:
    try:
        read_note(note)
    except NoteError:
        return False
    return True
