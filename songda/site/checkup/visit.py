"""Asks the configuration, the database and the time-stamp authority, and puts every rule to what they say."""

from datetime import datetime

from songda.site.checkup import authority, database, doors, keys, precautions, public_line, restores, retention
from songda.site.checkup.configuration import Configuration, read_configuration
from songda.site.checkup.findings import Finding, Weight

NEEDED = (keys.keys_there, doors.providers_there, retention.terms_readable)
SAFE = (
    doors.environment_real,
    doors.sandbox_gone,
    doors.channels_safe,
    doors.registry_safe,
    doors.telephone_safe,
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
    precautions.witnessed,
    precautions.opened_apart,
    precautions.stolen_passwords_known,
    database.connection_encrypted,
)
DATABASE_SAFE = (database.evidence_guarded, database.commits_kept, database.accounts_own, database.factors_there)


def look_over(now: datetime, *, is_for_real: bool) -> list[Finding]:
    """Everything that is missing; `is_for_real` adds what would be unsafe for a real court."""
    configuration, facts = read_configuration(), database.ask_database()
    findings = judge(configuration, facts, now, is_for_real=is_for_real)
    findings += doors.channels_open(configuration)
    if is_for_real:
        findings += public_line.public_line_good(public_line.ask_public(configuration.public_url))
    findings += authority.authority_right(authority.ask_authority(configuration.tsa_url))
    return sorted(findings, key=lambda finding: list(Weight).index(finding.weight))


def judge(
    configuration: Configuration, facts: database.DatabaseFacts, now: datetime, *, is_for_real: bool
) -> list[Finding]:
    """Put every rule to these facts."""
    findings = [finding for rule in NEEDED for finding in rule(configuration)]
    findings += database.database_there(facts)
    findings += database.keys_fit(facts)
    findings += database.clock_right(facts)
    findings += database.findings_present(facts)
    findings += database.log_sound(facts, now)
    findings += database.work_remembered(facts)
    findings += restores.nothing_lost(facts.restored)
    findings += database.outside_there(facts)
    findings += database.telephone_heard(facts, configuration)
    if is_for_real:
        findings += [finding for rule in SAFE for finding in rule(configuration)]
        findings += [finding for rule in DATABASE_SAFE for finding in rule(facts)]
        findings += precautions.backed_up(configuration, now)
    return findings
