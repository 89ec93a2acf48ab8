"""The trace lists every rule that was tried, and why it did or did not hold."""

from collections import Counter

from songda.core.law import profile_of, read_facts, trace
from songda.core.law.profile.table import KINDS
from tests.core.law.given import Json, attempt, consent, facts, rebuttal, ruling

TOLD = facts(
    attempt("sms", "found", "read 2022-06-03", id="a1", rebuttals=[rebuttal("system_error", "2022-06-09", "pending")]),
    attempt("email", "confirmed", "sent 2022-06-02", id="a2"),
    consents=[consent()],
)
NO = ruling("2022-06-10", counts=False)


def test_every_rule_is_told_for_every_attempt_in_both_languages() -> None:
    wording = profile_of("cn").wording
    lines = trace(read_facts(TOLD))
    rows = profile_of("cn").rows
    assert sum(line.kind == "effect" for line in lines) == 2 * (len(rows.effect) + len(rows.off["effect"]))
    assert all(wording.sentence(line.why, language) for line in lines for language in ("zh", "en"))


def test_what_held_and_what_did_not() -> None:
    lines = trace(read_facts(TOLD))
    matched = {(line.attempt, line.kind, line.rule.id) for line in lines if line.matched}
    assert ("a1", "effect", "cn.olr.31.2.2") in matched
    assert ("a2", "effect", "cn.olr.31.1") not in matched
    assert ("a1", "way", "cn.cpl2021.90.1") in matched
    assert (None, "guard", "cn.cpl2021.147") in matched
    assert ("a1", "consent", "cn.olr.29.2.1") in matched


def test_each_reason_why_a_rule_did_not_hold() -> None:
    service = facts(
        attempt("direct", None, "signed 2022-06-02"), paper={"kind": "judgment"}, case={"branch": "criminal"}
    )
    codes = {line.why.code for each in (TOLD, service) for line in trace(read_facts(each)) if not line.matched}
    assert {
        "trace_not_in_force",
        "trace_wanted",
        "trace_unwanted",
        "trace_off",
        "nothing_counts",
        "trace_no_rebuttal",
        "no_consent",
    } <= codes


def test_the_rows_of_the_judges_findings_are_traced() -> None:
    def traced(*rulings: object, **changes: object) -> dict[str, tuple[bool, str]]:
        made = attempt("sms", "found", "read 2022-06-03", rulings=list(rulings))
        lines = sorted(
            trace(read_facts(facts(made, **changes))), key=lambda line: line.matched
        )  # the one that held last
        return {line.rule.id: (line.matched, line.why.code) for line in lines if line.kind == "ruling"}

    none, yes, no = (traced(*service) for service in ((), (ruling("2022-06-10", counts=True),), (NO,)))
    assert none["cn.olr.31.2"] == (False, "trace_no_ruling")
    assert yes["cn.olr.31.2"] == (True, "trace_holds")
    assert yes["cn.cpl2021.67.3"] == (False, "trace_decided_before"), "the article confirms too, behind its own rule"
    assert no["cn.cpl2021.67.3"] == (True, "trace_holds")
    assert no["cn.olr.31.2"] == (False, "trace_no_ruling")
    assert no["cn.crpl.50.3"] == (False, "trace_wanted")
    abroad = traced(ruling("2022-06-10", counts=True), recipient={"domicile": "sg"})
    assert (abroad["cn.olr.31.2"][0], abroad["cn.cpl2021.274.0.7"][0]) == (False, True)


def test_a_finding_that_finds_nothing_to_confirm_is_traced_too() -> None:
    sent = attempt("sms", "found", "sent 2022-06-02", rulings=[ruling("2022-06-10", counts=True)])
    held = [line.rule.id for line in trace(read_facts(facts(sent))) if line.kind == "ruling" and line.matched]
    assert held == ["cn.olr.31.2"]


def test_a_rule_after_the_one_that_decided_is_told_as_such() -> None:
    service = facts(attempt("phone", "found", "acknowledged 2022-06-03"), case={"procedure": "simplified"})
    codes = {line.why.code for line in trace(read_facts(service)) if line.kind == "way"}
    assert "trace_decided_before" in codes


def test_a_rule_of_age_holds_only_for_an_age_that_is_told() -> None:
    def traced(**person: object) -> dict[str, tuple[bool, str]]:
        lines = trace(read_facts(facts(recipient=person)))
        return {line.rule.id: (line.matched, line.why.code) for line in lines if line.kind == "capacity"}

    assert traced()["cn.cc.18.1"] == (False, "trace_no_age")
    assert traced(born_on="1990-01-01")["cn.cc.18.1"] == (True, "trace_holds")
    assert traced(born_on="2005-01-01")["cn.cc.18.2"] == (False, "trace_no_age")
    assert traced(born_on="2005-01-01", own_labour=True)["cn.cc.18.2"] == (True, "trace_holds")
    assert traced()["cn.gpcl.18.1"] == (False, "trace_not_in_force")


