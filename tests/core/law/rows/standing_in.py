"""Who stands for the recipient: who refuses a letter for them, their administrator or agent, their people here."""

from itertools import product

from tests.core.law.given import Json, at, attempt, consent, event, ruling
from tests.core.law.rows.shape import YEARS, Example, handed, in_each_law, in_year

COMPANY: Json = {"kind": "legal_person"}
BANKRUPT: Json = COMPANY | {"in_bankruptcy": True}
CHILD: Json = {"born_on": "2014-01-01"}
MEDIATED: Json = {"kind": "mediation_document"}
ADMINISTRATOR = "bankruptcy_administrator"
AGENT = ("cpl2017.57", "cpl2021.60", "cpl2023.60")
FOR_THEM = ("cpl2017.85.2", "cpl2021.88.2", "cpl2023.88.2")
AT_HOME = ("cpl2017.86", "cpl2021.89", "cpl2023.89")
AT_PREMISES = ("cpli2015.130.1", "cpli.130.1", "cpli.130.1")
CAME_BACK = "presumed 2022-06-03 returned"


def _refused(by: str, **about: object) -> Json:
    """A letter that came back on 3 June, refused by somebody."""
    back = event(f"returned 2022-06-03 {by}") | {"cause": "refused"}
    changes = {key: about.pop(key) for key in ("to", "rulings") if key in about}
    return in_year(2022, attempt("mail", "found", events=[event("sent 2022-05-20"), back], **changes), **about)


_REFUSES = [
    ("themselves", "recipient", {}, "mail04.11.1", CAME_BACK),
    ("the receiver whom they named", "designated_receiver", {}, "mail04.11.1", CAME_BACK),
    ("a minor's statutory agent", "statutory_agent", CHILD, "mail04.11.1", CAME_BACK),
    ("a company's head", "statutory_agent", COMPANY, "mail04.11.1", CAME_BACK),
    ("a company's mail room", "mail_room", COMPANY, "mail04.11.1", CAME_BACK),
    ("the administrator", ADMINISTRATOR, BANKRUPT, "mail04.11.1", CAME_BACK),
    ("a minor themselves", "recipient", CHILD, "cpl2021.60", "not_effective"),
    ("somebody without capacity", "recipient", {"lacks_capacity": True}, "cpl2021.60", "not_effective"),
    ("a bankrupt company's own people", "mail_room", BANKRUPT, "ebl.25.1.7", "not_effective"),
    ("an administrator of nobody", ADMINISTRATOR, COMPANY, "ebl.13", "not_effective"),
    *[
        (f"not theirs to refuse, {by}", by, {}, "mail04.11.1", "not_effective")
        for by in ("opponent", "stranger", "minor_at_home", "cohabitant", "family_elsewhere", "representative")
    ],
    ("a mail room for a natural person", "mail_room", {}, "mail04.11.1", "not_effective"),
    ("family for a company", "cohabitant", COMPANY, "mail04.11.1", "not_effective"),
]


def _withheld(year: int, channel: str, who: Json, branch: str) -> Json:
    """It went to the register's address, because they refuse to give one."""
    happened = event(f"returned {year}-06-03") | {"cause": "nobody_met"}
    if channel == "direct":
        happened = event(f"left {year}-06-03 {'statutory_agent' if who else 'recipient'} filmed")
    tried = attempt(channel, None, events=[happened], address_source="register")
    held = {"address_withheld": [{"how": "refuses", "at": at(f"{year}-05-01")}]}
    return in_year(year, tried, recipient=who | held, case={"branch": branch})


def _signed(year: int, channel: str, by: str, **about: object) -> Json:
    to = by if by == ADMINISTRATOR else "recipient"
    tried = attempt(channel, "confirmed" if channel == "inbox" else None, f"signed {year}-06-03 {by}", to=to)
    return in_year(year, tried, **about)


