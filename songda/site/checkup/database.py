"""Rules about the database: is it there, in shape, safe against power cuts, and closed to forgers of evidence?"""

import os
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import psycopg
from psycopg.conninfo import conninfo_to_dict

from songda.clock import MOST_OFF, now, off
from songda.site import pooling
from songda.site.checkup.configuration import Configuration
from songda.site.checkup.doors import LOOPBACK
from songda.site.checkup.findings import Findings, advice, missing, unsafe
from songda.site.home import KEYS_BACK
from songda.site.pooling import shares_sessions
from songda.site.schema import OLDER_CURE, OLDEST_VERSION, older_in_one_sentence
from songda.site.version import version_and_commit

LONGEST_UNAUDITED = timedelta(days=2)
DURABLE = ("fsync", "synchronous_commit", "full_page_writes")
CHECKED = {"verify-ca", "verify-full"}
SOME = 3  # of many rights
LISTED = 20  # accounts named in one sentence


@dataclass(frozen=True)
class DatabaseFacts:
    """What the database says of itself; `trouble` is why it said nothing."""

    trouble: str = ""
    version: int = 0
    clock_off: timedelta = timedelta()  # this machine's clock against its own, when it was asked
    lacking: tuple[str, ...] = ()  # changes without which this version cannot run
    contracting: int = 0  # changes that wait until no older process runs
    filling: tuple[str, ...] = ()  # changes whose rows a worker fills, with how many it filled
    older: tuple[str, ...] = ()  # processes of another version than ours that run
    asked_as: str = "DATABASE_URL"  # the setting by which whoever asks signs in
    is_superuser: bool = False
    changeable: tuple[str, ...] = ()  # tables of the evidence log whose rows our role may change
    switched_off: tuple[str, ...] = ()  # settings without which commits may be lost
    known_accounts: tuple[str, ...] = ()  # accounts of the demo that open with the demo's password
    stale_findings: int = 0  # decided under another version of the rules than the present one
    audited_at: datetime | None = None  # when the evidence log was audited last
    audit_flaws: int = 0  # what that audit found
    set_aside: int = 0  # events in it that none of our processes wrote
    strange_keys: tuple[str, ...] = ()  # key files that are not those with which it was written
    is_telephone_heard: bool = True  # some worker listens to the telephone system, or it could not be asked
    unmatched: int = 0  # reports of providers that fit none of our messages
    unread_pushes: int = 0  # of carriers
    silent_letters: int = 0  # of which nothing is heard, and the carrier was asked
    strays: int = 0  # what carriers sent, and nobody could make anything of or has looked at
    incidents: tuple[str, ...] = ()  # what is away or full just now
    loose_ends: int = 0  # of the work, as far as they are found quickly
    without_factor: tuple[str, ...] = ()  # accounts of weight that a password alone opens
    restored: str = ""  # why nothing is sent after a restore, in one sentence
    beyond: tuple[str, ...] = ()  # what the web's role may write though its pages never do
    locks_of_web: int = 0  # numbers that the web's role locks, as no page does
    not_ours: tuple[str, ...] = ()  # triggers, rules and the like that no change of ours made, or that are missing
    is_one_role: bool = False  # web and workers sign in as the same
    is_shared: bool | None = False  # a pooler gives every transaction of ours another connection; None: not tried
    other_version: str = ""  # what shows that another version made it, in one sentence


def ask_database() -> DatabaseFacts:
    """Ask the database that Django is connected to."""
    from django.db import Error, connection

    try:
        with connection.cursor() as cursor:
            clock_off = off()  # before any slow question
            cursor.execute("SELECT current_setting('server_version_num')::int / 10000")
            version = cursor.fetchone()[0]
            cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
            is_superuser = cursor.fetchone()[0]
            cursor.execute("SELECT name FROM pg_settings WHERE name = ANY(%s) AND setting = 'off'", [list(DURABLE)])
            switched_off = tuple(name for (name,) in cursor.fetchall())
    except Error as error:
        return DatabaseFacts(trouble=str(error).strip().splitlines()[0])
    from songda.records.ground import rights
    from songda.records.ground.processes.fills import fills_under_way, known_fills
    from songda.site import schema

    if traces := schema.traces_of_other_version():
        return DatabaseFacts("", version, clock_off, other_version=schema.in_one_sentence(traces))
    missed = schema.missing_changes()
    facts = DatabaseFacts("", version, clock_off, missed.lacking, len(missed.contracting), is_superuser=is_superuser)
    facts = replace(facts, asked_as="SONGDA_WORKER_URL" if os.environ.get("SONGDA_WORKER_URL") else "DATABASE_URL")
    facts = replace(facts, changeable=rights.changeable_tables(), switched_off=switched_off, is_shared=_is_shared())
    facts = _with_rights(facts, os.environ.get("DATABASE_URL", ""))
    if missed.lacking:
        return facts
    return _with_log_and_keys(replace(facts, filling=tuple(map(str, fills_under_way(known_fills())))))


