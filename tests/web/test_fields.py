"""What people type into any form of ours is kept as it is seen."""

import pkgutil
from importlib import import_module
from types import ModuleType

import pytest
from django import forms

from songda.web import console, portal
from songda.web.console.shared.forms import Words as OfConsole
from songda.web.portal.fields import Words as OfPortal
from tests.rows import all_rows


class OfClerk(forms.Form):
    line = OfConsole(max_length=20)
    lines = OfConsole(widget=forms.Textarea, required=False)


class OfRecipient(forms.Form):
    line = OfPortal(max_length=20)
    lines = OfPortal(widget=forms.Textarea, required=False)


ROOMS = pytest.mark.parametrize("form", [OfClerk, OfRecipient])


def _rooms() -> list[ModuleType]:
    packages = (console, portal)
    found = [one for each in packages for one in pkgutil.walk_packages(each.__path__, f"{each.__name__}.")]
    return [import_module(one.name) for one in found]


FORMS = {
    f"{room.__name__}.{form.__qualname__}": form
    for room in _rooms()
    for form in vars(room).values()
    if isinstance(form, type) and issubclass(form, forms.Form) and form.__module__ == room.__name__
}


@all_rows("form", FORMS.values(), ids=FORMS.keys())
def test_every_field_for_words_leaves_out_what_cannot_be_seen(form: type[forms.Form]) -> None:
    digits = {("SwitchOnForm", "code")}  # the library's own field; what is typed there is compared and never kept
    linked = {("NumberForm", name) for name in ("figure", "by", "key", "after")}  # of an address, which nobody types
    of_words = [name for name, field in form.base_fields.items() if type(field) is forms.CharField]
    assert not [name for name in of_words if (form.__qualname__, name) not in digits | linked]


@ROOMS
def test_a_box_of_one_line_takes_one_line(form: type[forms.Form]) -> None:
    typed = form({"line": "第三\u202e庭\r\nX-Header: 1", "lines": "一\u200b\r\n二"})
    assert typed.is_valid()
    assert typed.cleaned_data == {"line": "第三庭 X-Header: 1", "lines": "一\n二"}


@ROOMS
def test_words_of_which_nothing_is_seen_are_none(form: type[forms.Form]) -> None:
    assert "line" in form({"line": "\u200b\u202e\u3164"}).errors


@ROOMS
def test_a_nul_is_refused_and_not_taken_out(form: type[forms.Form]) -> None:
    assert "line" in form({"line": "李\0某"}).errors
