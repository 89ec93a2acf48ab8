"""Asks the configuration, the database and the time-stamp authority, and puts every rule to what they say."""

from datetime import datetime, timedelta
from pathlib import Path

from songda.site.checkup import database, doors, keys, opened, outside
from songda.site.checkup import database as restores
from songda.site.checkup import outside as authority
from songda.site.checkup.configuration import Configuration, read_configuration
from songda.site.checkup.findings import Finding, Findings, Weight, advice, missing, unsafe
from songda.site.errors import CurableError
from songda.trust.outside.homes import NAMES
from songda.web.console.account.password_rules import is_list


def terms_readable(configuration: Configuration) -> Findings:
    """How long particulars are kept is a number of years, or one for each branch."""
    from songda.site.keeping.retention import read_terms

    try:
        read_terms(configuration.retention_years)
    except CurableError as error:
        yield missing(error.wrong, error.cure)


def policy_readable(configuration: Configuration) -> Findings:
    """A policy of witnesses that cannot be read has no witness in it."""
    if configuration.witness_trouble:
        yield missing(f"SONGDA_WITNESS_POLICY_FILE: {configuration.witness_trouble}.", "Its shape: docs/howto/run.md.")


def settings_known(configuration: Configuration) -> Findings:
    """What is called like a setting is one: a slip in its name would otherwise leave the usual value in force."""
    for name, near in configuration.unknown_settings.items():
        cure = f"Did you mean {near}?" if near else "docs/howto/run.md lists them all."
        yield advice(f"{name} is no setting: nothing reads it.", cure)


NEEDED = (
    keys.keys_there,
    doors.providers_there,
    doors.addresses_readable,
    terms_readable,
    policy_readable,
    settings_known,
)


LONGEST_UNSAVED = timedelta(days=1)
LONGEST_UNTRIED = timedelta(days=100)
SLACK = timedelta(hours=2)  # tonight's backup may take longer than last night's
HOW = "docs/howto/back-up.md"


def witnessed(configuration: Configuration) -> Findings:
    """A log that nobody else sees can be written anew by whoever holds its key."""
    if not configuration.witness_policy:
        yield unsafe(
            "No witness sees the evidence log: whoever has its key could write another history.",
            "Ask another court to run a witness, and name it in SONGDA_WITNESS_POLICY_FILE: docs/howto/run.md.",
        )


def backed_up(configuration: Configuration, now: datetime) -> Findings:
    """Whoever backs up touches a mark as the last step; it is not older than a day."""
    mark, at = configuration.backup_mark, configuration.backed_up_at
    if at is None:
        yield unsafe(
            "No backup is known to have been made.",
            f"`songda backup` makes one; another way ends with `touch {mark}`: {HOW}.",
        )
    elif now - at > LONGEST_UNSAVED + SLACK:
        yield unsafe(f"The last backup was made on {at:%Y-%m-%d %H:%M} UTC.", f"See why; it ends with a mark: {HOW}.")


def restored_for_trial(configuration: Configuration, now: datetime) -> Findings:
    """A backup that was never put back is a hope."""
    if configuration.drilled_at is None or now - configuration.drilled_at > LONGEST_UNTRIED:
        since = f" since {configuration.drilled_at:%Y-%m-%d}" if configuration.drilled_at else ""
        yield advice(f"No restore was tried{since}.", f"`songda drill restore` tries one in an empty database: {HOW}.")


def opened_apart(configuration: Configuration) -> Findings:
    """What reads a hostile file reaches no key, even if the file takes it over."""
    if not configuration.is_shut_in:
        yield unsafe(
            "Neither Landlock nor a namespace is to be had: what opens PDFs and recordings could read all that we may.",
            "Use Linux 5.13 or newer with `landlock` among its `lsm=`, or let users make namespaces.",
        )


