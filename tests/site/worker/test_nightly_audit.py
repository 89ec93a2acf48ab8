"""The worker starts the nightly audit in a process of its own, and says loudly what comes of it."""

import logging
from collections.abc import Callable
from pathlib import Path

import pytest

from songda.site.worker import clockwork
from songda.site.worker.clockwork import Clockwork


class Due:
    """Rows that answer every question alike."""

    def __init__(self, answer: object) -> None:
        self.answer = answer

    async def run(self, _function: Callable[..., object], *_arguments: object) -> object:
        return self.answer


def python_that_ends_with(code: int, folder: Path) -> str:
    """A program in the place of Python, which notes how it was called."""
    program = folder / "python"
    program.write_text(f'#!/bin/sh\necho "$@" > {folder}/called\nexit {code}\n', encoding="utf-8")
    program.chmod(0o700)
    return str(program)


async def audit(code: int, folder: Path, monkeypatch: pytest.MonkeyPatch, *, due: bool = True) -> None:
    monkeypatch.setattr(clockwork.sys, "executable", python_that_ends_with(code, folder))
    await Clockwork(Due(due), None)._audit()  # type: ignore[arg-type]


@pytest.fixture
def said(caplog: pytest.LogCaptureFixture) -> Callable[[], list[tuple[int, str]]]:
    """What was logged: how gravely, and in which words."""
    return lambda: [(record.levelno, record.getMessage()) for record in caplog.records]


async def test_a_log_that_was_tampered_with_is_said_loudly(tmp_path: Path, monkeypatch, said) -> None:
    await audit(1, tmp_path, monkeypatch)
    called = (tmp_path / "called").read_text(encoding="utf-8").strip()
    assert called == "-m songda audit --nightly --rows"
    ((level, words),) = said()
    assert level == logging.ERROR
    assert words.startswith("THE EVIDENCE LOG WAS TAMPERED WITH")


async def test_an_audit_that_could_not_be_done_is_said(tmp_path: Path, monkeypatch, said) -> None:
    await audit(2, tmp_path, monkeypatch)
    ((level, words),) = said()
    assert level == logging.WARNING
    assert "could not be done (exit code 2)" in words


async def test_of_a_sound_log_nothing_is_said(tmp_path: Path, monkeypatch, said) -> None:
    await audit(0, tmp_path, monkeypatch)
    assert (tmp_path / "called").exists()
    assert said() == []


async def test_nothing_is_started_before_it_is_due(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    await audit(0, tmp_path, monkeypatch, due=False)
    assert not (tmp_path / "called").exists()
