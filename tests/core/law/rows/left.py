"""Papers in hand, where the article is not the general one."""

from tests.core.law.given import attempt, event, rebuttal
from tests.core.law.rows.shape import Example, in_year

ORDER = {"kind": "payment_order"}

EXAMPLES = [
    *[
        Example(
            f"a payment order that the debtor refuses may be left, in {year}",
            article,
            in_year(year, attempt("left", None, f"left {year}-06-03 witnessed"), paper=ORDER),
            f"effective {year}-06-03 left",
        )
        for year, article in ((2020, "cpli2015.431"), (2022, "cpli.429"))
    ],
    *[
        Example(
            f"a payment order that {who} refuses, {how}, in {year}",
            article,
            in_year(year, attempt("left", None, events=[event(f"left {year}-06-03 {by}") | {"how": how}]), paper=ORDER),
            f"effective {year}-06-03 left",
        )
        for year, article in ((2020, "cpli2015.431"), (2022, "cpli.429"))
        for who, by, how in (
            ("the debtor", "recipient", "filmed"),
            ("who stands for them", "statutory_agent", "filmed"),
        )
    ],
    Example(
        "a payment order that the household refuses is not left",
        "cpli.429",
        in_year(
            2022, attempt("left", None, events=[event("left 2022-06-03 cohabitant") | {"how": "filmed"}]), paper=ORDER
        ),
        "not_effective",
    ),
    Example(
        "a mediation document that another court left has not been signed for",
        "cpli.133",
        in_year(2022, attempt("entrusted", None, "left 2022-06-03 filmed"), paper={"kind": "mediation_document"}),
        "not_effective",
    ),
    Example(
        "another day proved against a letter that was signed for moves nothing: the rule is for electronic service",
        "cpl2021.91",
        in_year(
            2022,
            attempt("mail", "provided", "signed 2022-06-03", rebuttals=[rebuttal("other_arrival_date", "2022-06-05")]),
        ),
        "effective 2022-06-03 signature",
    ),
    Example(
        "in an administrative case whoever refuses to sign outside their home is served",
        "apli.52",
        in_year(2022, attempt("direct", None, "left 2022-06-03 elsewhere_filmed"), case={"branch": "administrative"}),
        "effective 2022-06-03 left",
    ),
]
