"""Filters and tags that every page of the console may use: words, times, masks, what a page is about."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from django import template
from django.forms import BoundField, RadioSelect
from django.forms.utils import flatatt
from django.template import Context
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from songda.channels.registry import mask_address, place_kinds
from songda.clock import now
from songda.core.access import Act, may
from songda.core.circumstances import Kind
from songda.core.figures import FIGURES
from songda.core.identifiers import mask_id, mask_name, postal
from songda.core.words import Sayable
from songda.records.court.staff.court_settings import pauses_of
from songda.records.court.staff.models import Court, User
from songda.records.court.staff.signing_in import lacks_factor
from songda.records.ground.evidence.audits import last_audit
from songda.records.ground.incidents.actions import open_incidents
from songda.records.matter.cases.models import Case
from songda.records.matter.circumstances.entries import entry_in_force
from songda.records.matter.circumstances.entries import words_of as words_of_entry
from songda.records.matter.circumstances.models import Circumstance
from songda.records.matter.parties.models import Party
from songda.records.overview.boards.queries import TimelineRow
from songda.records.proof.certificates.queries import ListedCertificate
from songda.records.service.findings.models import Finding
from songda.records.service.telephone.dialling import why_no_notices
from songda.web.console.shared import words
from songda.web.console.shared.gate import home_of
from songda.web.console.shared.words import language

register = template.Library()
NOTICEABLE = timedelta(seconds=5)

# States that are worth a colour; every other is as plain as its word.
TONES = {
    "served": "good",
    "effective": "good",
    "arrived": "good",
    "issued": "good",
    "provided": "good",
    "answered": "good",
    "numbers": "good",
    "confirmed": "good",
    "attention": "open",
    "doubt": "doubt",
    "presumed": "open",
    "awaiting_judge": "open",
    "unknown": "open",
    "found": "open",
    "waiting": "open",
    "missing": "open",
    "time_out": "open",
    "other_person": "open",
    "not_allowed": "bad",
    "failed": "bad",
    "rejected": "bad",
    "bounced": "bad",
    "expired": "bad",
    "stopped": "bad",
    "proposed": "open",
    "mishap": "bad",
    "returned": "open",
}


@register.filter
def word(value: object, table: str) -> str:
    """The name of a stored word."""
    return words.word(value, table)


@register.filter
def tone(value: object) -> str:
    """How a state is coloured; the word beside it says the same."""
    return TONES.get(str(value), "")


@register.inclusion_tag("console/shared/parts/service_mark.html")
def service_mark(finding: Finding) -> dict[str, object]:
    """The mark of how a service stands; what counts although something was said against it is never plainly green."""
    return {"finding": finding, "is_in_doubt": finding.is_in_doubt}


@register.simple_tag
def certificate_mark(row: ListedCertificate, finding: Finding | None) -> SafeString:
    """Whether it stands, and by which one it was superseded; only one that certifies a service is plainly good."""
    made = row.certificate
    state = "issued" if made.state == "stamp_pending" and not made.waits_for_stamp else made.state
    name = words.word(state, "certificate_state")
    if row.is_superseded:
        by = pgettext("certificate", "by %(number)s") % {"number": row.superseded_by} if row.superseded_by else ""
        return format_html('<span class="mark void">{}</span> <small>{}</small>', name, by)
    if row.certified and row.is_statement:
        return format_html('<span class="mark bad">{}</span>', words.word(row.certified.result, "certificate_result"))
    if finding and finding.is_in_doubt:
        doubt = words.word("name", "doubt").lower()
        return format_html('<span class="mark doubt">{} · {}</span>', name, doubt)
    return format_html("<span{}>{}</span>", flatatt({"class": f"mark {tone(state)}"}), name)


@register.filter
def worded(words_to_say: Sayable) -> str:
    """Whatever can be put into words, in the reader's language."""
    return words_to_say.sentence(words.language())


def _time(local: datetime, form: str) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="seconds"), local.strftime(form))


@register.filter
def stamp(at: datetime | None) -> SafeString | str:
    """A moment in the court's own time, to the minute, short enough for a table."""
    if at is None:
        return pgettext("no moment", "–")
    local = timezone.localtime(at)
    return _time(local, "%Y-%m-%d %H:%M")


