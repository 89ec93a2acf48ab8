"""What Django and allauth say on our pages is said in the house's own Chinese, and is still what they say."""

from pathlib import Path

import allauth
import django
import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from django.utils import translation

from songda.web.console.account import foreign_strings as of_sign_in
from songda.web.look import foreign_strings as of_forms
from tests.rows import all_rows

FOLDERS = [
    *(Path(django.__file__).parent / place for place in ("conf", "contrib/auth")),
    Path(allauth.__file__).parent,
]
SENTENCES = [*of_forms.SENTENCES, *of_sign_in.SIGNING_IN, *of_sign_in.FACTORS, *of_sign_in.PASSWORDS]


def _lender(folder: Path) -> Catalog:
    with (folder / "locale/zh_Hans/LC_MESSAGES/django.mo").open("rb") as file:
        return read_mo(file)


LENDERS = [_lender(folder) for folder in FOLDERS]


def _english(sentence: object) -> str:
    with translation.override("en"):
        return str(sentence)


@all_rows("sentence", SENTENCES, ids=_english)
def test_a_borrowed_sentence_is_still_said_by_its_lender(sentence: object) -> None:
    assert any(_english(sentence) in lender for lender in LENDERS)


@pytest.mark.parametrize(
    ("sentence", "chinese"),
    [
        ("Successfully signed in as %(name)s.", "%(name)s，您已登录。"),
        ("This field is required.", "此项必填。"),
        ("Code", "验证码"),
        ("This password is too common.", "该密码过于常见，请更换。"),
    ],
)
def test_the_house_speaks_before_the_lender(sentence: str, chinese: str) -> None:
    with translation.override("zh-hans"):
        assert translation.gettext(sentence) == chinese
