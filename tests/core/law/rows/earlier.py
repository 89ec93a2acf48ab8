"""Earlier law: internet courts before August 2021, and the Interpretation of the civil law before 10 April 2022."""

from tests.core.law.given import attempt, facts, rebuttal, ruling
from tests.core.law.rows.shape import Example, in_year

INTERNET = {"internet_court": True}
SIMPLIFIED = {"procedure": "simplified"}
MEDIATION = {"kind": "mediation_document"}

EXAMPLES = [
    Example(
        "an internet court could not serve an address of nobody known",
        "icr.17.2",
        in_year(2020, attempt("sms", "unknown", "acknowledged 2020-06-03"), case=INTERNET),
        "not_effective",
    ),
    Example(
        "at an internet court arrival at a found address was not enough",
        "icr.17.2",
        in_year(2020, attempt("sms", "found", "arrived 2020-06-03"), case=INTERNET),
        "not_effective",
    ),
    *[
        Example(
            f"an internet court could not serve a mediation document in Hong Kong by its being {event} either",
            "",
            in_year(
                2020,
                attempt("email", address, f"{event} 2020-06-03"),
                case=INTERNET,
                paper=MEDIATION,
                recipient={"domicile": "hk"},
            ),
            "not_effective",
        )
        for address, event in (("provided", "arrived"), ("found", "acknowledged"), ("found", "read"))
    ],
    Example(
        "at an internet court a message had to arrive",
        "icr.17.1",
        in_year(2020, attempt("sms", "provided", "sent 2020-06-03"), case=INTERNET),
        "not_effective",
    ),
    Example(
        "abroad an internet court had to be sure of receipt",
        "cpl2017.267.0.7",
        in_year(2020, attempt("sms", "provided", "sent 2020-06-03"), case=INTERNET, recipient={"domicile": "sg"}),
        "not_effective",
    ),
    Example(
        "at an internet court too the judge found why a letter came back",
        "mail04.11",
        in_year(
            2020,
            attempt("mail", "provided", "returned 2020-06-03", rulings=[ruling("2020-06-20", counts=True)]),
            case=INTERNET,
        ),
        "effective 2020-06-03 returned",
    ),
    Example(
        "what opened public notice at internet courts opened no other way there",
        "",
        in_year(2020, attempt("transfer", None, "signed 2020-06-03"), case=INTERNET | SIMPLIFIED),
        "not_allowed",
    ),
    Example(
        "at any other court a message had to arrive",
        "cpl2017.87.2",
        in_year(2020, attempt("sms", "provided", "sent 2020-06-03")),
        "not_effective",
    ),
    *[
        Example(
            f"at an internet court {ground} overturned the presumption",
            "icr.17.2.2",
            in_year(
                2020,
                attempt("sms", "found", "read 2020-06-03", rebuttals=[rebuttal(ground, "2020-06-10")]),
                case=INTERNET,
            ),
            "not_effective",
        )
        for ground in ("system_error", "not_own_address", "not_read_by_recipient")
    ],
    *[
        Example(
            f"since April 2022 {ground} accepted against an arrival takes it out",
            "cpli.135.2",
            in_year(2022, attempt("sms", "provided", "arrived 2022-06-03", rebuttals=[rebuttal(ground, "2022-06-10")])),
            "not_effective",
        )
        for ground in ("system_error", "not_own_address", "not_read_by_recipient")
    ],
    Example(
        "before April 2022 a proved day of arrival prevailed as well",
        "cpli2015.135.2",
        in_year(
            2020,
            attempt("sms", "provided", "arrived 2020-06-03", rebuttals=[rebuttal("other_arrival_date", "2020-06-05")]),
        ),
        "effective 2020-06-05 arrival",
    ),
    Example(
        "before April 2022 a call could serve in simplified procedure",
        "cpli2015.261.1",
        in_year(2021, attempt("phone", "found", "acknowledged 2021-06-03"), case=SIMPLIFIED),
        "effective 2021-06-03 receipt_completed",
    ),
    Example(
        "before April 2022 no judgment by a call in simplified procedure",
        "cpli2015.261.1",
        in_year(
            2021, attempt("phone", "found", "acknowledged 2021-06-03"), case=SIMPLIFIED, paper={"kind": "judgment"}
        ),
        "not_allowed",
    ),
    Example(
        "before April 2022 who refused to sign at court was served",
        "cpli2015.131.1",
        in_year(2021, attempt("direct", None, "left 2021-06-03 at_court")),
        "effective 2021-06-03 left",
    ),
    Example(
        "before April 2022 another court's return fixed the day",
        "cpli2015.134.1",
        in_year(2021, attempt("entrusted", None, "signed 2021-06-03")),
        "effective 2021-06-03 signature",
    ),
    Example(
        "before April 2022 a mediation document in hand needed a signature",
        "cpli2015.133",
        in_year(2021, attempt("direct", None, "sent 2021-06-03"), paper=MEDIATION),
        "not_effective",
    ),
    Example(
        "an internet court needed consent for a decision in simplified administrative procedure too",
        "cpl2017.87.1",
        in_year(
            2021,
            attempt("email", "provided", "arrived 2021-06-03"),
            case=INTERNET | SIMPLIFIED | {"branch": "administrative"},
            paper={"kind": "judgment"},
            consents=[],
        ),
        "not_effective",
    ),
    Example(
        "an internet court could not serve a mediation document electronically before 2022",
        "cpl2017.87.1",
        in_year(2021, attempt("inbox", "provided", "arrived 2021-12-03"), case=INTERNET, paper=MEDIATION),
        "not_allowed",
    ),
    Example(
        "under the law of 2023 a mediation document may be signed electronically",
        "cpl2023.100.3",
        in_year(2024, attempt("inbox", "provided", "signed 2024-06-03"), paper=MEDIATION),
        "effective 2024-06-03 signature",
    ),
    Example(
        "a letter that came back counts once the judge has found the cause",
        "mail04.11",
        facts(
            attempt(
                "mail", "provided", "returned 2022-06-03", rulings=[{"at": "2022-06-20T10:00:00+08:00", "counts": True}]
            )
        ),
        "effective 2022-06-03 returned",
    ),
    # whoever reads, answers or acts has what was sent, though no report of its arrival is on record
    *[
        Example(
            f"in 2020 at {court}: {event} at an address of theirs",
            article,
            in_year(2020, attempt("email", "confirmed", f"{event} 2020-06-03"), case=case),
            "effective 2020-06-03 arrival",
        )
        for court, article, case in (
            ("an internet court", "icr.17.1", INTERNET),
            ("any other court", "cpl2017.87.2", {}),
        )
        for event in ("read", "acknowledged", "acted", "known")
    ],
    Example(
        "in 2020 a reply was no consent outside the internet courts",
        "cpl2017.87.1",
        in_year(2020, attempt("email", "confirmed", "acknowledged 2020-06-03"), consents=[]),
        "not_effective",
    ),
    # between the law of 2013 and the Interpretation of February 2015
    Example(
        "the parties themselves signed a mediation document in 2014",
        "cpl2017.97.3",
        in_year(2014, attempt("direct", None, "signed 2014-06-03"), paper=MEDIATION),
        "effective 2014-06-03 signature",
    ),
    Example(
        "who else could sign it in 2014 nothing told",
        "",
        in_year(2014, attempt("direct", None, "signed 2014-06-03 designated_receiver"), paper=MEDIATION),
        "not_effective",
    ),
    Example(
        "the post went abroad in 2014 where the state there allowed it",
        "cpl2017.267.0.6",
        in_year(2014, attempt("mail", None, "signed 2014-06-03"), recipient={"domicile": "sg"}),
        "effective 2014-06-03 signature",
    ),
    Example(
        "its day abroad in 2014 is that of the receipt",
        "cpl2017.88",
        in_year(2014, attempt("mail", None, "signed 2014-06-03"), recipient={"domicile": "sg"}),
        "effective 2014-06-03 signature",
    ),
    Example(
        "a call in simplified procedure in 2014",
        "cpl2017.159",
        in_year(2014, attempt("phone", "provided", "acknowledged 2014-06-03"), case=SIMPLIFIED),
        "effective 2014-06-03 receipt_completed",
    ),
    Example(
        "no judgment by telephone in 2014",
        "",
        in_year(
            2014, attempt("phone", "provided", "acknowledged 2014-06-03"), case=SIMPLIFIED, paper={"kind": "judgment"}
        ),
        "not_allowed",
    ),
]