def stolen_passwords_known(configuration: Configuration) -> Findings:
    """A password that was stolen elsewhere is the first that is tried here."""
    how = "Name a sorted list of SHA-1 sums in SONGDA_BREACHED_PASSWORDS_FILE: docs/howto/run-the-accounts.md."
    if not configuration.breached_passwords:
        yield unsafe("Nobody is kept from a password that was stolen elsewhere: no list of them is named.", how)
    elif not is_list(Path(configuration.breached_passwords)):
        yield unsafe("SONGDA_BREACHED_PASSWORDS_FILE cannot be read, or is no sorted list of SHA-1 sums.", how)


SAFE = (
    doors.environment_real,
    doors.sandbox_gone,
    doors.channels_safe,
    doors.registry_safe,
    doors.telephone_safe,
    doors.carriers_safe,
    doors.address_safe,
    keys.secret_key_own,
    keys.keys_own,
    keys.keys_closed,
    keys.seal_own,
    doors.lines_encrypted,
    doors.hosts_real,
    doors.log_quiet,
    doors.factor_demanded,
    keys.nobody_played,
    witnessed,
    opened_apart,
    stolen_passwords_known,
    database.connection_encrypted,
)
DATABASE_SAFE = (database.evidence_guarded, database.commits_kept, database.accounts_own, database.factors_there)


def look_over(now: datetime, *, is_for_real: bool) -> list[Finding]:
    """Everything that is missing; `is_for_real` adds what would be unsafe for a real court."""
    configuration = read_configuration()
    findings = judge(configuration, database.ask_database(), now, is_for_real=is_for_real)
    findings += try_out(configuration, now, is_for_real=is_for_real)
    return sorted(findings, key=lambda finding: list(Weight).index(finding.weight))


def try_out(configuration: Configuration, now: datetime, *, is_for_real: bool) -> list[Finding]:
    """Open, sign in, write, ask: what the settings name is tried."""
    findings = list(doors.channels_open(configuration))
    findings += opened.seal_opens(configuration, now)
    homes = dict(zip(NAMES, configuration.outside, strict=False))
    findings += opened.folders_usable({"home": configuration.home, **homes})
    findings += opened.files_usable(configuration.files_url)
    findings += opened.homes_apart(configuration.outside)
    findings += opened.roles_sign_in(configuration.role_urls)
    findings += opened.statements_own(configuration)
    findings += opened.providers_let_us_in(configuration)
    findings += opened.sign_on_knows_us(configuration)
    if is_for_real:
        findings += outside.public_line_good(outside.ask_public(configuration.public_url))
        findings += outside.certificate_lasts(outside.certificate_ends(configuration.public_url), now)
        findings += outside.page_reached(configuration.public_url)
    stamps = authority.ask_authority(configuration.tsa_url)
    findings += authority.authority_right(stamps)
    if stamps is not None and stamps.is_there:
        findings += opened.authority_stamps(configuration.tsa_url)
    return findings


def judge(
    configuration: Configuration, facts: database.DatabaseFacts, now: datetime, *, is_for_real: bool
) -> list[Finding]:
    """Put every rule to these facts."""
    findings = [finding for rule in NEEDED for finding in rule(configuration)]
    findings += database.database_there(facts)
    findings += database.versions_alike(facts)
    findings += database.sessions_own(facts)
    findings += database.keys_fit(facts)
    findings += database.clock_right(facts)
    findings += database.findings_present(facts)
    findings += database.log_sound(facts, now)
    findings += database.work_remembered(facts)
    findings += database.letters_heard(facts)
    findings += restores.nothing_lost(facts.restored)
    findings += database.outside_there(facts)
    findings += database.telephone_heard(facts, configuration)
    if is_for_real:
        findings += [finding for rule in SAFE for finding in rule(configuration)]
        findings += [finding for rule in DATABASE_SAFE for finding in rule(facts)]
        findings += backed_up(configuration, now)
        findings += restored_for_trial(configuration, now)
    return findings
