"""What the frame of the desk asks for: the rail, and the panels of its first page."""

from typing import Any

from django import template

from ..admin.desk import Panel, panels
from ..admin.rail import rail

register = template.Library()


@register.simple_tag(takes_context=True)
def desk_rail(context: template.Context) -> list[list[dict[str, Any]]]:
    """Groups of entries {label, url, current}."""
    return rail(context["request"])


@register.simple_tag(takes_context=True)
def desk_panels(context: template.Context) -> list[Panel]:
    return panels(context["request"])
