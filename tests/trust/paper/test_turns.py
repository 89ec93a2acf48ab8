"""Few hostile files are opened at once: some wait, and the next is sent away before anything is opened."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from threading import Barrier, Event

import pytest

from songda.trust.paper import inspect, page_images, page_texts
from songda.trust.paper.child import FILE_SLOTS, Allowance, FileSlots, NoSlotError, run
from songda.trust.photographs import redraw
from songda.trust.sound import listen
from tests.sounds import wav
from tests.trust.paper.hostile import plain

MOMENT = 0.05


def test_whoever_has_no_turn_waits_until_one_is_given_back() -> None:
    turns, held, done = FileSlots(at_once=1), Event(), []
    with ThreadPoolExecutor(1) as other:
        with turns.one():
            waiting = other.submit(lambda: [held.set(), *_taken(turns, done)])
            held.wait()
            assert done == []
        waiting.result()
    assert done == ["opened"]


def _taken(turns: FileSlots, done: list[str]) -> Iterator[None]:
    with turns.one():
        done.append("opened")
    yield


def test_where_people_wait_nobody_waits_long() -> None:
    turns = FileSlots(at_once=1)
    turns.bound(room=2, patience=MOMENT, lend=nullcontext)
    with turns.one(), ThreadPoolExecutor(1) as other, pytest.raises(NoSlotError):
        other.submit(lambda: list(_taken(turns, []))).result()
    with turns.one():  # it came back
        pass


def test_whoever_comes_on_top_is_sent_away_at_once() -> None:
    turns, both, end = FileSlots(at_once=1), Barrier(3), Event()
    turns.bound(room=2, patience=60, lend=nullcontext)

    def stay() -> None:
        with turns.opening():
            both.wait()
            end.wait()

    with ThreadPoolExecutor(2) as others:
        staying = [others.submit(stay) for _ in "12"]
        both.wait()
        with pytest.raises(NoSlotError), turns.one():
            pass
        end.set()
        for each in staying:
            each.result()
    with turns.one():
        pass


def test_a_seat_is_lent_once_however_deep_and_comes_back_whatever_happens() -> None:
    turns, told = FileSlots(at_once=1), []

    @contextmanager
    def lend() -> Iterator[None]:
        told.append("lent")
        yield
        told.append("back")

    turns.bound(room=1, patience=MOMENT, lend=lend)
    with turns.opening(), turns.one():
        pass
    assert told == ["lent", "back"]
    with pytest.raises(ValueError, match="broken"), turns.one():
        raise ValueError("broken")
    with turns.one():
        pass


def test_every_kind_of_file_needs_a_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FILE_SLOTS, "_room", 0)
    pdf = plain(11)
    for attempt in (
        lambda: inspect(pdf),
        lambda: page_images(pdf),
        lambda: page_texts(pdf),
        lambda: run("merge", pdf, [str([len(pdf)])], Allowance()),
        lambda: redraw(b"\x89PNG\r\n\x1a\n"),
        lambda: listen(wav()),
    ):
        with pytest.raises(NoSlotError):
            attempt()
    monkeypatch.undo()
    assert inspect(pdf).is_safe  # nothing is remembered of a file that was not opened
