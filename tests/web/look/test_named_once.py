"""A name that stands twice in a form or a question is refused, where one thing is meant."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.test import Client
from django.urls import reverse

from songda import web
from songda.clock import new_id
from songda.core.circumstances import Field
from songda.records.matter.cases.models import Case
from songda.web.look.visitor import SEVERAL
from tests import make
from tests.web.console.world import signed_in

NUMBER = "（2026）晋1181民初2003号"
TYPED = {"number": NUMBER, "cause": "离婚纠纷", "stage": "first_instance", "procedure": "ordinary"}


def ticked_in_forms() -> Iterator[str]:
    for found in pkgutil.walk_packages(web.__path__, f"{web.__name__}."):
        module = importlib.import_module(found.name)
        for kind in vars(module).values():
            if isinstance(kind, type) and issubclass(kind, forms.BaseForm):
                fields: dict[str, Any] = getattr(kind, "base_fields", {})
                yield from (name for name, field in fields.items() if isinstance(field, forms.MultipleChoiceField))


def read_as_lists() -> Iterator[str]:
    """Names that a page reads as often as they stand, whatever form they come from."""
    for found in Path(web.__path__[0]).rglob("*.py"):
        if "api" not in found.relative_to(web.__path__[0]).parts:
            yield from re.findall(r"""\.getlist\(["'](\w+)["']\)""", found.read_text(encoding="utf-8"))


def test_everything_that_a_form_lets_people_tick_several_of_may_stand_several_times() -> None:
    dynamic = {Field.PAPERS.value, Field.WAYS.value}
    assert {*ticked_in_forms(), *dynamic, *read_as_lists()} == SEVERAL


@pytest.mark.database
@pytest.mark.parametrize("name", ["cause", "number", "csrfmiddlewaretoken", "unknown"])
def test_a_form_that_says_one_thing_twice_does_nothing(name: str) -> None:
    page = signed_in().post(reverse("console:register"), {**TYPED, name: ["甲", "乙"]})
    assert page.status_code == 400
    assert "text/html" in page["Content-Type"]
    assert not Case.objects.filter(cause__in=["甲", "乙", "离婚纠纷"]).exists()


@pytest.mark.database
@pytest.mark.parametrize("address", ["/accounts/login/?next=/a&next=/b", "/check?number=1&number=2"])
def test_a_question_that_asks_two_things_by_one_name_is_refused(client: Client, address: str) -> None:
    assert client.get(address).status_code == 400
    assert client.post(address, {"login": "a"}).status_code == 400


@pytest.mark.database
def test_the_same_sign_in_twice_in_one_form_is_no_sign_in(client: Client) -> None:
    assert client.post("/accounts/login/", {"login": ["chen", "zhou"], "password": "x"}).status_code == 400


@pytest.mark.database
def test_whoever_ticks_several_is_understood() -> None:
    """Several letters, several addresses beside an order, several orders taken back: nothing of it is said twice."""
    some, clerk = make.case(), signed_in()
    for address, name in (
        (reverse("console:letters_agree"), "letter"),
        (reverse("console:serve_undo", args=[some.id]), "order"),
        (reverse("console:serve_order", args=[some.id]), "post"),
    ):
        assert clerk.post(address, {name: [str(new_id()), str(new_id())]}).status_code != 400, name
