"""Changes rows of the demo before everybody's eyes, as whoever owns the database could, and tells who names it.

Run as a program in the demo's own surroundings, with the id of a served service. Every change is taken back again.
"""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from uuid import UUID


@dataclass(frozen=True)
class Attack:
    """What somebody does, in both languages, with the statements of it; `{envelope}` and `{party}` are filled in."""

    title: str
    statements: tuple[str, ...]


@dataclass(frozen=True)
class Caught:
    """What was done, and who named it with which words; without words it went unnoticed."""

    title: str
    by: str
    words: str


ROWS = (
    Attack(
        "the arrival is moved back twenty days / 将到达时间改早二十天",
        ("UPDATE attempts_attempt SET arrived_at = arrived_at - interval '20 days' WHERE envelope_id = '{envelope}'",),
    ),
    Attack(
        "the consent to electronic service is deleted / 删除电子送达同意记录",
        ("DELETE FROM parties_consent WHERE party_id = '{party}'",),
    ),
    Attack(
        "another file takes the place of a paper / 替换文书的哈希值",
        (
            "UPDATE papers_paper SET sha256 = sha256('another') WHERE id IN "
            "(SELECT paper_id FROM orders_service WHERE envelope_id = '{envelope}')",
        ),
    ),
)
CUT = Attack(
    "the end of the evidence log is cut off / 截断存证日志末尾",
    (
        "DELETE FROM evidence_event WHERE id IN (SELECT event_id FROM evidence_entry WHERE index >= {size})",
        "DELETE FROM evidence_entry WHERE index >= {size}",
        "DELETE FROM evidence_checkpoint WHERE size > {size}",
    ),
)
BY_ROWS = "the comparison with the log before a certificate / 出具凭证前的日志比对"
BY_MARK = "the mark outside the database / 数据库之外的日志长度记录"


def tamper(service_id: UUID) -> Iterator[Caught]:
    """Do it all, one after the other, and give who named each. Django is awake; the role owns the tables."""
    from songda.records.proof.certificates.contradictions import lasting_contradictions
    from songda.records.service.orders.models import Service

    envelope = Service.objects.select_related("envelope").get(id=service_id).envelope
    named = {"envelope": str(envelope.id), "party": str(envelope.party_id)}
    for attack in ROWS:
        with _done(attack, named):
            found = lasting_contradictions([envelope.id])
        yield Caught(attack.title, BY_ROWS, str(found[0]) if found else "")
    yield _cut_off()


def _cut_off() -> Caught:
    from songda.records.ground.evidence.epochs import contradiction_outside, outside_homes
    from songda.trust.outside.homes import read_marks

    size = max((mark.size - 1 for mark in read_marks(outside_homes())), default=0)
    with _done(CUT, {"size": str(size)}):
        words = contradiction_outside()
    return Caught(CUT.title, BY_MARK, words)


@contextmanager
def _done(attack: Attack, named: dict[str, str]) -> Iterator[None]:
    """The rows are changed as long as this lasts; the guards of a table bind nobody who owns it."""
    from django.db import connection, transaction

    with transaction.atomic():
        with connection.cursor() as cursor:
            for statement in attack.statements:
                verb, second, third, *_rest = statement.split()
                table = third if verb == "DELETE" else second
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")  # the owner may, and it is taken back too
                cursor.execute(statement.format(**named))
        yield
        transaction.set_rollback(True)


def main(arguments: list[str]) -> int:
    """Print what was caught as JSON, one a line; 1 when something went unnoticed."""
    from songda.site.environment import prepare, prepare_django, sign_in_as

    prepare()
    sign_in_as(os.environ.get("SONGDA_OWNER_URL", os.environ["DATABASE_URL"]))
    prepare_django()
    caught = list(tamper(UUID(arguments[0])))
    for one in caught:
        sys.stdout.write(json.dumps(asdict(one), ensure_ascii=False) + "\n")
    return 0 if all(one.words for one in caught) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
