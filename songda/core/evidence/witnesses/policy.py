"""How many witnesses a checkpoint must have (C2SP tlog-policy): a log, its witnesses, and the quorum among them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import NoReturn

from songda.core.evidence.checkpoint import read_decimal
from songda.core.evidence.note import NoteError
from songda.core.evidence.witnesses.cosignature import WitnessKey, read_witness_key

NO_QUORUM = "none"


@dataclass(frozen=True)
class Witness:
    """A witness under the name that the policy gives it; `url` is empty where it is not asked over the network."""

    name: str
    key: WitnessKey
    url: str = ""


@dataclass(frozen=True)
class Group:
    """So many of these witnesses or groups."""

    needed: int
    members: tuple[str, ...]


@dataclass(frozen=True)
class Policy:
    """What a reader asks; with `quorum` none no witness is asked for."""

    witnesses: Mapping[str, Witness] = field(default_factory=dict)
    groups: Mapping[str, Group] = field(default_factory=dict)
    quorum: str = NO_QUORUM

    def is_met(self, seen: Collection[str]) -> bool:
        """Whether these witnesses are enough."""
        return self.quorum == NO_QUORUM or self._is_there(self.quorum, seen)

    def _is_there(self, name: str, seen: Collection[str]) -> bool:
        group = self.groups.get(name)
        if group is None:
            return name in seen
        return sum(self._is_there(member, seen) for member in group.members) >= group.needed


def read_policy(written: str) -> Policy:
    """Read a policy file; lines of logs are passed over. Raises `NoteError`, which names the line."""
    witnesses: dict[str, Witness] = {}
    groups: dict[str, Group] = {}
    quorum = NO_QUORUM
    for number, line in enumerate(written.split("\n"), 1):
        words = line.partition("#")[0].split()
        try:
            match words:
                case [] | ["log", _] | ["log", _, _]:
                    continue
                case ["witness", name, key]:
                    witnesses[_fresh(name, witnesses, groups)] = Witness(name, read_witness_key(key))
                case ["witness", name, key, url]:
                    witnesses[_fresh(name, witnesses, groups)] = Witness(name, read_witness_key(key), url.rstrip("/"))
                case ["group", name, needed, *members]:
                    groups[_fresh(name, witnesses, groups)] = _group(needed, members, {*witnesses, *groups})
                case ["quorum", name] if name == NO_QUORUM or name in witnesses or name in groups:
                    quorum = name
                case _:
                    _refuse()
        except NoteError as error:
            raise NoteError(f"line {number} of the policy: {error}") from error
    return Policy(witnesses, groups, quorum)


def _refuse() -> NoReturn:
    raise NoteError("expected log, witness, group or quorum of what stands above")


def _fresh(name: str, *known: Collection[str]) -> str:
    if name == NO_QUORUM or any(name in names for names in known):
        raise NoteError(f"{name} is taken")
    return name


def _group(needed: str, members: list[str], known: Collection[str]) -> Group:
    counts = {"any": 1, "all": len(members)}
    count = counts[needed] if needed in counts else read_decimal(needed)
    if not members or not 1 <= count <= len(members) or set(members) - set(known) or len(set(members)) < len(members):
        raise NoteError("a group asks for one to all of different members that stand above")
    return Group(count, tuple(members))
