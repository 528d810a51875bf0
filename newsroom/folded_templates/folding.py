"""The nodes of a template, folded: constants become text, and included parts stand where they are included."""

import threading
from collections.abc import Iterable, Iterator
from typing import TypeVar

from django.template import Template, TemplateDoesNotExist
from django.template.base import Node, NodeList, TextNode, VariableNode
from django.template.defaulttags import (
    CommentNode,
    CycleNode,
    ForNode,
    IfChangedNode,
    IfNode,
    LoadNode,
    WithNode,
)
from django.template.library import InclusionNode
from django.template.loader_tags import BlockNode, ExtendsNode, IncludeNode
from django.templatetags.i18n import LanguageNode

from .constants import constant, literal
from .lookup import shorten
from .nodes import Extending, Named, Shown, Within

AnyNode = TypeVar("AnyNode", bound=Node)


class Folder:
    """Folds the nodes of one template."""

    under_way = threading.local()
    """Templates that this thread is folding: one that includes itself is left to include itself."""

    def __init__(self, template: Template) -> None:
        self.template = template

    def folded(self, nodes: Iterable[Node]) -> NodeList:
        """The nodes with constants as text, neighbouring texts joined; what they hold is folded in place."""
        result = NodeList()
        for node in nodes:
            shorten(vars(node).values())
            for one in self.parts_of(node):
                if isinstance(one, TextNode) and result and isinstance(result[-1], TextNode):
                    one = _at(TextNode(result.pop().s + one.s), one)
                result.append(one)
        result.contains_nontext = any(not isinstance(one, TextNode) for one in result)
        return result

    def parts_of(self, node: Node) -> Iterator[Node]:
        """What stands in the place of a node."""
        if isinstance(node, LoadNode | CommentNode):
            return
        if type(node) is VariableNode:
            yield _at(Shown(node.filter_expression), node)
        elif type(node) is IncludeNode:
            yield from self.included(node)
        elif type(node) is ExtendsNode:
            self.fold_within(node)
            yield _at(Extending(node.nodelist, node.parent_name), node)
        elif (told := constant(node)) is not None:
            name, value = told
            if name:
                yield _at(Named(name, value), node)
            elif value:
                yield _at(TextNode(value), node)
        else:
            # What stands in a block of another language is worked out in that one.
            if not isinstance(node, LanguageNode):
                self.fold_within(node)
            yield node

    def fold_within(self, node: Node) -> None:
        if isinstance(node, IfNode):
            node.conditions_nodelists = [
                (condition, self.folded(nodes)) for condition, nodes in node.conditions_nodelists
            ]
            return
        for name in node.child_nodelists:
            nodes = getattr(node, name, None)
            if isinstance(nodes, NodeList):
                setattr(node, name, self.folded(nodes))

    def included(self, node: IncludeNode) -> Iterator[Node]:
        """The nodes of a part that is included by its name; the node itself where that cannot be told yet."""
        name = node.template.var
        names = self.under_way.__dict__.setdefault("names", [])
        inline = (
            literal(node.template)
            and isinstance(name, str)
            and not name.startswith(("./", "../"))
            and not node.isolated_context
            and name not in names
        )
        if not inline:
            yield node
            return
        names.append(name)
        try:
            nodes = self.template.engine.get_template(name).nodelist
        except TemplateDoesNotExist:  # of no account unless it is asked for
            yield node
            return
        finally:
            names.pop()
        if nodes.get_nodes_by_type(WITH_STATE):
            yield node
        elif node.extra_context or any(map(sets_a_name, nodes.get_nodes_by_type(Node))):
            yield _at(Within(nodes, node.extra_context), node)
        else:
            yield from nodes


WITH_STATE = (BlockNode, ExtendsNode, CycleNode, IfChangedNode)
"""These keep something by the template that they stand in."""

NAMELESS = (TextNode, VariableNode, IfNode, ForNode, WithNode, InclusionNode)
"""These put no name into the context around them, though what they hold may."""


def sets_a_name(node: Node) -> bool:
    """Whether the node may put a name into the context around it."""
    for attribute in ("asvar", "target_var"):
        if hasattr(node, attribute):
            return getattr(node, attribute) is not None
    return not isinstance(node, (*NAMELESS, Within))


def _at(node: AnyNode, place: Node) -> AnyNode:
    """A node where another stood, for what Django tells of errors."""
    node.token, node.origin = place.token, getattr(place, "origin", None)
    return node