@register.filter
def exact(at: datetime | None) -> SafeString | str:
    """A moment in the court's own time, to the second, for evidence."""
    if at is None:
        return pgettext("no moment", "–")
    local = timezone.localtime(at)
    return _time(local, "%Y-%m-%d %H:%M:%S")


@register.filter
def exact_beside(at: datetime, day_of: datetime) -> SafeString | str:
    """The time to the second, below the heading of a day; with its own day where that is another one."""
    local = timezone.localtime(at)
    return _time(local, "%H:%M:%S") if local.date() == timezone.localtime(day_of).date() else exact(at)


@register.filter
def masked_name(name: str) -> str:
    """Family name and stars."""
    return mask_name(name)


@register.filter
def masked_number(number: str) -> str:
    """First and last character of an identity number."""
    return mask_id(number)


@register.filter
def masked_address(value: str, kind: str) -> str:
    """An address as much as a clerk needs to recognise it."""
    return mask_address(kind, value)


@register.filter
def as_written(value: str) -> str:
    """A postal address in the order of the reader's language; anything else as it is."""
    return postal.as_written(value, words.language())


@register.filter
def is_place(kind: str) -> bool:
    """Whether post and people go to addresses of this kind: words, not a number."""
    return kind in place_kinds()


@register.filter
def may_do(user: object, act: str) -> bool:
    """Whether the visitor's office may do this; only for what is shown, the server asks again."""
    return may(getattr(user, "role", ""), Act(act))


@register.filter
def home(user: object) -> str:
    """Where the visitor's office begins."""
    return home_of(getattr(user, "role", ""))


@register.filter
def is_before(at: date, other: date) -> bool:
    """Whether a moment (or a day) comes before another."""
    return at < other


@register.filter
def at_key(table: Mapping[object, object], key: object) -> object:
    """What stands in a table under this key."""
    return table.get(key)


@register.inclusion_tag("console/shared/parts/log_alarm.html", takes_context=True)
def log_alarm(context: Context) -> dict[str, object]:
    """On every page of those who may see it: the last audit, if it found that the log was tampered with."""
    request = context.get("request")
    if request is None or not may_do(request.user, Act.SEE_AUDITS):
        return {}
    newest = last_audit()
    return {"audit": newest if newest and newest.flaw_count else None}


@register.inclusion_tag("console/shared/parts/field.html")
def field(bound: BoundField, note: str = "", label: str = "") -> dict[str, object]:
    """One field with its label (another one, where the form has none to translate), its help and what is wrong.

    `note`: "unhelped" leaves its help out, "expected" does not call it optional; any other is a class of the entry.
    """
    note = note or getattr(bound.field, "note", "")  # a field may say so itself
    repeated = bound.field.widget.attrs.get("placeholder") == bound.label
    bound.label = label or bound.label
    kind = getattr(bound.field.widget, "input_type", "")
    if note == "unhelped":
        bound.help_text = ""
    named = [f"{bound.auto_id}{end}" for end, there in (("-help", bound.help_text), ("-error", bound.errors)) if there]
    attributes: dict[str, str | bool] = {"aria-describedby": " ".join(named)} if named else {}
    if repeated:
        attributes["placeholder"] = ""
    if bound.errors:
        attributes["aria-invalid"] = "true"
    return {
        "field": bound,
        "control": bound.as_widget(attrs=attributes),
        "is_group": isinstance(bound.field.widget, RadioSelect),
        "is_tick": kind == "checkbox" and not hasattr(bound.field, "choices"),
        "note": note,
        "described": " ".join(named),
    }


@register.simple_tag(takes_context=True)
def name_of(context: Context, party: Party) -> str:
    """The party's name: in full, which is noted, for those who may see personal fields, otherwise masked."""
    request = context["request"]
    if not may(getattr(request.user, "role", ""), Act.SEE_PERSONAL):
        return mask_name(party.name)
    if shown := getattr(request, "shown", None):
        shown.person(party)
    return words.full_name(party, _ends(context))


def _ends(context: Context) -> Mapping[UUID, str]:
    """What tells people of the same name apart, where the page has a list of them; reckoned once for it."""
    request = context["request"]
    if (known := getattr(request, "ends_of_namesakes", None)) is None:
        board, parties = context.get("board"), context.get("parties") or ()
        listed = [*getattr(board, "parties", ()), *(parties.values() if isinstance(parties, dict) else parties)]
        listed += [one.party for one in context.get("recipients") or ()]
        known = words.ends_of_namesakes(one for one in listed if isinstance(one, Party))
        request.ends_of_namesakes = known
    return known


