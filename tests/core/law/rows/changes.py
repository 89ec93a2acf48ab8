"""What changes on the recipient's side: death, the end of a body, bankruptcy, the end of an agent's mandate."""

from tests.core.law.given import Json, at, attempt, event, facts
from tests.core.law.rows.shape import Example, handed, in_each_law, in_year

COMPANY = {"kind": "legal_person"}
BANKRUPT = COMPANY | {"in_bankruptcy": True}
DEAD = {"deceased": True}


def _since(status: str, day: str, **more: object) -> Json:
    """Of the recipient, since that day."""
    return {"status_periods": [{"status": status, "since": at(day)}]} | more


def _arrived(year: int, **changes: object) -> Json:
    return in_year(year, attempt("sms", "confirmed", f"arrived {year}-06-02"), **changes)


_DEATH = ("gpcl.13", "cc.13", "cc.13")
_END = ("gpcl.59", "cc.59", "cc.59")
_MANDATE = ("cpl2017.60", "cpl2021.63", "cpl2023.63")
_BY_AGENT = "signed representative"

EXAMPLES = [
    *in_each_law(
        "nothing arrives at whoever has died",
        _DEATH,
        lambda year: _arrived(year, recipient=_since("deceased", f"{year}-06-01")),
        "not_allowed",
    ),
    *in_each_law(
        "whoever died a day later was served",
        ("cpl2017.87.2", "olr.31.1", "olr.31.1"),
        lambda year: _arrived(year, recipient=_since("deceased", f"{year}-06-03")),
        "effective {year}-06-02 arrival",
    ),
    *in_each_law(
        "family signs for nobody once they have died, though it was sent before",
        _DEATH,
        lambda year: in_year(
            year,
            attempt("mail", None, f"sent {year}-06-01", f"signed {year}-06-05 cohabitant"),
            recipient=_since("deceased", f"{year}-06-03"),
        ),
        "not_effective",
    ),
    *in_each_law(
        "no notice is published against the dead",
        _DEATH,
        lambda year: in_year(
            year, attempt("public_notice", None, f"published {year}-03-02"), recipient=DEAD | {"missing": True}
        ),
        "not_allowed",
    ),
    Example(
        "in 2016, of which the text was not read, a letter to somebody who had died",
        "gpl.9",
        handed(2016, "signed cohabitant", channel="mail", recipient=DEAD),
        "not_verified",
    ),
    Example(
        "in 2016 family signed for nobody once they had died",
        "gpl.9",
        in_year(
            2016,
            attempt("mail", None, "sent 2016-06-01", "signed 2016-06-05 cohabitant"),
            recipient=_since("deceased", "2016-06-03"),
        ),
        "not_effective",
    ),
    Example(
        "in 2016 a body that had ended",
        "gpl.36.2",
        handed(2016, "signed mail_room", recipient={"kind": "organisation", "dissolved": True}),
        "not_verified",
    ),
    Example(
        "in 2016 what would have taken effect only after a company had ended",
        "gpl.36.2",
        in_year(
            2016,
            attempt("mail", None, "sent 2016-06-01", "signed 2016-06-05 mail_room"),
            recipient=_since("dissolved", "2016-06-03", **COMPANY),
        ),
        "not_effective",
    ),
    Example(
        "what the administrator of the estate signs is for the judge",
        "cc.1147",
        in_year(
            2022,
            attempt("direct", None, "signed 2022-06-03 estate_administrator", to="estate_administrator"),
            recipient=DEAD,
        ),
        "awaiting_judge",
    ),
    Example(
        "the administrator of an estate is told nothing by text message",
        "cc.13",
        in_year(2022, attempt("sms", "confirmed", "arrived 2022-06-03", to="estate_administrator"), recipient=DEAD),
        "not_allowed",
    ),
    Example(
        "nobody administers the estate of the living",
        "",
        in_year(2022, attempt("direct", None, "signed 2022-06-03 estate_administrator", to="estate_administrator")),
        "not_effective",
    ),
    *in_each_law(
        "a company that has ended is served no more",
        ("cpli2015.64", "cpli.64", "cpli.64"),
        lambda year: handed(year, "signed mail_room", recipient=COMPANY | {"dissolved": True}),
        "not_allowed",
    ),
    *in_each_law(
        "another body that has ended is served no more",
        _END,
        lambda year: handed(year, "signed mail_room", recipient={"kind": "organisation", "dissolved": True}),
        "not_allowed",
    ),
    *in_each_law(
        "what would take effect only after a company has ended",
        _END,
        lambda year: in_year(
            year,
            attempt("mail", None, f"sent {year}-06-01", f"signed {year}-06-05 mail_room"),
            recipient=_since("dissolved", f"{year}-06-03", **COMPANY),
        ),
        "not_effective",
    ),
    Example(
        "a company that is being wound up is still there",
        "cpl2021.88.2",
        handed(2022, "signed mail_room", recipient=COMPANY),
        "effective 2022-06-03 signature",
    ),
    Example(
        "the bankruptcy administrator signs for the company",
        "ebl.25.1.7",
        handed(2022, "signed bankruptcy_administrator", recipient=BANKRUPT),
        "effective 2022-06-03 signature",
    ),
    Example(
        "the mail room of a company in bankruptcy signs no more",
        "ebl.25.1.7",
        handed(2022, "signed mail_room", recipient=BANKRUPT),
        "not_effective",
    ),
    Example(
        "the administrator refuses, and it is left",
        "ebl.25.1.7",
        in_year(
            2022,
            attempt("left", None, events=[event("left 2022-06-05 bankruptcy_administrator") | {"how": "witnessed"}]),
            recipient=BANKRUPT,
        ),
        "effective 2022-06-05 left",
    ),
    Example(
        "nobody is administrator of a company that is not in bankruptcy",
        "",
        handed(2022, "signed bankruptcy_administrator", recipient=COMPANY),
        "not_effective",
    ),
    Example(
        "the number that a company gave before its bankruptcy",
        "ebl.25.1.7",
        _arrived(2022, recipient=BANKRUPT),
        "not_effective",
    ),
    Example(
        "a number that the administrator confirmed",
        "olr.31.1",
        in_year(
            2022,
            attempt("sms", "confirmed", "arrived 2022-06-02", to="bankruptcy_administrator"),
            recipient=BANKRUPT,
        ),
        "effective 2022-06-02 arrival",
    ),
    Example(
        "a letter that came back from the company's own address",
        "mail04.9",
        in_year(2022, attempt("mail", "confirmed", "returned 2022-06-05"), recipient=BANKRUPT),
        "not_effective",
    ),
    Example(
        "what its former staff refuse and is left",
        "",
        in_year(
            2022,
            attempt("left", None, events=[event("left 2022-06-05 mail_room") | {"how": "filmed"}]),
            recipient=BANKRUPT,
        ),
        "not_effective",
    ),
    *in_each_law(
        "an agent whose mandate is over signs for nobody",
        _MANDATE,
        lambda year: handed(year, _BY_AGENT, recipient={"mandate_ended_at": at(f"{year}-06-02")}),
        "not_effective",
    ),
    *in_each_law(
        "what the agent signed before the court was told stands",
        ("cpl2017.85.2", "cpl2021.88.2", "cpl2023.88.2"),
        lambda year: handed(year, _BY_AGENT, recipient={"mandate_ended_at": at(f"{year}-06-04")}),
        "effective {year}-06-03 signature",
    ),
    *in_each_law(
        "sent while the agent had a mandate, signed when it was over",
        _MANDATE,
        lambda year: in_year(
            year,
            attempt("mail", None, f"sent {year}-06-01", f"signed {year}-06-03 representative"),
            recipient={"mandate_ended_at": at(f"{year}-06-02")},
        ),
        "not_effective",
    ),
    *in_each_law(
        "nothing arrives through the number of an agent whose mandate is over",
        _MANDATE,
        lambda year: in_year(
            year,
            attempt("sms", "confirmed", f"arrived {year}-06-03", to="representative"),
            recipient={"mandate_ended_at": at(f"{year}-06-02")},
        ),
        "not_effective",
    ),
    Example(
        "the party themselves sign whatever became of their agent",
        "cpl2021.87.2",
        handed(2022, "signed recipient", recipient={"mandate_ended_at": at("2022-06-02")}),
        "effective 2022-06-03 signature",
    ),
    Example(
        "an agent whose mandate is over agrees to nothing",
        "cpl2021.90.1",
        facts(
            attempt("sms", "confirmed", "arrived 2022-06-05"),
            consents=[
                {
                    "ground": "express",
                    "at": at("2022-06-03"),
                    "stages": ["*"],
                    "paper_kinds": ["*"],
                    "by": "representative",
                }
            ],
            recipient={"mandate_ended_at": at("2022-06-02")},
        ),
        "not_effective",
    ),
]
