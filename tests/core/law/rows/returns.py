"""Why a letter came back: through the recipient's own doing it serves them, for another cause it does not."""

from tests.core.law.given import Json, attempt, event, rebuttal
from tests.core.law.rows.shape import Example, in_year

OWN_DOING = ("wrong_address", "moved_untold", "refused", "not_known_there")
OTHERS = ("refused_by_another", "nobody_met", "not_collected", "carrier")


def _returned(cause: str | None, address: str | None = "confirmed", **changes: object) -> Json:
    about = {key: changes.pop(key) for key in ("case", "recipient") if key in changes}
    back = event("returned 2022-06-03") | ({"cause": cause} if cause else {})
    sent = event("sent 2022-05-20")
    return in_year(2022, attempt("mail", address, events=[sent, back], **changes), **about)


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
    *[
        Example(
            f"the carrier says that they have died, which serves nobody from {place}",
            "cc.13",
            _returned("said_deceased", **where),  # type: ignore[arg-type]
            "not_effective",
        )
        for place, where in (
            ("their own address", {}),
            ("an address that was found", {"address": "found"}),
            (
                "a place on file",
                {
                    "address": None,
                    "address_source": "register",
                    "recipient": {"address_withheld": [{"how": "refuses", "at": "2022-05-01T09:00:00+08:00"}]},
                },
            ),
        )
    ],
    Example("why it came back is not told", "mail04.11.1", _returned(None), "presumed 2022-06-03 returned"),
    *[
        Example(
            f"they refused the letter themselves, wherever it was offered: {address}",
            "mail04.11.1",
            _returned("refused", address),
            "presumed 2022-06-03 returned",
        )
        for address in ("found", "unknown", None)
    ],
    *[
        Example(
            f"what came back from a place that is not theirs by their own word, {cause}",
            "mail04.11.1",
            _returned(cause, "found"),
            "not_effective",
        )
        for cause in ("wrong_address", "moved_untold", "nobody_met", "not_known_there")
    ],
    Example(
        "a change that they did not tell, in an administrative case",
        "apli.51.3",
        _returned("moved_untold", case={"branch": "administrative"}),
        "presumed 2022-06-03 returned",
    ),
    *[
        Example(
            f"they refuse to give an address, and the letter to a place on file came back: {cause}",
            "mail04.11.1",
            _returned(
                cause,
                None,
                address_source="register",
                recipient={"address_withheld": [{"how": "refuses", "at": "2022-05-01T09:00:00+08:00"}]},
            ),
            answer,
        )
        for cause, answer in (
            *((cause, "presumed 2022-06-03 returned") for cause in (*OWN_DOING, *OTHERS[:3])),
            ("carrier", "not_effective"),
        )
    ],
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
