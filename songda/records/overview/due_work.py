"""What waits for a worker, one row a kind of work: the worker asks by it, and whoever looks for what is left due.

A row names the condition of the work itself, no wider than one second of it, and since when something has been due.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection

from songda.core.delivery.incidents import Work
from songda.core.delivery.states import LEASE
from songda.records.service.telephone.exchange import FORGOTTEN, TAPE_AFTER
from songda.records.ways.lookups.inquiries import DEAD_AFTER

PARTS: Final = ("log", "sweep", "lookups", "proofs", "calls", "letters", "incidents", "carriage", "papers")


@dataclass(frozen=True)
class DueWork:
    """Rows of one kind that wait. `rows` is what follows FROM, with its condition; `since` an expression over it.

    `part` is the part of the worker that sees to it; empty where that looks by a clock of its own. What has been due
    for over a minute is loose, job or not; only without `since` is it nobody's fault, and `waits_for` says for whom the
    rows wait. `job` does it, in `queue`.
    """

    part: str
    name: str
    rows: str
    since: str = ""
    waits_for: str = ""
    job: str = ""
    queue: str = "default"


def _not_stuck(work: Work, row: str) -> str:
    """Of a row that it does not wait because its work failed."""
    return f"""NOT EXISTS (SELECT FROM incidents_stuckrow s
                WHERE s.work = '{work.value}' AND s.row = {row} AND s.again_at > %(now)s)"""


_HAS_NUMBER = """(number <> '' OR product = 'plain'
             OR EXISTS (SELECT FROM letters_numberrange r
                        WHERE r.court_id = l.court_id AND r.product = l.product AND r.next <= r.last))"""
DUE: Final = (
    DueWork(
        "log",
        "unplaced_event",
        "evidence_unsequenced w JOIN evidence_event e ON e.number = w.number",
        "e.recorded_at",
    ),
    DueWork(
        "sweep",
        "step",
        "orders_envelope WHERE next_step_at <= %(now)s AND closed_at IS NULL AND recalled_at IS NULL",
        "greatest(next_step_at, placed_at)",
        job="planning.advance",
    ),
    DueWork(
        "sweep",
        "question",
        "orders_envelope WHERE ask_law_at <= %(now)s AND recalled_at IS NULL",
        "ask_law_at",
        job="decisions.ask_law",
    ),
    DueWork(
        "sweep",
        "recalled_question",
        "orders_envelope WHERE ask_law_at <= %(now)s",
        "CASE WHEN recalled_at IS NOT NULL THEN ask_law_at END",
        job="decisions.ask_law",
    ),
    DueWork("sweep", "claim", "attempts_attempt WHERE state = 'submitting'", waits_for="the provider's answer"),
    DueWork("sweep", "doubt", "attempts_attempt WHERE state = 'unknown'", waits_for="the provider's report"),
    DueWork("sweep", "silence", "attempts_attempt WHERE state = 'accepted' AND expires_at <= %(now)s", "expires_at"),
    DueWork(
        "sweep",
        "report",
        "attempts_rawreport WHERE read_at IS NULL",
        "coalesce(unread_since, received_at)",
        job="attempts.apply_reports",
    ),
    DueWork(
        "sweep",
        "lease",
        """attempts_lease
           WHERE lost_at IS NOT NULL OR renewed_at <= clock_timestamp() - make_interval(secs => %(lease)s)""",
        waits_for="what was sent under it",
    ),
    DueWork("sweep", "quarantine", "restores_quarantine WHERE ended_at IS NULL", waits_for="people"),
    DueWork("sweep", "lost_hand_over", "restores_losthandover WHERE attempt_id IS NULL", waits_for="people"),
    DueWork(
        "lookups",
        "look_up",
        f"""lookups_lookup l JOIN cases_case c ON c.id = l.case_id JOIN parties_party p ON p.id = l.party_id
        WHERE l.state IN ('waiting', 'approved') AND {_not_stuck(Work.END_LOOKUP, "l.id")}
          AND (l.valid_until <= %(now)s OR c.closed_at IS NOT NULL OR p.removed_at IS NOT NULL)""",
        "least(l.valid_until, c.closed_at, p.removed_at)",
        job="lookups.ask",
    ),
    DueWork("lookups", "dead_inquiry", "lookups_inquiry WHERE step = 'asking' AND claimed_at < %(dead)s", "claimed_at"),
    DueWork(
        "lookups",
        "inquiry",
        "lookups_inquiry WHERE step = 'due' AND send_after <= %(now)s",
        waits_for="the registry and the day's quota",
    ),
    DueWork(
        "proofs",
        "certificate",
        "findings_finding WHERE certificate_due_at <= %(now)s",
        "certificate_due_at",
        job="certificates.issue",
        queue="certificates",
    ),
    DueWork(
        "proofs",
        "stamp",
        f"""certificates_certificate c WHERE stamp_due_at <= %(now)s AND state <> 'replaced'
           AND {_not_stuck(Work.STAMP, "c.id")}""",
        waits_for="the time-stamp authority",
    ),
    DueWork(
        "calls",
        "call",
        """telephone_dial WHERE ended_at IS NULL
        AND (sent_at IS NULL OR sent_at <= %(forgotten)s OR hung_up_at IS NULL AND hang_up_at IS NOT NULL)""",
        waits_for="the telephone system and the hours in which people may be rung",
    ),
    DueWork(
        "calls",
        "recording",
        """telephone_dial d WHERE answered_at IS NOT NULL AND no_recording = '' AND ended_at > %(forgotten)s
           AND (taped_at IS NOT NULL OR ended_at <= %(late)s)
           AND NOT EXISTS (SELECT FROM telephone_recording WHERE dial_id = d.id)""",
        "coalesce(taped_at, ended_at)",
    ),
    DueWork("calls", "copy", "telephone_dial WHERE copy_since IS NOT NULL", "copy_since"),
    DueWork(
        "letters",
        "letter",
        f"""letters_letter l WHERE state = 'planned' AND {_not_stuck(Work.SET_LETTER, "l.id")}
        AND {_HAS_NUMBER}""",
        "coalesce(planned_at, opened_at)",
        job="letters.set",
        queue="letters",
    ),
    DueWork(
        "letters",
        "batch",
        f"letters_batch b WHERE bound_at IS NULL AND {_not_stuck(Work.BIND_BATCH, 'b.id')}",
        "made_at",
        job="letters.set",
        queue="letters",
    ),
    DueWork(
        "letters",
        "print_day",
        "letters_letter WHERE state IN ('planned', 'ready') AND batch_id IS NULL AND expected_on IS NULL",
        "coalesce(planned_at, opened_at)",
        job="letters.set",
        queue="letters",
    ),
    DueWork(
        "letters",
        "sealed_letter",
        f"""letters_letter l JOIN letters_batch b ON b.id = l.batch_id
           WHERE l.state = 'ready' AND l.counted_at IS NOT NULL AND b.sealed_at IS NOT NULL
           AND {_not_stuck(Work.SEAL_LETTER, "l.id")}""",
        "b.sealed_at",
        job="letters.seal",
        queue="letters",
    ),
    DueWork(
        "papers",
        "notice_to_seal",
        f"""public_notices_publicnotice n WHERE published_at IS NOT NULL AND sha256 IS NULL AND says_sealed <> ''
           AND {_not_stuck(Work.SEAL_PAPER, "n.id")}""",
        "published_at",
        job="papers.seal",
        queue="certificates",
    ),
    DueWork(
        "papers",
        "sheet_to_seal",
        f"""public_notices_noticeposting p JOIN public_notices_publicnotice n ON n.id = p.notice_id
           WHERE sheet_sha256 IS NULL AND n.published_at IS NOT NULL AND n.says_sealed <> ''
           AND {_not_stuck(Work.SEAL_PAPER, "p.id")}""",
        "greatest(p.ordered_at, n.published_at)",
        job="papers.seal",
        queue="certificates",
    ),
    DueWork(
        "papers",
        "report_to_make",
        f"""public_notices_noticereport r WHERE sha256 IS NULL AND wrapped_key IS NULL
           AND {_not_stuck(Work.SEAL_PAPER, "r.id")}""",
        "asked_at",
        job="papers.seal",
        queue="certificates",
    ),
    DueWork(
        "papers",
        "figures_to_seal",
        f"figures_figurespaper f WHERE sha256 IS NULL AND {_not_stuck(Work.SEAL_PAPER, 'f.id')}",
        "asked_at",
        job="papers.seal",
        queue="certificates",
    ),
    DueWork("incidents", "incident", "incidents_incident WHERE ended_at IS NULL", waits_for="what is away"),
    DueWork(
        "carriage", "push", "carriage_push WHERE read_at IS NULL", "received_at", job="carriage.read", queue="letters"
    ),
    DueWork(
        "carriage",
        "letter_in_post",
        f"""carriage_carriage c WHERE look_at <= %(now)s AND {_not_stuck(Work.JUDGE_LETTER, "c.letter_id")}""",
        "look_at",
        job="carriage.judge",
        queue="letters",
    ),
    DueWork("carriage", "announcement", "carriage_carriage WHERE tell_after <= %(now)s", "tell_after"),
    DueWork("carriage", "enquiry", "carriage_enquiry WHERE send_after <= %(now)s", "send_after"),
    DueWork(
        "",
        "task_timer",
        f"tasks_task t WHERE closed_at IS NULL AND timer_at <= %(now)s AND {_not_stuck(Work.ESCALATE, 't.id')}",
        "timer_at",
    ),
    DueWork(
        "",
        "look_at_notice",
        """public_notices_publicnotice WHERE look_due_at <= %(now)s AND down_since IS NULL AND removed_at IS NULL
           AND ended_at IS NULL""",
        "look_due_at",
    ),
)


def question(part: str) -> str:
    """Whether anything of this part waits, as an expression of SQL; its values are those of `moments`."""
    return " OR ".join(f"EXISTS (SELECT FROM {work.rows})" for work in DUE if work.part == part)


def moments(now: datetime) -> Mapping[str, Any]:
    """The values that the conditions name."""
    return {
        "now": now,
        "lease": LEASE.total_seconds(),
        "dead": now - DEAD_AFTER,
        "forgotten": now - FORGOTTEN,
        "late": now - TAPE_AFTER,
    }


@dataclass(frozen=True)
class LeftDue:
    """So many rows of one kind of work have been due since then at the latest."""

    work: DueWork
    count: int
    since: datetime


def left_since(moment: datetime, now: datetime) -> list[LeftDue]:
    """The kinds of work with rows that have been due since this moment or longer."""
    found = []
    for work in DUE:
        if not work.since:
            continue
        with connection.cursor() as cursor:
            cursor.execute(
                f"""SELECT count(*), min(since) FROM (SELECT {work.since} AS since FROM {work.rows}) AS waiting
                    WHERE since <= %(moment)s""",  # noqa: S608 - made of the rows above alone
                {**moments(now), "moment": moment},
            )
            count, since = cursor.fetchone()
        if count:
            found.append(LeftDue(work, count, since))
    return found
