"""Names in templates, looked up by a shorter way where they lead to what is in a dictionary."""

from collections.abc import Iterable
from typing import Any

from django.template.base import FilterExpression, NodeList, Variable, VariableDoesNotExist
from django.template.smartif import TokenBase


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
