"""A row that cannot be shown is said in its own place; the page stands, and the administrator is told its number."""

import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from songda import clock
from songda.core.access import Role
from songda.records.ground.evidence.models import Event
from songda.records.ground.incidents import unshown
from songda.records.ground.incidents.models import Incident, UnshownRow
from songda.records.ground.incidents.unshown import GONE_AFTER, watch_unshown
from songda.web.console.templatetags.listing import Listing
from tests import make
from tests.web.console.test_readings_of_every_page import pages
from tests.web.console.world import World, signed_in, world

pytestmark = [pytest.mark.database, pytest.mark.usefixtures("as_in_production")]

SAID = "此处内容无法显示"
GARBAGE = b"\0\1 opens to nothing"


@pytest.fixture
def as_in_production(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unshown, "RAISES", False)


class _PoisonedError(Exception):
    pass


@pytest.fixture
def first_rows_fail(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """In every list of a page the first row cannot be shown; gives the keys of those rows as they are met."""
    cells, met, lists = Listing._cells, set[str](), set[int]()

    def fail(self: Listing, context: Any, row: object, columns: Any) -> Any:
        if id(self) in lists:
            return cells(self, context, row, columns)
        lists.add(id(self))
        if isinstance(row, models.Model):
            met.add(str(row.pk))
        raise _PoisonedError("李卫国 13800138000")

    monkeypatch.setattr(Listing, "_cells", fail)
    return met


def administrators_page() -> str:
    page = signed_in(make.user(role=Role.ADMINISTRATOR)).get(reverse("console:log"))
    assert page.status_code == 200
    return page.content.decode()


@pytest.mark.parametrize("role", [Role.SUPERVISOR, *(pytest.param(r, marks=pytest.mark.night("more")) for r in Role)])
def test_in_any_list_the_others_stand(
    role: Role, first_rows_fail: set[str], caplog: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, said = world(), 0
    browser = signed_in(make.user(role=role))
    with caplog.at_level(logging.ERROR):
        for name, address in pages(role, here):
            answer = browser.get(address)
            assert answer.status_code in {200, 302, 422}, name
            said += "html" in answer.get("Content-Type", "") and SAID in answer.content.decode()
    assert said > (20 if role is Role.SUPERVISOR else 0)
    assert set(UnshownRow.objects.exclude(number="").values_list("number", flat=True)) >= first_rows_fail
    watch_unshown(clock.now())
    assert Incident.objects.get(kind="row_unshown").ended_at is None
    told = Event.objects.get(name="incident.begun")
    assert "13800138000" not in f"{told.data} {caplog.text} {list(UnshownRow.objects.values())}"
    monkeypatch.undo()  # the lists of the administrator's page, too
    shown, newest = administrators_page(), UnshownRow.objects.exclude(number="").order_by("-last_at")[:5]
    assert all(row.number in shown for row in newest)


def test_what_nobody_met_for_a_day_is_over(first_rows_fail: set[str]) -> None:
    here = world()
    signed_in(make.user()).get(reverse("console:parties", args=[here.case.id]))
    last = UnshownRow.objects.latest("last_at").last_at
    watch_unshown(last)
    assert UnshownRow.objects.exists()
    watch_unshown(last + GONE_AFTER)
    assert not UnshownRow.objects.exists()
    assert Incident.objects.get(kind="row_unshown").ended_at


def spoils() -> Iterator[tuple[type[models.Model], str, object]]:
    """Values that no act of ours writes: sealed by nobody, or of a shape that nothing has."""
    for model in apps.get_models():
        if model.__module__.startswith("songda.records") and not model._meta.label_lower.startswith(ASIDE):
            for field in model._meta.concrete_fields:
                if isinstance(field, models.BinaryField) and field.name.endswith("sealed"):
                    yield model, field.column, GARBAGE
                elif isinstance(field, models.JSONField):
                    yield from ((model, field.column, bad) for bad in ('"x"', "[]", "{}", "7"))


# The log is never changed; of what is typed, or kept for machines, no page shows rows.
ASIDE = ("evidence.", "sent_forms.", "limits.", "staff.keptanswer", "figures.", "procrastinate")


def spoil(model: type[models.Model], column: str, bad: object) -> bool:
    """Whether the database let it be written into the newest row."""
    table, key = model._meta.db_table, model._meta.pk.column
    newest = f'(SELECT "{key}" FROM {table} ORDER BY "{key}" DESC LIMIT 1)'  # noqa: S608 - our tables
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f'UPDATE {table} SET "{column}" = %s WHERE "{key}" = {newest}', [bad])  # noqa: S608 - our tables
            return cursor.rowcount == 1
    except Exception:  # noqa: BLE001 - the database refuses it: so much the better
        return False


def reading(browser: Client, role: Role, here: World) -> dict[str, tuple[str, set[str]]]:
    """By page its address, and the tables that it reads."""
    found = {}
    for name, address in pages(role, here):
        with transaction.atomic(), CaptureQueriesContext(connection) as asked:
            answer = browser.get(address)
            transaction.set_rollback(True)
        if answer.status_code == 200 and not answer.streaming and "html" in answer["Content-Type"]:
            asked_of = " ".join(map(str, asked.captured_queries))
            found[name] = (address, set(re.findall(r'(?:FROM|JOIN) "(\w+)"', asked_of)))
    return found


@pytest.mark.parametrize("role", [Role.SUPERVISOR, pytest.param(Role.JUDGE, marks=pytest.mark.night("another office"))])
@pytest.mark.night("spoils each sealed and each composed value of every table")
def test_an_impossible_value_spoils_no_page(role: Role) -> None:
    here, broken = world(), {}
    browser = signed_in(make.user(role=role))
    read = reading(browser, role, here)
    for model, column, bad in spoils():
        with transaction.atomic():
            if spoil(model, column, bad):
                for name, (address, tables) in read.items():
                    if model._meta.db_table in tables and (wrong := breaks(browser, address)):
                        broken[f"{name}: {model._meta.label}.{column} = {bad!r}"] = wrong
            transaction.set_rollback(True)
    assert broken == {}


def breaks(browser: Client, address: str) -> str:
    """What broke there, if anything."""
    try:
        with transaction.atomic():
            answer = browser.get(address)
            transaction.set_rollback(True)
    except Exception as wrong:  # noqa: BLE001 - what reaches nobody's page is what is looked for
        from tests.web.test_no_page_breaks import _where

        return _where(wrong)
    return "" if answer.status_code in {200, 302, 422} else str(answer.status_code)