@register.simple_tag(takes_context=True)
def title_about(context: Context, without: str = "") -> str:
    """What a page is about, for its title: the paper, the role and the case, as far as it is about them; no name."""
    return "".join(f" · {words}" for name, words in _about(context).items() if name not in without.split())


@register.simple_tag(takes_context=True)
def heading_about(context: Context, without: str = "") -> SafeString:
    """The same for its heading, with the name as the page shows it and the cause."""
    parts = {name: text for name, text in _about(context).items() if name not in without.split()}
    party = context.get("party") or getattr(context.get("task"), "about", None)
    if "role" in parts and party:
        parts["role"] = f"{parts['role']} {name_of(context, party)}"
    if "case" in parts:
        number = format_html('<span class="nowrap">{}</span>', parts["case"])
        parts["case"] = format_html("{} {}", number, cause) if (cause := context["case"].cause) else number
    first, *others = parts.values() if parts else [""]
    dot = format_html('<span class="dot">{}</span>', " · ")  # of what begins a line it is not seen
    whole = format_html_join("", '<span class="part">{}{}</span>', [("", first), *((dot, text) for text in others)])
    return format_html(' <small class="parts">{}</small>', whole) if parts else SafeString()


def _about(context: Context) -> dict[str, str]:
    service, paper, party, case = (context.get(name) for name in ("service", "paper", "party", "case"))
    party = party or getattr(context.get("task"), "about", None)
    title = getattr(getattr(service, "paper", paper), "title", "")
    role = words.word(party.role, "role") if isinstance(party, Party) else ""
    parts = {"paper": title, "role": role, "case": getattr(case, "number", "")}
    return {name: text for name, text in parts.items() if text}


@register.simple_tag
def circumstance_in_force(subject: Party | Case, kind: str) -> Circumstance | None:
    """What is on record of this kind and still holds."""
    return entry_in_force(subject, Kind(kind))


@register.simple_tag
def noted_words(entry: Circumstance) -> str:
    """What was noted in words, for those to whom the page is shown in full."""
    return words_of_entry(entry)


@register.filter
def learned_later(row: TimelineRow) -> bool:
    """Whether the court learned of it noticeably later than it happened."""
    return row.learned_at - row.at > NOTICEABLE


@register.filter
def last_four(number: str) -> str:
    """The end of a number, to compare with what the person says on the telephone."""
    return number[-4:] if len(number) > 8 else pgettext("no number", "–")


@register.filter
def figure_title(name: str) -> str:
    """What a figure is called."""
    return FIGURES[name].title(language())


@register.simple_tag
def querystring_with(query: str, **changed: str) -> str:
    """The query of an address with some of it changed."""
    return urlencode({**dict(parse_qsl(query)), **changed})


@register.filter
def called(actor: str, names: Mapping[str, str]) -> str:
    """The name of a member of staff; another system and the engine by what they are."""
    if actor in names:
        return names[actor]
    return _("Another system") if actor.startswith("client:") else _("The system")


@register.filter
def yuan(fen: int) -> str:
    """An amount as it is written on a bill: ¥12.30."""
    return f"¥{fen // 100:,}.{fen % 100:02d}"


@register.inclusion_tag("console/shared/parts/incidents.html", takes_context=True)
def incidents(context: Context) -> dict[str, object]:
    """What is away or full just now, and what waits for it."""
    request = context.get("request")
    if request is None or not request.user.is_authenticated:
        return {}
    court = request.user.court
    pauses = pauses_of(court, now()) if court else {}
    return {"incidents": open_incidents(), "pauses": pauses.items(), "staff": request.user}


@register.filter
def gives_notice_calls(court: Court) -> bool:
    """Whether notice calls can be made here."""
    return not why_no_notices(court)


@register.filter
def must_set_factor(user: object) -> bool:
    """Whether nothing opens for them before they set up a second factor."""
    return isinstance(user, User) and lacks_factor(user)


@register.filter
def court_name(court: object) -> str:
    """In the language of the page, where the court has told its name in it; empty where there is no court."""
    return court.name_in(language()) if isinstance(court, Court) else ""
