"""What a statement that changes tables locks, and why it is dangerous beside pages and workers: one table of rules."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

_TABLE = r"(?:ONLY\s+)?\"?(?P<table>\w+)\"?"
ALL, WRITES, SOME, ROWS, NONE = "everybody waits", "writers wait", "nobody waits", "rows are locked", "nothing"


class Phase(StrEnum):
    """What a change is for older processes that run beside it."""

    EXPAND = "expand"  # they do not notice
    CONTRACT = "contract"  # none may be left


@dataclass(frozen=True)
class Rule:
    """Of statements like this one: the lock, who waits meanwhile, and what is to be done instead where it is bad.

    `breaks_older`: an older process does not survive it, so that it is meant only where one contracts.
    """

    like: re.Pattern[str]
    lock: str
    who_waits: str
    instead: str = ""
    breaks_older: bool = False


def _rule(like: str, lock: str, who_waits: str, instead: str = "", *, breaks_older: bool = False) -> Rule:
    pattern = re.compile(like.replace("{table}", _TABLE), re.IGNORECASE | re.DOTALL)
    return Rule(pattern, lock, who_waits, instead, breaks_older)


_CONCURRENTLY = "make it with AddIndexConcurrently, in a change of its own with atomic = False"
_NOT_VALID = "add it NOT VALID, and validate it in a change of its own (AddConstraintNotValid, ValidateConstraint)"
_LATER = "a part of a contracting change: 000n_contract_…"
EXCLUSIVE: Final = "ACCESS EXCLUSIVE"
_SHARE: Final = "SHARE ROW EXCLUSIVE"
# The first that fits counts. What is made in the same change is nobody's yet: of its tables nothing is dangerous.
RULES: Final[Sequence[Rule]] = (
    _rule(r"-- .*CANNOT BE WRITTEN AS SQL", "ROW EXCLUSIVE", ROWS,
          "rows are filled by a worker's job in pieces that are committed, not by a step in Python"),
    _rule(r"CREATE (UNIQUE )?INDEX CONCURRENTLY .*? ON {table}", "SHARE UPDATE EXCLUSIVE", SOME),
    _rule(r"CREATE (UNIQUE )?INDEX .*? ON {table}", "SHARE", WRITES, _CONCURRENTLY),
    _rule(r"DROP INDEX CONCURRENTLY ", "SHARE UPDATE EXCLUSIVE", SOME),
    _rule(r"DROP INDEX ", EXCLUSIVE, ALL, "drop it with RemoveIndexConcurrently, in a change with atomic = False"),
    _rule(r"DROP TABLE (IF EXISTS )?{table}", EXCLUSIVE, ALL, _LATER, breaks_older=True),
    _rule(r"ALTER TABLE {table} RENAME ", EXCLUSIVE, ALL, f"add the new one beside it; the old one goes as {_LATER}",
          breaks_older=True),
    _rule(r"ALTER TABLE {table} DROP COLUMN ", EXCLUSIVE, ALL, _LATER, breaks_older=True),
    _rule(r"ALTER TABLE {table} ALTER COLUMN \S+ (SET DATA )?TYPE ", EXCLUSIVE, ALL,
          "add a column beside it, fill it by and by, and drop the old one when contracting", breaks_older=True),
    _rule(r"ALTER TABLE {table} ALTER COLUMN \S+ SET NOT NULL", EXCLUSIVE, ALL,
          "validate a CHECK (… IS NOT NULL) first; older processes write NULL until contracting", breaks_older=True),
    _rule(r"ALTER TABLE {table} ADD COLUMN (?!.*\bDEFAULT\b).*\bNOT NULL\b", EXCLUSIVE, ALL,
          "give it a db_default: older processes add rows without it", breaks_older=True),
    _rule(r"ALTER TABLE {table} ADD COLUMN .*\bDEFAULT (clock_timestamp|random|gen_random_uuid|nextval|uuidv7)\b",
          EXCLUSIVE, ALL, "every row is written anew: add it without, and fill it by and by"),
    _rule(r"ALTER TABLE {table} ADD COLUMN .*\b(GENERATED ALWAYS|IDENTITY|SERIAL|UNIQUE|PRIMARY KEY|CHECK)\b",
          EXCLUSIVE, ALL, "every row is read or written anew: add the column alone"),
    _rule(r"ALTER TABLE {table} ADD COLUMN .*\bREFERENCES\b", EXCLUSIVE, ALL,
          "add the column with db_constraint=False, and the foreign key NOT VALID in a change of its own"),
    _rule(r"ALTER TABLE {table} ADD COLUMN ", EXCLUSIVE, ALL),
    _rule(r"ALTER TABLE {table} VALIDATE CONSTRAINT ", "SHARE UPDATE EXCLUSIVE", SOME),
    _rule(r"ALTER TABLE {table} ADD CONSTRAINT .* NOT VALID", _SHARE, WRITES),
    _rule(r"ALTER TABLE {table} ADD CONSTRAINT .* USING INDEX ", EXCLUSIVE, ALL),
    _rule(r"ALTER TABLE {table} ADD CONSTRAINT .* (UNIQUE|PRIMARY KEY|EXCLUDE)", EXCLUSIVE, ALL, _CONCURRENTLY),
    _rule(r"ALTER TABLE {table} ADD CONSTRAINT .* FOREIGN KEY", _SHARE, WRITES, _NOT_VALID),
    _rule(r"ALTER TABLE {table} ADD CONSTRAINT ", EXCLUSIVE, ALL, _NOT_VALID),
    _rule(r"ALTER TABLE {table} SET (UN)?LOGGED", EXCLUSIVE, ALL, "every row is written anew"),
    _rule(r"ALTER TABLE {table} ", EXCLUSIVE, ALL),
    _rule(r"(CREATE|DROP) (CONSTRAINT )?TRIGGER .*? ON {table}", _SHARE, WRITES),
    _rule(r"(TRUNCATE|LOCK|CLUSTER)( TABLE)? {table}", EXCLUSIVE, ALL, "not beside a court that works"),
    _rule(r"VACUUM FULL", EXCLUSIVE, ALL, "not beside a court that works"),
    _rule(r"(UPDATE|DELETE FROM|INSERT INTO) {table}", "ROW EXCLUSIVE", ROWS,
          "rows are filled by a worker's job in pieces that are committed, not in one transaction"),
    _rule(r"(CREATE TABLE|CREATE SEQUENCE|CREATE (OR REPLACE )?FUNCTION|COMMENT ON|SET CONSTRAINTS|SELECT)", "", NONE),
)  # fmt: skip
_COMMENT: Final = re.compile(r"--(?!.*CANNOT BE WRITTEN AS SQL)")
_MADE: Final = re.compile(r"CREATE (?:UNLOGGED )?TABLE (?:IF NOT EXISTS )?\"?(\w+)", re.IGNORECASE)


@dataclass(frozen=True)
class Judged:
    """A statement of a change with what it locks; `danger` is empty where nobody notices."""

    statement: str
    table: str
    lock: str
    who_waits: str
    danger: str


def judge(statements: Sequence[str], phase: Phase) -> list[Judged]:
    """Each statement of one change by the first rule that fits; a statement that none knows is dangerous."""
    plain = [each for each in map(_plain, statements) if each and not _COMMENT.match(each)]
    new = {table for each in plain for table in _MADE.findall(each)}
    return [_judge(each, new, phase) for each in plain]


def _judge(statement: str, new: Collection[str], phase: Phase) -> Judged:
    found = next(((rule, fit) for rule in RULES if (fit := rule.like.match(statement))), None)
    if found is None:
        return Judged(statement, "", EXCLUSIVE, ALL, "nobody here knows what it locks: read it, and add a rule")
    rule, fit = found
    table = fit.groupdict().get("table") or ""
    if table in new:
        return Judged(statement, table, "", NONE, "")
    is_meant = rule.breaks_older and phase == Phase.CONTRACT
    return Judged(statement, table, rule.lock, rule.who_waits, "" if is_meant else rule.instead)


def _plain(statement: str) -> str:
    return " ".join(statement.split()).rstrip(";")
