"""Reasons and course of a public notice belong in the file: CPL 95(2), 92(2) before 2022. Told of every notice."""

import pytest

from songda.core.law import Ladder, Standing, ladder, read_facts
from tests.core.law.given import Json, answer, attempt, facts, summary
from tests.core.law.notices import KNOWN, LETTER, NOTICE, VISIT, other
from tests.rows import all_rows

SAID = "notice_goes_on_file"
RUNNING = attempt("public_notice", None, "published 2022-06-20", id="n1")
ABROAD = {"recipient": {"domicile": "sg"}}
HERE, ELSEWHERE = ("cn.cpl2021.95.2", Standing.CONFIRMED), ("cn.cpl2021.95.2", Standing.DERIVED)
RECONSIDERATION: Json = {
    "jurisdiction": "cn_reconsideration",
    "as_of": "2026-11-01T00:00:00+08:00",
    "case": {"branch": "administrative"},
    "paper": {"kind": "judgment"},
}
IN_2026 = attempt("public_notice", None, "published 2026-08-03")


def reconsideration(**changes: object) -> Json:
    """A notice of the authority that reconsiders."""
    return facts(IN_2026, **(RECONSIDERATION | {"recipient": {"missing": True}} | changes))


TOLD = [
    ("it counts", facts(NOTICE, VISIT, LETTER), "effective 2022-03-31 public_notice", HERE),
    ("they are missing", facts(NOTICE, recipient={"missing": True}), "effective 2022-03-31 public_notice", HERE),
    ("its days are running", facts(RUNNING, VISIT, LETTER), "not_effective", HERE),
    ("it has no ground", facts(NOTICE, recipient=KNOWN), "not_effective", HERE),
    ("the judge must find", facts(NOTICE, VISIT, recipient=KNOWN), "awaiting_judge", HERE),
    ("another way was first", facts(NOTICE, attempt("direct", None, "signed 2022-03-05", id="a1")),
     "effective 2022-03-05 signature", HERE),
    ("before 2022", facts(attempt("public_notice", None, "published 2021-03-01"), recipient={"missing": True}),
     "effective 2021-04-30 public_notice", ("cn.cpl2017.92.2", Standing.CONFIRMED)),
    ("abroad", facts(NOTICE, **ABROAD), "effective 2022-06-01 public_notice", ELSEWHERE),
    ("Hong Kong", facts(NOTICE, recipient={"domicile": "hk"}), "effective 2022-06-01 public_notice", ELSEWHERE),
    ("administrative", facts(NOTICE, case={"branch": "administrative"}, recipient={"missing": True}),
     "effective 2022-03-31 public_notice", HERE),
    ("reconsideration", reconsideration(), "effective 2026-09-02 public_notice",
     ("cn_reconsideration.cpl.95.2", Standing.CONFIRMED)),
]  # fmt: skip


@all_rows(("sentence", "service", "expected", "article"), TOLD, ids=[row[0] for row in TOLD])
def test_it_is_told_once_of_every_notice_whatever_came_of_it(
    sentence: str, service: Json, expected: str, article: tuple[str, Standing]
) -> None:
    assert summary(service) == expected
    (said,) = [step.rule for step in answer(service).findings if step.code == SAID]
    assert said is not None
    assert (said.id, said.standing) == article
    assert said not in answer(service).rules, "no effect rests on it"


NOT_TOLD = [
    ("by post", facts(LETTER)),
    ("a closed notice", facts(NOTICE, case={"procedure": "simplified"})),
    ("the act, by its own authority", reconsideration(paper={"kind": "decision"})),
    ("arbitration, whose rules say", facts(IN_2026, **(RECONSIDERATION | {"jurisdiction": "cn_arbitration",
                                                                         "case": {"branch": "civil"}}))),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "service"), NOT_TOLD, ids=[row[0] for row in NOT_TOLD])
def test_it_is_not_told_of_anything_else(sentence: str, service: Json) -> None:
    summary(service)
    assert SAID not in [step.code for step in answer(service).findings]


def stands(service: Json) -> Ladder:
    found = ladder(read_facts(service))
    assert found is not None
    return found


def test_the_ladder_tells_it_once_it_leads_to_a_notice() -> None:
    led = (facts(VISIT, LETTER, recipient=KNOWN), facts(recipient={"missing": True}))
    for service in led:
        assert [step.code for step in stands(service).on_file] == [SAID]
        assert stands(service).duties("en")[0].startswith("Reasons and course of a public notice belong in the file")
    not_yet = facts(VISIT, recipient=KNOWN, other_tries=[other("phone", "failed 2022-02-02")])
    assert stands(not_yet).duties() == ()
    assert stands(facts(VISIT, LETTER, recipient=KNOWN, case={"procedure": "simplified"})).duties() == ()
