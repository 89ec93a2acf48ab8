"""The key of this court's log, and the one that follows it meanwhile; they sign under the name of the log's epoch."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from songda.core.evidence.checkpoint import SignedRoot, open_checkpoint
from songda.core.evidence.epochs import FIRST_EPOCH, epoch_of, name_in, under_name_of
from songda.core.evidence.note import NoteError, VerifierKey, read_verifier_key
from songda.records.ground.evidence.successions import is_signed_by, keys_at, successions
from songda.records.ground.evidence.tree import LogBrokenError
from songda.trust.log_keys import NoteKey
from songda.trust.public_keys import verify_ed25519


def signing_key(epoch: int = FIRST_EPOCH) -> NoteKey:
    """The key that signs checkpoints of an epoch, as its file holds it; only the sequencer needs it."""
    key = own_keys()[0]
    return key.under(name_in(epoch, key.name))


def own_keys() -> list[NoteKey]:
    """The key, and the one that is to follow it, where that was made."""
    files = (Path(settings.LOG_KEY_FILE), successor_file())
    return [_load(files[0], _state(files[0])), *(_load(file, _state(file)) for file in files[1:] if file.exists())]


def successor_file() -> Path:
    """Where the key lies that is to follow: beside the log's own."""
    path = Path(settings.LOG_KEY_FILE)
    return path.with_name(f"{path.stem}-next{path.suffix}")


def public_file() -> Path:
    """Where its public half lies, beside it: all that processes need which sign nothing."""
    return Path(settings.LOG_KEY_FILE).with_suffix(".pub")


def verifier_key(epoch: int = FIRST_EPOCH) -> VerifierKey:
    """Its public half, which everybody may have: of the key itself, or from its own file where that is not here."""
    if not Path(settings.LOG_KEY_FILE).exists() and public_file().exists():
        key = _load_public(public_file(), _state(public_file()))
        return VerifierKey(name_in(epoch, key.name), key.public)
    return signing_key(epoch).verifier


def verifier_of(note: str) -> VerifierKey:
    """The public half of that key of the log which signed a checkpoint, under the name of the epoch that it names."""
    own = verifier_key()
    if not is_signed_by(note, own):
        known = (key for one in successions() for key in (one.naming.old, one.naming.new))
        own = next((key for key in known if is_signed_by(note, key)), own)
    origin = note.partition("\n")[0]
    return under_name_of(name_in(epoch_of(own.name, origin) or FIRST_EPOCH, own.name), own)


class SigningKeys:
    """Whose turn it is at which size, as the log tells it at this moment; the files only hold the keys."""

    def __init__(self) -> None:
        self._chain, self._own = successions(), verifier_key()

    def signers(self, size: int, epoch: int) -> list[NoteKey]:
        """The keys that sign the checkpoint of a size, that of the log first; the one that follows, where it is here.

        Raises `LogBrokenError` where the first is not here.
        """
        key, successor = keys_at(size, self._chain, self._own)
        here = {one.verifier: one for one in own_keys()}
        if key not in here:
            raise LogBrokenError(
                f"not signed: the log's key is {key.fingerprint} from here on, and it is not in {settings.LOG_KEY_FILE}"
            )
        both = [here[key], *([here[successor]] if successor in here else [])]
        return [one.under(name_in(epoch, one.name)) for one in both]

    def open(self, note: str, size: int, epoch: int) -> SignedRoot:
        """Raises `NoteError` unless the key whose turn it was signed it, and rightly the one beside it, if it did.

        Of a log whose keys never were the one that is here nothing is believed: its past may be made up.
        """
        known = {key.public for one in self._chain for key in (one.naming.old, one.naming.new)}
        if known and self._own.public not in known:
            raise NoteError("the key that is here never was the log's")
        key, successor = keys_at(size, self._chain, self._own)
        if successor is not None and is_signed_by(note, successor):
            open_checkpoint(note, _in(epoch, successor), verify_ed25519)
        return open_checkpoint(note, _in(epoch, key), verify_ed25519)


def _in(epoch: int, key: VerifierKey) -> VerifierKey:
    return VerifierKey(name_in(epoch, key.name), key.public)


def _state(path: Path) -> tuple[int, int]:
    stat = path.stat()
    return stat.st_ino, stat.st_mtime_ns


@lru_cache(maxsize=8)
def _load_public(path: Path, _state: tuple[int, int]) -> VerifierKey:
    return read_verifier_key(path.read_text(encoding="utf-8"))


@lru_cache(maxsize=8)
def _load(path: Path, _state: tuple[int, int]) -> NoteKey:
    """Read once, and again when another file lies there: a key may follow while a worker runs."""
    return NoteKey.load(path)
