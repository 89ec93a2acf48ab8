"""Other evidence that the recipient received what was sent; who acts in the mainland for those who live elsewhere."""

from tests.core.law.given import Json, attempt, facts
from tests.core.law.rows.shape import Example, in_year

INTERNET = {"internet_court": True}
TO_OFFICES = {"branch_may_receive": True, "business_agent_may_receive": True}


def _known(year: int, address: str = "found", channel: str = "sms", **changes: object) -> Json:
    return in_year(year, attempt(channel, address, f"known {year}-06-03 recipient"), **changes)


def _signed(home: str, by: str, kind: str = "signed", channel: str = "direct", **recipient: object) -> Json:
    tried = attempt(channel, None, f"{kind} 2022-06-03 {by}{' filmed' if kind == 'left' else ''}")
    return facts(tried, recipient={"domicile": home, "missing": False, "kind": "legal_person"} | recipient)


EXAMPLES = [
    Example(
        "other evidence that they received it at a found number",
        "olr.31.2.2",
        _known(2022),
        "presumed 2022-06-03 receipt_presumed",
    ),
    Example(
        "an internet court, before the Online Litigation Rules",
        "icr.17.2.2",
        _known(2020, case=INTERNET),
        "presumed 2020-06-03 receipt_presumed",
    ),
    Example("evidence of receipt is no consent", "olr.31.2.2", _known(2022, consents=[]), "awaiting_judge"),
    Example(
        "before an internet court evidence of receipt is no consent either",
        "icr.17.2.2",
        _known(2020, case=INTERNET, consents=[]),
        "awaiting_judge",
    ),
    Example(
        "evidence that a stranger knows the paper shows nothing",
        "olr.31.2",
        in_year(2022, attempt("sms", "found", "known 2022-06-03 stranger")),
        "not_effective",
    ),
    Example(
        "what they received had arrived at the number that they confirmed",
        "olr.31.1",
        _known(2022, "confirmed"),
        "effective 2022-06-03 arrival",
    ),
    Example(
        "no consent follows from what somebody knows at a number that they confirmed",
        "cpl2021.90.1",
        _known(2022, "confirmed", consents=[]),
        "not_effective",
    ),
    *[
        Example(
            f"abroad other evidence is for the judge, in {year}",
            article,
            _known(year, recipient={"domicile": "sg"}),
            "awaiting_judge",
        )
        for year, article in ((2020, "cpl2017.267.0.7"), (2022, "cpl2021.274.0.7"), (2024, "cpl2023.283.1.9"))
    ],
    Example(
        "in Hong Kong other evidence is for the judge",
        "hkmo.12.0.3",
        _known(2022, recipient={"domicile": "hk"}),
        "awaiting_judge",
    ),
    Example(
        "handed over in the mainland to a party of Hong Kong and not signed for, with evidence that they know it",
        "hkmo.12.0.3",
        _known(2022, channel="direct", recipient={"domicile": "hk"}),
        "awaiting_judge",
    ),
    Example(
        "a letter abroad that nobody signed for, with evidence that they know it",
        "foreign.13.0.3",
        _known(2022, channel="mail", recipient={"domicile": "sg"}),
        "awaiting_judge",
    ),
    Example(
        "in Taiwan other evidence is for the judge",
        "tw.6",
        _known(2022, channel="email", recipient={"domicile": "tw"}),
        "awaiting_judge",
    ),
    *[
        Example(
            f"the representative office of a company in {home} signs",
            article,
            _signed(home, "representative_office"),
            "effective 2022-06-03 signature",
        )
        for home, article in (("hk", "hkmo.5.1"), ("tw", "tw.4"))
    ],
    *[
        Example(
            f"{office} of a company in {home} with power to receive signs",
            article,
            _signed(home, office, **TO_OFFICES),
            "effective 2022-06-03 signature",
        )
        for home, article in (("hk", "hkmo.5.2"), ("tw", "tw.4"))
        for office in ("branch_office", "business_agent")
    ],
    *[
        Example(
            f"{office} of a company in {home} without power to receive signs",
            article,
            _signed(home, office),
            "not_effective",
        )
        for home, article in (("hk", "hkmo.5.2"), ("tw", "tw.3.1.4"))
        for office in ("branch_office", "business_agent")
    ],
    *[
        Example(
            f"{who} in the mainland refuses for a company in {home}, {channel}",
            article,
            _signed(home, who, "left", channel, **TO_OFFICES),
            "effective 2022-06-03 left",
        )
        for home, article in (("hk", "hkmo.11"), ("tw", "tw.4"))
        for who in ("representative", "representative_office", "branch_office", "business_agent")
        for channel in ("direct", "left")
    ],
]
