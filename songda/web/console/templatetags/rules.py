"""Leads from every article that a sentence cites to the rule on the rules page, on the day that counts."""

from datetime import date, datetime

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from songda.clock import now
from songda.core.law.rulebook import locate_citation
from songda.records.delivery.findings.law_version import JURISDICTION
from songda.web.console.shared.words import language

register = template.Library()


@register.filter
def looked_up(sentence: str, on: datetime | date | str | None = None) -> SafeString | str:
    """The sentence, its citation a link to the statute's words and the rule on this day (without one: today)."""
    location = locate_citation(sentence, JURISDICTION, _day(on), language())
    if location is None:
        return sentence
    before, cite, after = sentence.rpartition(location.cite)
    on_day = f"on={location.day:%Y-%m-%d}"
    if location.has_text:
        href = f"{reverse('console:rule_words', args=[location.rule])}?{on_day}"
    else:
        href = f"{reverse('console:rules')}?{on_day}&chapter={location.chapter}#{location.anchor}"
    return format_html('{}<a href="{}">{}</a>{}', before, href, cite, after)


def _day(on: datetime | date | str | None) -> date:
    if isinstance(on, str) and on:
        return date.fromisoformat(on[:10])
    if isinstance(on, date) and not isinstance(on, datetime):
        return on
    return timezone.localtime(on if isinstance(on, datetime) else now()).date()
