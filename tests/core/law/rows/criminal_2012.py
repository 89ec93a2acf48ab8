"""Criminal cases under the law and the interpretation of 2012, in force from 2013 to 2018 and 2021."""

from tests.core.law.given import Json, attempt, ruling
from tests.core.law.rows.shape import Example, StartedPeriods, in_year

CRIMINAL = {"branch": "criminal"}
ABROAD = {"domicile": "sg"}
NOTICE = {"kind": "hearing_notice"}
JUDGMENT = {"kind": "judgment"}
COMPANY = {"kind": "legal_person"}


def _tried(year: int, channel: str, *events: str, **changes: object) -> Json:
    told = [f"{kind} {year}-{rest}" for kind, rest in (event.split(" ", 1) for event in events)]
    return in_year(
        year, attempt(channel, "found", *told), **({"case": CRIMINAL, "paper": JUDGMENT, "consents": []} | changes)
    )


def _row(sentence: str, article: str, service: Json, expected: str) -> Example:
    return Example(f"{sentence}, under the law of 2012", article, service, expected)


EXAMPLES = [
    *[
        _row(
            f"the {who} of somebody abroad signs {recipient or ''}",
            f"crpli2012.412.0.{item}",
            in_year(
                2016,
                attempt("direct", None, f"signed 2016-06-03 {who}", to=who),
                case=CRIMINAL,
                paper=JUDGMENT,
                recipient=ABROAD | recipient,
            ),
            answer,
        )
        for who, item, recipient, answer in (
            ("representative", 4, {"role": "plaintiff"}, "effective 2016-06-03 signature"),
            ("representative", 4, {}, "awaiting_judge"),
            ("representative", 4, {"role": "plaintiff", "agent_excluded": True}, "not_effective"),
            ("representative_office", 5, COMPANY, "effective 2016-06-03 signature"),
            ("branch_office", 5, COMPANY | {"branch_may_receive": True}, "effective 2016-06-03 signature"),
            ("branch_office", 5, COMPANY, "not_effective"),
            ("business_agent", 5, COMPANY, "not_effective"),
        )
    ],
    _row(
        "handed over and signed",
        "crpl2012.105.1",
        _tried(2016, "direct", "signed 06-03"),
        "effective 2016-06-03 signature",
    ),
    _row(
        "an adult of the family signs",
        "crpli2012.167.2",
        _tried(2016, "direct", "signed 06-03 cohabitant"),
        "effective 2016-06-03 signature",
    ),
    _row(
        "where they work somebody signs",
        "crpli2012.167.2",
        _tried(2016, "direct", "signed 06-03 mail_room"),
        "effective 2016-06-03 signature",
    ),
    _row("a stranger signs", "crpli2012.167.2", _tried(2016, "direct", "signed 06-03 stranger"), "not_effective"),
    _row(
        "refused and left at home",
        "crpl2012.105.2",
        _tried(2016, "left", "left 06-03 filmed"),
        "effective 2016-06-03 left",
    ),
    _row(
        "refused and left, with its day",
        "crpli2012.167.3",
        _tried(2016, "left", "left 06-03 filmed"),
        "effective 2016-06-03 left",
    ),
    _row(
        "another court hands it over",
        "crpli2012.168",
        _tried(2016, "entrusted", "signed 06-03"),
        "effective 2016-06-03 signature",
    ),
    _row(
        "by registered letter", "crpli2012.170", _tried(2016, "mail", "signed 06-03"), "effective 2016-06-03 signature"
    ),
    _row(
        "a registered letter that nobody signed for",
        "crpli2012.170",
        _tried(2016, "mail", "sent 06-03"),
        "not_effective",
    ),
    _row(
        "the unit of a soldier hands it on",
        "crpli2012.171.1",
        _tried(2016, "transfer", "signed 06-03", recipient={"soldier": True}),
        "effective 2016-06-03 signature",
    ),
    _row(
        "the prison hands it on",
        "crpli2012.171.2",
        _tried(2016, "transfer", "signed 06-03", recipient={"in_custody": True}),
        "effective 2016-06-03 signature",
    ),
    _row("the return is empty", "crpli2012.167.2", _tried(2016, "direct", "sent 06-03"), "not_effective"),
    _row("a judgment by e-mail", "crpl2012.105", _tried(2016, "email", "acknowledged 06-03"), "not_allowed"),
    _row(
        "a judgment by public notice", "crpl2012.105", _tried(2016, "public_notice", "published 06-03"), "not_allowed"
    ),
    _row(
        "a notice to attend that was confirmed",
        "crpli2012.182.1.5",
        _tried(2016, "sms", "acknowledged 06-03", paper=NOTICE),
        "effective 2016-06-03 receipt_completed",
    ),
    _row(
        "a notice to attend that only arrived",
        "crpli2012.182.1.5",
        _tried(2016, "sms", "arrived 06-03", paper=NOTICE),
        "not_effective",
    ),
    _row(
        "abroad by e-mail, confirmed",
        "crpli2012.412.0.7",
        _tried(2016, "email", "acknowledged 06-03", recipient=ABROAD),
        "effective 2016-06-03 receipt_completed",
    ),
    _row(
        "abroad by e-mail, not confirmed",
        "crpli2012.412.0.7",
        _tried(2016, "email", "arrived 06-03", recipient=ABROAD),
        "not_effective",
    ),
    _row(
        "abroad by e-mail that their law forbids",
        "crpli2012.412.0.7",
        _tried(2016, "email", "acknowledged 06-03", recipient=ABROAD | {"home_law_forbids_electronic": True}),
        "not_allowed",
    ),
    _row(
        "abroad by post, three months",
        "crpli2012.412.0.6",
        _tried(2016, "mail", "sent 06-03", recipient=ABROAD),
        "awaiting_judge",
    ),
    _row(
        "abroad by treaty",
        "crpli2012.412.0.1",
        _tried(2016, "entrusted", "signed 06-03", recipient=ABROAD),
        "effective 2016-06-03 signature",
    ),
    _row(
        "what the judge found not to count",
        "crpl2012.48.3",
        in_year(
            2016,
            attempt("direct", None, "signed 2016-06-03", rulings=[ruling("2016-07-01", counts=False)]),
            case=CRIMINAL,
            paper=JUDGMENT,
        ),
        "not_effective",
    ),
    *[
        Example(
            f"the law of 2018 with the interpretation of 2012: {way}",
            article,
            _tried(2020, way, event),
            f"effective 2020-06-03 {ground}",
        )
        for way, event, article, ground in (
            ("direct", "signed 06-03", "crpl.107.1", "signature"),
            ("left", "left 06-03 filmed", "crpl.107.2", "left"),
            ("mail", "signed 06-03", "crpli2012.170", "signature"),
        )
    ],
]

PERIODS = [
    StartedPeriods(
        "an appeal under the law of 2012", "crpl2012.219", _tried(2016, "direct", "signed 06-03"), "appeal", 10
    ),
    StartedPeriods(
        "an appeal against a ruling under the law of 2012",
        "crpl2012.219",
        _tried(2016, "direct", "signed 06-03", paper={"kind": "ruling"}),
        "appeal",
        5,
    ),
]
