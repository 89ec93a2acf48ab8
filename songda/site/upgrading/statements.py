"""What a statement that changes tables locks, and why it is dangerous beside pages and workers: one table of rules."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

# Rows a second, for an estimate: about half of what two processors did with rows of 250 bytes. The rest takes as long
# with ten rows as with ten million.
READ, JOINED, INDEXED, WRITTEN = 2_000_000, 250_000, 250_000, 40_000
LARGE: Final = 10_000_000  # rows, for which minutes are told
_TABLE = r"(?:ONLY\s+)?\"?(?P<table>\w+)\"?"
EXCLUSIVE: Final = "ACCESS EXCLUSIVE"
_SHARE: Final = "SHARE ROW EXCLUSIVE"
_WHO_WAITS: Final = {
    EXCLUSIVE: "everybody waits",
    _SHARE: "writers wait",
    "SHARE": "writers wait",
    "SHARE UPDATE EXCLUSIVE": "nobody waits",
    "ROW EXCLUSIVE": "rows are locked",
    "": "nothing",
}


class Phase(StrEnum):
    """What a change is for older processes that run beside it."""

    EXPAND = "expand"  # they do not notice
    CONTRACT = "contract"  # none may be left


@dataclass(frozen=True)
class Rule:
    """Of statements like this one: the lock, and what is to be done instead where it is bad.

    `breaks_older`: an older process does not survive it, so that it is meant only where one contracts. `pace`: so many
    rows a second; 0 where it matters not how many there are.
    """

    like: re.Pattern[str]
    lock: str
    instead: str = ""
    breaks_older: bool = False
    pace: int = 0


def _rule(like: str, lock: str, instead: str = "", *, breaks_older: bool = False, pace: int = 0) -> Rule:
    pattern = re.compile(like.replace("{table}", _TABLE), re.IGNORECASE | re.DOTALL)
    return Rule(pattern, lock, instead, breaks_older, pace)


_CONCURRENTLY = "make it with AddIndexConcurrently, in a change of its own with atomic = False"
_NOT_VALID = "add it NOT VALID, and validate it in a change of its own (AddConstraintNotValid, ValidateConstraint)"
_LATER = "a part of a contracting change: 000n_contract_…"
# The first that fits counts. What is made in the same change is nobody's yet: of its tables nothing is dangerous.
RULES: Final[Sequence[Rule]] = (
    _rule(r"-- .*CANNOT BE WRITTEN AS SQL", "ROW EXCLUSIVE",
          "say Fill(…): a worker fills rows in pieces; not a step in Python", pace=WRITTEN),
    _rule(r"CREATE (UNIQUE )?INDEX CONCURRENTLY .*? ON {table}", "SHARE UPDATE EXCLUSIVE", pace=INDEXED),
    _rule(r"CREATE (UNIQUE )?INDEX .*? ON {table}", "SHARE", _CONCURRENTLY, pace=INDEXED),
    _rule(r"DROP INDEX CONCURRENTLY ", "SHARE UPDATE EXCLUSIVE"),
    _rule(r"DROP INDEX ", EXCLUSIVE, "drop it with RemoveIndexConcurrently, in a change with atomic = False"),
    _rule(r"DROP TABLE (IF EXISTS )?{table}", EXCLUSIVE, _LATER, breaks_older=True),
    _rule(r"ALTER TABLE {table} RENAME ", EXCLUSIVE, f"add the new one beside it; the old one goes as {_LATER}",
          breaks_older=True),
    _rule(r"ALTER TABLE {table} DROP COLUMN ", EXCLUSIVE, _LATER, breaks_older=True),
    _rule(r"ALTER TABLE {table} ALTER COLUMN \S+ (SET DATA )?TYPE ", EXCLUSIVE,
          "add a column beside it, fill it by and by, and drop the old one when contracting", breaks_older=True,
          pace=WRITTEN),
    _rule(r"ALTER TABLE {table} ALTER COLUMN \S+ SET NOT NULL", EXCLUSIVE,
          "validate a CHECK (… IS NOT NULL) first; older processes write NULL until contracting", breaks_older=True,
          pace=READ),
    _rule(r"ALTER TABLE {table} ADD COLUMN (?!.*\bDEFAULT\b).*\bNOT NULL\b", EXCLUSIVE,
          "give it a db_default: older processes add rows without it", breaks_older=True),
    _rule(r"ALTER TABLE {table} ADD COLUMN .*\bDEFAULT (clock_timestamp|random|gen_random_uuid|nextval|uuidv7)\b",
          EXCLUSIVE, "every row is written anew: add it without, and fill it by and by", pace=WRITTEN),
    _rule(r"ALTER TABLE {table} ADD COLUMN .*\b(GENERATED ALWAYS|IDENTITY|SERIAL|UNIQUE|PRIMARY KEY|CHECK)\b",
          EXCLUSIVE, "every row is read or written anew: add the column alone", pace=WRITTEN),
    _rule(r"ALTER TABLE {table} ADD COLUMN .*\bREFERENCES\b", EXCLUSIVE,
          "add the column with db_constraint=False, and the foreign key NOT VALID in a change of its own"),
    _rule(r"ALTER TABLE {table} ADD COLUMN ", EXCLUSIVE),
    _rule(r"ALTER TABLE {table} VALIDATE CONSTRAINT ", "SHARE UPDATE EXCLUSIVE", pace=JOINED),
    _rule(r"ALTER TABLE {table} ADD CONSTRAINT .* NOT VALID", _SHARE),
    _rule(r"ALTER TABLE {table} ADD CONSTRAINT .* USING INDEX ", EXCLUSIVE),
    _rule(r"ALTER TABLE {table} ADD CONSTRAINT .* (UNIQUE|PRIMARY KEY|EXCLUDE)", EXCLUSIVE, _CONCURRENTLY,
          pace=INDEXED),
    _rule(r"ALTER TABLE {table} ADD CONSTRAINT .* FOREIGN KEY", _SHARE, _NOT_VALID, pace=JOINED),
    _rule(r"ALTER TABLE {table} ADD CONSTRAINT ", EXCLUSIVE, _NOT_VALID, pace=READ),
    _rule(r"ALTER TABLE {table} SET (UN)?LOGGED", EXCLUSIVE, "every row is written anew", pace=WRITTEN),
    _rule(r"ALTER TABLE {table} ", EXCLUSIVE),
    _rule(r"(CREATE|DROP) (CONSTRAINT )?TRIGGER .*? ON {table}", _SHARE),
    _rule(r"(TRUNCATE|LOCK|CLUSTER)( TABLE)? {table}", EXCLUSIVE, "not beside a court that works"),
    _rule(r"VACUUM FULL", EXCLUSIVE, "not beside a court that works", pace=WRITTEN),
    _rule(r"(UPDATE|DELETE FROM|INSERT INTO) {table}", "ROW EXCLUSIVE",
          "say Fill(…): a worker fills rows in pieces, not in one transaction", pace=WRITTEN),
    _rule(r"(CREATE TABLE|CREATE SEQUENCE|CREATE (OR REPLACE )?FUNCTION|COMMENT ON|SET CONSTRAINTS|SELECT)", ""),
)  # fmt: skip
_COMMENT: Final = re.compile(r"--(?!.*CANNOT BE WRITTEN AS SQL)")
_MADE: Final = re.compile(r"CREATE (?:UNLOGGED )?TABLE (?:IF NOT EXISTS )?\"?(\w+)", re.IGNORECASE)


@dataclass(frozen=True)
class Judged:
    """A statement of a change with what it locks; `danger` is empty where nobody notices."""

    statement: str
    table: str
    lock: str
    danger: str
    pace: int = 0  # rows a second; 0 where it matters not how many there are

    @property
    def who_waits(self) -> str:
        """Meanwhile."""
        return _WHO_WAITS[self.lock]

    def minutes_with(self, rows: int) -> float:
        """About how long it takes, by what such a statement does in general."""
        return rows / self.pace / 60 if self.pace else 0.0


def judge(statements: Sequence[str], phase: Phase) -> list[Judged]:
    """Each statement of one change by the first rule that fits; a statement that none knows is dangerous."""
    plain = [each for each in map(_plain, statements) if each and not _COMMENT.match(each)]
    new = {table for each in plain for table in _MADE.findall(each)}
    return [_judge(each, new, phase) for each in plain]


def _judge(statement: str, new: Collection[str], phase: Phase) -> Judged:
    found = next(((rule, fit) for rule in RULES if (fit := rule.like.match(statement))), None)
    if found is None:
        return Judged(statement, "", EXCLUSIVE, "nobody here knows what it locks: read it, and add a rule")
    rule, fit = found
    table = fit.groupdict().get("table") or ""
    if table in new:
        return Judged(statement, table, "", "")
    is_meant = rule.breaks_older and phase == Phase.CONTRACT
    return Judged(statement, table, rule.lock, "" if is_meant else rule.instead, rule.pace)


def _plain(statement: str) -> str:
    return " ".join(statement.split()).rstrip(";")
