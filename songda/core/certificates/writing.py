"""Turns the facts of one service into its certificate, word for word."""

from songda.core.certificates import dates
from songda.core.certificates.content import CertificateContent, Row, Section
from songda.core.certificates.facts import CertificateFacts
from songda.core.certificates.sections import label, write_sections
from songda.core.certificates.statement import write_statement
from songda.core.certificates.tables import write_tables
from songda.core.certificates.words import Words, same, tell


def write_certificate(facts: CertificateFacts) -> CertificateContent:
    """The content of the certificate of one paper for one recipient."""
    return CertificateContent(
        number=facts.number,
        issued_at=facts.issued_at,
        court=facts.court,
        title=tell("title"),
        case_number=facts.case.number,
        statement=write_statement(facts),
        sections=write_sections(facts),
        tables=write_tables(facts),
        remarks=_remarks(facts),
        proof=_proof(facts),
        signatories=_signatories(facts),
        issued_on=dates.day(facts.issued_at.astimezone(facts.zone).date()),
        zone=dates.zone_note(facts.issued_at, facts.zone),
        code=facts.verification.code,
        url=facts.verification.url,
        seal_caption=tell("sample_seal" if facts.is_sample else "seal"),
        is_sample=facts.is_sample,
    )


def _remarks(facts: CertificateFacts) -> tuple[Words, ...]:
    """What it replaces, what is to be noted, and the law's reasons as the console tells them."""
    reasons = [tell("remark.reason", reason=why) for why in facts.effect.reasons]
    replaced = facts.replaces
    if replaced is None:
        return (*facts.remarks, *reasons)
    first = tell("remark.replaces", number=replaced.number, reason=replaced.reason)
    return (first, *facts.remarks, *reasons)


def _signatories(facts: CertificateFacts) -> Section:
    return Section(
        label("issued"),
        (
            Row(label("served_by"), same(facts.operator or "—")),
            Row(label("judge"), same(facts.judge or "—")),
            Row(label("issued_on"), dates.day(facts.issued_at.astimezone(facts.zone).date())),
        ),
    )


def _proof(facts: CertificateFacts) -> Section:
    rows = [
        Row(label("certificate"), same(facts.number)),
        Row(label("code"), same(facts.verification.code), is_code=True),
        Row(label("url"), same(facts.verification.url), is_code=True),
        Row(label("rules_applied"), _rule_set(facts)),
    ]
    checkpoint = facts.checkpoint
    if checkpoint is not None:
        at = dates.moment(checkpoint.at, facts.zone)
        rows += [
            Row(
                label("checkpoint"),
                tell("field.checkpoint", origin=checkpoint.origin, size=checkpoint.size, at=at),
            ),
            Row(label("root"), same(checkpoint.root.hex()), is_code=True),
        ]
    return Section(label("proof"), tuple(rows))


def _rule_set(facts: CertificateFacts) -> Words:
    """Which rules, in exactly which version, on which day: what was decided then can be decided again."""
    rules = facts.rule_set
    on = dates.day(rules.decided_at.astimezone(facts.zone).date())
    name = f"{rules.jurisdiction} {rules.version}".strip()
    return tell("field.rules_applied", rules=name, day=on)
