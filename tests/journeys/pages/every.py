"""Every address of the house, taken from the tables of addresses themselves: a new page cannot be left out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.journeys.pages.sample import Sample

# The interface for other systems speaks JSON; its page for people has a name of its own.
NOT_FOR_PEOPLE = ("api:",)
# Who is asked to open an address: the first line that fits its name, and of these the first to whom it shows a page.
LOOKERS = {
    "mfa_authenticate": ("between",),
    "mfa_": ("careful", "supervisor"),
    "account_": ("careful", "nobody"),
    "console:codes": ("careful",),
    "console:judge": ("judge",),
    "console:": ("supervisor", "judge", "auditor"),
    "portal:code": ("half",),
    "portal:person": ("known",),
    "portal:help_": ("son",),
    "portal:open_link": ("locked",),
    "portal:": ("recipient", "nobody"),
    "": ("nobody",),
}
# What shows nobody a page of its own: files and texts for programs, and ways in that are shut because the court alone
# makes accounts and no mail is sent to staff. What only takes what a form sends need not stand here.
NO_PAGE = {
    *(
        "console:paper_file",
        "console:recording_sound",
        "console:deed_scan",
        "console:board_sheet",
        *("console:sheet_result", "console:sheet_template"),
        *("console:lookup_sheet_result", "console:lookup_sheet_template"),
        *("console:print_set", "console:print_set_apart"),
        "console:case_pdf",
        "console:case_zip",
        "console:certificate_file",
        *("console:figures_file", "console:figures_paper_file"),
        "console:bundle",
        "console:print_form",
        "console:print_all",
        "console:blank_form",
        "console:signed_form_file",
        "console:campaign_photo",
        "console:visit_photo",
        "console:visit_original",
        "console:entrusted_letter",
        "console:entrusted_paper",
        *("console:field_worker", "console:field_door", "console:field_state"),
        "console:outreach_report_file",
        *("console:batch_file", "console:batch_manifest", "console:batch_table", "console:letter_file"),
        *("console:letter_page", "console:return_page", "console:return_picture", "console:people_template"),
        *("console:notice_file", "console:notice_photo", "console:notice_report_file", "console:notice_sheet"),
    ),
    *("public:notice_document", "public:notice_leaf", "public:notice_proof", "public:notices_listed"),
    # pages of whose things the sample has none: a case of another court, a notice that stands, a judge's malfunction
    *("console:entrusted_outcome", "console:refuse_entrusted", "console:weigh_malfunction", "console:sheet_check"),
    *("public:malfunction", "public:notice"),
    *("portal:help_picture", "portal:help_copy"),
    *("portal:picture", "portal:small_picture", "portal:original", "portal:certificate", "portal:hearing"),
    *("portal:address_form_file", "portal:help_small_picture"),
    *("public:checkpoint", "public:tile", "public:icon", "public:robots"),
    "public:last_day_file",
    *("account_email", "account_email_verification_sent", "account_confirm_email", "account_confirm_login_code"),
    *("account_set_password", "account_reset_password", "account_reset_password_done"),
    *("account_reset_password_from_key", "account_reset_password_from_key_done"),
    "set_language",
}
# Pages that no address has: what is shown instead of one.
INSTEAD = {"no such page": "/no-such-page", "no such link": "/s/AAAAAAAAAA", "not for this office": "/console/court/"}


@dataclass(frozen=True)
class Opened:
    """One page of the house: the name of its address, where it lies for the sample, and who looks at it."""

    name: str
    place: str
    who: str


@dataclass(frozen=True)
class House:
    """What there is to see, and the addresses at which there is nothing."""

    pages: list[Opened]
    empty: set[str]


def look_around(sample: Sample) -> House:
    """Open every address once, as those to whom it should show a page."""
    pages, empty = [], set()
    for name, asked in _named(get_resolver().url_patterns):
        place = reverse(name, kwargs=sample.keys(name, asked))
        answers = {who: sample.clients[who].get(place) for who in _lookers(name)}
        seen = next((who for who, answer in answers.items() if _is_page(answer)), None)
        if seen is not None:
            pages.append(Opened(name, place, seen))
        elif 405 not in {answer.status_code for answer in answers.values()}:
            empty.add(name)
    pages += [Opened(name, place, "careful") for name, place in INSTEAD.items()]
    return House(pages, empty)


def _named(
    patterns: Iterable[URLPattern | URLResolver], room: str = "", above: frozenset[str] = frozenset()
) -> Iterator[tuple[str, frozenset[str]]]:
    for pattern in patterns:
        asked = above | frozenset(pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLResolver):
            inside = f"{room}{pattern.namespace}:" if pattern.namespace else room
            yield from _named(pattern.url_patterns, inside, asked)
        elif pattern.name and not f"{room}{pattern.name}".startswith(NOT_FOR_PEOPLE):
            yield f"{room}{pattern.name}", asked


def _lookers(name: str) -> tuple[str, ...]:
    return next(who for beginning, who in LOOKERS.items() if name.startswith(beginning))


def _is_page(answer: HttpResponse) -> bool:
    return answer.status_code == 200 and answer["Content-Type"].startswith("text/html")
