"""``{% style_sheets "piece" %}``: the style sheets of a family of pages."""

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from newsroom.folded_templates.constants import same_each_time
from newsroom.style_sheets import address, parts

register = template.Library()


@register.simple_tag
@same_each_time
def style_sheets(bundle: str) -> SafeString:
    """Links to the files of a bundle of ``newsroom.style_sheets``, or to the bundle where files are collected."""
    names = [address(bundle)] if settings.STATIC_COLLECTED else parts(bundle)
    return format_html_join("", '<link rel="stylesheet" href="{}">\n', ((static(name),) for name in names))