def test_a_rule_to_come_is_told_with_its_first_day_only() -> None:
    why = {line.rule.id: line.why for line in trace(read_facts(TOLD)) if line.kind == "guard"}["cn.cpl2023.147"]
    assert why.code == "trace_not_yet_in_force"
    assert profile_of("cn").wording.sentence(why, "zh") == "2022年7月1日尚未施行（2024年1月1日起施行）。"


ONCE = {"capacity", "exhaustion", "counting", "hours", "period", "no_period", "limit", "suspension", "guard"}
ONLY_ADVICE = {"caution"}  # given before anything is sent


def test_every_row_of_every_kind_is_tried_on_each_attempt_or_on_the_service_as_a_whole() -> None:
    rows = profile_of("cn").rows
    of_kind = {kind: len(getattr(rows, kind)) + len(rows.off.get(kind, ())) for kind in KINDS.keys() - ONLY_ADVICE}
    events_that_count = Counter(line.kind for line in trace(read_facts(TOLD)))
    assert events_that_count == {kind: number if kind in ONCE else 2 * number for kind, number in of_kind.items()}


def of_kind(kind: str, service: Json) -> list[tuple[str, bool, str]]:
    """Each line on such a row of the one attempt: its rule, whether it held, and why."""
    lines = trace(read_facts(service))
    return [(line.rule.id, line.matched, line.why.code) for line in lines if line.kind == kind]


def test_a_rebuttal_is_told_where_it_is_raised() -> None:
    raised = attempt("sms", "found", "read 2022-06-03", rebuttals=[rebuttal("system_error", "2022-06-09", "pending")])
    lines = of_kind("rebuttal", facts(raised))
    assert [line for line in lines if line[0] == "cn.olr.31.2.2"] == [
        ("cn.olr.31.2.2", True, "trace_holds"),
        ("cn.olr.31.2.2", False, "trace_no_rebuttal"),
        ("cn.olr.31.2.2", False, "trace_no_rebuttal"),
    ]


def test_of_the_places_on_file_the_one_that_was_used_is_told() -> None:
    posted = attempt("mail", "found", "returned 2022-06-09", address_source="own_papers")
    withheld = [{"how": "refuses", "at": "2022-06-01T10:00:00+08:00"}]
    lines = of_kind("substitute_address", facts(posted, recipient={"address_withheld": withheld}))
    assert ("cn.op17.8.0.2", True, "trace_holds") in lines
    assert ("cn.op17.8.0.1", False, "trace_other_source") in lines


def test_what_an_effect_gives_is_told() -> None:
    lines = trace(read_facts(TOLD))
    why = next(
        line.why for line in lines if (line.attempt, line.kind, line.rule.id) == ("a1", "effect", "cn.olr.31.2.2")
    )
    assert (why.code, dict(why.values)["status"]) == ("trace_gives", "presumed")


def test_a_row_after_the_one_that_decided_does_not_hold() -> None:
    called = facts(attempt("phone", "found", "acknowledged 2022-06-03"), case={"procedure": "simplified"})
    assert [matched for _, matched, why in of_kind("way", called) if why == "trace_decided_before"] == [False]
    notice = attempt("public_notice", None, "published 2022-01-03", rulings=[ruling("2022-06-10", counts=True)])
    lines = of_kind("ruling", facts(notice, recipient={"domicile": "hk"}))
    assert [line for line in lines if line[0].startswith("cn.hkmo")] == [
        ("cn.hkmo.9", True, "trace_holds"),
        ("cn.hkmo.12.0.3", False, "trace_decided_before"),
    ]


def test_a_row_is_law_on_its_first_day() -> None:
    service = facts(attempt("sms", "confirmed", "arrived 2021-08-01"), consents=[consent("2021-08-01")])
    assert ("cn.olr.31.1", True, "trace_gives") in of_kind("effect", service)


def test_what_would_have_been_wanted_is_told_in_the_order_of_its_words() -> None:
    wanted = [dict(line.why.values).get("wanted", ()) for line in trace(read_facts(TOLD))]
    assert max(len(words) for words in wanted) > 4  # type: ignore[arg-type]
    assert all(list(words) == sorted(words) for words in wanted)  # type: ignore[call-overload]