def _with_rights(facts: DatabaseFacts, web_url: str) -> DatabaseFacts:
    from songda.records.ground import rights

    is_one_role = rights.is_one_role(web_url, os.environ.get("SONGDA_WORKER_URL", ""))
    locks = 0 if is_one_role else rights.locks_of_web(web_url)
    beyond = tuple(map(str, rights.excess_of_web(web_url)))
    return replace(facts, beyond=beyond, is_one_role=is_one_role, locks_of_web=locks)


def _is_shared() -> bool | None:
    from django.db import connection

    try:
        return shares_sessions(connection.get_connection_params())
    except psycopg.Error:
        return None


def _with_log_and_keys(facts: DatabaseFacts) -> DatabaseFacts:
    from songda.records.ground.evidence.audits import last_audit
    from songda.records.ground.evidence.queries import count_unmarked
    from songda.records.ground.incidents.actions import open_incidents
    from songda.records.ground.processes.registry import running
    from songda.records.overview.loose_ends.look import quickly_found
    from songda.records.service.attempts.reports import unmatched_reports
    from songda.records.service.telephone.exchange import is_listened_to
    from songda.records.ways.post.carriage.queries import carrier_backlog
    from songda.site.checkup.making import not_of_our_making
    from songda.site.keys import strange_keys

    newest = last_audit()
    facts = replace(facts, known_accounts=_known_accounts(), stale_findings=_stale_findings())
    facts = replace(facts, without_factor=_without_factor())
    facts = replace(facts, older=tuple(str(each) for each in running() if each.version != version_and_commit()))
    facts = replace(facts, unmatched=unmatched_reports(now()).count(), incidents=tuple(map(str, open_incidents())))
    facts = replace(facts, restored=why_nothing_is_sent(), not_ours=tuple(not_of_our_making()))
    facts = replace(facts, loose_ends=sum(1 for _loose in quickly_found(now())))
    facts = replace(facts, set_aside=count_unmarked())
    post = carrier_backlog(now())
    facts = replace(facts, unread_pushes=post.unread, silent_letters=post.silent, strays=post.strays)
    facts = replace(facts, strange_keys=tuple(strange_keys()), is_telephone_heard=is_listened_to())
    return replace(facts, audited_at=newest.ended_at, audit_flaws=newest.flaw_count) if newest else facts


def log_sound(facts: DatabaseFacts, now: datetime) -> Findings:
    """Nobody wrote events past the system; the last audit of the log found nothing, and it is not long ago."""
    if facts.set_aside:
        yield unsafe(
            f"{facts.set_aside} events or checkpoints were put into the database from outside; they are set aside.",
            "Run `songda audit`, which names them; find out who had the database's role, and change its password.",
        )
    if facts.audit_flaws:
        yield unsafe(
            f"The last audit of the evidence log found {facts.audit_flaws} flaws: rows were tampered with.",
            "Run `songda audit`, and keep a copy of the database as it is.",
        )
    elif facts.audited_at is not None and now - facts.audited_at > LONGEST_UNAUDITED:
        yield advice(f"The evidence log was last audited on {facts.audited_at:%Y-%m-%d}.", "Keep a worker running.")


def outside_there(facts: DatabaseFacts) -> Findings:
    """Whatever services wait for is there, and what providers report fits what we sent."""
    for incident in facts.incidents:
        yield advice(f"An incident lasts: {incident}.", "It ends by itself; the console's page of the log says more.")
    if facts.unmatched:
        yield advice(
            f"{facts.unmatched} reports of providers fit none of our messages.",
            "The console's page of the log lists them; see whether the provider's address says how it writes ids.",
        )


def letters_heard(facts: DatabaseFacts) -> Findings:
    """What carriers report is read and looked at, and no letter is forgotten on its way."""
    if facts.unread_pushes:
        yield advice(
            f"{facts.unread_pushes} pushes of carriers are not read yet.",
            "Keep a worker running, with the setting of the carrier that sent them.",
        )
    if facts.silent_letters:
        yield advice(
            f"Of {facts.silent_letters} letters nothing is heard.", "The tasks say when to telephone the carrier."
        )
    if facts.strays:
        yield advice(
            f"{facts.strays} reports of carriers belong to no letter, or cannot be read.",
            "The console's return station lists them under strays.",
        )


