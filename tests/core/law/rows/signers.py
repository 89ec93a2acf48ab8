"""Who may sign for whom, by which way, and who may not: each side of the line."""

from tests.core.law.given import attempt
from tests.core.law.rows.shape import YEARS, Example, handed, in_each_law, in_year

COMPANY = {"kind": "legal_person"}
PLEADING = {"kind": "complaint_copy"}
MEDIATION = {"kind": "mediation_document"}
OLD_AND_NEW = ((2020, "cpli2015"), (2022, "cpli"))
OF_THE_OFFICE = ("cpli2015.130.1", "cpli.130.1", "cpli.130.1")
OF_LEAVING_AT_HOME = ("cpl2017.86", "cpl2021.89", "cpl2023.89")
OF_REFUSING_AT_COURT = ("cpli2015.131", "cpli.131", "cpli.131")
TRANSFERRED = (
    ("a soldier", "soldier", ("cpl2017.89", "cpl2021.92", "cpl2023.92")),
    ("somebody in custody", "in_custody", ("cpl2017.90", "cpl2021.93", "cpl2023.93")),
)
ELSEWHERE = (("abroad", "sg", "foreign"), ("in Hong Kong", "hk", "hkmo"))


FAMILY = [
    example
    for who, flag, articles in TRANSFERRED
    for example in (
        *in_each_law(
            f"nobody at home signs for {who}",
            articles,
            lambda year, flag=flag: handed(year, "signed cohabitant", recipient={flag: True}),
            "not_effective",
        ),
        *[
            Example(
                f"nor does anybody at home in an {branch} case about {who}, in 2022",
                articles[1],
                handed(2022, "signed cohabitant", recipient={flag: True}, case={"branch": branch}),
                "not_effective",
            )
            for branch in ("administrative", "enforcement")
        ],
        *[
            Example(
                f"nobody at home signs for {who} when another court comes, in 2022",
                articles[1],
                handed(2022, "signed cohabitant", channel="entrusted", recipient={flag: True}),
                "not_effective",
            ),
            Example(
                f"{who} who signs for themselves is served, in 2022",
                "cpl2021.87.2",
                handed(2022, "signed recipient", recipient={flag: True}),
                "effective 2022-06-03 signature",
            ),
            Example(
                f"the agent of {who} signs for them, in 2022",
                "cpl2021.88.2",
                handed(2022, "signed representative", recipient={flag: True}),
                "effective 2022-06-03 signature",
            ),
            Example(
                f"in a criminal case an adult of the family may sign for {who}, in 2022",
                "crpli.204.1",
                handed(2022, "signed cohabitant", recipient={flag: True}, case={"branch": "criminal"}),
                "effective 2022-06-03 signature",
            ),
        ],
    )
]

LEFT = [
    *[
        Example(
            f"a company's receiving office refuses, in {year}",
            f"{source}.130.1",
            handed(year, "left mail_room filmed", channel=channel, recipient=COMPANY),
            f"effective {year}-06-03 left",
        )
        for year, source in OLD_AND_NEW
        for channel in ("direct", "left", "entrusted")
    ],
    *in_each_law(
        "somebody who lives at their home refuses",
        ("cpl2017.86", "cpl2021.89", "cpl2023.89"),
        lambda year: handed(year, "left cohabitant filmed", channel="left"),
        "effective {year}-06-03 left",
    ),
    *[
        Example(
            f"{sentence}, in {year}",
            article,
            handed(year, f"left {by}", channel=channel, recipient=recipient),
            "not_effective",
        )
        for sentence, channel, by, recipient, articles in (
            ("nobody lives at the home of a company", "left", "cohabitant", COMPANY, OF_THE_OFFICE),
            ("a person has no office that receives for them", "left", "mail_room", {}, OF_LEAVING_AT_HOME),
            ("an agent who was not named to receive may refuse", "left", "representative", {}, OF_LEAVING_AT_HOME),
            ("an agent not named to receive may refuse at court", "direct", "representative", {}, OF_REFUSING_AT_COURT),
            ("family at court is not the party", "direct", "cohabitant at_court", {}, OF_REFUSING_AT_COURT),
        )
        for year, article in zip(YEARS, articles, strict=True)
    ],
    Example(
        "an agent who was named to receive may not refuse",
        "cpl2021.89",
        handed(2022, "left designated_receiver filmed", channel="left"),
        "effective 2022-06-03 left",
    ),
]