def _answered(what: str, address: str, *, agreed: bool) -> Json:
    tried = attempt("sms", address, "arrived 2024-06-02", f"{what} 2024-06-03 {ADMINISTRATOR}", to=ADMINISTRATOR)
    consents = [consent("2024-01-01", by=ADMINISTRATOR)] if agreed else []
    return in_year(2024, tried, recipient=BANKRUPT, consents=consents)


def _back_from_the_administrator(cause: str, address: str) -> Json:
    back = event("returned 2022-06-03") | ({"cause": cause} if cause != "untold" else {})
    return in_year(2022, attempt("mail", address, events=[back], to=ADMINISTRATOR), recipient=BANKRUPT)


def _left(year: int, channel: str, who: str, **about: object) -> Json:
    return in_year(year, attempt(channel, None, f"left {year}-06-03 {who}"), **about)


def _of(domicile: str, kind: Json) -> Json:
    return kind | {"domicile": domicile}


def _branch(year: int, *, power: bool, how: str = "filmed") -> Json:
    return _left(year, "left", f"branch_office {how}", recipient=_of("us", COMPANY) | {"branch_may_receive": power})


def _taiwan(year: int, *tries: Json, **about: object) -> Json:
    return in_year(year, *tries, recipient={"domicile": "tw", "missing": False}, **about)


def _notice_in_taiwan(published: str, year: int = 2024) -> Json:
    """Asked of Taiwan on 1 March, no word since; nothing else can be used; a notice."""
    gone = [
        {"channel": way, "at": at(f"{year}-01-10"), "ground": "no_address_known"} for way in ("mail", "fax", "email")
    ]
    asked = attempt("entrusted", None, f"sent {year}-03-01", id="t")
    return _taiwan(year, asked, attempt("public_notice", None, f"published {year}-{published}"), ruled_out=gone)


