"""Who of the family may sign or refuse: an adult who lives with them, no minor; where no age is told, the judge finds.

The texts differ: 同住成年家属 in civil procedure (CPL 88, 89), for court mail (mail provisions, 7(2)) and for Taiwan
(2008 provisions, 3(1)(1)); 成年家属 in criminal procedure (CrPL 107, CrPL interpretation 204), wherever they live.
Neither speaks of eighteen years: that is who is of age by the Civil Code (art. 17).
"""

from tests.core.law.given import Json, attempt, event
from tests.core.law.rows.shape import YEARS, Example, in_year

ADULT, MINOR, UNKNOWN, ELSEWHERE = "cohabitant", "minor_at_home", "cohabitant_of_unknown_age", "family_elsewhere"
CRIMINAL: Json = {"case": {"branch": "criminal"}}
SIGNS = ("cpl2017.85.1", "cpl2021.88.1", "cpl2023.88.1")
REFUSES = ("cpl2017.86", "cpl2021.89", "cpl2023.89")
SIGNS_IN_CRIME = ("crpli2012.167.2", "crpli.204.1", "crpli.204.1")
REFUSES_IN_CRIME = ("crpli2012.167.3", "crpli.204.2", "crpli.204.2")
SERVED = {"signed": "effective {year}-06-03 signature", "left": "effective {year}-06-03 left"}

# way, what they do, the circumstances, and the articles under which a minor and somebody of unknown age are told
WAYS: tuple[tuple[str, str, Json, tuple[str, ...]], ...] = (
    ("direct", "signed", {}, SIGNS),
    ("entrusted", "signed", {}, SIGNS),
    ("mail", "signed", {}, ("mail04.7.2",) * 3),
    ("left", "left", {}, REFUSES),
    ("entrusted", "left", {}, REFUSES),
    ("direct", "signed", {"case": {"branch": "administrative"}}, SIGNS),
    ("mail", "signed", {"case": {"branch": "enforcement"}}, ("mail04.7.2",) * 3),
    ("direct", "signed", CRIMINAL, SIGNS_IN_CRIME),
    ("entrusted", "signed", CRIMINAL, SIGNS_IN_CRIME),
    ("mail", "signed", CRIMINAL, SIGNS_IN_CRIME),
    ("left", "left", CRIMINAL, REFUSES_IN_CRIME),
)


def _done(year: int, way: str, act: str, by: str, about: Json) -> Json:
    """What somebody of the family did on 3 June; what was left is filmed."""
    told = event(f"{act} {year}-06-03 {by}") | ({"how": "filmed"} if act == "left" else {})
    return in_year(year, attempt(way, None, events=[told]), **about)


def _of(way: str, act: str, by: str, about: Json) -> str:
    return f"{by} {act} by {way}, {(about.get('case') or {'branch': 'civil'})['branch']}"  # type: ignore[index]


EXAMPLES = [
    Example(f"{_of(way, act, by, about)}, in {year}", article, _done(year, way, act, by, about), expected)
    for way, act, about, articles in WAYS
    for year, article in zip(YEARS, articles, strict=True)
    for by, expected in ((MINOR, "not_effective"), (UNKNOWN, "awaiting_judge"))
]
EXAMPLES += [
    Example(f"{_of(way, act, by, about)}, in {year}", "", _done(year, way, act, by, about), expected.format(year=year))
    for way, act, about, _ in WAYS
    for year in YEARS
    for by, expected in (
        (ADULT, SERVED[act]),
        (ELSEWHERE, SERVED[act] if about is CRIMINAL else "not_effective"),
    )
]

# Soldiers and prisoners: nobody at home receives for them, not even a party beside them.
EXAMPLES += [
    Example(
        f"{by} signs for {who}",
        article,
        _done(2022, "direct", "signed", by, {"recipient": {flag: True}}),
        "not_effective",
    )
    for who, flag, article in (("a soldier", "soldier", "cpl2021.92"), ("a prisoner", "in_custody", "cpl2021.93"))
    for by in (UNKNOWN, "co_party")
]

# A payment order is left with the debtor alone, and goes to them in person; post abroad follows the same article.
ORDER: Json = {"paper": {"kind": "payment_order"}}
EXAMPLES += [
    Example("family of unknown age signs for a payment order", "cpl2021.88.1",
            _done(2022, "direct", "signed", UNKNOWN, ORDER), "awaiting_judge"),
    Example("family of unknown age refuses a payment order", "cpli.429",
            _done(2022, "left", "left", UNKNOWN, ORDER), "not_effective"),
    Example("nobody lives with a company", "cpli.130.1",
            _done(2022, "direct", "signed", UNKNOWN, {"recipient": {"kind": "legal_person"}}), "not_effective"),
    Example("a mediation document is signed by the party", "cpli.133",
            _done(2022, "direct", "signed", UNKNOWN, {"paper": {"kind": "mediation_document"}}), "not_effective"),
    *[
        Example(f"{by} signs for a letter in {where}, in {year}", article if by == UNKNOWN else "",
                _done(year, "mail", "signed", by, {"recipient": {"domicile": where}}), expected)
        for where in ("sg", "hk", "tw")
        for year, article in zip(YEARS, SIGNS, strict=True)
        for by, expected in ((MINOR, "not_effective"), (UNKNOWN, "awaiting_judge"))
    ],
]  # fmt: skip
