"""Says once what a template says to everybody: its constant stretches are rendered once for each language, then kept.

Most of a page is text around `{% translate %}`, `{% url %}` and `{% static %}` with nothing in them that could differ
from one visitor to the next. Looking all of them up anew takes a third of the time of a short template.
"""

from collections.abc import Iterator
from itertools import groupby

from django.template import Context, NodeList, Template
from django.template.base import FilterExpression, Node, Origin, TextNode, Variable
from django.template.defaulttags import IfNode, LoadNode, URLNode
from django.template.loaders import base, cached
from django.templatetags.i18n import TranslateNode
from django.templatetags.static import StaticNode
from django.urls import get_script_prefix
from django.utils.safestring import SafeString
from django.utils.translation import get_language

_KNOWN = (TextNode, LoadNode, TranslateNode, URLNode, StaticNode)


class KeptNodes(Node):
    """Neighbours that nobody can tell apart but by the language, and by where the site is mounted."""

    child_nodelists = ()

    def __init__(self, nodes: list[Node]) -> None:
        """`nodes`: each of them constant."""
        self.nodes = NodeList(nodes)
        self._said: dict[tuple[str | None, str, bool], SafeString] = {}

    def render(self, context: Context) -> SafeString:
        """What they say, out of memory from the second time on."""
        key = (get_language(), get_script_prefix(), context.autoescape)
        text = self._said.get(key)
        if text is None:
            text = self._said[key] = self.nodes.render(context)
        return text


class _Folding(base.Loader):
    def get_template(self, template_name: str, skip: list[Origin] | None = None) -> Template:
        template = super().get_template(template_name, skip)
        fold(template.nodelist)
        return template


class Loader(cached.Loader, _Folding):
    """Django's loader that keeps templates, which here come folded; nobody sees one that is folded by half."""


def fold(nodes: NodeList) -> None:
    """Put each stretch of constant nodes, here and further in, into one."""
    folded: list[Node] = []
    for constant, group in groupby(list(nodes), is_constant):
        run = list(group)
        folded += [KeptNodes(run)] if constant and not all(isinstance(node, TextNode) for node in run) else run
    nodes[:] = folded
    for node in folded:
        for inner in _lists_in(node):
            fold(inner)


def is_constant(node: Node) -> bool:
    """Whether its text hangs on nothing that the page is made with; a tag that is not known here never counts."""
    if type(node) not in _KNOWN:  # a kind of one's own may do anything
        return False
    match node:
        case TranslateNode():
            context = node.message_context
            return not node.asvar and _is_fixed(node.filter_expression) and (context is None or _is_fixed(context))
        case URLNode():
            return not (node.args or node.kwargs or node.asvar) and _is_fixed(node.view_name)
        case StaticNode():
            return node.varname is None and _is_fixed(node.path)
    return True


def _is_fixed(words: FilterExpression) -> bool:
    """Whether these are words in quotation marks, with nothing done to them."""
    name = words.var.literal if isinstance(words.var, Variable) else words.var
    return isinstance(name, str) and not words.filters


def _lists_in(node: Node) -> Iterator[NodeList]:
    if isinstance(node, IfNode):
        yield from (nodes for _, nodes in node.conditions_nodelists)
        return
    for name in node.child_nodelists:
        inner = getattr(node, name, None)
        if isinstance(inner, NodeList):
            yield inner
