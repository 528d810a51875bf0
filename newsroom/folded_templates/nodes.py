"""Nodes that stand in a folded template where Django's own stood."""

from html import escape
from typing import Any

from django.template import Context
from django.template.base import FilterExpression, Node, NodeList, TextNode, VariableNode
from django.template.loader_tags import BLOCK_CONTEXT_KEY, BlockContext, BlockNode, ExtendsNode
from django.utils.safestring import SafeString


class Shown(VariableNode):
    """A variable; of a plain string, which most are, nothing but its signs is asked."""

    def render(self, context: Context) -> str:
        value = self.filter_expression.resolve(context)
        kind = type(value)
        if kind is SafeString:
            return value
        if kind is str:
            return escape(value) if context.autoescape else value
        return super().render(context)


class Named(Node):
    """Gives the context a name for a constant."""

    child_nodelists = ()

    def __init__(self, name: str, value: Any) -> None:
        self.name = name
        self.value = value

    def render(self, context: Context) -> str:
        context[self.name] = self.value
        return ""


class Within(Node):
    """The nodes of an included part; names that they set end with it."""

    def __init__(self, nodelist: NodeList, values: dict[str, FilterExpression]) -> None:
        self.nodelist = nodelist
        self.values = values

    def render(self, context: Context) -> SafeString:
        values = {name: value.resolve(context) for name, value in self.values.items()}
        with context.push(**values):
            return self.nodelist.render(context)


class Extending(ExtendsNode):
    """As Django's own; the blocks of its parent are looked for once and not at each request."""

    def render(self, context: Context) -> SafeString:
        parent = self.get_parent(context)
        blocks = context.render_context.setdefault(BLOCK_CONTEXT_KEY, BlockContext())
        blocks.add_blocks(self.blocks)
        if not hasattr(parent, "own_blocks"):
            parent.own_blocks = own_blocks(parent.nodelist)
        blocks.add_blocks(parent.own_blocks)
        with context.render_context.push_state(parent, isolated_context=False):
            return parent._render(context)


def own_blocks(nodes: NodeList) -> dict[str, BlockNode]:
    """The blocks of a template that extends no other; none of one that does, since it adds them itself."""
    first = next((node for node in nodes if not isinstance(node, TextNode)), None)
    if isinstance(first, ExtendsNode):
        return {}
    return {block.name: block for block in nodes.get_nodes_by_type(BlockNode)}
