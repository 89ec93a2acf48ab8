"""Why a letter came back: through the recipient's own doing it serves them, for another cause it does not."""

from tests.core.law.given import Json, attempt, event, rebuttal
from tests.core.law.rows.shape import Example, in_year

OWN_DOING = ("wrong_address", "moved_untold", "refused")
OTHERS = ("refused_by_another", "nobody_met", "not_collected", "carrier")


def _returned(cause: str | None, address: str = "confirmed", **changes: object) -> Json:
    back = event("returned 2022-06-03") | ({"cause": cause} if cause else {})
    sent = event("sent 2022-05-20")
    return in_year(2022, attempt("mail", address, events=[sent, back], **changes))


EXAMPLES = [
    *[
        Example(
            f"it came back through their own doing: {cause}",
            "mail04.11.1",
            _returned(cause),
            "presumed 2022-06-03 returned",
        )
        for cause in OWN_DOING
    ],
    *[
        Example(
            f"it came back for a cause that is not their doing: {cause}",
            "mail04.11.1",
            _returned(cause),
            "not_effective",
        )
        for cause in OTHERS
    ],
    Example("why it came back is not told", "mail04.11.1", _returned(None), "presumed 2022-06-03 returned"),
    Example(
        "they refused at an address that was only found", "mail04.9", _returned("refused", "found"), "not_effective"
    ),
    Example(
        "they prove that they were not at fault",
        "mail04.11.2",
        _returned("moved_untold", rebuttals=[rebuttal("no_fault", "2022-06-10")]),
        "not_effective",
    ),
    *[
        Example(
            f"a statutory agent signs a mediation document of a civil claim in a criminal case, in {year}",
            article,
            in_year(
                year,
                attempt("direct", None, f"signed {year}-06-03 statutory_agent"),
                paper={"kind": "mediation_document"},
                case={"branch": "criminal"},
                recipient={"lacks_capacity": True},
            ),
            f"effective {year}-06-03 signature",
        )
        for year, article in ((2020, "crpli2012.163"), (2022, "crpli.201"))
    ],
    Example(
        "a person of full capacity signs such a document themselves",
        "cpli.133",
        in_year(
            2022,
            attempt("direct", None, "signed 2022-06-03 statutory_agent"),
            paper={"kind": "mediation_document"},
            case={"branch": "criminal"},
        ),
        "not_effective",
    ),
]
