"""How many witnesses a checkpoint must have (C2SP tlog-policy): logs, their witnesses, and the quorum among them.

A line that cannot be honoured is refused and never passed over: whoever wrote it counts on it.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NoReturn, TypeAlias, TypeVar
from urllib.parse import urlsplit

from songda.core.evidence.checkpoint import read_decimal
from songda.core.evidence.epochs import split_name
from songda.core.evidence.note import Note, NoteError, VerifierKey, Verify, read_verifier_key
from songda.core.evidence.witnesses.cosignature import Cosignature, WitnessKey, check_cosignature, read_witness_key
from songda.core.evidence.witnesses.ml_dsa_key import MlDsaKey, VerifyMlDsa, check_ml_dsa, read_ml_dsa_key

NO_QUORUM = "none"
MOST_POLICY_LINES = 200  # groups may lie in one another, one for each line
LARGEST_POLICY = 1024 * 1024  # letters
OWN_WITNESS = "a log's own key is no witness of it"
AnyWitnessKey: TypeAlias = WitnessKey | MlDsaKey
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True)
class Witness:
    """A witness under the name that the policy gives it; `url` is empty where it is not asked over the network."""

    name: str
    key: AnyWitnessKey
    url: str = ""


@dataclass(frozen=True)
class Group:
    """So many of these witnesses or groups."""

    needed: int
    members: tuple[str, ...]


@dataclass(frozen=True)
class Policy:
    """What a reader asks; with `quorum` none no witness is asked for, without `logs` it is of any log."""

    witnesses: Mapping[str, Witness] = field(default_factory=dict)
    groups: Mapping[str, Group] = field(default_factory=dict)
    quorum: str = NO_QUORUM
    logs: tuple[VerifierKey | MlDsaKey, ...] = ()

    def is_met(self, seen: Collection[str]) -> bool:
        """Whether these witnesses are enough."""
        return self.quorum == NO_QUORUM or self._is_there(self.quorum, seen)

    def is_for(self, keys: Sequence[VerifierKey | MlDsaKey]) -> bool:
        """Whether it is for a log that these keys stand for, in whichever epoch; without lines of logs it always is."""
        ours = {(split_name(key.name)[0], key.public) for key in keys}
        return not self.logs or any((key.name, key.public) in ours for key in self.logs)

    def own_witnesses(self, keys: Sequence[VerifierKey | MlDsaKey]) -> list[str]:
        """The witnesses that are these keys of a log: whoever signs the log saw nothing of it from outside."""
        ours = {key.public for key in keys}
        return [name for name, witness in self.witnesses.items() if witness.key.public in ours]

    def _is_there(self, name: str, seen: Collection[str]) -> bool:
        group = self.groups.get(name)
        if group is None:
            return name in seen
        return sum(self._is_there(member, seen) for member in group.members) >= group.needed


def check_word(note: Note, key: AnyWitnessKey, verify: Verify, verify_ml_dsa: VerifyMlDsa) -> Cosignature | None:
    """The word of a witness on a note, whichever kind its key is; None where there is none.

    Raises `NoteError` for one that does not hold, `NotCheckedHereError` where that cannot be told.
    """
    if isinstance(key, MlDsaKey):
        return check_ml_dsa(note, key, verify_ml_dsa)
    return check_cosignature(note, key, verify)


def read_policy(written: str) -> Policy:
    """Read a policy file. Raises `NoteError`, which names the line."""
    draft = _Draft()
    if len(written) > LARGEST_POLICY or written.count("\n") > MOST_POLICY_LINES:
        raise NoteError(f"the policy has more than {MOST_POLICY_LINES} lines, or is longer than any")
    for number, line in enumerate(written.split("\n"), 1):
        try:
            _require_plain_line(line)
            draft.read(line.strip(" \t"))
        except NoteError as error:
            raise NoteError(f"line {number} of the policy: {error}") from error
    if draft.quorum is None:
        raise NoteError(f"the policy has no line that says its quorum (`quorum {NO_QUORUM}` asks for no witness)")
    return Policy(draft.witnesses, draft.groups, draft.quorum, tuple(draft.logs))


def _require_plain_line(line: str) -> None:
    if _CONTROL.search(line):
        raise NoteError("a control character; lines end with a line feed alone")


@dataclass
class _Draft:
    """What was read of a policy so far."""

    logs: list[VerifierKey | MlDsaKey] = field(default_factory=list)
    witnesses: dict[str, Witness] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    quorum: str | None = None
    _members: set[str] = field(default_factory=set)

    def read(self, line: str) -> None:
        """Take one line in. Raises `NoteError`."""
        if not line or line.startswith("#"):
            return
        match re.split(r"[ \t]+", line):
            case ["log", key, *url] if len(url) <= 1:
                _read_address(url)
                self._add_log(key)
            case ["witness", name, key, *url] if len(url) <= 1:
                self._add_witness(name, key, _read_address(url))
            case ["group", name, needed, *members]:
                self._add_group(name, needed, members)
            case ["quorum", name] if name == NO_QUORUM or name in {*self.witnesses, *self.groups}:
                self._set_quorum(name)
            case _:
                _refuse()

    def _add_log(self, written: str) -> None:
        key = _read_key(written, read_verifier_key)
        if key.public in {one.public for one in self.logs}:
            raise NoteError("this log is named already")
        self.logs.append(key)
        self._refuse_own(key.public)

    def _add_witness(self, name: str, written: str, url: str) -> None:
        key = _read_key(written, read_witness_key)
        if key.public in {one.key.public for one in self.witnesses.values()}:
            raise NoteError("a witness with this key is named already; it would count twice")
        self.witnesses[self._fresh(name)] = Witness(name, key, url)
        self._refuse_own(key.public)

    def _refuse_own(self, public: bytes) -> None:
        if public in {one.public for one in self.logs} & {one.key.public for one in self.witnesses.values()}:
            raise NoteError(OWN_WITNESS)

    def _add_group(self, name: str, needed: str, members: list[str]) -> None:
        counts = {"any": 1, "all": len(members)}
        count = counts[needed] if needed in counts else read_decimal(needed)
        strange = set(members) - set(self.witnesses) - set(self.groups)
        if strange or len(set(members)) < len(members) or not 1 <= count <= len(members):
            raise NoteError("a group asks for one to all of different members that stand above")
        if twice := sorted(self._members & set(members)):
            raise NoteError(f"{twice[0]} is in a group already; it would count twice")
        self._members |= set(members)
        self.groups[self._fresh(name)] = Group(count, tuple(members))

    def _set_quorum(self, name: str) -> None:
        if self.quorum is not None:
            raise NoteError("the quorum is said already")
        self.quorum = name

    def _fresh(self, name: str) -> str:
        if name == NO_QUORUM or name in self.witnesses or name in self.groups:
            raise NoteError(f"{name} is taken")
        return name


def _read_address(written: Sequence[str]) -> str:
    """The address of a log or witness; empty where none is written."""
    if not written:
        return ""
    parts = urlsplit(written[0])
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise NoteError(f"{written[0]} is no http or https address")
    return written[0].rstrip("/")


_Key = TypeVar("_Key")


def _read_key(written: str, read: Callable[[str], _Key]) -> _Key | MlDsaKey:
    """A key of the usual kind, or one of ML-DSA-44, which logs and witnesses may both have."""
    try:
        return read_ml_dsa_key(written)
    except NoteError:
        return read(written)


def _refuse() -> NoReturn:
    raise NoteError("expected log, witness, group or quorum of what stands above")
