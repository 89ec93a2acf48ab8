"""What stands between `shown` and `endshown` is about one row; where it cannot be shown, that is said in its place.

{% for paper in papers %}<li>{% shown paper %}{{ paper.title }}{% endshown %}</li>{% endfor %}
"""

from django import template
from django.template import Context, NodeList, TemplateSyntaxError
from django.template.base import FilterExpression, Node, Parser, Token
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from songda.records.ground.incidents.unshown import Unshown
from songda.web.look.unshown import shown_or

register = template.Library()


def said_instead(one: Unshown) -> SafeString:
    """What stands in the place of a row that cannot be shown."""
    return render_to_string("look/unshown.html", {"one": one})


class Shown(Node):
    """The part of a page that is about one row."""

    def __init__(self, row: FilterExpression, nodelist: NodeList) -> None:
        self.row, self.nodelist = row, nodelist

    def render(self, context: Context) -> SafeString:
        """The part, or what is said instead."""
        row = self.row.resolve(context)
        found = row if isinstance(row, Unshown) else shown_or(lambda _row: self.nodelist.render(context), row)
        return said_instead(found) if isinstance(found, Unshown) else found


@register.tag
def shown(parser: Parser, token: Token) -> Shown:
    """Read the part."""
    bits = token.split_contents()
    if len(bits) != 2:
        raise TemplateSyntaxError("what is shown is one row")
    row = parser.compile_filter(bits[1])
    nodelist = parser.parse(("endshown",))
    parser.delete_first_token()
    return Shown(row, nodelist)
