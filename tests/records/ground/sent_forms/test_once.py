"""A form counts once: its key and what it did are stored together, and are forgotten in time."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from songda.records.ground.sent_forms.actions import (
    GIVEN_AGAIN_FOR,
    KEPT_FOR,
    Outcome,
    Sending,
    SentBefore,
    forget_sent_forms,
    form_key,
    read_key,
    send_once,
)
from songda.records.ground.sent_forms.models import SentForm
from songda.records.matter.cases.models import Case
from tests import make

pytestmark = pytest.mark.database


DONE = Outcome("shown", leads_to="/done/")


def sending(writer: str = "staff:1", typed_hash: bytes = b"w") -> Sending:
    key = read_key(form_key(writer, make.NOW))
    assert key is not None
    return Sending(key, "/form/", typed_hash)


def test_a_form_that_was_done_is_not_done_again() -> None:
    form, acts = sending(), []
    for _ in "12":
        last = send_once(form, lambda: acts.append(1) or DONE, make.NOW)  # type: ignore[func-returns-value]
    assert (last, len(acts)) == (SentBefore(make.NOW, "/done/", is_same=True), 1)


def test_the_same_key_with_other_words_is_told_apart() -> None:
    form = sending()
    send_once(form, lambda: DONE, make.NOW)
    again = send_once(replace(form, typed_hash=b"other"), lambda: DONE, make.NOW)
    assert isinstance(again, SentBefore)
    assert not again.is_same


def test_other_words_of_somebody_unknown_are_another_form() -> None:
    form = sending(writer="")
    send_once(form, lambda: DONE, make.NOW)
    assert send_once(replace(form, typed_hash=b"other"), lambda: DONE, make.NOW) == DONE
    assert isinstance(send_once(form, lambda: DONE, make.NOW), SentBefore)


def test_a_form_with_mistakes_keeps_its_key_free() -> None:
    form = sending()
    send_once(form, lambda: replace(DONE, is_done=False), make.NOW)
    assert send_once(form, lambda: DONE, make.NOW) == DONE


def test_what_a_broken_program_half_did_is_undone() -> None:
    def breaks() -> Outcome[str]:
        make.case()
        return replace(DONE, is_done=False, is_broken=True)

    send_once(sending(), breaks, make.NOW)
    assert not Case.objects.exists()
    assert not SentForm.objects.exists()


GIVES = replace(DONE, gives="a session")


def test_what_a_browser_was_given_is_given_again_to_the_same_one_for_a_minute() -> None:
    form, last = replace(sending(), holder="mark old-session"), make.NOW + GIVEN_AGAIN_FOR
    send_once(form, lambda: GIVES, make.NOW)
    for at in (make.NOW, last, last):
        assert send_once(form, lambda: GIVES, at) == SentBefore(make.NOW, "/done/", is_same=True, given="a session")
    too_late = send_once(form, lambda: GIVES, last + timedelta(seconds=1))
    assert too_late == SentBefore(make.NOW, "/done/", is_same=True)


@pytest.mark.parametrize(
    "other",
    [{"holder": ""}, {"holder": "mark another-session"}, {"holder": "forged old-session"}, {"typed_hash": b"other"}],
    ids=["without anything", "with another session", "with another mark", "with other words"],
)
def test_nobody_else_is_given_it(other: dict[str, Any]) -> None:
    form = replace(sending(), holder="mark old-session")
    send_once(form, lambda: GIVES, make.NOW)
    again = send_once(replace(form, **other), lambda: GIVES, make.NOW)
    assert isinstance(again, SentBefore)
    assert again.given == ""
    assert b"a session" not in bytes(SentForm.objects.get().given_sealed or b"")


def test_what_is_given_to_a_browser_that_cannot_be_recognised_is_not_kept() -> None:
    send_once(sending(), lambda: GIVES, make.NOW)
    assert SentForm.objects.get().given_sealed is None


def test_nothing_that_was_typed_or_where_it_led_can_be_read() -> None:
    send_once(sending(typed_hash="李某".encode()), lambda: replace(DONE, leads_to="/s/ABCDEFGHJK/papers"), make.NOW)
    kept = SentForm.objects.get()
    assert kept.leads_to_sealed is not None
    assert b"ABCDEFGHJK" not in bytes(kept.leads_to_sealed) + bytes(kept.key) + bytes(kept.typed_hash)


def test_sent_forms_are_forgotten_after_a_day() -> None:
    send_once(sending(), lambda: DONE, make.NOW - KEPT_FOR - timedelta(seconds=1))
    send_once(sending(), lambda: DONE, make.NOW)
    assert forget_sent_forms(make.NOW) == 1
    assert SentForm.objects.get().at == make.NOW


def test_a_key_tells_its_writer_apart_and_cannot_be_made_up() -> None:
    text = form_key("staff:1", make.NOW)
    key = read_key(text)
    assert key is not None
    assert (key.is_of("staff:1"), key.is_of("staff:2"), key.has_writer) == (True, False, True)
    assert "staff" not in text
    for forged in ("", text[:-1], f"{text} ", f"\uff21{text[1:]}", *_one_letter_changed(text)):
        assert read_key(forged) is None, forged


def _one_letter_changed(body: str) -> list[str]:
    """With each letter another one in turn: the next, and the same in the other case."""
    others = [{letter.swapcase(), "B" if letter == "A" else "A"} - {letter} for letter in body]
    return [body[:at] + other + body[at + 1 :] for at, found in enumerate(others) for other in found]
