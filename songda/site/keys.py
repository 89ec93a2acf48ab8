"""The court's keys: do they belong to this database, another one on the key ring, another one for the log.

New keys beside an old database read nothing that is in it. The log's own key gives way to another in steps: named
first, signed by both for a while, then alone. Killed between any two of them, the log stands as the events in it say,
and the same command goes on.
"""

import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from songda.core.evidence.canonical import Json
from songda.core.evidence.note import NoteError, VerifierKey, read_note
from songda.core.evidence.succession.link import KEY_RETIRED, SUCCESSOR_NAMED, Naming
from songda.core.evidence.witnesses.check_witnesses import KEYS_STREAM
from songda.records.ground import vault
from songda.records.ground.evidence.actions import NewEvent, record, sequence
from songda.records.ground.evidence.log_key import own_keys, successor_file
from songda.records.ground.evidence.models import Event
from songda.records.ground.evidence.signed import newest_and_unsigned
from songda.records.ground.evidence.successions import Succession, is_signed_by, successions
from songda.records.ground.evidence.witnesses import is_witnessed
from songda.records.matter.parties.models import Party
from songda.site.errors import CurableError
from songda.site.home import DEMO_MARK, KEYS_BACK
from songda.trust.log_keys import NoteKey
from songda.trust.sealing import Keyring, SealError

UNCHANGED = "Nothing was changed."
AS_OWNER = "Run the command as the user whom the key files belong to."
AGAIN = "Nothing is half done. Let a worker run for a minute, and run the command again."


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


def _refuse_keys_of_demo(folder: Path) -> None:
    if (folder / DEMO_MARK).exists() and not settings.IS_DEMO:
        raise CurableError(
            f"The keys in {folder} were made for a demo.",
            "Make the court's own with `songda keys`, in another folder: docs/howto/run.md.",
        )


@dataclass(frozen=True)
class RotatedKeys:
    """What is on the ring now."""

    path: Path
    before: str  # the id of the key that sealed until now
    current: str
    keys: int


def rotate() -> RotatedKeys:
    """Add a key to the ring and let it seal from now on; CurableError, and nothing changed, where that is not safe."""
    path = Path(settings.KEYRING_FILE)
    before = _ring_to_change(path)
    try:
        after = Keyring.add_key(path)
    except SealError as error:
        raise CurableError(str(error), UNCHANGED) from error
    except OSError as error:
        wrong = f"The key ring {path} cannot be written: {error.strerror}."
        raise CurableError(wrong, f"{AS_OWNER} {UNCHANGED}") from error
    vault.keyring.cache_clear()
    return RotatedKeys(path, before.current, after.current, len(after.key_ids))


def _ring_to_change(path: Path) -> Keyring:
    """The ring as it is: there, whole, the court's own, and the one with which the database was written."""
    if not path.exists():
        raise CurableError(
            f"There is no key ring at {path}.",
            "For a new court, make one with `songda keys --log-name DOMAIN/log`. " + KEYS_BACK,
        )
    _refuse_keys_of_demo(path.parent)
    try:
        ring = Keyring.load(path)
    except SealError as error:
        raise CurableError(str(error), KEYS_BACK) from error
    require_own_keys()
    return ring


@dataclass(frozen=True)
class RetiredKey:
    """The key that signs from now on, and where the file of the one before lies."""

    key: VerifierKey
    before: Path


def succeed(now: datetime) -> Naming:
    """Make the next key, unless it is there, and name it in the log, unless it is named; CurableError if not safe."""
    old = _key_in_force()
    file = successor_file()
    try:
        new = NoteKey.load(file) if file.exists() else NoteKey.create(file, old.name)
        naming = Naming(old.verifier, new.verifier)
        _say(SUCCESSOR_NAMED, naming, naming.signed(old.private.sign, new.private.sign), now)
    except (NoteError, OSError) as error:
        raise CurableError(f"The next key in {file} cannot be used: {error}.", "Take the file away.") from error
    return naming


def retire(now: datetime) -> RetiredKey:
    """Let the named key sign alone; CurableError, and nothing changed, as long as that would leave anybody behind."""
    keys = {one.verifier: one for one in own_keys()}
    chain = successions()
    if not chain or chain[-1].naming.new not in keys:
        raise CurableError("The log has named no key that is to follow.", "First: `songda keys succeed`.")
    last = chain[-1]
    if last.retired_at is None:
        _require_known(last)
        facts: dict[str, Json] = {"key": str(last.naming.old), "successor": str(last.naming.new)}
        _say(KEY_RETIRED, last.naming, facts, now)
        sequence(now)
        if successions()[-1].retired_at is None:
            raise CurableError("The log does not hold yet that its key is retired.", AGAIN)
    return RetiredKey(last.naming.new, _change_files(last.naming))


def _key_in_force() -> NoteKey:
    """The key that signs now. CurableError where it is not here, or where another is about to follow it already."""
    path = Path(settings.LOG_KEY_FILE)
    if not path.exists():
        raise CurableError(f"There is no key of the log at {path}.", KEYS_BACK)
    _refuse_keys_of_demo(path.parent)
    require_own_keys()
    chain, own = successions(), own_keys()[0]
    if chain and chain[-1].retired_at is not None and chain[-1].naming.new != own.verifier:
        raise CurableError("The key before is retired, but its file is still in place.", "First: `songda keys retire`.")
    return own


@transaction.atomic
def _say(name: str, naming: Naming, facts: dict[str, Json], now: datetime) -> None:
    """Write it into the log, unless that was the last that was said of these keys."""
    newest = Event.objects.on_record().filter(stream=KEYS_STREAM, name=name).order_by("-number").first()
    if newest is None or (newest.data["key"], newest.data["successor"]) != (str(naming.old), str(naming.new)):
        record([NewEvent(name, KEYS_STREAM, None, now, "engine", facts)], now)


def _require_known(last: Succession) -> None:
    """Somebody outside must be able to go from the old key to the new one, by what the old one signed."""
    sizes = [row.size for row in last.signed_by_both()]
    if not sizes:
        raise CurableError("No checkpoint that both keys signed covers the naming of the next one yet.", AGAIN)
    try:
        seen = any(is_witnessed(size) for size in reversed(sizes))
    except (NoteError, OSError) as error:
        raise CurableError(
            f"The policy of witnesses cannot be read: {error}.", "docs/howto/check-a-proof.md"
        ) from error
    if not seen:
        raise CurableError("Too few witnesses have seen a checkpoint that both keys signed.", AGAIN)


def _change_files(naming: Naming) -> Path:
    """The next key becomes the key, in one step; the one before is kept under its own id."""
    path, following = Path(settings.LOG_KEY_FILE), successor_file()
    before = path.with_name(f"{path.stem}-before-{naming.old.key_id.hex()}{path.suffix}")
    if NoteKey.load(path).verifier == naming.old:
        with suppress(FileExistsError):
            os.link(path, before)
        following.replace(path)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    return before
