"""Mediation documents: who signs one in hand, by post or through another court, and when it counts."""

from tests.core.law.given import attempt
from tests.core.law.rows.shape import Example, handed, in_each_law, in_year

MEDIATION = {"kind": "mediation_document"}

EXAMPLES = [
    *in_each_law(
        "the statutory agent signs the mediation document of whoever cannot act in the suit",
        ("cpl2017.57", "cpl2021.60", "cpl2023.60"),
        lambda year: handed(year, "signed statutory_agent", recipient={"lacks_capacity": True}, paper=MEDIATION),
        "effective {year}-06-03 signature",
    ),
    *[
        Example(
            f"the statutory agent signs the mediation document of whoever cannot act in the suit, by {channel}",
            "cpl2021.60",
            handed(
                2022,
                "signed statutory_agent",
                channel=channel,
                recipient={"lacks_capacity": True} | ({"soldier": True} if channel == "transfer" else {}),
                paper=MEDIATION,
            ),
            "effective 2022-06-03 signature",
        )
        for channel in ("direct", "mail", "entrusted", "transfer")
    ],
    Example(
        "it waits for the signatures of the others there as well",
        "cpl2021.60",
        handed(
            2022,
            "signed statutory_agent",
            recipient={"lacks_capacity": True},
            paper=MEDIATION | {"other_signatures": ["2022-06-10T10:00:00+08:00"]},
        ),
        "effective 2022-06-10 signature",
    ),
    Example(
        "and is nothing before they have signed",
        "",
        handed(
            2022,
            "signed statutory_agent",
            recipient={"lacks_capacity": True},
            paper=MEDIATION | {"other_signatures": [None]},
        ),
        "not_effective",
    ),
    Example(
        "they do not sign it themselves",
        "cpl2021.60",
        handed(2022, "signed recipient", recipient={"lacks_capacity": True}, paper=MEDIATION),
        "not_effective",
    ),
    Example(
        "whoever can act has no statutory agent who signs it",
        "cpli.133",
        handed(2022, "signed statutory_agent", paper=MEDIATION),
        "not_effective",
    ),
    Example(
        "before the interpretation whom they named to receive signs for them by the law on agents",
        "cpl2017.57",
        handed(2014, "signed designated_receiver", recipient={"lacks_capacity": True}, paper=MEDIATION),
        "effective 2014-06-03 signature",
    ),
    *[
        Example(
            f"before 2022 nobody signed one by e-mail, whoever signs for the recipient {where}",
            "",
            in_year(
                2020,
                attempt("email", "confirmed", "signed 2020-06-03 statutory_agent"),
                recipient={"lacks_capacity": True, "domicile": domicile},
                paper=MEDIATION,
            ),
            "not_effective",
        )
        for where, domicile in (("abroad", "sg"), ("in Hong Kong", "hk"))
    ],
]
