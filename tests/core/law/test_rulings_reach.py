"""What the law leaves to the judge the judge can settle: no effect waits for a finding that no rule hears."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from itertools import product

from songda.core.law import Status, profile_of
from songda.core.law.facts import Branch, Channel
from songda.core.law.profile.conditions import Circumstances, Value
from songda.core.law.profile.rows import EffectRow
from tests.core.law.given import Json, at, attempt, facts, rule_ids, summary
from tests.rows import all_rows

OPEN = (Status.PRESUMED, Status.AWAITING_JUDGE)
ZONES = ("cn", "hkmo", "tw", "foreign")


def cases(row: EffectRow) -> Iterator[Circumstances]:
    """The circumstances of a row by branch, zone and way; of what else it names the first value."""
    wanted: dict[str, list[Value]] = {"branch": [*Branch], "zone": [*ZONES], "channel": [*Channel]}
    wanted |= {each.subject: sorted(each.values, key=str) for each in row.conditions if each.wanted}
    fixed = {name: values[0] for name, values in wanted.items() if name not in {"branch", "zone", "channel"}}
    for branch, zone, channel in product(wanted["branch"], wanted["zone"], wanted["channel"]):
        known: Circumstances = defaultdict(lambda: None, fixed | {"branch": branch, "zone": zone, "channel": channel})
        if row.fits(known):
            yield known


def test_every_effect_that_is_left_to_the_judge_has_a_rule_for_their_finding() -> None:
    rows = profile_of("cn").rows
    unheard = []
    for effect in rows.effect:
        open_ones = {status for status in (effect.status, effect.without_consent) if status in OPEN}
        for status, known in product(open_ones, cases(effect)):
            day = effect.until - timedelta(days=1)
            heard = (each for each in rows.ruling if each.counts and status in each.confirms)
            if not any(each.is_in_force(day) and each.fits(known) for each in heard):
                unheard.append(f"{effect.rule.id} {status} {known['branch']} {known['zone']} {known['channel']}")
    assert unheard == []


def found(channel: str, event: str, year: int = 2022, **changes: object) -> Json:
    """Something of 3 June that the judge found in November to be service."""
    kind, *by = event.split()
    ruled = [{"at": at(f"{year}-11-10"), "counts": True}]
    to = {"to": changes.pop("to")} if "to" in changes else {}
    tried = attempt(channel, "provided", " ".join([kind, f"{year}-06-03", *by]), rulings=ruled, **to)
    return facts(tried, **({"as_of": f"{year}-12-01T00:00:00+08:00"} | changes))


CRIMINAL = {"branch": "criminal"}
FINDINGS = [
    ("one of the household beside them", "cpl2021.67.3", found("direct", "signed co_party"),
     "effective 2022-06-03 signature"),
    ("so by post", "cpl2021.67.3", found("mail", "signed co_party"), "effective 2022-06-03 signature"),
    ("the household, for a payment order", "cpl2021.67.3",
     found("direct", "signed cohabitant", paper={"kind": "payment_order"}), "effective 2022-06-03 signature"),
    ("the estate's administrator", "cpl2021.67.3",
     found("mail", "signed", to="estate_administrator", recipient={"deceased": True}),
     "effective 2022-06-03 signature"),
    ("what else shows receipt abroad", "cpl2021.67.3", found("email", "known", recipient={"domicile": "sg"}),
     "effective 2022-06-03 receipt_presumed"),
    ("what else shows receipt in Taiwan", "cpl2021.67.3", found("email", "known", recipient={"domicile": "tw"}),
     "effective 2022-06-03 receipt_presumed"),
    ("a letter that came back is heard by its own rule", "mail04.11", found("mail", "returned"),
     "effective 2022-06-03 returned"),
    ("one accused beside them", "crpl.50.3",
     found("direct", "signed co_party", case=CRIMINAL, paper={"kind": "judgment"}), "effective 2022-06-03 signature"),
    ("one accused beside them, in 2020", "crpl.50.3",
     found("direct", "signed co_party", 2020, case=CRIMINAL, paper={"kind": "judgment"}),
     "effective 2020-06-03 signature"),
    ("one accused beside them, in 2018", "crpl2012.48.3",
     found("direct", "signed co_party", 2018, case=CRIMINAL, paper={"kind": "judgment"}),
     "effective 2018-06-03 signature"),
    ("a letter to somebody charged who lives abroad", "crpli.495.0.6",
     found("mail", "sent", case=CRIMINAL, paper={"kind": "judgment"}, recipient={"domicile": "sg"}),
     "effective 2022-09-03 deemed"),
    ("the same in 2020", "crpli2012.412.0.6",
     found("mail", "sent", 2020, case=CRIMINAL, paper={"kind": "judgment"}, recipient={"domicile": "sg"}),
     "effective 2020-09-03 deemed"),
    ("one of the household beside them, in 2020", "cpl2017.64.3", found("direct", "signed co_party", 2020),
     "effective 2020-06-03 signature"),
    ("one of the household beside them, in 2024", "cpl2023.67.3", found("direct", "signed co_party", 2024),
     "effective 2024-06-03 signature"),
    ("a judge hears no stranger", "", found("direct", "signed stranger"), "not_effective"),
]  # fmt: skip


@all_rows(("sentence", "article", "service", "expected"), FINDINGS, ids=[each[0] for each in FINDINGS])
def test_a_finding_is_heard(sentence: str, article: str, service: Json, expected: str) -> None:
    assert summary(service) == expected
    assert not article or f"cn.{article}" in rule_ids(service)
