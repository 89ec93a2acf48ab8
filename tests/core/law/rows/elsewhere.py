"""Persons without a domicile in the mainland: ways, effects, what is missing, and proofs against it."""

from tests.core.law.given import attempt, consent, facts, rebuttal, refusal, ruling
from tests.core.law.rows.shape import YEARS, Example, in_each_law, in_year

ABROAD = {"domicile": "sg"}
HONG_KONG = {"domicile": "hk"}
BY_EMAIL = ("cpl2017.267.0.7", "cpl2021.274.0.7", "cpl2023.283.1.9")

EXAMPLES = [
    *in_each_law(
        "an agent in the case may be served for a person abroad",
        ("cpl2017.267.0.4", "cpl2021.274.0.4", "cpl2023.283.1.4"),
        lambda year: in_year(
            year, attempt("direct", None, f"signed {year}-06-03", to="representative"), recipient=ABROAD
        ),
        "effective {year}-06-03 signature",
    ),
    Example(
        "the law of the recipient's state does not reach their agent in the mainland",
        "cpl2023.283.1.4",
        in_year(
            2024,
            attempt("email", "found", "acknowledged 2024-06-03", to="representative"),
            recipient=ABROAD | {"home_law_forbids_electronic": True},
        ),
        "effective 2024-06-03 receipt_completed",
    ),
    *in_each_law(
        "abroad, an e-mail at a found address of which nothing confirms receipt",
        BY_EMAIL,
        lambda year: in_year(year, attempt("email", "found", f"arrived {year}-06-03"), recipient=ABROAD),
        "not_effective",
    ),
    *in_each_law(
        "abroad, the judge finds that what was read was received",
        BY_EMAIL,
        lambda year: in_year(
            year,
            attempt("email", "found", f"read {year}-06-03", rulings=[ruling(f"{year}-07-01", counts=True)]),
            recipient=ABROAD,
        ),
        "effective {year}-06-03 receipt_presumed",
    ),
    *in_each_law(
        "abroad, the judge finds after three months that the post arrived",
        ("cpl2017.267.0.6", "cpl2021.274.0.6", "cpl2023.283.1.8"),
        lambda year: in_year(
            year,
            attempt("mail", "found", f"sent {year}-06-03", rulings=[ruling(f"{year}-10-01", counts=True)]),
            recipient=ABROAD,
        ),
        "effective {year}-09-03 deemed",
    ),
    Example(
        "abroad, whoever agreed and gave their address is reached by arrival",
        "olr.31.1",
        in_year(2022, attempt("email", "provided", "arrived 2022-06-03"), recipient=ABROAD),
        "effective 2022-06-03 arrival",
    ),
    Example(
        "abroad, a reply shows the arrival on its own day and does not reach back to the report of it",
        "olr.31.1",
        facts(attempt("email", "provided", "arrived 2022-06-03", "acknowledged 2022-06-08"), recipient=ABROAD),
        "effective 2022-06-08 arrival",
    ),
    Example(
        "abroad, a reply from an address that they gave counts as receipt though they refused electronic service",
        "cpl2021.274.0.7",
        facts(
            attempt("email", "provided", "acknowledged 2022-06-03"),
            recipient=ABROAD,
            refusals=[refusal("2022-05-01")],
        ),
        "effective 2022-06-03 receipt_completed",
    ),
    Example(
        "abroad, a report of reading from an address that they gave is a presumption where they did not agree",
        "cpl2021.274.0.7",
        facts(attempt("email", "provided", "read 2022-06-03"), recipient=ABROAD),
        "presumed 2022-06-03 receipt_presumed",
    ),
    *[
        Example(
            f"a soldier or prisoner {where} may be served in hand: {flag}",
            article,
            facts(attempt("direct", None, "signed 2022-06-03"), recipient={"domicile": domicile, flag: True}),
            "effective 2022-06-03 signature",
        )
        for where, domicile, article in (("in Hong Kong", "hk", "hkmo.3"), ("abroad", "sg", "cpli.533.1"))
        for flag in ("soldier", "in_custody")
    ],
    Example(
        "abroad, an agent in the case may be served by post",
        "cpl2021.274.0.4",
        facts(attempt("mail", None, "signed 2022-06-03 representative", to="representative"), recipient=ABROAD),
        "effective 2022-06-03 signature",
    ),
    Example(
        "in Hong Kong, an e-mail of which nothing confirms receipt",
        "hkmo.8",
        facts(attempt("email", "found", "arrived 2022-06-03"), recipient=HONG_KONG),
        "not_effective",
    ),
    Example(
        "in Hong Kong, a judgment could be sent by e-mail before 2022",
        "hkmo.8",
        in_year(
            2020,
            attempt("email", "found", "acknowledged 2020-06-03"),
            recipient=HONG_KONG,
            paper={"kind": "judgment"},
        ),
        "effective 2020-06-03 receipt_completed",
    ),
    Example(
        "in Hong Kong, the first of several ways fixes the day",
        "hkmo.10.2",
        facts(
            attempt("email", "found", "acknowledged 2022-06-03", id="a1"),
            attempt("mail", "found", "signed 2022-06-08", id="a2"),
            recipient=HONG_KONG,
        ),
        "effective 2022-06-03 receipt_completed",
    ),
    *[
        Example(
            f"{where}, post without a signature in {year}",
            article,
            in_year(year, attempt("mail", "found", f"failed {year}-06-03"), recipient=recipient),
            "not_effective",
        )
        for where, year, article, recipient in (
            ("abroad", 2021, "cpli2015.536.3", ABROAD),
            ("abroad", 2022, "cpli.534.3", ABROAD),
            ("in Hong Kong", 2022, "hkmo.7.4", HONG_KONG),
        )
    ],
    *[
        Example(
            f"abroad, a notice not published in {year}",
            article,
            in_year(year, attempt("public_notice", None, f"sent {year}-06-03"), recipient=ABROAD),
            "not_effective",
        )
        for year, article in ((2021, "cpli2015.138.1"), (2022, "cpli.138.1"))
    ],
    Example(
        "abroad, post signed for before April 2022",
        "cpli2015.536.2",
        in_year(2021, attempt("mail", "found", "signed 2021-06-03"), recipient=ABROAD),
        "effective 2021-06-03 signature",
    ),
    *[
        Example(
            f"abroad, post for which the {year} law lets somebody of the household sign, as at home",
            article,
            in_year(year, attempt("mail", "found", f"signed {year}-06-03 cohabitant"), recipient=ABROAD),
            f"effective {year}-06-03 signature",
        )
        for year, article in ((2021, "cpli2015.536.2"), (2022, "cpli.534.2"))
    ],
    Example(
        "abroad, left with the receiver in the mainland before April 2022",
        "cpli2015.132",
        in_year(2021, attempt("left", None, "left 2021-06-03 filmed", to="designated_receiver"), recipient=ABROAD),
        "effective 2021-06-03 left",
    ),
    *[
        Example(
            f"abroad, a judge who accepts {ground} against an arrival takes it out",
            "cpli.135.2",
            in_year(
                2022,
                attempt("email", "provided", "arrived 2022-06-03", rebuttals=[rebuttal(ground, "2022-06-10")]),
                recipient=ABROAD,
            ),
            "not_effective",
        )
        for ground in ("system_error", "not_own_address", "not_read_by_recipient")
    ],
    *[
        Example(
            f"the judge finds in {year} that an attempt does not count",
            article,
            in_year(
                year,
                attempt("direct", None, f"signed {year}-06-03", rulings=[ruling(f"{year}-07-01", counts=False)]),
            ),
            "not_effective",
        )
        for year, article in zip(YEARS, ("cpl2017.64.3", "cpl2021.67.3", "cpl2023.67.3"), strict=True)
    ],
    Example(
        "a person abroad who agreed to nothing is not asked for consent, but for a receipt that is confirmed",
        "cpl2021.274.0.7",
        in_year(2022, attempt("email", "provided", "arrived 2022-06-03"), recipient=ABROAD, consents=[]),
        "not_effective",
    ),
    Example(
        "abroad, a consent to another stage does not carry an arrival",
        "olr.4.2.4",
        in_year(
            2022,
            attempt("email", "provided", "arrived 2022-06-03"),
            recipient=ABROAD,
            consents=[consent("2022-01-01", stages=["retrial"])],
        ),
        "not_effective",
    ),
]
