"""A job carries what its worker uses and nothing else."""

import ast
import inspect
from collections.abc import Iterator

import pytest

from songda.records.ground.queue import JOBS
from songda.site.worker import Worker
from tests import source

OF_THE_CALL = {"queue"}  # where the job waits, not what it carries
# A worker that does not open these queues has no lane for such jobs: it would take the job and do nothing.
QUEUE_OF = {"letters": "letters", "carriage": "letters", "certificates": "certificates", "papers": "certificates"}


def asked() -> Iterator[tuple[str, str, set[str]]]:
    """Every place that asks for a job by name: where, which, with what."""
    for where, job, call in calls():
        yield where, job, {keyword.arg or "**" for keyword in call.keywords} - OF_THE_CALL


def calls() -> Iterator[tuple[str, str, ast.Call]]:
    """Every place that asks for a job by name."""
    for name, path in source.files().items():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"ask", "ask_for"} and node.args:
                job = node.args[0]
                if isinstance(job, ast.Constant) and job.value in JOBS:
                    yield f"{name}:{node.lineno}", str(job.value), node


@pytest.fixture(scope="module")
def uses() -> dict[str, tuple[set[str], set[str]]]:
    """By job: what its worker must be told, and what it may be."""
    found = {}
    for name, task in Worker().app.tasks.items():
        told = inspect.signature(task.func).parameters.values()
        assert all(one.kind is not inspect.Parameter.VAR_KEYWORD for one in told), name
        must = {one.name for one in told if one.default is inspect.Parameter.empty}
        found[name] = (must, {one.name for one in told})
    return found


def test_no_job_is_given_what_its_worker_throws_away_or_lacks_what_it_needs(
    uses: dict[str, tuple[set[str], set[str]]],
) -> None:
    places = list(asked())
    assert {job for _, job, _ in places} >= set(JOBS) - {"certificates.stamp"}
    wrong = [(where, job, sorted(given)) for where, job, given in places if not uses[job][0] <= given <= uses[job][1]]
    assert wrong == []


def test_every_job_waits_where_a_worker_does_it() -> None:
    wrong = []
    for where, job, call in calls():
        meant = QUEUE_OF.get(job.partition(".")[0])
        queues = [word.value for word in call.keywords if word.arg == "queue"]
        if meant is not None and [ast.unparse(queue) for queue in queues] != [repr(meant)]:
            wrong.append((where, job))
    assert wrong == []
