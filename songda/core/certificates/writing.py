"""Turns the facts of one service into its certificate, word for word."""

from songda.core.certificates import dates
from songda.core.certificates.content import CertificateContent, Row, Section
from songda.core.certificates.facts import CertificateFacts
from songda.core.certificates.sections import write_sections
from songda.core.certificates.statement import write_statement
from songda.core.certificates.tables import write_tables
from songda.core.certificates.words import Words, same

TITLE = Words("电子送达凭证", "Certificate of Electronic Service")
_SEAL = Words("电子送达专用章", "Seal for electronic service")
_SAMPLE_SEAL = Words("演示样章", "Sample")


def write_certificate(facts: CertificateFacts) -> CertificateContent:
    """The content of the certificate of one paper for one recipient."""
    return CertificateContent(
        number=facts.number,
        issued_at=facts.issued_at,
        court=facts.court,
        title=TITLE,
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
        seal_caption=_SAMPLE_SEAL if facts.is_sample else _SEAL,
        is_sample=facts.is_sample,
    )


def _remarks(facts: CertificateFacts) -> tuple[Words, ...]:
    """What it replaces, what is to be noted, and the law's reasons as the console tells them."""
    reasons = [Words(f"认定理由：{why.zh}", f"Reason: {why.en}") for why in facts.effect.reasons]
    replaced = facts.replaces
    if replaced is None:
        return (*facts.remarks, *reasons)
    first = Words(
        f"本凭证替代编号为{replaced.number}的凭证，原凭证不再使用。原因：{replaced.reason.zh}",
        f"This certificate takes the place of certificate {replaced.number}, which is no longer to be used. "
        f"Reason: {replaced.reason.en}",
    )
    return (first, *facts.remarks, *reasons)


def _signatories(facts: CertificateFacts) -> Section:
    return Section(
        Words("出具", "Issued by"),
        (
            Row(Words("送达人", "Served by"), same(facts.operator or "—")),
            Row(Words("承办法官", "Judge"), same(facts.judge or "—")),
            Row(Words("出具日期", "Issued on"), dates.day(facts.issued_at.astimezone(facts.zone).date())),
        ),
    )


def _proof(facts: CertificateFacts) -> Section:
    rows = [
        Row(Words("凭证编号", "Certificate"), same(facts.number)),
        Row(Words("凭证编码", "Check code"), same(facts.verification.code), is_code=True),
        Row(Words("核验网址", "Check at"), same(facts.verification.url), is_code=True),
        Row(Words("规则版本", "Rules applied"), _rule_set(facts)),
    ]
    checkpoint = facts.checkpoint
    if checkpoint is not None:
        at = dates.moment(checkpoint.at, facts.zone)
        rows += [
            Row(
                Words("存证检查点", "Evidence checkpoint"),
                Words(
                    f"{checkpoint.origin}，第{checkpoint.size}条，{at.zh}",
                    f"{checkpoint.origin}, size {checkpoint.size}, {at.en}",
                ),
            ),
            Row(Words("检查点根值", "Root of the checkpoint"), same(checkpoint.root.hex()), is_code=True),
        ]
    return Section(Words("存证与核验", "Proof and how to check it"), tuple(rows))


def _rule_set(facts: CertificateFacts) -> Words:
    """Which rules, in exactly which version, on which day: what was decided then can be decided again."""
    rules = facts.rule_set
    on = dates.day(rules.decided_at.astimezone(facts.zone).date())
    name = f"{rules.jurisdiction} {rules.version}".strip()
    return Words(f"{name}（{on.zh}依此认定）", f"{name} (decided on {on.en})")
