"""Which nodes say the same at every request, and what they say."""

from collections.abc import Callable
from typing import Any

from django.template import Context
from django.template.base import FilterExpression, Node, Variable
from django.template.defaulttags import URLNode
from django.template.library import SimpleNode
from django.templatetags.i18n import GetCurrentLanguageBidiNode, GetCurrentLanguageNode, TranslateNode
from django.templatetags.static import StaticNode


def same_each_time(tag: Callable[..., str]) -> Callable[..., str]:
    """Mark the function of a simple tag that gives the same for the same arguments, as long as the process lives."""
    tag.same_each_time = True  # type: ignore[attr-defined]
    return tag


def constant(node: Node) -> tuple[str, Any] | None:
    """(the name under which the context is to have it, or "" for what is shown; what the node says each time).

    None for what may differ from one request to the next.
    """
    match node:
        case TranslateNode() if literal(node.filter_expression) and (
            node.message_context is None or literal(node.message_context)
        ):
            name = node.asvar
        case URLNode() if literal(node.view_name) and not node.args and not node.kwargs:
            if ":" in node.view_name.var:  # which site of several depends on the request
                return None
            name = node.asvar
        case StaticNode() if literal(node.path):
            name = node.varname
        case GetCurrentLanguageNode() | GetCurrentLanguageBidiNode():
            name = node.variable
        case SimpleNode() if getattr(node.func, "same_each_time", False) and all(
            map(literal, (*node.args, *node.kwargs.values()))
        ):
            name = node.target_var
        case _:
            return None
    context = Context()
    shown = node.render(context)
    return (name, context[name]) if name else ("", shown)


def literal(expression: FilterExpression) -> bool:
    """Whether an expression is a string or a number as written."""
    if expression.filters:
        return False
    return not isinstance(expression.var, Variable) or expression.var.literal is not None
