"""What people type into any form of ours is kept as it is seen."""

import pkgutil
from importlib import import_module
from types import ModuleType

import pytest
from django import forms

from songda.web.console import forms as of_console
from songda.web.look.fields import Words
from songda.web.portal import forms as of_portal
from songda.web.public import forms as of_public


class Form(forms.Form):
    line = Words(max_length=20)
    lines = Words(widget=forms.Textarea, required=False)


def _rooms() -> list[ModuleType]:
    console = [f"{of_console.__name__}.{found.name}" for found in pkgutil.iter_modules(of_console.__path__)]
    return [of_portal, of_public, *map(import_module, console)]


FORMS = {
    form.__qualname__: form
    for room in _rooms()
    for form in vars(room).values()
    if isinstance(form, type) and issubclass(form, forms.Form) and form.__module__ == room.__name__
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
def test_every_field_for_words_leaves_out_what_cannot_be_seen(form: type[forms.Form]) -> None:
    assert not [name for name, field in form.base_fields.items() if type(field) is forms.CharField]


def test_a_box_of_one_line_takes_one_line() -> None:
    form = Form({"line": "第三\u202e庭\r\nX-Header: 1", "lines": "一\u200b\r\n二"})
    assert form.is_valid()
    assert form.cleaned_data == {"line": "第三庭 X-Header: 1", "lines": "一\n二"}


def test_words_of_which_nothing_is_seen_are_none() -> None:
    assert "line" in Form({"line": "\u200b\u202e\u3164"}).errors


def test_a_nul_is_refused_and_not_taken_out() -> None:
    assert "line" in Form({"line": "李\0某"}).errors
