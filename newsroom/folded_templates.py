"""Templates in which what is the same for every request is worked out when they are loaded.

Most of what a template of a page writes says the same each time: words of the interface, addresses of routes and of
static files, the parts that it includes. Worked out anew they took more than half of a page's processor time. So a
template is kept once for each language: such nodes become text, included parts stand where they are included, and
neighbouring texts are one. What depends on a request is left as it is, and is rendered each time; names in it are
looked up by a shorter way where they lead to what is in a dictionary, as they mostly do.
"""

import threading
from collections.abc import Callable, Iterable, Iterator
from html import escape
from typing import Any, TypeVar

from django.template import Context, Origin, Template, TemplateDoesNotExist
from django.template.base import (
    FilterExpression,
    Node,
    NodeList,
    TextNode,
    Variable,
    VariableDoesNotExist,
    VariableNode,
)
from django.template.defaulttags import (
    CommentNode,
    CycleNode,
    ForNode,
    IfChangedNode,
    IfNode,
    LoadNode,
    URLNode,
    WithNode,
)
from django.template.library import InclusionNode, SimpleNode
from django.template.loader_tags import BLOCK_CONTEXT_KEY, BlockContext, BlockNode, ExtendsNode, IncludeNode
from django.template.loaders import base, cached
from django.template.smartif import TokenBase
from django.templatetags.i18n import (
    GetCurrentLanguageBidiNode,
    GetCurrentLanguageNode,
    LanguageNode,
    TranslateNode,
)
from django.templatetags.static import StaticNode
from django.urls import get_script_prefix
from django.utils.safestring import SafeString
from django.utils.translation import get_language

AnyNode = TypeVar("AnyNode", bound=Node)


def same_each_time(tag: Callable[..., str]) -> Callable[..., str]:
    """Mark the function of a simple tag that gives the same for the same arguments, as long as the process lives."""
    tag.same_each_time = True  # type: ignore[attr-defined]
    return tag


class Folding(base.Loader):
    """Folds what another loader compiles."""

    def get_template(self, template_name: str, skip: Iterable[Origin] | None = None) -> Template:
        template = super().get_template(template_name, skip)
        template.nodelist = Folder(template).folded(template.nodelist)
        return template


class Loader(cached.Loader, Folding):
    """Django's loader that keeps templates, for each language and each prefix of the site's addresses."""

    def cache_key(self, template_name: str, skip: Iterable[Origin] | None = None) -> str:
        return f"{get_language()}|{get_script_prefix()}|{super().cache_key(template_name, skip)}"


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


class Name(Variable):
    """A name that is looked up in dictionaries; what leads elsewhere is left to Django's own, slower lookup."""

    def __init__(self, variable: Variable) -> None:
        super().__init__(variable.var)
        self.first, *self.others = self.lookups

    def resolve(self, context: Any) -> Any:
        for names in reversed(context.dicts):
            if self.first in names:
                found = names[self.first]
                break
        else:
            if hasattr(context, self.first):
                return super().resolve(context)
            raise VariableDoesNotExist("Failed lookup for key [%s] in %r", (self.first, context))
        for name in self.others:
            if type(found) is not dict or name not in found:
                return super().resolve(context)
            found = found[name]
        return super().resolve(context) if callable(found) else found


def shorten(values: Iterable[Any]) -> None:
    """Have the names in the expressions of a node looked up the short way."""
    for value in values:
        if isinstance(value, FilterExpression):
            if type(value.var) is Variable and value.var.lookups and not value.var.translate:
                value.var = Name(value.var)
        elif isinstance(value, TokenBase):
            shorten(vars(value).values())
        elif isinstance(value, dict):
            shorten(value.values())
        elif isinstance(value, list | tuple) and not isinstance(value, NodeList):
            shorten(value)


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


def _at(node: AnyNode, place: Node) -> AnyNode:
    """A node where another stood, for what Django tells of errors."""
    node.token, node.origin = place.token, getattr(place, "origin", None)
    return node
