"""Keeps providers' reports exactly as they came, before anything is made of them and before they are acknowledged."""

import hashlib
from collections.abc import Sequence

from django.db import transaction

from songda.channels.contract import RawReport as Report
from songda.records.delivery.attempts.models import RawReport
from songda.records.ground import vault
from songda.records.ground.queue import ask

PROVIDER_CELL = "report.body:{digest}"


@transaction.atomic
def keep_reports(reports: Sequence[Report]) -> None:
    """Store the raw reports and ask for their reading; when this returns they survive a crash."""
    RawReport.objects.bulk_create(_row(report) for report in reports)
    ask("attempts.apply_reports")


def _row(report: Report) -> RawReport:
    digest = hashlib.sha256(report.body).digest()
    return RawReport(
        channel=report.channel,
        provider=report.provider[:60],
        body_sealed=vault.seal_bytes(_cell(digest), report.body),
        sha256=digest,
        received_at=report.received_at,
    )


def read_body(report: RawReport) -> bytes:
    """The report as it came."""
    return vault.open_bytes(_cell(bytes(report.sha256)), report.body_sealed)


def _cell(digest: bytes) -> str:
    return PROVIDER_CELL.format(digest=digest.hex())
