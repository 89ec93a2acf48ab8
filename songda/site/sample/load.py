"""Loads the sample court into an empty database; a second time it finds everything there."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from songda import clock
from songda.core.access import Role
from songda.core.refusal import Refused
from songda.records.cases.hearings import set_hearing
from songda.records.cases.models import Case
from songda.records.orders.actions import OrderDraft, place_order
from songda.records.papers.actions import PaperDraft, file_papers
from songda.records.papers.models import Paper
from songda.records.parties.bulk import Filed, register_files
from songda.records.parties.models import Consent, Party
from songda.records.portal_acts.withdrawals import withdraw
from songda.records.staff.actions import CourtDraft, UserDraft, make_court, make_user
from songda.records.staff.models import Court, User
from songda.records.tasks.off_line import mark_offline
from songda.site.curable import CurableError
from songda.site.sample.accounts import ACCOUNTS, JUDGE, PASSWORD, Account
from songda.site.sample.cases import SampleCase, sample_cases
from songda.site.sample.courts import COURTS
from songda.site.sample.lookups import look_up
from songda.site.sample.outreach import make_law_known
from songda.site.sample.papers import HEARING_PLACE, hearing_at, sample_paper
from songda.site.sample.token import admit_demo_client

OF_THE_CLAIMANT = frozenset({"complaint_copy"})


def load_sample(at: datetime | None = None) -> None:
    """Make courts, accounts, cases and the API client that are missing; raises CurableError outside a demo."""
    if not settings.IS_DEMO:
        raise CurableError(
            "The sample court has accounts that everybody knows; it is not for production.",
            "Set SONGDA_ENV=demo, or open a court of your own.",
        )
    now = at or clock.now()
    with transaction.atomic():
        courts = {draft.code: _court(draft, now) for draft in COURTS}
        for account in ACCOUNTS:
            _admit(account, courts[account.court_code], now)
        admit_demo_client(courts[COURTS[0].code], now)
    _load_cases(courts[COURTS[0].code], now)
    clerk = User.objects.get(username=ACCOUNTS[0].username)
    with transaction.atomic():
        make_law_known(courts[COURTS[0].code], f"staff:{clerk.id}", now)


def _court(draft: CourtDraft, now: datetime) -> Court:
    return Court.objects.filter(code=draft.code).first() or make_court(draft, "engine", now)


def _admit(account: Account, court: Court, now: datetime) -> None:
    if not User.objects.filter(username=account.username).exists():
        draft = UserDraft(account.username, account.name, Role(account.role), PASSWORD)
        make_user(draft, court, "engine", now)


def _load_cases(court: Court, now: datetime) -> None:
    if Case.objects.filter(court=court).exists():
        return
    clerk = User.objects.get(username=ACCOUNTS[0].username)
    for sample in sample_cases(now):
        with transaction.atomic():
            _load_case(court, sample, f"staff:{clerk.id}", now)


def _load_case(court: Court, sample: SampleCase, by: str, now: datetime) -> None:
    judge = User.objects.get(username=JUDGE)
    file = replace(sample.file, case=replace(sample.file.case, judge_id=judge.id))
    filed = register_files(court, [file], by, now)[0]
    if isinstance(filed, Refused):
        raise filed
    if "summons" in sample.papers:
        set_hearing(filed.case, hearing_at(now, court.zone), HEARING_PLACE, by, now)
    papers = _file_papers(filed, sample, by, now)
    if sample.offline is not None:
        mark_offline(filed.parties[sample.offline], "age", by, now)
    if sample.withdrawn is not None:
        for consent in Consent.objects.filter(party=filed.parties[sample.withdrawn]).select_related(
            "party__case__court"
        ):
            withdraw(consent, now, by, now)
    if sample.looked_up is not None:
        look_up(filed.parties[sample.looked_up], by, now, is_approved=sample.is_approved)
    for place in sample.served:
        served = filed.parties[place]
        place_order(OrderDraft(filed.case.id, _papers_for(served, papers), (served.id,)), court, by, now)


def _file_papers(filed: Filed, sample: SampleCase, by: str, now: datetime) -> list[Paper]:
    claimant = filed.parties[0]
    drafts = [
        PaperDraft(kind, *sample_paper(kind, filed, now), claimant if kind in OF_THE_CLAIMANT else None)
        for kind in sample.papers
    ]
    return file_papers([(filed.case, draft) for draft in drafts], by, now)


def _papers_for(party: Party, papers: list[Paper]) -> tuple[UUID, ...]:
    return tuple(paper.id for paper in papers if paper.filed_by_id != party.id)
