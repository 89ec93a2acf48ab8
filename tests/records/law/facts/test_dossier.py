"""The rows that decisions stand on are read in a fixed number of statements, and are as the tables hold them."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.db.models import Model

from songda.core.law.facts import EventKind, RebuttalGround
from songda.records.law.decisions.ask_law import ask_law
from songda.records.law.facts.dossier import Dossier, load_dossiers
from songda.records.matter.cases.hearings import set_hearing
from songda.records.matter.cases.models import Case
from songda.records.service.orders.models import Envelope
from songda.records.service.portal_acts.models import Objection, RecipientAct
from songda.records.ways.deeds import DeedDraft, StepDraft, record_deed
from tests import make
from tests.records.stage import NOW, Stage, defendant, order

pytestmark = pytest.mark.database
Queries = Callable[[int], AbstractContextManager[object]]
DAY = timedelta(days=1)


def _tried(case: Case) -> Envelope:
    """An envelope with a message that arrived, a visit, an act of the recipient, and what they object to."""
    stage = Stage()
    order(defendant(case))
    stage.advance()
    stage.hand_over(stage.claim())
    stage.apply()
    envelope = Envelope.objects.order_by("-id")[0]
    (service,) = envelope.services.all()
    step = StepDraft("left", NOW + DAY, by="recipient")
    record_deed(envelope, DeedDraft("left", (service.id,), step), "engine", NOW + DAY)
    at = NOW + DAY + timedelta(microseconds=7)
    RecipientAct.objects.create(service=service, kind=EventKind.READ, at=at, assurance=3, recorded_at=at)
    attempt = envelope.attempts.get()
    Objection.objects.create(envelope=envelope, attempt=attempt, ground=RebuttalGround.NOT_OWN_ADDRESS, raised_at=at)
    ask_law(NOW + 2 * DAY)
    return envelope


def _read() -> list[Dossier]:
    return load_dossiers(list(Envelope.objects.select_related("case__court", "party").order_by("id")))


def _rows(dossier: Dossier) -> Iterator[Model]:
    for on_record in dossier.deeds:
        yield on_record.deed
        yield from on_record.steps
    yield from (*dossier.acts, *dossier.objections, *dossier.determinations, *dossier.receipts)


def test_any_number_of_envelopes_is_read_in_five_statements(django_assert_num_queries: Queries) -> None:
    for _ in range(2):
        order(defendant(make.case()))
        with django_assert_num_queries(1 + 5):
            _read()


def test_whatever_lies_beside_them_adds_one_for_what_a_summons_calls_to(django_assert_num_queries: Queries) -> None:
    for _ in range(2):
        case = make.case()
        set_hearing(case, NOW + 40 * DAY, "第三审判庭", "engine", NOW)
        _tried(case)
        with django_assert_num_queries(1 + 5 + 1):
            dossiers = _read()
    assert [bool(d.hearing_at and d.deeds and d.acts and d.objections) for d in dossiers] == [True, True]


def test_a_row_that_came_beside_another_is_as_its_table_holds_it() -> None:
    _tried(make.case())
    (dossier,) = _read()
    rows = list(_rows(dossier))
    assert len(rows) == 4
    for row in rows:
        known = type(row)._default_manager.get(pk=row.pk)
        read = {name: value for name, value in vars(row).items() if name in vars(known) and name != "_state"}
        assert len(read) > 4
        assert read == {name: getattr(known, name) for name in read}
