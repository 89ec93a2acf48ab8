"""Special procedure and payment orders; who may sign in them, and when an order has lapsed."""

from tests.core.law.given import Json, at, attempt
from tests.core.law.rows.shape import Example, handed, in_each_law, in_year

ORDER = {"kind": "payment_order"}
PAYMENT = {"procedure": "payment_order"}
MINOR_HELD = {"in_custody": True, "lacks_capacity": True}

SMALL: Json = {"case": {"procedure": "small_claims"}}
SMALL_STATUS: Json = {"case": {"procedure": "small_claims", "status_case": True}}
SIMPLE: Json = {"case": {"procedure": "simplified"}}
SIMPLE_RETRIAL: Json = {"case": {"procedure": "simplified", "stage": "retrial"}}
MISSING: Json = {"recipient": {"missing": True}}
COUNTERCLAIM: Json = {"paper": {"kind": "counterclaim_copy"}}
ORDER_MISSING: Json = {"case": PAYMENT, "paper": ORDER} | MISSING


def _in(year: int, **changes: object) -> Json:
    return handed(year, "signed recipient", **changes)


def _order(year: int, event: str, channel: str = "direct", issued: str | None = None) -> Json:
    paper = ORDER | ({"issued_at": at(f"{year}-{issued}")} if issued else {})
    return handed(year, event, channel=channel, case=PAYMENT, paper=paper)


def _sent(year: int, how: str = "untold", **recipient: object) -> Json:
    notice = {"kind": "published", "at": at(f"{year}-03-02"), "where": how}
    return in_year(year, attempt("public_notice", None, events=[notice]), recipient={"missing": True} | recipient)


_LAPSED = [(2020, "cpli2015.432.0.2"), (2022, "cpli.430.0.2"), (2024, "cpli.430.0.2")]
_DEBTOR = [(2020, "cpli2015.431"), (2022, "cpli.429")]

