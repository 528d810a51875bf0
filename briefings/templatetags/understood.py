"""What the head and the end of each public page tell programs."""

from django import template
from django.utils.safestring import SafeString

from ..pages.meta_html import meta_html
from ..views.anatomy import already_safe
from ..views.page_meta import meta
from ..views.structured_data import json_ld

register = template.Library()


@register.simple_tag(takes_context=True)
def page_meta(context: template.Context) -> SafeString:
    """Description, Open Graph and what X reads; ``meta_html`` escapes what it is given."""
    return already_safe(meta_html(meta(context.flatten())))


@register.simple_tag(takes_context=True)
def structured_data(context: template.Context) -> SafeString:
    """The content of the page's JSON-LD: ``structured.script`` escaped every sign that could end its element."""
    return already_safe(json_ld(context.flatten()))
