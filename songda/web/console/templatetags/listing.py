"""One kind of list for the whole console: its head, its rows, what is said where there are none, and its pages.

    {% listing case in page.rows page=page %}
      {% column _("Case number") %}<a href="{% url 'console:case' case.id %}">{{ case.number }}</a>{% endcolumn %}
      {% column _("Judge") labelled=True %}{{ case.judge|default:"–" }}{% endcolumn %}
      {% nothing %}{% translate "No case is registered yet." %}{% endnothing %}
    {% endlisting %}

Of a list: `name` lets it be scrolled by the keyboard under this name, `kind` is a class of it, `late` says which rows
are. `page` brings the pages, `pile` names the list where a page has several. Of a column: `labelled` says its head
once more where rows become cards, `kind` is a class of its cells (in "end" stand the buttons, under a head that is
only heard), `heads` lets it name the row instead of the first column, and with `unless` it is sometimes left out.
A row for which a column fails is said in its own line; the others stand.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django import template
from django.template import Context, NodeList, TemplateSyntaxError
from django.template.base import FilterExpression, Node, Parser, Token, token_kwargs
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from songda.clock import now
from songda.records.ground.incidents.unshown import not_shown
from songda.records.ground.pages import HowMany

register = template.Library()
PARTIAL = "console/shared/parts/listing.html"
Options = Mapping[str, FilterExpression]


@dataclass(frozen=True)
class Head:
    """What stands over a column, and how its cells are to look."""

    words: str
    kind: str
    label: str
    is_row_head: bool


@dataclass(frozen=True)
class Cell:
    """One cell under its head."""

    head: Head
    content: SafeString


class Column(Node):
    """One column: its head, and what stands in its cell of a row."""

    def __init__(self, head: FilterExpression, options: Options, nodelist: NodeList) -> None:
        self.words, self.options, self.nodelist = head, options, nodelist

    def render(self, context: Context) -> SafeString:
        """The cell of the row that the context has."""
        return self.nodelist.render(context)

    def option(self, name: str, context: Context) -> object:
        """What the page says of the column; nothing where it says nothing."""
        return self.options[name].resolve(context) if name in self.options else None

    def head(self, context: Context, *, is_first: bool) -> Head:
        """The head in the reader's language."""
        words, heads = str(self.words.resolve(context)), self.option("heads", context)
        label = words if self.option("labelled", context) else ""
        return Head(words, str(self.option("kind", context) or ""), label, is_first if heads is None else bool(heads))


class Nothing(Node):
    """What is said where there are no rows."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        return self.nodelist.render(context)


class Listing(Node):
    def __init__(self, row: str, rows: FilterExpression, options: Options, nodelist: NodeList) -> None:
        self.row, self.rows, self.options, self.nodelist = row, rows, options, nodelist
        self.columns = [node for node in nodelist if isinstance(node, Column)]
        self.nothing = next((node for node in nodelist if isinstance(node, Nothing)), None)

    def render(self, context: Context) -> SafeString:
        """The partial, filled."""
        shown = [column for column in self.columns if not column.option("unless", context)]
        named = any("heads" in column.options for column in shown)
        heads = [column.head(context, is_first=not named and place == 0) for place, column in enumerate(shown)]
        lines = [self._line(context, row, list(zip(shown, heads, strict=True))) for row in self.rows.resolve(context)]
        given = {name: self.options[name].resolve(context) for name in self.options if name != "late"}
        nothing = self.nothing.render(context) if self.nothing and not lines else ""
        assert context.template is not None  # noqa: S101 - a node is rendered in a template
        partial = context.template.engine.get_template(PARTIAL)
        plain = {"kind": "", "name": "", "page": None, "pile": ""}
        with context.push(**{**plain, **given, "heads": heads, "lines": lines, "nothing": nothing}):
            return partial.render(context)

    def _line(self, context: Context, row: object, columns: list[tuple[Column, Head]]) -> dict[str, object]:
        try:
            return self._cells(context, row, columns)
        except Exception as wrong:  # noqa: BLE001 - whatever is wrong with a row, the others are shown
            return {"unshown": not_shown(row, wrong, now())}

    def _cells(self, context: Context, row: object, columns: list[tuple[Column, Head]]) -> dict[str, object]:
        with context.push(**{self.row: row}):
            cells = [Cell(head, mark_safe(column.render(context).strip())) for column, head in columns]  # noqa: S308 - rendered by a template
            is_late = self.options["late"].resolve(context) if "late" in self.options else False
        return {"cells": cells, "is_late": is_late}


@register.filter
def number_shown(found: HowMany) -> str:
    """How many, as far as they were counted."""
    return gettext("over %(number)s") % {"number": found.count} if found.is_more else str(found.count)


@register.tag
def column(parser: Parser, token: Token) -> Column:
    _tag, *bits = token.split_contents()
    if not bits or not bits[0].strip("\"'"):
        raise TemplateSyntaxError("a column has a head, which is read aloud with each of its cells")
    head, options = parser.compile_filter(bits.pop(0)), token_kwargs(bits, parser)
    return Column(head, options, _until(parser, "endcolumn"))


@register.tag
def nothing(parser: Parser, _token: Token) -> Nothing:
    """Read what is said where there are no rows."""
    return Nothing(_until(parser, "endnothing"))


@register.tag
def listing(parser: Parser, token: Token) -> Listing:
    _tag, *bits = token.split_contents()
    if len(bits) < 3 or bits[1] != "in":
        raise TemplateSyntaxError("a listing is written as: listing row in rows")
    row, _in, rows, *rest = bits
    return Listing(row, parser.compile_filter(rows), token_kwargs(rest, parser), _until(parser, "endlisting"))


def _until(parser: Parser, end: str) -> NodeList:
    nodelist = parser.parse((end,))
    parser.delete_first_token()
    return nodelist
