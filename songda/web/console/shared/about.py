"""What a page is about, for its title and its heading: the paper, the role of the person, the case."""

from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from songda.core.access import Act, may
from songda.core.identifiers import mask_name
from songda.records.matter.parties.models import Party
from songda.web.console.shared import words


def shown_name(context: Context, party: Party) -> str:
    """The party's name: in full, which is noted, for those who may see personal fields, otherwise masked."""
    request = context["request"]
    if not may(getattr(request.user, "role", ""), Act.SEE_PERSONAL):
        return mask_name(party.name)
    if shown := getattr(request, "shown", None):
        shown.person(party)
    return party.name


def title_about(context: Context, without: str = "") -> str:
    """What a page is about, for its title: the paper, the role and the case, as far as it is about them; no name."""
    return "".join(f" · {words}" for name, words in _about(context).items() if name not in without.split())


def heading_about(context: Context, without: str = "") -> SafeString:
    """The same for its heading, with the name as the page shows it and the cause."""
    parts = {name: said for name, said in _about(context).items() if name not in without.split()}
    party = context.get("party") or getattr(context.get("task"), "about", None)
    if "role" in parts and party:
        parts["role"] = f"{parts['role']} {shown_name(context, party)}"
    if "case" in parts:
        parts["case"] = f"{parts['case']} {context['case'].cause or ''}".strip()
    return format_html(" <small>{}</small>", " · ".join(parts.values())) if parts else SafeString()


def _about(context: Context) -> dict[str, str]:
    service, paper, party, case = (context.get(name) for name in ("service", "paper", "party", "case"))
    party = party or getattr(context.get("task"), "about", None)
    title = getattr(getattr(service, "paper", paper), "title", "")
    role = words.word(party.role, "role") if isinstance(party, Party) else ""
    parts = {"paper": title, "role": role, "case": getattr(case, "number", "")}
    return {name: said for name, said in parts.items() if said}