COMPANIES = [
    *[
        Example(
            f"another court hands it to a company's receiving office, in {year}",
            f"{source}.134.1",
            handed(year, "signed mail_room", channel="entrusted", recipient=COMPANY),
            f"effective {year}-06-03 signature",
        )
        for year, source in OLD_AND_NEW
    ],
    *[
        Example(
            f"another court finds somebody who lives with a company, in {year}",
            article,
            handed(year, "signed cohabitant", channel="entrusted", recipient=COMPANY),
            "not_effective",
        )
        for year, article in zip(YEARS, OF_THE_OFFICE, strict=True)
    ],
    *[
        Example(
            f"a company {where} has an office that signs for its post, in {year}",
            article if zone == "foreign" else "hkmo.7.2",
            handed(year, "signed mail_room", channel="mail", recipient=COMPANY | {"domicile": domicile}),
            f"effective {year}-06-03 signature",
        )
        for where, domicile, zone in ELSEWHERE
        for year, article in ((2020, "cpli2015.536.2"), (2022, "cpli.534.2"))
    ],
    *[
        example
        for where, domicile, _ in ELSEWHERE
        for example in in_each_law(
            f"the court of the place hands it to a company's receiving office {where}",
            ("cpl2017.84.2", "cpl2021.87.2", "cpl2023.87.2"),
            lambda year, domicile=domicile: handed(
                year, "signed mail_room", channel="entrusted", recipient=COMPANY | {"domicile": domicile}
            ),
            "effective {year}-06-03 signature",
        )
    ],
]

IN_HAND = [
    *[
        Example(
            f"{by} signs for a company in hand, in an {branch} case",
            "cpl2021.88.2",
            handed(2022, f"signed {by}", recipient={"kind": kind}, case={"branch": branch}),
            "effective 2022-06-03 signature",
        )
        for kind in ("legal_person", "organisation")
        for branch in ("administrative", "enforcement")
        for by in ("representative", "statutory_agent", "designated_receiver", "mail_room")
    ],
    *[
        example
        for by in ("representative", "statutory_agent", "designated_receiver")
        for who, recipient in (("a company", COMPANY), ("a person", {}))
        for example in in_each_law(
            f"{by} signs for {who} in hand",
            ("cpl2017.57", "cpl2021.60", "cpl2023.60")
            if by == "statutory_agent" and not recipient
            else ("cpl2017.85.2", "cpl2021.88.2", "cpl2023.88.2"),
            lambda year, by=by, recipient=recipient: handed(year, f"signed {by}", recipient=recipient),
            "effective {year}-06-03 signature",
        )
    ],
    Example(
        "nobody lives with a company who could sign in hand",
        "cpli.130.1",
        handed(2022, "signed cohabitant", recipient=COMPANY),
        "not_effective",
    ),
    Example(
        "a person has no office that could sign in hand",
        "cpl2021.88.1",
        handed(2022, "signed mail_room"),
        "not_effective",
    ),
    *[
        Example(
            f"nor does {by} sign a company's mediation document in hand",
            "cpli.133",
            handed(2022, f"signed {by}", recipient=COMPANY, paper=MEDIATION),
            "not_effective",
        )
        for by in ("representative", "mail_room", "statutory_agent")
    ],
    *[
        Example(
            f"a company's receiving office refuses in an {branch} case, by {channel}",
            "cpli.130.1",
            handed(2022, "left mail_room filmed", channel=channel, recipient=COMPANY, case={"branch": branch}),
            "effective 2022-06-03 left",
        )
        for branch in ("administrative", "enforcement")
        for channel in ("direct", "left", "entrusted")
    ],
    *[
        Example(
            f"a mediation document cannot be left with {who}, by {channel}",
            "cpli.133",
            handed(2022, "left recipient", channel=channel, recipient=recipient, paper=MEDIATION),
            "not_effective",
        )
        for who, recipient in (("a company", COMPANY), ("a person", {}))
        for channel in ("direct", "entrusted")
    ],
    Example(
        "what their unit left with a soldier who is a professional was not handed on",
        "cpl2021.87.1",
        handed(2022, "left recipient", channel="transfer", recipient={"kind": "professional", "soldier": True}),
        "not_effective",
    ),
]

UNTOLD = [
    Example(
        f"who signed is not told: it was whom it was handed to, {whom}",
        article,
        in_year(2022, attempt(channel, None, "signed 2022-06-03", to=to), paper=paper),
        answer,
    )
    for whom, to, channel, paper, article, answer in (
        ("their agent", "representative", "direct", PLEADING, "cpl2021.88.2", "effective 2022-06-03 signature"),
        (
            "their agent, who cannot sign a mediation document",
            "representative",
            "direct",
            MEDIATION,
            "cpli.133",
            "not_effective",
        ),
        ("a stranger", "stranger", "direct", PLEADING, "mail04.7.2", "not_effective"),
        ("a stranger at the door", "stranger", "mail", PLEADING, "mail04.7.2", "not_effective"),
    )
]

WITHHELD = {"address_withheld": [{"how": "refuses", "at": "2022-01-01T10:00:00+08:00"}]}
ON_FILE = [
    Example(
        f"a company hides its address, and at its registered office {who} took nothing",
        article,
        in_year(
            2022,
            attempt("direct", "found", f"left 2022-06-09 {by}", address_source="register"),
            recipient=COMPANY | WITHHELD | {"addresses_on_file": [{"source": "register"}]},
        ),
        answer,
    )
    for who, by, article, answer in (
        ("the office", "mail_room", "op17.7", "presumed 2022-06-09 left"),
        ("somebody who lives there", "cohabitant", "cpli.130.1", "not_effective"),
    )
]

EXAMPLES = [*ON_FILE, *FAMILY, *LEFT, *COMPANIES, *IN_HAND, *UNTOLD]
