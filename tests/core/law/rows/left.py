"""Papers that were left, where the article is not the general one."""

from tests.core.law.rows.shape import Example, in_year
from tests.core.law.told import attempt

ORDER = {"kind": "payment_order"}

EXAMPLES = [
    *[
        Example(
            f"a payment order that the debtor refuses may be left, in {year}",
            article,
            in_year(year, attempt("left", None, f"left {year}-06-03"), paper=ORDER),
            f"effective {year}-06-03 left",
        )
        for year, article in ((2020, "cpli2015.431"), (2022, "cpli.429"))
    ],
    Example(
        "in an administrative case whoever refuses to sign outside his home is served",
        "apli.52",
        in_year(2022, attempt("direct", None, "left 2022-06-03"), case={"branch": "administrative"}),
        "effective 2022-06-03 left",
    ),
]
