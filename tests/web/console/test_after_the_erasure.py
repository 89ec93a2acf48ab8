"""All that is sealed goes with its case or is named as kept; of what went, the pages still open and say so."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.db.models import BinaryField, Q
from django.urls import reverse

from songda.core.access import Role
from songda.core.events.registry import entry_of
from songda.records.ground.evidence.erasure import STAYS_WITHOUT_CASE
from songda.records.ground.evidence.models import Event
from songda.records.ground.tables import GONE, Table, every_table
from songda.records.matter.cases.models import Case
from songda.records.overview.ways_erasure import emptied_tables, erase_ways
from songda.records.ways.telephone.calls.actions import record_call
from songda.records.ways.telephone.calls.drafts import CallDraft
from songda.web.console.entrusted.urls import urlpatterns as entrusted
from songda.web.console.field.urls import urlpatterns as field
from songda.web.console.letters.urls import urlpatterns as letters
from songda.web.console.notices.urls import urlpatterns as notices
from songda.web.console.returns.urls import urlpatterns as returns
from tests import make
from tests.lying import file_of
from tests.records.stage import NOW
from tests.web.console.world import proved_in, signed_in, world

BESIDE = {  # what goes with the case by a hand of its own
    "evidence.eventsecret.sealed",
    "telephone.recording.wrapped_key",
    "lookups.foundnumber.value_sealed",
}
PAGE = Path(__file__).parents[3] / "docs/howto/erase-what-was-kept-long-enough.md"
ROOMS = [*letters, *returns, *field, *notices, *entrusted]


def sealed_columns() -> set[str]:
    return {
        f"{model._meta.label_lower}.{column.name}"
        for model in apps.get_models()
        for column in model._meta.get_fields()
        if isinstance(column, BinaryField) and column.name.endswith(("sealed", "_key"))
    }


def label(table: Table) -> str:
    return table.rows.model._meta.label_lower


def staying() -> dict[str, set[str]]:
    """What is sealed and not emptied with a case, by the reason."""
    found: dict[str, set[str]] = {}
    for table in every_table().values():
        for column, why in table.stays.items():
            found.setdefault(why, set()).add(f"{label(table)}.{column}")
    return found


def told_to_stay() -> dict[str, set[str]]:
    """The columns that the page on erasing names as kept, by the reason that stands beside them."""
    section = PAGE.read_text(encoding="utf-8").split("## What it does not erase")[1]
    rows = re.findall(r"^\| (`[^|]+) \| ([^|]+) \|$", section, re.MULTILINE)
    return {reason: set(re.findall(r"`([^`]+)`", columns)) for columns, reason in rows}


def test_every_sealed_column_is_emptied_with_a_case_or_named_with_the_reason_why_not() -> None:
    erased = {f"{label(each)}.{column}" for each in every_table().values() for column in each.emptied}
    kept = {column for columns in staying().values() for column in columns}
    assert not (erased | BESIDE) & kept
    assert not erased & BESIDE
    assert sealed_columns() == erased | BESIDE | kept, "say how the new one goes, or why it stays"


def test_the_page_on_erasing_names_what_stays_and_why_word_for_word() -> None:
    assert told_to_stay() == staying()


def test_it_names_whose_words_stay_though_they_are_of_no_case() -> None:
    section = PAGE.read_text(encoding="utf-8").split("## What it does not erase")[1]
    for name, reason in STAYS_WITHOUT_CASE.items():
        assert f"- `{name}`: {reason}" in section
        assert entry_of(name) is not None


@pytest.mark.database
def test_what_the_ways_of_a_case_left_goes_for_good_and_its_pages_still_open(
    django_capture_on_commit_callbacks: Any,
) -> None:
    here = world()
    places = [
        reverse(f"console:{each.name}", kwargs={key: here.key(key) for key in each.pattern.converters})
        for each in ROOMS
    ]
    files = [
        (shelf.name, row[shelf.file_id])
        for each in emptied_tables()
        for shelf in each.shelves
        for row in each.rows.exclude(Q(**{shelf.key: None}) | Q(**{shelf.key: GONE})).values(shelf.file_id)
    ]
    assert {"letters", "carrier_scans", "visit_originals", "notices", "entrustments"} <= {shelf for shelf, _ in files}

    def erase() -> list[int]:
        return [erase_ways(case.id, "staff:wang", "retention_term", NOW) for case in Case.objects.all()]

    class TakenBackError(Exception):
        """What the erasure was part of failed."""

    @transaction.atomic
    def taken_back() -> None:
        erase()
        raise TakenBackError

    with django_capture_on_commit_callbacks(execute=True), pytest.raises(TakenBackError):
        taken_back()
    assert [each for each in files if not file_of(*each).exists()] == []
    with django_capture_on_commit_callbacks(execute=True):
        counts = erase()

    assert sum(counts) > 0
    left = {
        f"{label(each)}.{column}": count
        for each in emptied_tables()
        for column, emptied in each.emptied.items()
        if (
            count := each.rows.filter(**{f"{each.case}__isnull": False})
            .exclude(Q(**{column: emptied}) | Q(**{column: None}))
            .count()
        )
    }
    assert left == {}
    assert [each for each in files if file_of(*each).exists()] == []
    assert Event.objects.filter(name="ways.erased").count() == sum(map(bool, counts))
    assert sum(erase()) == 0
    browser = proved_in(role=Role.SUPERVISOR)
    for place in places:
        assert browser.get(place).status_code in {200, 302, 403, 404, 405, 422}, place


@pytest.mark.database
def test_of_a_call_the_page_says_that_note_and_number_went() -> None:
    number, party = make.mobile(), make.party()
    by, draft = f"staff:{make.user().id}", CallDraft(NOW, "unreachable", None, number=number, note=f"拨打{number}")
    call = record_call(party, draft, by, NOW)
    silent = record_call(party, CallDraft(NOW, "unreachable", None), by, NOW)
    browser = signed_in(language="en")
    places = [reverse("console:call", args=[call.id]), reverse("console:party", args=[party.id])]
    assert all(number in browser.get(place).content.decode() for place in places)

    erase_ways(party.case_id, "staff:wang", "retention_term", NOW)

    for page in (browser.get(place).content.decode() for place in places):
        assert number not in page
        assert "The number was erased when its time was over." in page
        assert "The note was erased when its time was over." in page
    untouched = browser.get(reverse("console:call", args=[silent.id])).content.decode()
    assert "was erased" not in untouched
