"""The index finds exactly the rows that each row by itself says it fits, in their order."""

from dataclasses import fields

from hypothesis import given, settings
from hypothesis import strategies as st

from songda.core.law import jurisdictions, profile_of
from songda.core.law.applicable_rules import rules_under
from songda.core.law.profile.conditions import ALL_FIELDS, Circumstances, Value
from songda.core.law.profile.rows import Row, Rows


def of_each_kind(rows: Rows) -> dict[str, tuple[Row, ...]]:
    on = {each.name: getattr(rows, each.name) for each in fields(rows) if each.name != "off"}
    return on | {f"off {kind}": switched_off for kind, switched_off in rows.off.items()}


NAMED: dict[str, dict[str, list[Value]]] = {
    name: {
        subject: sorted(
            {
                value
                for rows in of_each_kind(profile_of(name).rows).values()
                for row in rows
                for each in row.conditions
                if each.subject == subject
                for value in each.values
            },
            key=str,
        )
        for subject in sorted(ALL_FIELDS)
    }
    for name in jurisdictions()
}


@st.composite
def circumstances_of(draw: st.DrawFn) -> tuple[str, Circumstances]:
    """Some circumstances of a jurisdiction; of a subject that nobody tells anything of there is no word at all."""
    name = draw(st.sampled_from(jurisdictions()))
    found: dict[str, Value] = {}
    for subject, values in NAMED[name].items():
        choice = draw(st.sampled_from([*values, None, False, "a word that no row names", "untold"]))
        if choice != "untold":
            found[subject] = choice
    return name, found


@settings(max_examples=150, deadline=None)
@given(circumstances_of(), st.data())
def test_the_index_finds_the_rows_that_fit_and_no_other(of: tuple[str, Circumstances], data: st.DataObject) -> None:
    name, circumstances = of
    profile = profile_of(name)
    regime = data.draw(st.integers(0, len(profile.regime_days) - 1))
    day = profile.regime_days[regime]
    found = of_each_kind(rules_under(profile, regime, circumstances))
    for kind, rows in of_each_kind(profile.rows).items():
        assert found.get(kind, ()) == tuple(r for r in rows if r.is_in_force(day) and r.fits(circumstances)), kind