EXAMPLES = [
    *[
        Example(f"a letter came back, refused by {sentence}", article, _refused(by, recipient=who), expected)
        for sentence, by, who, article, expected in _REFUSES
    ],
    *[
        Example(
            f"no ruling makes a refusal of somebody else theirs, {by}",
            "mail04.11.1",
            _refused(by, rulings=[ruling("2022-06-20", counts=True)]),
            "not_effective",
        )
        for by in ("opponent", "cohabitant", "minor_at_home")
    ],
    Example(
        "a letter to a soldier's family is not refused by the soldier",
        "cpl2021.92",
        in_year(
            2022,
            attempt("mail", "confirmed", events=[event("returned 2022-06-03") | {"cause": "refused"}], to="cohabitant"),
            recipient={"soldier": True},
        ),
        "not_effective",
    ),
    # --- who withheld the address of somebody for whom an agent acts
    *[
        example
        for channel, ground in (("mail", "returned"), ("direct", "left"))
        for example in in_each_law(
            f"whoever cannot act withholds no address themselves, by {channel}",
            AGENT,
            lambda year, channel=channel: _withheld(year, channel, CHILD, "civil"),  # type: ignore[misc]
            "awaiting_judge",
        )
    ],
    *[
        Example(
            f"whoever cannot act withholds no address themselves, in an administrative case, by {channel}",
            "apl.30",
            _withheld(2022, channel, CHILD, "administrative"),
            "awaiting_judge",
        )
        for channel, ground in (("mail", "returned"), ("direct", "left"))
    ],
    *[
        Example(
            f"somebody of age withholds their own, by {channel}",
            article,
            _withheld(2022, channel, {}, "civil"),
            f"presumed 2022-06-03 {ground}",
        )
        for channel, ground, article in (("mail", "returned", "mail04.11.1"), ("direct", "left", "op17.7"))
    ],
    # --- the administrator is the debtor in the suit
    *[
        Example(
            f"the administrator signs for the debtor, {kind or 'a complaint'} by {channel}, in {year}",
            "ebl.25.1.7",
            _signed(year, channel, ADMINISTRATOR, recipient=BANKRUPT, paper=MEDIATED if kind else {}),
            f"effective {year}-06-03 signature",
        )
        for year in (2022, 2024)
        for kind, channels in (("mediation", ("direct", "mail", "entrusted", "inbox")), ("", ("direct", "entrusted")))
        for channel in channels
    ],
    *[
        Example(
            f"an administrator signs for nobody else, by {channel}",
            "ebl.13",
            _signed(2022, channel, ADMINISTRATOR, recipient=COMPANY),
            "not_effective",
        )
        for channel in ("direct", "mail", "entrusted")
    ],
    Example(
        "an administrator answers for nobody else",
        "ebl.13",
        in_year(
            2022, attempt("sms", "found", "arrived 2022-06-02", f"acted 2022-06-03 {ADMINISTRATOR}"), recipient=COMPANY
        ),
        "not_effective",
    ),
    *[
        Example(
            f"what the administrator does is the debtor's answer: {what} at a {address} address, agreed {agreed}",
            article,
            _answered(what, address, agreed=agreed),
            expected,
        )
        for what, agreed in product(("acknowledged", "acted"), (True, False))
        for address, article, expected in (
            ("found", "olr.31.2.1", "effective 2024-06-03 receipt_completed"),
            ("confirmed", "olr.31.1", "effective 2024-06-02 arrival"),
        )
    ],
    *[
        Example(
            f"a letter to the administrator came back, {cause}, from a {address} address",
            "mail04.11.1",
            _back_from_the_administrator(cause, address),
            expected,
        )
        for cause, address, expected in (
            ("wrong_address", "confirmed", CAME_BACK),
            ("moved_untold", "confirmed", CAME_BACK),
            ("untold", "confirmed", CAME_BACK),
            ("moved_untold", "found", "not_effective"),
            ("nobody_met", "confirmed", "not_effective"),
        )
    ],
    # --- a minor's mediation document in an inbox
    *[
        Example(
            f"a minor's mediation document in an inbox is signed by their statutory agent, in {year}",
            article,
            _signed(year, "inbox", "statutory_agent", recipient=CHILD, paper=MEDIATED),
            f"effective {year}-06-03 signature",
        )
        for year, article in ((2022, "cpl2021.60"), (2024, "cpl2023.60"))
    ],
    Example(
        "a minor's mediation document in an inbox is signed by themselves",
        "cpl2023.60",
        _signed(2024, "inbox", "recipient", recipient=CHILD, paper=MEDIATED),
        "not_effective",
    ),
    # --- here for a while only
    *[
        example
        for domicile in ("us", "hk")
        for example in (
            *in_each_law(
                f"a mail room signs for a body of {domicile}",
                FOR_THEM,
                lambda year, domicile=domicile: handed(year, "signed mail_room", recipient=_of(domicile, COMPANY)),  # type: ignore[misc]
                "awaiting_judge",
            ),
            *in_each_law(
                f"its head signs for a body of {domicile}",
                FOR_THEM,
                lambda year, domicile=domicile: handed(
                    year, "signed statutory_agent", recipient=_of(domicile, COMPANY)
                ),  # type: ignore[misc]
                "effective {year}-06-03 signature",
            ),
            *in_each_law(
                f"family signs for somebody of {domicile}",
                FOR_THEM,
                lambda year, domicile=domicile: handed(year, "signed cohabitant", recipient=_of(domicile, {})),  # type: ignore[misc]
                "effective {year}-06-03 signature",
            ),
        )
    ],
    *[
        example
        for channel, how in product(("left", "direct"), ("witnessed", "filmed"))
        for example in (
            *in_each_law(
                f"family refuses for somebody of Hong Kong, {channel}, {how}",
                AT_HOME,
                lambda year, channel=channel, how=how: _left(  # type: ignore[misc]
                    year, channel, f"cohabitant {how}", recipient=_of("hk", {})
                ),
                "awaiting_judge",
            ),
            *in_each_law(
                f"they themselves refuse, of Hong Kong, {channel}, {how}",
                AT_HOME,
                lambda year, channel=channel, how=how: _left(
                    year, channel, f"recipient {how}", recipient=_of("hk", {})
                ),  # type: ignore[misc]
                "effective {year}-06-03 left",
            ),
            *in_each_law(
                f"a mail room refuses for a body of Hong Kong, {channel}, {how}",
                AT_PREMISES,
                lambda year, channel=channel, how=how: _left(  # type: ignore[misc]
                    year, channel, f"mail_room {how}", recipient=_of("hk", COMPANY)
                ),
                "awaiting_judge",
            ),
            *in_each_law(
                f"the head of a body of Hong Kong refuses, {channel}, {how}",
                AT_PREMISES,
                lambda year, channel=channel, how=how: _left(  # type: ignore[misc]
                    year, channel, f"statutory_agent {how}", recipient=_of("hk", COMPANY)
                ),
                "effective {year}-06-03 left",
            ),
        )
    ],
    Example("a branch refused without power", "foreign.5.2", _branch(2022, power=False), "not_effective"),
    Example("a branch refused with power", "foreign.12", _branch(2022, power=True), "effective 2022-06-03 left"),
    Example(
        "since 2024 a branch refuses without power",
        "foreign.12",
        _branch(2024, power=False),
        "effective 2024-06-03 left",
    ),
    Example(
        "since 2024 a branch refuses, untold how",
        "foreign.12",
        _branch(2024, power=False, how=""),
        "awaiting_judge",
    ),
    # --- mutual assistance with Taiwan
    Example("three months and four days", "tw11.7.2", _notice_in_taiwan("06-05"), "awaiting_judge"),
    Example("a day before four months", "tw11.7.2", _notice_in_taiwan("06-30"), "awaiting_judge"),
    Example("after four months", "tw11.7.2", _notice_in_taiwan("07-01"), "effective 2024-10-01 public_notice"),
    Example(
        "before there was such assistance",
        "tw.3.2",
        _notice_in_taiwan("06-05", 2010),
        "effective 2010-09-05 public_notice",
    ),
    *[
        Example(
            f"what they do on a request to Taiwan may show service: {what}",
            "tw11.12.2",
            _taiwan(2024, attempt("entrusted", None, "sent 2024-03-01", f"{what} 2024-04-02")),
            "awaiting_judge",
        )
        for what in ("acknowledged", "acted")
    ],
    Example(
        "nothing is heard of a request to Taiwan",
        "tw11.12.2",
        _taiwan(2024, attempt("entrusted", None, "sent 2024-03-01")),
        "not_effective",
    ),
    # --- a criminal case: on film at their home alone
    *[
        Example(
            f"refused in a criminal case by {who}, in {year}",
            "crpli2012.167.3" if year == 2020 else "crpli.204.2",
            _left(year, "left", who, case={"branch": "criminal"}),
            status if status == "awaiting_judge" else f"{status} {year}-06-03 left",
        )
        for year in YEARS
        for who, status in (
            ("mail_room witnessed", "effective"),
            ("mail_room filmed", "awaiting_judge"),
            ("cohabitant filmed", "effective"),
            ("recipient filmed", "effective"),
        )
    ],
    # --- a letter to whoever receives for the missing
    *[
        Example(
            f"a letter to a missing person's {to}",
            article,
            in_year(2022, attempt("mail", "confirmed", f"signed 2022-06-03 {to}", to=to), recipient={"missing": True}),
            "effective 2022-06-03 signature",
        )
        for to, article in (
            ("representative", "mail04.9.0.4"),
            ("statutory_agent", "mail04.9.0.2"),
            ("designated_receiver", "mail04.9.0.5"),
        )
    ],
]
