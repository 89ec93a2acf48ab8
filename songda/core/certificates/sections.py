"""The labelled fields of a certificate, group by group."""

from songda.core.certificates import dates
from songda.core.certificates.content import Row, Section
from songda.core.certificates.facts import CertificateFacts
from songda.core.certificates.statement import cite_all
from songda.core.certificates.words import (
    ADDRESS_CLASSES,
    CHANNELS,
    CONSENTS,
    GROUNDS,
    STAGES,
    STATUSES,
    Words,
    same,
    word_of,
)


def write_sections(facts: CertificateFacts) -> tuple[Section, ...]:
    """Case and recipient, paper, consent and address, effect."""
    return (_case(facts), _paper(facts), _ways(facts), _effect(facts))


def _case(facts: CertificateFacts) -> Section:
    recipient = facts.recipient
    name = f"{recipient.name}，{recipient.masked_number}" if recipient.masked_number else recipient.name
    rows = [
        Row(Words("案号", "Case number"), same(facts.case.number)),
        Row(
            Words("案由", "Cause"),
            _joined(facts.case.cause, word_of(STAGES, facts.case.stage)),
        ),
        Row(
            Words("受送达人", "Recipient"),
            Words(f"{recipient.role.zh}  {name}", f"{recipient.role.en}, {name.replace('，', ', ')}"),
        ),
    ]
    if recipient.capacity is not None:
        rows.append(Row(Words("代收人及身份", "Received by"), recipient.capacity))
    return Section(Words("案件与受送达人", "Case and recipient"), tuple(rows))


def _paper(facts: CertificateFacts) -> Section:
    paper = facts.paper
    return Section(
        Words("送达文书", "Paper served"),
        (
            Row(
                Words("文书名称", "Paper"),
                Words(
                    f"《{paper.title}》 {paper.copies}份，{paper.pages}页",
                    f"{paper.kind.en}, {_copies(paper.copies)} of {_pages(paper.pages)}",
                ),
            ),
            Row(Words("文书校验值", "SHA-256"), same(paper.sha256.hex()), is_code=True),
        ),
    )


def _ways(facts: CertificateFacts) -> Section:
    address = facts.address
    channel = word_of(CHANNELS, address.channel)
    rows = [
        Row(Words("同意电子送达", "Consent"), _consent(facts)),
        Row(
            Words("送达方式", "Way of service"),
            Words(f"{channel.zh}（发送方 {facts.sender}）", f"{channel.en} (from {facts.sender})"),
        ),
        Row(Words("送达地址", "Address"), same(address.masked)),
        Row(Words("地址类别", "Class of address"), _address_class(facts)),
    ]
    return Section(Words("同意与送达地址", "Consent and address"), tuple(rows))


def _consent(facts: CertificateFacts) -> Words:
    consent = facts.consent
    if consent is None:
        return Words("无同意记录", "no consent on record")
    on = dates.day(consent.at.astimezone(facts.zone).date())
    ground = word_of(CONSENTS, consent.ground)
    number = f"（存证 {consent.event_id}）" if consent.event_id else ""
    number_en = f" (record {consent.event_id})" if consent.event_id else ""
    return Words(
        f"{ground.zh}；{on.zh}，{consent.proof.zh}{number}", f"{ground.en}; {on.en}, {consent.proof.en}{number_en}"
    )


def _address_class(facts: CertificateFacts) -> Words:
    address = facts.address
    since = dates.day(address.since.astimezone(facts.zone).date())
    kind = word_of(ADDRESS_CLASSES, address.address_class)
    return Words(f"{kind.zh}（{since.zh}，{address.how.zh}）", f"{kind.en} ({since.en}, {address.how.en})")


def _effect(facts: CertificateFacts) -> Section:
    effect = facts.effect
    rows = [Row(Words("送达结果", "Result"), word_of(STATUSES, effect.status))]
    if effect.effective_at is not None:
        on = dates.day(effect.effective_at.astimezone(facts.zone).date())
        rows.append(Row(Words("送达日期", "Day of service"), on))
    if effect.ground is not None:
        rows.append(Row(Words("生效依据", "Ground"), word_of(GROUNDS, effect.ground)))
    if effect.articles:
        rows.append(Row(Words("法律依据", "Rule"), cite_all(effect.articles)))
    rows.extend(_periods(facts))
    return Section(Words("送达的效力", "Effect of the service"), tuple(rows))


def _periods(facts: CertificateFacts) -> list[Row]:
    rows = []
    for period in facts.periods:
        last = dates.day(period.last_day)
        note = Words("（节假日安排公布前为暂定）", " (provisional until the calendar is published)")
        rows.append(
            Row(
                Words(f"{period.name.zh}届满日", f"{period.name.en.capitalize()} ends"),
                Words(
                    last.zh + (note.zh if period.provisional else ""), last.en + (note.en if period.provisional else "")
                ),
            )
        )
    return rows


def _joined(first: Words, second: Words) -> Words:
    return Words(f"{first.zh}（{second.zh}）", f"{first.en} ({second.en})")


def _copies(count: int) -> str:
    return f"{count} copy" if count == 1 else f"{count} copies"


def _pages(count: int) -> str:
    return f"{count} page" if count == 1 else f"{count} pages"
