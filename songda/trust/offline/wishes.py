"""What a reader asks of a check beyond the ordinary: stamps that must be there, kept checkpoints, files to compare."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from socket import SHUT_RDWR, socket
from threading import Timer
from urllib.parse import urlsplit

from songda.core.evidence.bundle import Bundle
from songda.core.evidence.checkpoint import open_checkpoint
from songda.core.evidence.checks import TilesMissingError, check_continued, check_kept
from songda.core.evidence.findings import Finding, Outcome, failed, unchecked
from songda.core.evidence.note import NoteError, VerifierKey, read_verifier_key
from songda.core.evidence.succession.link import keys_in_force
from songda.core.evidence.tiles import ReadTile, TileAddress, tile_path
from songda.core.evidence.witnesses.check_witnesses import Means, check_witnesses
from songda.core.evidence.witnesses.policy import Policy
from songda.trust.public_keys import verify_ed25519, verify_ml_dsa_44


@dataclass(frozen=True)
class Wishes:
    """`trusted` fingerprints; `must_be_stamped`; `kept` checkpoints by file name, `tiles` where the log publishes its
    tiles; `own_files` the companions as the program at hand writes them; `policy` whose word as a witness counts;
    `decide_again` asks the law once more, where it is at hand.
    """

    trusted: Collection[str] = ()
    must_be_stamped: bool = False
    kept: Mapping[str, str] = field(default_factory=dict)
    tiles: str = ""
    own_files: Mapping[str, bytes] = field(default_factory=dict)
    policy: Policy | None = None
    decide_again: Callable[[Bundle], Iterable[Finding]] | None = None


def fulfil(wishes: Wishes, bundle: Bundle, findings: Iterable[Finding]) -> list[Finding]:
    """The findings as the reader wants them judged, and those on the checkpoints that they kept."""
    judged = [_judged(wishes, bundle, finding) for finding in findings]
    again = wishes.decide_again(bundle) if wishes.decide_again else ()
    means = Means(verify_ed25519, verify_ml_dsa_44, _other_keys(bundle))
    seen = check_witnesses(bundle, wishes.policy, means)
    return [*judged, *seen, *_compare_kept(wishes, bundle), *again]


def _other_keys(bundle: Bundle) -> Sequence[VerifierKey]:
    """The keys of the log beside the one that the bundle names; none where its checkpoint does not hold."""
    try:
        key = read_verifier_key(bundle.log_key)
        ours = open_checkpoint(bundle.checkpoint, key, verify_ed25519)
    except NoteError:
        return ()
    return keys_in_force(bundle, key, ours, verify_ed25519).keys


def _judged(wishes: Wishes, bundle: Bundle, finding: Finding) -> Finding:
    if finding.code == "stamp.none" and wishes.must_be_stamped:
        return Finding(Outcome.FAILED, finding.code, finding.about)
    name = finding.about.get("file", "")
    if finding.code == "file.uncovered" and name in wishes.own_files:
        differs = bundle.companions.get(name) != wishes.own_files[name]
        return unchecked("file.differs", file=name) if differs else finding
    return finding


def _compare_kept(wishes: Wishes, bundle: Bundle) -> Iterator[Finding]:
    if not wishes.kept:
        return
    try:
        key = read_verifier_key(bundle.log_key)
        ours = open_checkpoint(bundle.checkpoint, key, verify_ed25519)
    except NoteError as error:
        yield failed("checkpoint.refused", reason=error)
        return
    keys = [key, *keys_in_force(bundle, key, ours, verify_ed25519).keys]
    read_tile = tiles_at(wishes.tiles) if wishes.tiles else None
    for name, note in wishes.kept.items():
        kept = check_kept(name, note, ours, keys, verify_ed25519)
        yield kept if isinstance(kept, Finding) else check_continued(name, kept, ours, read_tile)


TILE_WAIT_S = 20
LARGEST_TILE = 8192


def tiles_at(place: str, seconds: float = TILE_WAIT_S) -> ReadTile:
    """A reader of the tiles below `place`, an address such as https://court.example/log or a folder."""
    fetch = _from_web(place, seconds) if place.startswith(("https://", "http://")) else _from_folder(Path(place))

    def read(tile: TileAddress) -> bytes:
        body = fetch(tile_path(tile))
        if body is None:  # a tile that has grown full since may only be there as a whole
            body = fetch(tile_path(TileAddress(tile.level, tile.number)))
        if body is None or len(body) < tile.width * 32:
            raise TilesMissingError(f"tile/{tile_path(tile)}")
        return body[: tile.width * 32]

    return read


def _from_folder(folder: Path) -> Callable[[str], bytes | None]:
    def fetch(path: str) -> bytes | None:
        file = folder / "tile" / path
        return file.read_bytes()[:LARGEST_TILE] if file.is_file() else None

    return fetch


def _from_web(address: str, seconds: float) -> Callable[[str], bytes | None]:
    """With the standard library alone, as the verifier in one file is; nobody is followed to another address."""

    def fetch(path: str) -> bytes | None:
        asked = urlsplit(f"{address.rstrip('/')}/tile/{path}")
        with suppress(OSError, HTTPException, ValueError):
            line = (HTTPSConnection if asked.scheme == "https" else HTTPConnection)(asked.netloc, timeout=seconds)
            with closing(line):
                return _asked(line, asked.path, seconds)
        return None

    return fetch


def _asked(line: HTTPConnection, path: str, seconds: float) -> bytes | None:
    line.connect()
    ending = Timer(seconds, _hang_up, (line.sock,))  # an answer of a letter now and then never ends by itself
    ending.start()
    try:
        line.request("GET", path)
        answer = line.getresponse()
        return answer.read(LARGEST_TILE) if answer.status == HTTPStatus.OK else None
    finally:
        ending.cancel()


def _hang_up(line: socket) -> None:
    with suppress(OSError):
        line.shutdown(SHUT_RDWR)
