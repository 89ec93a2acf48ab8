"""How a finding stood and what changed it, told from the events."""

from datetime import timedelta

import pytest

from songda.core.words import Phrase
from songda.records.law.decisions.ask_law import ask_law
from songda.records.law.planning.advance import reconsider
from songda.records.matter.cases.actions import Reason
from songda.records.matter.cases.models import Case
from songda.records.matter.circumstances.actions import note, strike
from songda.records.matter.circumstances.entries import CircumstanceDraft
from songda.records.matter.papers.models import Paper
from songda.records.overview.boards.history import history_of
from songda.records.service.deeds.models import Deed
from songda.records.service.orders.models import Envelope, Service
from songda.records.ways.deeds import DeedDraft, StepDraft, record_deed, strike_kept
from tests import make
from tests.records.stage import NOW, defendant, envelope, paper

pytestmark = pytest.mark.database
DAY = timedelta(days=1)


def to_people(case: Case, *papers: Paper) -> Envelope:
    return envelope(defendant(case, address_class=None, consents=False), *papers)


def handed(of: Envelope, services: list[Service], day: int = 1) -> Deed:
    draft = DeedDraft("direct", tuple(s.id for s in services), StepDraft("signed", NOW + day * DAY, by="recipient"))
    deed = record_deed(of, draft, "engine", NOW + day * DAY)
    ask_law(NOW + day * DAY)
    return deed


def causes(service: Service) -> list[Phrase | None]:
    return [past.cause for past in history_of(service)]


def test_a_visit_that_served_and_the_strike_that_undid_it_are_named_as_what_changed_the_finding() -> None:
    of = to_people(make.case())
    (service,) = of.services.select_related("envelope")
    step = handed(of, [service]).steps.get()
    assert causes(service) == [Phrase("events.deed.recorded")]
    strike_kept(step, Reason("录错"), "engine", NOW + 2 * DAY)
    ask_law(NOW + 2 * DAY)
    assert causes(service) == [Phrase("events.deed.struck"), Phrase("events.deed.recorded")]


def test_a_visit_with_another_paper_of_the_envelope_brought_nothing_about_here() -> None:
    case = make.case()
    of = to_people(case, paper(case, "evidence_notice"), paper(case))
    first, second = of.services.select_related("envelope").order_by("paper__kind")
    handed(of, [first])
    assert causes(first) == [Phrase("events.deed.recorded")]
    assert causes(second) == [None]


def test_what_was_noted_of_the_person_is_named_as_what_changed_the_finding() -> None:
    of = to_people(make.case())
    (service,) = of.services.select_related("envelope")
    draft = DeedDraft("mail", (service.id,), StepDraft("signed", NOW + DAY, by="cohabitant"))
    record_deed(of, draft, "engine", NOW + 2 * DAY)
    ask_law(NOW + 2 * DAY)
    entry = note(
        of.party, CircumstanceDraft("missing", NOW, basis="police", words="派出所证明"), "engine", NOW + 3 * DAY
    )
    again(of, 3)
    strike(entry, Reason("同名他人"), "engine", NOW + 4 * DAY)
    again(of, 4)
    assert causes(service)[:2] == [Phrase("events.party.missing_struck"), Phrase("events.party.reported_missing")]


def again(of: Envelope, day: int) -> None:
    reconsider([of.party_id], [], NOW + day * DAY)
    ask_law(NOW + day * DAY)
