"""Somebody signed or refused who may not: the article that names who may is the one that is cited."""

from tests.core.law.rows.shape import YEARS, Example, handed

COMPANY = {"kind": "legal_person"}
CRIMINAL = {"case": {"branch": "criminal"}}
WHO_SIGNS = ("cpl2017.85.1", "cpl2021.88.1", "cpl2023.88.1")
OFFICE = ("cpli2015.130.1", "cpli.130.1", "cpli.130.1")

CIVIL = (
    ("a stranger signs for a person", "direct", "signed stranger", {}, WHO_SIGNS),
    ("a stranger signs for a person before another court", "entrusted", "signed stranger", {}, WHO_SIGNS),
    ("a stranger signs for a company", "direct", "signed stranger", {"recipient": COMPANY}, OFFICE),
    (
        "a stranger signs for a company before another court",
        "entrusted",
        "signed stranger",
        {"recipient": COMPANY},
        OFFICE,
    ),
    ("a stranger takes the letter to a person", "mail", "signed stranger", {}, ("mail04.7.2",) * 3),
    (
        "a stranger takes the letter to a company",
        "mail",
        "signed stranger",
        {"recipient": COMPANY},
        ("mail04.9.0.3",) * 3,
    ),
    (
        "the unit signs for its soldier",
        "transfer",
        "signed mail_room",
        {"recipient": {"soldier": True}},
        ("cpl2017.91", "cpl2021.94", "cpl2023.94"),
    ),
    (
        "a stranger signs for a mediation document",
        "direct",
        "signed stranger",
        {"paper": {"kind": "mediation_document"}},
        ("cpli2015.133", "cpli.133", "cpli.133"),
    ),
    (
        "the household refuses a payment order",
        "direct",
        "left cohabitant",
        {"paper": {"kind": "payment_order"}},
        ("cpli2015.431", "cpli.429", "cpli.429"),
    ),
)
IN_CRIMINAL_CASES = (
    ("a stranger takes the letter", "mail", "signed stranger", {}, ("crpli2012.167.2", "crpli.204.1")),
    ("a stranger refuses", "left", "left stranger", {}, ("crpli2012.167.3", "crpli.204.2")),
    (
        "the prison signs for the prisoner",
        "transfer",
        "signed mail_room",
        {"recipient": {"in_custody": True}},
        ("crpli2012.171.4", "crpli.208.4"),
    ),
)

EXAMPLES = [
    *[
        Example(f"{sentence}, in {year}", article, handed(year, event, channel=way, **about), "not_effective")
        for sentence, way, event, about, articles in CIVIL
        for year, article in zip(YEARS, articles, strict=True)
    ],
    *[
        Example(
            f"{sentence} in a criminal case, in {year}",
            article,
            handed(year, event, channel=way, **CRIMINAL, **about),
            "not_effective",
        )
        for sentence, way, event, about, articles in IN_CRIMINAL_CASES
        for year, article in zip((2020, 2022), articles, strict=True)
    ],
]
