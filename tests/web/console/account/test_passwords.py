"""What a password may be, what it may not be, and how it is typed, changed and kept."""

import hashlib
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import global_settings
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import override

from songda.records.court.staff.models import User
from songda.site import settings as served
from songda.web.console.account.password_rules import is_list, is_listed
from tests import make

pytestmark = pytest.mark.database
PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def forget_tries() -> None:
    cache.clear()


def signed_in(user: User, password: str = PASSWORD) -> Client | None:
    browser = Client()
    answer = browser.post(reverse("account_login"), {"login": user.username, "password": password})
    return browser if answer.status_code == 302 else None


def change(browser: Client, old: str, new: str) -> int:
    told = {"oldpassword": old, "password1": new, "password2": new}
    return browser.post(reverse("account_change_password"), told).status_code


@pytest.mark.parametrize(
    "word",
    [
        "only lower case letters",
        "0918273645546372819",
        "柿子树下乘凉听雨打芭蕉夜半钟声",
        "!§$%&/()=?`*'_:;><|",
        " with a blank at both ends ",
        "a long one of ninety characters: " + "one two three four five six seven eight nine ten",
        "𝄞 a letter of four bytes and a tab\t",
    ],
)
def test_a_password_of_any_letters_is_taken_and_asked_for_exactly_as_it_was_typed(word: str) -> None:
    clerk = make.user()
    browser = signed_in(clerk)
    assert browser is not None
    assert change(browser, PASSWORD, word) == 302
    assert signed_in(clerk, word)
    for other in {word + "x", word[:-1], word.swapcase(), word.strip(), word[:64]} - {word}:
        cache.clear()
        assert signed_in(clerk, other) is None


def test_the_present_password_is_asked_for_with_the_new_one() -> None:
    browser = signed_in(make.user())
    assert browser is not None
    for wrong in ("", "wrong horse battery"):
        assert change(browser, wrong, "quite another set of words") == 200
    assert change(browser, PASSWORD, "quite another set of words") == 302


@pytest.mark.parametrize(
    "word", ["short one 1", "songda-法院-Court", "Welcome.Judge.2026", "孝义市人民法院送达1181", "password-admin-1"]
)
def test_what_is_short_or_made_of_the_words_of_the_house_is_refused(word: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(word, make.user())


def test_words_of_the_house_among_others_are_no_harm() -> None:
    validate_password("the judge of my cat is fat", make.user())


def test_a_password_stays_until_it_is_changed() -> None:
    clerk = make.user()
    User.objects.filter(id=clerk.id).update(date_joined="2001-01-01T00:00:00Z", last_login="2001-01-01T00:00:00Z")
    browser = signed_in(clerk)
    assert browser is not None
    assert browser.get("/console/").status_code == 200


def test_whoever_is_in_finds_the_form_with_which_they_change_it_and_it_asks_for_the_old_one() -> None:
    browser = signed_in(make.user())
    assert browser is not None
    assert reverse("account_change_password") in browser.get(reverse("console:account")).content.decode()
    page = browser.get(reverse("account_change_password")).content.decode()
    assert set(re.findall(r'<input[^>]*name="(\w+)"', page)) >= {"oldpassword", "password1", "password2"}
    assert re.search(r"<button[^>]*>\s*(?:Change password|修改密码)", page)


@pytest.mark.parametrize("name", ["account_login", "account_change_password", "account_reauthenticate"])
def test_a_password_is_typed_unseen_and_may_be_pasted_or_filled_in_by_a_keeper_of_passwords(name: str) -> None:
    browser = Client() if name == "account_login" else signed_in(make.user())
    assert browser is not None
    page = browser.get(reverse(name)).content.decode()
    fields = re.findall(r"<input[^>]*name=\"(?:password\d?|oldpassword)\"[^>]*>", page, re.DOTALL)
    assert fields
    for field in fields:
        assert 'type="password"' in field
        assert re.search(r"autocomplete=\"(current|new)-password\"", field)
    assert "onpaste" not in page
    assert "maxlength" not in " ".join(fields)


def test_no_hint_and_no_question_helps_into_an_account() -> None:
    assert not [field.name for field in User._meta.get_fields() if "hint" in field.name or "question" in field.name]


def test_passwords_are_kept_as_slow_salted_hashes() -> None:
    """The suite hashes fast; whoever serves takes what Django takes."""
    assert "PASSWORD_HASHERS" not in vars(served)
    scheme = import_string(global_settings.PASSWORD_HASHERS[0])
    assert (scheme.algorithm, scheme.iterations >= 600_000) == ("pbkdf2_sha256", True)


def listed(folder: Path, count: int) -> tuple[Path, list[str]]:
    words = [f"stolen word number {n}" for n in range(count)]
    sums = sorted(hashlib.sha1(word.encode(), usedforsecurity=False).hexdigest().upper() for word in words)
    path = folder / "stolen"
    path.write_text("".join(f"{one}:{n * 37 % 1000}\n" for n, one in enumerate(sums)), encoding="ascii")
    return path, words


@pytest.mark.parametrize("count", [1, 2, 3, 1000])
def test_a_stolen_password_is_found_wherever_it_stands_in_the_list(tmp_path: Path, count: int) -> None:
    path, words = listed(tmp_path, count)
    assert is_list(path)
    assert all(is_listed(path, word) for word in words)
    assert not any(is_listed(path, f"{word}!") for word in words)


def test_a_stolen_password_is_refused_when_it_is_chosen(tmp_path: Path, settings: Any) -> None:
    path, (word, *_) = listed(tmp_path, 100)
    clerk = make.user()
    browser = signed_in(clerk)
    assert browser is not None
    settings.BREACHED_PASSWORDS_FILE = str(path)
    assert change(browser, PASSWORD, word) == 200
    settings.BREACHED_PASSWORDS_FILE = ""
    assert change(browser, PASSWORD, word) == 302


@override("en")
def test_a_list_of_stolen_ones_is_named_only_where_one_is_set(tmp_path: Path, settings: Any) -> None:
    path, _ = listed(tmp_path, 10)
    rules = [str(rule) for rule in password_validators_help_texts()]
    assert not any("must not be known from a theft" in rule for rule in rules)
    assert any("is not checked here" in rule for rule in rules)
    settings.BREACHED_PASSWORDS_FILE = str(path)
    assert any("must not be known from a theft" in str(rule) for rule in password_validators_help_texts())


def test_what_is_no_list_is_told(tmp_path: Path) -> None:
    path, _ = listed(tmp_path, 10)
    path.write_text("\n".join(reversed(path.read_text().splitlines())))
    assert not is_list(path)
    assert not is_list(tmp_path / "nowhere")
