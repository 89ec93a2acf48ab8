"""Every column of words is either held to a closed list by the database, or is free text by the row of its table."""

import re

import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import IntegrityError, connection, models, transaction

from songda.records.ground.tables import every_table
from tests import make
from tests.rows import all_rows


def own_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("songda.records.")]


def words_of(model: type[models.Model]) -> set[str]:
    """The columns that hold words or arrays of words."""
    return {
        field.name
        for field in model._meta.concrete_fields
        if type(field) is models.CharField
        or (isinstance(field, ArrayField) and type(field.base_field) is models.CharField)
    }


def held(model: type[models.Model]) -> set[str]:
    """The columns that some check of the table names together with a list; one that is *not* in a list is not held."""
    checks = [c for c in model._meta.constraints if isinstance(c, models.CheckConstraint)]
    named = re.compile(r"(?<!NOT \(AND: \()'(\w+)__(?:in|contained_by)'")
    return {name for check in checks for name in named.findall(str(check.condition))}


@all_rows("model", own_models(), ids=lambda model: model._meta.label)
def test_every_column_of_words_is_held_to_its_list_or_is_free_text(model: type[models.Model]) -> None:
    assert words_of(model) - held(model) == set(every_table()[model._meta.db_table].free_text)


@pytest.mark.database
def test_the_database_refuses_a_word_that_is_in_no_list() -> None:
    party = make.party()
    with connection.cursor() as cursor, pytest.raises(IntegrityError, match="party_role_known"), transaction.atomic():
        cursor.execute("UPDATE parties_party SET role = 'friend' WHERE id = %s", [party.id])
