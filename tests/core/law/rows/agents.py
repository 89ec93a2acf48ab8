"""Agents who agree to electronic service, or receive and answer it: OLR 29 and 31 name the recipient (受送达人) alone.

What needs special powers is listed (CPL 62(2)), and the way in which papers come is not in the list; the court may
serve the party or their agent (CPL interpretation, 132). So it counts, with either power, and the answer says why.
"""

from tests.core.law.given import attempt, consent
from tests.core.law.rows.shape import Example, in_each_law, in_year

BY_AGENT = ("cpl2017.59.2", "cpl2021.62.2", "cpl2023.62.2")
BY_STATUTORY_AGENT = ("cpl2017.57", "cpl2021.60", "cpl2023.60")
SERVED_AGENT = ("cpli2015.132", "cpli.132", "cpli.132")
INCAPABLE = {"lacks_capacity": True}

EXAMPLES = [
    *in_each_law(
        "an agent ad litem agrees for the recipient",
        BY_AGENT,
        lambda year: in_year(
            year,
            attempt("sms", "provided", f"arrived {year}-06-03"),
            consents=[consent(f"{year}-01-01", by="representative")],
        ),
        "effective {year}-06-03 arrival",
    ),
    *in_each_law(
        "a statutory agent agrees in the place of a party who cannot",
        BY_STATUTORY_AGENT,
        lambda year: in_year(
            year,
            attempt("sms", "provided", f"arrived {year}-06-03", to="statutory_agent"),
            recipient=INCAPABLE,
            consents=[consent(f"{year}-01-01", by="statutory_agent")],
        ),
        "effective {year}-06-03 arrival",
    ),
    Example(
        "a statutory agent agrees in an administrative case",
        "apl.30",
        in_year(
            2022,
            attempt("sms", "provided", "arrived 2022-06-03", to="statutory_agent"),
            recipient=INCAPABLE,
            case={"branch": "administrative"},
            consents=[consent("2022-01-01", by="statutory_agent")],
        ),
        "effective 2022-06-03 arrival",
    ),
    *in_each_law(
        "it reaches the address that the agent confirmed",
        SERVED_AGENT,
        lambda year: in_year(year, attempt("sms", "confirmed", f"arrived {year}-06-03", to="representative")),
        "effective {year}-06-03 arrival",
    ),
    *[
        Example(
            f"the agent {said} at an address that the court found",
            "cpli.132",
            in_year(2022, attempt("sms", "found", f"{event} 2022-06-03", to="representative")),
            expected,
        )
        for said, event, expected in (
            ("answers", "acknowledged", "effective 2022-06-03 receipt_completed"),
            ("reads", "read", "presumed 2022-06-03 receipt_presumed"),
        )
    ],
    Example(
        "the agent says on the telephone that it came",
        "cpli.132",
        in_year(
            2022,
            attempt("phone", "confirmed", "acknowledged 2022-06-03 representative"),
            case={"procedure": "simplified"},
        ),
        "effective 2022-06-03 receipt_completed",
    ),
    *[
        Example(
            f"{who} agrees for nobody",
            "cpl2021.90.1",
            in_year(2022, attempt("sms", "found", "read 2022-06-03"), consents=[consent("2022-01-01", by=who)]),
            expected,
        )
        for who, expected in (("opponent", "awaiting_judge"),)
    ],
]
