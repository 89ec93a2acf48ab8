"""Turns the facts of one service into its certificate, word for word."""

from songda.core.certificates import words
from songda.core.certificates.content import CertificateContent, Row, Section
from songda.core.certificates.facts import CertificateFacts
from songda.core.certificates.sections import NOTICE, label, write_result, write_sections
from songda.core.certificates.statement import cite_all, write_statement
from songda.core.certificates.tables import write_tables
from songda.core.certificates.words import Words, phrase, same


def write_certificate(facts: CertificateFacts) -> CertificateContent:
    """The content of the certificate of one paper for one recipient; of what does not count it is a statement."""
    is_certified = facts.effect.result == "effective"
    return CertificateContent(
        number=facts.number,
        issued_at=facts.issued_at,
        court=facts.court,
        title=phrase(_title(facts)),
        result=write_result(facts),
        is_certified=is_certified,
        replaces=_replaces(facts),
        case_number=facts.case.number,
        statement=write_statement(facts),
        sections=write_sections(facts),
        tables=write_tables(facts),
        remarks=(*facts.remarks, *[phrase("remark.reason", reason=why) for why in facts.effect.reasons]),
        proof=_proof(facts),
        signatories=_signatories(facts),
        issued_on=words.day(facts.issued_at.astimezone(facts.zone).date()),
        zone=words.zone_note(facts.issued_at, facts.zone),
        code=facts.verification.code,
        url=facts.verification.url,
        basis=_basis(facts),
        closing=phrase("closing.stamped" if facts.is_to_be_stamped else "closing.signed"),
        seal_caption=phrase("sample_seal" if facts.is_sample else "seal"),
        is_sample=facts.is_sample,
        languages=facts.languages,
        notes=tuple(line.note for line in facts.by_people if line.note),
        persons=_persons(facts),
        staff=tuple(name for name in (facts.judge, *[one for line in facts.by_people for one in line.staff]) if name),
    )


def _persons(facts: CertificateFacts) -> tuple[str, ...]:
    """Whom it names and strangers are shown masked."""
    client = facts.recipient.acts_for
    named = [facts.recipient.name, client.name if client else "", *facts.persons]
    return tuple(name for name in (*named, *[each for line in facts.by_people for each in line.persons]) if name)


def _title(facts: CertificateFacts) -> str:
    if facts.is_by_people:
        return "title.of_people"
    return "title.certificate" if facts.effect.result == "effective" else "title.statement"


def _replaces(facts: CertificateFacts) -> Words | None:
    """Which earlier one it takes the place of, and why."""
    replaced = facts.replaces
    return None if replaced is None else phrase("replaces", number=replaced.number, reason=replaced.reason)


def _basis(facts: CertificateFacts) -> Words:
    """What the paper is worth: the force of a return of service only where a rule gives it to a service that counts."""
    effect = facts.effect
    if effect.ground == NOTICE:
        return phrase("basis.of_notice")
    if effect.result != "effective":
        return phrase("basis.of_people" if facts.is_by_people else "basis.statement")
    return (
        phrase("basis.none")
        if effect.return_force is None
        else phrase("basis.force", rule=cite_all((effect.return_force,)))
    )


def _signatories(facts: CertificateFacts) -> Section:
    return Section(
        label("issued"),
        (
            Row(label("served_by"), facts.operator),
            Row(label("judge"), same(facts.judge) if facts.judge else phrase("field.no_judge")),
            Row(label("issued_on"), words.day(facts.issued_at.astimezone(facts.zone).date())),
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
        at = words.moment(checkpoint.at, facts.zone)
        rows += [
            Row(
                label("checkpoint"),
                phrase("field.checkpoint", origin=checkpoint.origin, size=checkpoint.size, at=at),
            ),
            Row(label("root"), same(checkpoint.root.hex()), is_code=True),
        ]
    return Section(label("proof"), tuple(rows))


def _rule_set(facts: CertificateFacts) -> Words:
    """Which rules, in exactly which version, on which day: what was decided then can be decided again."""
    rules = facts.rule_set
    on = words.day(rules.decided_at.astimezone(facts.zone).date())
    name = f"{rules.jurisdiction} {rules.version}".strip()
    return phrase("field.rules_applied", rules=name, day=on)
