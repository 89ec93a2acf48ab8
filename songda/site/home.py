"""The home folder: where one installation keeps its keys, files and database, closed to everybody else."""

import errno
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from songda.clock import now
from songda.site.errors import CurableError
from songda.site.settings_file import named_home
from songda.trust.atomic_files import write_secret

DEMO_MARK = "made-for-a-demo"  # lies beside keys that a demo or test made
LOG_NAME = "songda.example/log"
COURT_KEYS = ("secret.key", "keyring.json", "event-keys.json", "log.key", "log.pub", "log-second.key")
KEYS_BACK = (
    "Put back the key files that were there before, from their backup: docs/howto/back-up.md. "
    "A demo can also begin anew in another folder (SONGDA_HOME)."
)
FOLDERS = ("files", "logs", "static")


def home_folder() -> Path:
    """The folder that SONGDA_HOME names, by default `var` where we stand."""
    return named_home().absolute()


def prepare_home(home: Path) -> None:
    """Make the home and the keys that are missing in it; what is there stays."""
    with telling_whose_home(home):
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        make_keys(home)
        for folder in FOLDERS:
            (home / folder).mkdir(exist_ok=True, mode=0o700)


@contextmanager
def telling_whose_home(home: Path) -> Iterator[None]:
    """CurableError where the home is somebody else's; what else a disk refuses each command tells as what it is."""
    try:
        yield
    except PermissionError as error:
        if error.errno != errno.EACCES:
            raise
        cure = "Choose another folder with SONGDA_HOME, or give this one to yourself."
        raise CurableError(f"The folder {error.filename or home} belongs to somebody else.", cure) from error


def make_court_keys(home: Path, log_name: str) -> list[str]:
    """Make the keys of a real court that the home lacks; gives back the names of those that were made.

    `log_name` is the name under which the evidence log signs, for good: the court's own domain and `/log`.
    """
    keys = home / "keys"
    if (keys / DEMO_MARK).exists():
        cure = "Choose another folder with SONGDA_HOME: keys of a demo must not seal the papers of a court."
        raise CurableError(f"The keys in {keys} were made for a demo.", cure)
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    keys.mkdir(exist_ok=True, mode=0o700)
    missing = [name for name in COURT_KEYS if not (keys / name).exists()]
    for name in missing:
        if name == "log.key":
            _make_log_key(keys, log_name)
        else:
            _MAKERS[name](keys)
    return missing


def make_keys(home: Path) -> None:
    """Make every key that the home lacks. Only for demo and tests: a court makes and keeps its keys itself."""
    keys = home / "keys"
    keys.mkdir(parents=True, exist_ok=True, mode=0o700)
    (keys / DEMO_MARK).touch()
    for name, make in (_MAKERS | {"event-keys.json": _make_rehearsal_keys}).items():
        if not (keys / name).exists():
            make(keys)


def _make_secret_key(keys: Path) -> None:
    write_secret(keys / "secret.key", f"{secrets.token_urlsafe(48)}\n".encode())


def _make_keyring(keys: Path) -> None:
    from songda.trust.sealing import Keyring

    Keyring.create(keys / "keyring.json")


def _make_event_keys(keys: Path) -> None:
    from songda.trust.event_keys import EventKeys

    EventKeys.create(keys / "event-keys.json")


def _make_rehearsal_keys(keys: Path) -> None:
    """Where a court is only played, one process writes what people, providers and workers would."""
    from songda.core.evidence.doors import Writer
    from songda.trust.event_keys import EventKeys

    EventKeys.create(keys / "event-keys.json", tuple(Writer))


def _make_log_key(keys: Path, name: str = LOG_NAME) -> None:
    from songda.trust.log_keys import NoteKey

    NoteKey.create(keys / "log.key", name)


def _make_public_half(keys: Path) -> None:
    """What web servers need of the log's key, which they must not have: to tell its checkpoints from others."""
    from songda.trust.log_keys import NoteKey

    write_secret(keys / "log.pub", f"{NoteKey.load(keys / 'log.key').verifier}\n".encode())


def _make_second_key(keys: Path) -> None:
    from songda.trust.log_keys import NoteKey, SecondKey

    SecondKey.create(keys / "log-second.key", NoteKey.load(keys / "log.key").name)


def _make_seal(keys: Path) -> None:
    from songda.trust.signing import Seal

    for part in ("seal-root.pem", "seal.password"):  # left by a making that was interrupted
        (keys / part).unlink(missing_ok=True)
    Seal.create_demo(keys, now())


_MAKERS: dict[str, Callable[[Path], None]] = {
    "secret.key": _make_secret_key,
    "keyring.json": _make_keyring,
    "event-keys.json": _make_event_keys,
    "log.key": _make_log_key,
    "log.pub": _make_public_half,
    "log-second.key": _make_second_key,
    "seal.p12": _make_seal,
}
