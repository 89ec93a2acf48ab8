"""The lists of a certificate: the course of the service, every electronic try, and mere notifications."""

from songda.core.certificates import dates
from songda.core.certificates.content import Table
from songda.core.certificates.facts import CertificateFacts
from songda.core.certificates.words import CHANNELS, MOMENTS, OUTCOMES, SOURCES, Words, same, word_of

_TIME = Words("时间", "Time")
_CHANNEL = Words("方式", "Way")
_ADDRESS = Words("地址", "Address")
_RESULT = Words("结果", "Result")


def write_tables(facts: CertificateFacts) -> tuple[Table, ...]:
    """Only the lists that have lines."""
    tables = (_course(facts), _attempts(facts), _notifications(facts))
    return tuple(table for table in tables if table.lines)


def _course(facts: CertificateFacts) -> Table:
    lines = []
    for moment in sorted(facts.moments, key=lambda step: step.at):
        source = word_of(SOURCES, moment.source)
        if moment.source_name:
            source = Words(f"{source.zh}（{moment.source_name}）", f"{source.en} ({moment.source_name})")
        lines.append((dates.stamp(moment.at, facts.zone), word_of(MOMENTS, moment.kind), source))
    return Table(
        Words("送达经过", "Course of the service"),
        (_TIME, Words("事项", "What happened"), Words("记录来源", "Source of the record")),
        tuple(lines),
        Words(
            "打开链接不视为阅知；仅身份核验后的操作计入。",
            "Fetching a link is not a reading; only acts after proof of identity count.",
        ),
    )


def _attempts(facts: CertificateFacts) -> Table:
    lines = []
    for attempt in facts.attempts:
        outcome = word_of(OUTCOMES, attempt.outcome)
        if attempt.is_winning:
            outcome = Words(f"{outcome.zh}（据此生效）", f"{outcome.en} (this one counts)")
        lines.append(
            (dates.stamp(attempt.at, facts.zone), word_of(CHANNELS, attempt.channel), same(attempt.masked), outcome)
        )
    return Table(
        Words("同一文书的各次电子送达", "Every electronic try to serve this paper"),
        (_TIME, _CHANNEL, _ADDRESS, _RESULT),
        tuple(lines),
        Words("以最先完成有效送达的为准。", "The first valid one counts."),
    )


def _notifications(facts: CertificateFacts) -> Table:
    lines = [
        (
            dates.stamp(notice.at, facts.zone),
            word_of(CHANNELS, notice.channel),
            same(notice.masked),
            word_of(OUTCOMES, notice.outcome),
        )
        for notice in facts.notifications
    ]
    return Table(
        Words("提示通知", "Notifications"),
        (_TIME, _CHANNEL, _ADDRESS, _RESULT),
        tuple(lines),
        Words(
            "提示通知仅提醒查阅，不构成送达。", "A notification only tells the recipient to look; it serves nothing."
        ),
    )
