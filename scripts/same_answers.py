"""Compares the answers of a batch with those that each line gets alone, on so many random cases; prints what differs.

python -m scripts.same_answers 1000000
"""

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from random import Random
from typing import Any

from songda.core.law import FactsError, decide, read_facts, read_json
from songda.core.law.batch import Batch
from songda.core.law.facts import (
    AddressClass,
    Branch,
    Channel,
    ConsentGround,
    EventKind,
    PaperKind,
    Person,
    Procedure,
    RebuttalGround,
    RecipientKind,
    Ruling,
    Stage,
)

START = datetime(2019, 1, 1, tzinfo=UTC)
HASHES = ("a" * 64, "b" * 64, "c" * 64)


def case(chance: Random) -> dict[str, Any]:
    """One service: mostly possible, sometimes contradicting itself, so that refusals are compared too."""
    return {
        "as_of": _moment(chance, 2200),
        "case": {"branch": _word(chance, Branch), "procedure": _word(chance, Procedure), "stage": _word(chance, Stage)},
        "paper": {"id": f"p{chance.randrange(9)}", "kind": _word(chance, PaperKind), "sha256": chance.choice(HASHES)},
        "recipient": {
            "kind": _word(chance, RecipientKind),
            "domicile": chance.choice(["cn", "cn", "cn", "hk", "tw", "de"]),
            "missing": chance.choice([None, None, True, False]),
        },
        "consents": [_consent(chance) for _ in range(chance.randrange(3))],
        "refusals": [{"at": _moment(chance)} for _ in range(chance.randrange(8) // 7)],
        "attempts": [_attempt(chance) for _ in range(chance.randrange(4))],
        "hearing_at": _moment(chance),
    }


def _consent(chance: Random) -> dict[str, Any]:
    return {"ground": _word(chance, ConsentGround), "at": _moment(chance), "stages": ["*"], "paper_kinds": ["*"]}


def _attempt(chance: Random) -> dict[str, Any]:
    rebuttal = {"ground": _word(chance, RebuttalGround), "proved_at": _moment(chance), "ruling": _word(chance, Ruling)}
    return {
        "id": f"{chance.choice('abcäö送')}{chance.randrange(50)}",
        "channel": _word(chance, Channel),
        "address_class": _word(chance, AddressClass),
        "to": _word(chance, Person) if chance.random() < 0.2 else "recipient",
        "paper_sha256": chance.choice(HASHES[:2]),
        "events": [{"kind": _word(chance, EventKind), "at": _moment(chance)} for _ in range(chance.randrange(4))],
        "rebuttals": [rebuttal] if chance.random() < 0.1 else [],
    }


def _word(chance: Random, kind: type[StrEnum]) -> str:
    return chance.choice(list(kind)).value


def _moment(chance: Random, least: int = 0) -> str:
    return (START + timedelta(days=least + chance.randrange(2200), hours=chance.randrange(24))).isoformat()


def differing(count: int, seed: int = 1) -> Iterator[str]:
    """The lines whose answer in a batch is another than alone; each case comes twice, the second time renamed."""
    chance, batch = Random(seed), Batch("zh")  # noqa: S311 - nothing is secret
    for _ in range((count + 1) // 2):
        line = json.dumps(case(chance), ensure_ascii=False)
        for each in (line, line.replace('"id": "', '"id": "x')):
            if json.loads(batch.answer(each).line) != alone(each):
                yield each


def alone(line: str) -> dict[str, object]:
    """What the line gets by itself."""
    try:
        return decide(read_facts(read_json(line.encode()))).to_json("zh")
    except FactsError as error:
        return {"error": {"path": error.path, "reason": error.reason.sentence("zh")}}


if __name__ == "__main__":
    found = list(differing(int(sys.argv[1])))
    sys.stdout.write("\n".join([*found, f"{len(found)} of {sys.argv[1]} differ\n"]))
    sys.exit(1 if found else 0)
