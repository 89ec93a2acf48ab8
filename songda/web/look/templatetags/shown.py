"""What stands between `shown` and `endshown` is about one row; where it cannot be shown, that is said in its place.

{% for paper in papers %}<li>{% shown paper %}{{ paper.title }}{% endshown %}</li>{% endfor %}
"""

from django import template
from django.template import Context, NodeList, TemplateSyntaxError
from django.template.base import FilterExpression, Node, Parser, Token
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from songda.clock import now
from songda.records.ground.incidents.unshown import not_shown

register = template.Library()


class Shown(Node):
    """The part of a page that is about one row."""

    def __init__(self, row: FilterExpression, nodelist: NodeList) -> None:
        self.row, self.nodelist = row, nodelist

    def render(self, context: Context) -> SafeString:
        """The part, or what is said instead."""
        try:
            return self.nodelist.render(context)
        except Exception as wrong:  # noqa: BLE001 - whatever is wrong with a row, the rest is shown
            one = not_shown(self.row.resolve(context), wrong, now())
            return render_to_string("look/unshown.html", {"one": one})


@register.tag
def shown(parser: Parser, token: Token) -> Shown:
    bits = token.split_contents()
    if len(bits) != 2:
        raise TemplateSyntaxError("what is shown is one row")
    row = parser.compile_filter(bits[1])
    nodelist = parser.parse(("endshown",))
    parser.delete_first_token()
    return Shown(row, nodelist)
