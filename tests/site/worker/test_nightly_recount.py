"""The worker starts the nightly recount in a process of its own, and says loudly when a count was wrong."""

import logging

import pytest

from songda.site.worker import clockwork
from songda.site.worker.clockwork import Clockwork
from tests.site.worker.test_nightly_audit import Due, python_that_ends_with


@pytest.mark.parametrize(("code", "said"), [(1, [logging.ERROR]), (0, [])])
async def test_a_wrong_count_is_said_loudly(code, said, tmp_path, monkeypatch, caplog):
    monkeypatch.setattr(clockwork.sys, "executable", python_that_ends_with(code, tmp_path))
    await Clockwork(Due(answer=True), None)._recount()  # type: ignore[arg-type]
    assert (tmp_path / "called").read_text(encoding="utf-8").split() == ["-m", "songda", "figures", "--nightly"]
    assert [record.levelno for record in caplog.records] == said


async def test_nothing_is_recounted_before_it_is_due(tmp_path, monkeypatch):
    monkeypatch.setattr(clockwork.sys, "executable", python_that_ends_with(1, tmp_path))
    await Clockwork(Due(answer=False), None)._recount()  # type: ignore[arg-type]
    assert not (tmp_path / "called").exists()