def work_remembered(facts: DatabaseFacts) -> Findings:
    """Nothing of the work would be forgotten."""
    if facts.loose_ends:
        yield advice(
            f"{facts.loose_ends} loose ends in the work: papers, tasks or jobs that would be forgotten.",
            "Look with `songda check --work`; `--mend` mends what the record tells how to.",
        )


def database_there(facts: DatabaseFacts) -> Findings:
    """The database answers, is new enough and has the shape that this version needs."""
    if facts.trouble:
        yield missing(f"The database does not answer: {facts.trouble}", "Check DATABASE_URL and the server.")
    elif facts.version < OLDEST_VERSION:
        yield missing(f"The database is PostgreSQL {facts.version}.", f"Use {OLDEST_VERSION} or newer.")
    if facts.other_version:
        yield missing(f"{facts.other_version}.", "Run the version that made it, or take another database.")
    elif facts.lacking:
        yield missing(older_in_one_sentence(facts.lacking), OLDER_CURE)
    if facts.filling:
        yield advice(
            f"Rows are being filled: {', '.join(facts.filling)}.", "A worker does it by itself; contract later."
        )
    if facts.contracting:
        yield advice(
            f"{facts.contracting} changes wait until no older version runs.", "Then run `songda migrate --contract`."
        )


def versions_alike(facts: DatabaseFacts) -> Findings:
    """Everything that runs is of the version that looks."""
    for process in facts.older:
        yield advice(f"Of another version than this one, {version_and_commit()}: {process}.", "Restart it.")


def sessions_own(facts: DatabaseFacts) -> Findings:
    """Workers, who lock and listen, have sessions of their own."""
    if facts.is_shared:
        yield missing(pooling.wrong(), pooling.CURE)
    elif facts.is_shared is None:
        yield advice(
            "Whether sessions of the database are shared could not be tried: it gave us no three sessions at once.",
            "Give workers room for a dozen connections; look at max_connections and at the pool's size.",
        )


def keys_fit(facts: DatabaseFacts) -> Findings:
    """The keys are those with which the database was written: others read nothing of it."""
    for path in facts.strange_keys:
        yield missing(f"The database was not written with the key in {path}.", KEYS_BACK)


def clock_right(facts: DatabaseFacts) -> Findings:
    """Times are evidence: this machine and the database must agree on them."""
    drift = abs(facts.clock_off)
    if drift > MOST_OFF:
        yield unsafe(
            f"This machine's clock and the database's differ by {drift.total_seconds():.0f} seconds.",
            "Let both take their time from the network (chrony or systemd-timesyncd).",
        )


def evidence_guarded(facts: DatabaseFacts) -> Findings:
    """Nobody may change the evidence log; and the web's role may write what its pages write, and no more."""
    if facts.is_superuser:
        yield unsafe(f"{facts.asked_as} is the server's superuser.", "Use a role of its own: docs/howto/run.md.")
    elif facts.changeable:
        yield unsafe(
            f"The role in {facts.asked_as} may change recorded evidence ({', '.join(facts.changeable)}).",
            "Let another role own the tables (SONGDA_OWNER_URL) and run `songda migrate`: docs/howto/run.md.",
        )
    if facts.is_one_role:
        yield unsafe(
            "Web and workers are one role of the database: whoever breaks into a page may write the log's own tables.",
            "Make a role for workers, name it in SONGDA_WORKER_URL and run `songda migrate`: docs/howto/run.md.",
        )
    elif facts.beyond:
        some = ", ".join(facts.beyond[:SOME])
        yield unsafe(
            f"The role in DATABASE_URL may write what no page writes ({len(facts.beyond)} rights, such as {some}).",
            "Run `songda migrate`, which grants what is needed and takes the rest away: docs/howto/run.md.",
        )
    if facts.not_ours:
        some = ", ".join(facts.not_ours[:SOME])
        yield unsafe(
            f"The database is not as our changes made it ({len(facts.not_ours)} differences, such as {some}).",
            "Find out who had the role that owns the tables, put it right, and run `songda audit --rows`.",
        )
    if facts.locks_of_web:
        yield unsafe(
            f"The web's role locks {facts.locks_of_web} numbers in the database, as no page does: audits may wait.",
            "Find out whose session it is (pg_locks, pg_stat_activity), end it, and change the role's password.",
        )