EXAMPLES = [
    *[
        Example(
            f"a payment order that was signed for on the last of thirty days, in {year}",
            "",
            _order(year, "signed recipient", issued="05-04"),
            f"effective {year}-06-03 signature",
        )
        for year in (2020, 2022, 2024)
    ],
    *[
        Example(
            f"a payment order that was signed for a day too late has lapsed, in {year}",
            article,
            _order(year, "signed recipient", issued=issued),
            "not_effective",
        )
        for (year, article), issued in zip(_LAPSED, ("05-03", "05-01", "05-01"), strict=True)
    ],
    Example(
        "thirty days that end on a Sunday go on to the Monday",
        "",
        _order(2024, "signed recipient", issued="05-03"),
        "effective 2024-06-03 signature",
    ),
    Example(
        "no other paper lapses",
        "",
        handed(2022, "signed recipient", paper={"kind": "judgment", "issued_at": at("2022-01-03")}),
        "effective 2022-06-03 signature",
    ),
    *[
        Example(
            f"the debtor themselves refuse a payment order, in {year}",
            article,
            _order(year, "left recipient witnessed", channel="left"),
            f"effective {year}-06-03 left",
        )
        for year, article in _DEBTOR
    ],
    Example(
        "family that refuses a payment order is not the debtor",
        "",
        _order(2022, "left cohabitant", channel="left"),
        "not_effective",
    ),
    *[
        Example(
            f"a payment order is not told by telephone, in {year}",
            article,
            in_year(year, attempt("phone", "confirmed", f"acknowledged {year}-06-03"), case=PAYMENT, paper=ORDER),
            "not_allowed",
        )
        for year, article in _DEBTOR
    ],
    *in_each_law(
        "a judgment in special procedure is the last word",
        ("cpl2017.178", "cpl2021.185", "cpl2023.185"),
        lambda year: handed(year, "signed recipient", case={"procedure": "special"}, paper={"kind": "judgment"}),
        "effective {year}-06-03 signature",
    ),
    *in_each_law(
        "somebody of the household who is a party on the same side",
        ("cpl2017.85.1", "cpl2021.88.1", "cpl2023.88.1"),
        lambda year: handed(year, "signed co_party"),
        "awaiting_judge",
    ),
    Example(
        "the opponent who lives with them signs for nobody",
        "",
        handed(2022, "signed opponent"),
        "not_effective",
    ),
    Example(
        "family that lives elsewhere signs for nobody in a civil case",
        "",
        handed(2022, "signed family_elsewhere"),
        "not_effective",
    ),
    *[
        Example(
            f"in a criminal case adult family signs wherever they live, by {channel}, in {year}",
            article,
            handed(year, "signed family_elsewhere", channel=channel, case={"branch": "criminal"}),
            f"effective {year}-06-03 signature",
        )
        for channel, year, article in (
            ("direct", 2020, "crpli2012.167.2"),
            ("direct", 2022, "crpli.204.1"),
            ("mail", 2020, "crpli2012.170"),
            ("mail", 2022, "crpli.207"),
        )
    ],
    *in_each_law(
        "for a prisoner who cannot act for themselves the statutory agent signs on transfer",
        ("cpl2017.57", "cpl2021.60", "cpl2023.60"),
        lambda year: handed(year, "signed statutory_agent", channel="transfer", recipient=MINOR_HELD),
        "effective {year}-06-03 signature",
    ),
    Example(
        "the prisoner's own signature does not count where they cannot act for themselves",
        "cpl2021.60",
        handed(2022, "signed recipient", channel="transfer", recipient=MINOR_HELD),
        "not_effective",
    ),
    Example(
        "whoever can act for themselves signs themselves, and nobody for them",
        "",
        handed(2022, "signed statutory_agent", channel="transfer", recipient={"in_custody": True}),
        "not_effective",
    ),
    Example(
        "in an administrative case too",
        "apl.30",
        handed(
            2022,
            "signed statutory_agent",
            channel="transfer",
            recipient=MINOR_HELD,
            case={"branch": "administrative"},
        ),
        "effective 2022-06-03 signature",
    ),
    *[
        Example(f"a notice posted at the court alone, in {year}", article, _sent(year, "at_court"), "not_effective")
        for year, article in ((2020, "cpli2015.138.1"), (2023, "cpli.138.1"))
    ],
    *[
        Example(
            f"a notice published: {where}, in {year}", article, _sent(year, where), f"effective {day} public_notice"
        )
        for year, article, day in ((2020, "cpl2017.92.1", "2020-05-01"), (2022, "cpl2021.95.1", "2022-04-01"))
        for where in ("at_home", "newspaper", "online", "untold")
    ],
    Example(
        "posted where they live, and at the court a week later: the last posting counts",
        "cpl2021.95.1",
        in_year(
            2022,
            attempt(
                "public_notice",
                None,
                events=[
                    {"kind": "published", "at": at("2022-03-02"), "where": "at_home"},
                    {"kind": "published", "at": at("2022-03-09"), "where": "at_court"},
                ],
            ),
            recipient={"missing": True},
        ),
        "effective 2022-04-08 public_notice",
    ),
    *[
        Example(
            f"a notice for {home} in a newspaper of the mainland, in {year}",
            article,
            _sent(year, "newspaper", domicile=home),
            "not_effective",
        )
        for home, year, article in (
            ("sg", 2021, "foreign.9"),
            ("sg", 2024, "foreign.9"),
            ("hk", 2022, "hkmo.9"),
            ("tw", 2022, "tw.8.1"),
        )
    ],
    *[
        Example(
            f"a notice for {home} published: {where}, in {year}",
            article,
            _sent(year, where, domicile=home),
            f"effective {day} public_notice",
        )
        for home, where, year, article, day in (
            ("sg", "sold_abroad", 2021, "cpl2017.267.0.8", "2021-06-02"),
            ("sg", "sold_abroad", 2024, "cpl2023.283.2", "2024-05-01"),
            ("sg", "newspaper", 2020, "cpl2017.267.0.8", "2020-06-02"),
            ("hk", "in_both_places", 2022, "hkmo.9", "2022-06-02"),
            ("tw", "online", 2022, "tw.8.2", "2022-06-02"),
            ("tw", "sold_abroad", 2022, "tw.8.2", "2022-06-02"),
        )
    ],
    *[
        Example(f"{sentence}, in {year}", article, _in(year, **changes), f"effective {year}-06-03 signature")
        for sentence, year, article, changes in (
            ("small claims about personal status", 2020, "cpli2015.275.0.1", SMALL_STATUS),
            ("small claims about personal status", 2022, "cpl2021.166.0.1", SMALL_STATUS),
            ("small claims about personal status", 2024, "cpl2023.166.0.1", SMALL_STATUS),
            (
                "small claims against somebody abroad",
                2020,
                "cpli2015.275.0.2",
                SMALL | {"recipient": {"domicile": "sg"}},
            ),
            ("small claims where somebody is missing", 2022, "cpl2021.166.0.4", SMALL | MISSING),
            ("small claims where somebody is missing", 2024, "cpl2023.166.0.4", SMALL | MISSING),
            ("small claims with a counterclaim", 2022, "cpl2021.166.0.5", SMALL | COUNTERCLAIM),
            ("small claims with a counterclaim", 2024, "cpl2023.166.0.5", SMALL | COUNTERCLAIM),
            ("simplified procedure where somebody is missing", 2020, "cpli2015.257.0.1", SIMPLE | MISSING),
            ("simplified procedure where somebody is missing", 2024, "cpli.257.0.1", SIMPLE | MISSING),
            ("a retrial in simplified procedure", 2020, "cpli2015.257.0.4", SIMPLE_RETRIAL),
            ("a retrial in simplified procedure", 2024, "cpli.257.0.4", SIMPLE_RETRIAL),
            ("a payment order against somebody missing", 2020, "cpli2015.429.1.4", ORDER_MISSING),
            ("a payment order against somebody missing", 2024, "cpli.427.1.4", ORDER_MISSING),
        )
    ],
    Example(
        "an administrative retrial in simplified procedure",
        "apl.82.3",
        _in(2024, case={"branch": "administrative", "procedure": "simplified", "stage": "retrial"}),
        "effective 2024-06-03 signature",
    ),
]
