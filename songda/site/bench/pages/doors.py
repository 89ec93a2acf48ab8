"""Who is asked to open which address, and which addresses are not measured, with the reason."""

LOOKERS = {
    "api:": ("system",),
    "console:judge": ("judge", "supervisor"),
    "console:": ("supervisor", "clerk", "judge", "administrator", "auditor"),
    "portal:": ("recipient", "nobody"),
    "": ("nobody", "clerk"),
}
"""The first line that fits a name; of these, the first to whom the address answers with 200 is measured."""

SIGNING_IN = "signing in and second factors: the same however much the court holds"
FORMS_ONLY = "takes only what a form or a system sends"
NOT_MEASURED = {
    "account_": SIGNING_IN,
    "mfa_": SIGNING_IN,
    "set_language": FORMS_ONLY,
    "set_type_size": FORMS_ONLY,
    "api:openapi.json": "the description of the API: the same however much the court holds",
    "api:": "an address without an operation",  # the root, whose name is empty
    "portal:help_": "a helper's pages: the recipient's own are measured",
    "portal:helping": "the helper's way in: the recipient's own is measured",
    "portal:who": "leads on whoever has proved who they are",
    "portal:code": "leads on whoever has proved who they are",
    "portal:person": "asked only in cases about somebody's status",
    "portal:address_code": "asked only while a new address waits for its code",
    "portal:address_noted": "shown once, after an address was named",
    "portal:postal_noted": "shown once, after a place was named",
    "portal:address_form_signed": "shown once, after the form was signed",
    "portal:paper_or_help_noted": "shown once, after help was asked for",
}
EXACTLY = {"api:", "portal:helping", "portal:who", "portal:code", "portal:person"}

QUERIES = {
    "api:figures": "?since=2026-01-01&until=2026-06-30",
    "api:lookups/figures": "?since=2026-01-01T00:00:00%2B08:00&until=2026-06-30T00:00:00%2B08:00",
    "api:outreach/campaigns": "?year=2026",
    "public:last_day_file": "?paper=judgment&served=2022-09-22",  # without a question it is no file
}


def lookers(name: str) -> tuple[str, ...]:
    """Who is asked to open it."""
    return next(who for beginning, who in LOOKERS.items() if name.startswith(beginning))


def reason(name: str) -> str:
    """Why it is not measured; an empty text where it is."""
    for beginning, why in NOT_MEASURED.items():
        if name == beginning or (beginning not in EXACTLY and name.startswith(beginning)):
            return why
    return ""
