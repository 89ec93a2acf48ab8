"""Articles on civil service reach no criminal case, and those for one part of the world no other, but where written."""

from collections.abc import Iterator

from songda.core.law import profile_of
from songda.core.law.facts import Branch
from songda.core.law.profile.rows import Row

OF_CRIMINAL_CASES = ("crpl2012", "crpl", "crpli2012", "crpli")
KINDS = ("effect", "no_effect", "excluded", "lapse", "waiver", "ruling", "substitute_address", "period", "no_period")
REACHES_CRIMINAL_CASES = {
    ("effect", "fast_track_reached"),
    # What a notice, a mediation document and a signature are is the same in an incidental civil action.
    ("effect", "notice_has_run"),
    ("effect", "mediation_signed"),
    ("ruling", "ruling_confirms"),
    ("no_effect", "mediation_needs_signature"),
    ("no_effect", "arrival_at_found_address"),
    ("no_effect", "no_found_addresses_then"),
    ("no_effect", "not_arrived"),
    ("no_effect", "call_not_confirmed"),
    ("no_effect", "notice_not_published"),
    ("no_effect", "mail_not_signed"),
    ("no_effect", "return_not_signed"),
}
RULINGS_ON_A_NOTICE = {"cpl2017.92.1", "cpl2021.95.1", "cpl2023.95.1"}
RULINGS_ON_A_NOTICE |= {"cpl2017.267.0.8", "cpl2021.274.0.8", "cpl2023.283.2", "hkmo.9"}
ZONES = {"foreign": {"foreign"}, "hkmo": {"hkmo"}, "tw": {"tw"}, "tw11": {"tw"}, "mail04": {"cn"}, "op17": {"cn"}}
EVERYWHERE = {("no_effect", "call_not_confirmed"), ("no_effect", "mail_not_signed"), ("period", "period_from_service")}


def _rows() -> Iterator[tuple[str, Row, str]]:
    for kind in KINDS:
        for row in getattr(profile_of("cn").rows, kind):
            yield kind, row, row.rule.id.removeprefix("cn.")


def _left(row: Row, subject: str, everything: set[str]) -> set[str]:
    """The values of this subject for which the row can hold."""
    left = set(everything)
    for each in row.conditions:
        if each.subject == subject:
            values = {str(value) for value in each.values}
            left = left & values if each.wanted else left - values
    return left


def test_articles_on_civil_and_administrative_service_reach_no_criminal_case_but_where_written() -> None:
    reaching = [
        (kind, row.say, rule)
        for kind, row, rule in _rows()
        if "criminal" in _left(row, "branch", {each.value for each in Branch})
        and not rule.startswith(OF_CRIMINAL_CASES)
    ]
    assert {(kind, say) for kind, say, _ in reaching} == REACHES_CRIMINAL_CASES
    assert {rule for kind, _, rule in reaching if kind == "ruling"} == RULINGS_ON_A_NOTICE


def test_what_was_agreed_for_one_part_of_the_world_reaches_no_other() -> None:
    world = {"cn", "hkmo", "tw", "foreign"}
    for kind, row, rule in _rows():
        wanted = ZONES.get(rule.partition(".")[0], world)
        if (kind, row.say) not in EVERYWHERE:
            assert _left(row, "zone", world) <= wanted, rule


def test_every_part_of_the_world_has_ladders_of_its_own() -> None:
    """What goes before a public notice is told for here and for each place elsewhere, and never for two at once."""
    world = {"cn", "hkmo", "tw", "foreign"}
    of_rows = [_left(row, "zone", world) for row in profile_of("cn").rows.exhaustion]
    assert all(len(zones) == 1 for zones in of_rows)
    assert set().union(*of_rows) == world
