"""A template that comes folded says what it would have said, to everybody and in every language."""

from collections.abc import Iterator
from itertools import product

import pytest
from django.template import Context, NodeList, Template, engines
from django.template.base import Node, TextNode
from django.template.defaulttags import URLNode
from django.template.loader import get_template
from django.templatetags.i18n import TranslateNode
from django.templatetags.static import StaticNode
from django.urls import set_script_prefix
from django.utils.translation import override

from songda.web.look.folding import KeptNodes, fold, is_constant

LOAD = "{% load i18n static %}"
CONSTANT = {
    "words": "{% translate 'Check a certificate' %}",
    "words of one place": "{% translate 'More' context 'page' %}",
    "an address": "{% url 'public:check' %}",
    "a file": "{% static 'look/look.css' %}",
    "a file whose name HTML escapes": '{% static "it\'s.css" %}',
    "all of them": "<a href=\"{% url 'public:check' %}\">{% translate 'Check a certificate' %}</a> & {# no #}",
    "a sign that HTML knows": "{% translate 'a < b & 100%' %}",
}
DIFFERENT = {
    "a value": "{{ who }}",
    "words out of a value": "{% translate who %}",
    "words of a changing place": "{% translate 'More' context where %}",
    "words with something done to them": "{% translate 'More'|add:who %}",
    "an address of somebody": "{% url 'portal:who' who %}",
    "an address of somebody, by name": "{% url 'portal:who' token=who %}",
    "an address out of a value": "{% url page %}",
    "a file out of a value": "{% static who %}",
    "words kept for later": "{% translate 'More' as said %}{{ said }}{{ who }}",
    "an address kept for later": "{% url 'public:check' as place %}{{ place }}",
    "a file kept for later": "{% static 'look/look.css' as place %}{{ place }}",
    "words around a value": "{% blocktranslate %}Call {{ who }}{% endblocktranslate %}",
    "a condition": "{% if who == 'A' %}{% translate 'More' %}{% else %}{% url 'public:check' %}{{ who }}{% endif %}",
    "a list": "{% for letter in who %}{% translate 'More' %}{{ letter }}{% empty %}{% translate 'More' %}{% endfor %}",
    "a part": "{% with other=who %}{% translate 'More' %}{{ other }}{% endwith %}",
    "a language of its own": "{% language 'en' %}{% translate 'More' context 'page' %}{% endlanguage %}{{ who }}",
    "signs as they are": "{% autoescape off %}{% translate 'a < b & 100%' %}{% endautoescape %}",
}


@pytest.fixture
def at_the_root() -> Iterator[None]:
    """Whatever a test says of where the site is mounted ends with it."""
    yield
    set_script_prefix("/")


def compiled(text: str) -> Template:
    return engines["django"].from_string(LOAD + text).template


def said(template: Template, who: str, *, autoescape: bool = True) -> str:
    page, where = ("public:check", "page") if who == "A" else ("public:verify", "elsewhere")
    return template.render(Context({"who": who, "page": page, "where": where}, autoescape=autoescape))


def kept(nodes: NodeList) -> list[Node]:
    return nodes.get_nodes_by_type(KeptNodes)


@pytest.mark.usefixtures("at_the_root")
@pytest.mark.parametrize("text", [*CONSTANT.values(), *DIFFERENT.values()], ids=[*CONSTANT, *DIFFERENT])
def test_it_says_the_same_to_everybody_in_every_language(text: str) -> None:
    plain, folded = compiled(text), compiled(text)
    fold(folded.nodelist)
    for language, who, autoescape, prefix in product(("zh-hans", "en") * 2, "ABA", (True, False), ("/", "/court/")):
        set_script_prefix(prefix)
        with override(language):
            assert said(folded, who, autoescape=autoescape) == said(plain, who, autoescape=autoescape)


@pytest.mark.parametrize("text", CONSTANT.values(), ids=CONSTANT)
def test_what_is_constant_is_rendered_once_for_each_language(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    folded = compiled(text)
    fold(folded.nodelist)
    (only,) = folded.nodelist
    assert isinstance(only, KeptNodes)
    for language in ("zh-hans", "en"):
        with override(language):
            said(folded, "A")
    monkeypatch.setattr(only, "nodes", NodeList())
    for language in ("zh-hans", "en"):
        with override(language):
            assert said(folded, "A")


@pytest.mark.parametrize("case", ["a condition", "a list", "a part"])
def test_constant_stretches_further_in_are_folded_too(case: str) -> None:
    folded = compiled(DIFFERENT[case])
    fold(folded.nodelist)
    assert len(kept(folded.nodelist)) > 1  # the first are the tags that load others


@pytest.mark.parametrize("kind", [TextNode, TranslateNode, URLNode, StaticNode])
def test_a_tag_derived_from_one_that_is_known_is_not_known(kind: type[Node]) -> None:
    plain = compiled("A" + "".join(CONSTANT.values())).nodelist.get_nodes_by_type(kind)[0]
    assert is_constant(plain)
    plain.__class__ = type("Own", (kind,), {})
    assert not is_constant(plain)


def test_text_alone_stays_as_it_is() -> None:
    folded = Template("<p>{{ who }}</p>")
    before = list(folded.nodelist)
    fold(folded.nodelist)
    assert list(folded.nodelist) == before


def test_an_address_that_leads_nowhere_is_told_each_time() -> None:
    folded = compiled("{% url 'public:no_such_page' %}")
    fold(folded.nodelist)
    for _ in range(2):
        with pytest.raises(Exception, match="no_such_page"):
            said(folded, "A")


def test_pages_come_folded_through_what_they_extend_and_include() -> None:
    for name in ("portal/landing.html", "look/page.html", "look/choices.html", "console/shared/base.html"):
        assert kept(get_template(name).template.nodelist), name