def telephone_heard(facts: DatabaseFacts, configuration: Configuration) -> Findings:
    """Where a telephone system is named some worker listens to it: else no number that waits is ever dialled."""
    if configuration.telephone_url and not facts.is_telephone_heard:
        yield missing(
            "A telephone system is named, but no worker listens to it: nobody's telephone rings.",
            "Run `songda worker`; one started with --queue also needs --queue telephone.",
        )


def commits_kept(facts: DatabaseFacts) -> Findings:
    """What was committed survives a power cut."""
    if facts.switched_off:
        names = ", ".join(facts.switched_off)
        yield unsafe(f"The database may lose what was committed: {names} off.", "Switch them on.")


def accounts_own(facts: DatabaseFacts) -> Findings:
    """No account that everybody knows."""
    if facts.known_accounts:
        names = ", ".join(facts.known_accounts)
        yield unsafe(f"The demo's accounts open with the demo's password: {names}.", "Remove them.")


def connection_encrypted(configuration: Configuration) -> Findings:
    """Rows that travel over a network travel encrypted, of every role, however its address is written."""
    for setting, url in {"DATABASE_URL": configuration.database_url, **configuration.role_urls}.items():
        try:
            said = conninfo_to_dict(url)
        except psycopg.ProgrammingError:  # told by whoever signs in with it
            continue
        hosts, mode = str(said.get("host") or "/").split(","), said.get("sslmode")
        if mode in CHECKED or all(host.startswith("/") or host in LOOPBACK for host in hosts):
            continue
        what = "is encrypted, but nobody checks with whom" if mode == "require" else "is not encrypted"
        yield unsafe(f"The connection to the database {what} ({setting}).", f"Add sslmode=verify-full to {setting}.")


def factors_there(facts: DatabaseFacts) -> Findings:
    """Whoever decides, oversees or opens accounts does not sign in with a password alone."""
    if facts.without_factor:
        names = ", ".join(facts.without_factor)
        yield unsafe(
            f"A password alone lets in judges, supervisors, administrators or auditors: {names}.",
            "They are led to set one up when they sign in next; close accounts that nobody uses.",
        )


def findings_present(facts: DatabaseFacts) -> Findings:
    """What was decided rests on the rules as they are now."""
    if facts.stale_findings:
        yield advice(
            f"{facts.stale_findings} findings rest on another version of the rules than the present one.",
            "Look with `songda redecide --dry-run` at what would change, then run `songda redecide`.",
        )


def _stale_findings() -> int:
    from songda.records.law.decisions.redecide import Scope, findings

    return findings(Scope()).count()


def _known_accounts() -> tuple[str, ...]:
    from django.contrib.auth import get_user_model

    from songda.site.demo import ACCOUNTS, PASSWORD

    names = [account.username for account in ACCOUNTS]
    found = get_user_model().objects.filter(username__in=names, is_active=True).order_by("username")
    return tuple(user.get_username() for user in found if user.check_password(PASSWORD))


def _without_factor() -> tuple[str, ...]:
    from django.contrib.auth import get_user_model

    from songda.core.access import NEEDS_FACTOR

    none = {"authenticator__isnull": True, "entry_codes__isnull": True}
    staff = get_user_model().objects.filter(role__in=NEEDS_FACTOR, is_active=True, **none)
    return tuple(staff.order_by("username").values_list("username", flat=True)[:LISTED])


def nothing_lost(restored: str) -> Findings:
    """The database was not put back to an earlier day, or people have decided what follows."""
    if restored:
        yield missing(
            f"The database was put back to an earlier day; nothing is sent: {restored}.",
            "Start a worker, decide in the console under “After a restore”, and end the quarantine there: "
            "docs/howto/back-up.md.",
        )


def why_nothing_is_sent() -> str:
    """In one sentence; empty while messages go out."""
    from songda.records.ground.restores.queries import open_quarantine
    from songda.records.service.attempts.restored.decide import marks_in
    from songda.records.service.attempts.restored.recognise import sign_of_restore

    if (quarantine := open_quarantine()) is not None:
        since = f"in quarantine since {quarantine.begun_at:%Y-%m-%d %H:%M} UTC ({quarantine.sign})"
        return f"{since}, {marks_in().count()} messages are undecided"
    try:
        seen = sign_of_restore()
    except (OSError, ValueError) as error:
        return f"what lies outside the database cannot be read: {error}"
    return f"{seen.sign}: {seen.detail}" if seen else ""
