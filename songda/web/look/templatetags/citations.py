"""Leads from the article that a sentence cites to the rule on the page of rules that is open to everybody."""

from datetime import date

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from songda.core.certificates.statement import cite_all
from songda.core.certificates.words import same
from songda.core.language import COURT_LANGUAGE
from songda.core.law.rulebook import locate_citation
from songda.core.words import language_of
from songda.records.service.findings.law_version import JURISDICTION

register = template.Library()


@register.filter
def linked_to_rule(sentence: str, on: date) -> SafeString | str:
    """The sentence with its citation as a link to the statute's words and that rule as it stood on this day."""
    language = language_of(get_language() or COURT_LANGUAGE)
    location = locate_citation(sentence, JURISDICTION, on, language)
    if location is None:
        return sentence
    before, cite, after = sentence.rpartition(location.cite)
    on_day = f"on={location.day:%Y-%m-%d}"
    if location.has_text:
        href = f"{reverse('public:rule_words', args=[location.rule])}?{on_day}"
    else:
        href = f"{reverse('public:rules')}?{on_day}&chapter={location.chapter}#{location.anchor}"
    return format_html('{}<a href="{}">{}</a>{}', before, href, cite_all((same(cite),))[language], after)
