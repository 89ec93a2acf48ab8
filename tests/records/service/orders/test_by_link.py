"""What a link opens is read by a statement of our own, and is all that the ORM would read."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.db import models

from songda.records.ground import vault
from songda.records.service.findings.models import Finding
from songda.records.service.orders.models import Envelope
from songda.records.service.orders.queries import _names, envelope_by_token
from songda.records.ways.portal.acts.visits import note_fetch
from tests import make
from tests.records.stage import NOW, defendant, envelope

pytestmark = pytest.mark.database
Queries = Callable[[int], AbstractContextManager[object]]


def columns(row: models.Model) -> dict[str, object]:
    return {column.attname: getattr(row, column.attname) for column in row._meta.concrete_fields}


def test_every_column_of_all_four_is_as_the_orm_reads_it(django_assert_num_queries: Queries) -> None:
    envelope(defendant(make.case()))
    made = envelope(defendant(make.case(make.other_court())))
    note_fetch(made, "a browser", NOW)
    read = Envelope.objects.select_related("case__court", "party").get(id=made.id)
    with django_assert_num_queries(1):
        found = envelope_by_token(vault.link_token(made.id))
        assert found is not None
        pairs = ((found, read), (found.case, read.case), (found.case.court, read.case.court), (found.party, read.party))
        for own, by_the_orm in pairs:
            assert columns(own) == columns(by_the_orm)
            assert own == by_the_orm
        assert found.party.name == "李某某"


def test_what_was_found_can_be_changed_and_saved() -> None:
    made = envelope(defendant(make.case()))
    found = envelope_by_token(vault.link_token(made.id))
    assert found is not None
    found.locked_at = NOW
    found.save(update_fields=["locked_at"])
    assert Envelope.objects.get(id=made.id).locked_at == NOW
    assert not found._state.adding


@pytest.mark.parametrize("code", ["", "2222222222", "22222", "' OR 1=1 --", "2222222222222"])
def test_anything_else_opens_nothing(code: str) -> None:
    envelope(defendant(make.case()))
    assert envelope_by_token(code) is None


def test_columns_that_django_must_read_are_refused() -> None:
    with pytest.raises(TypeError, match="Finding"):
        _names(Finding)
