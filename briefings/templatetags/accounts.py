"""Names of who has an account, as the desk shows them."""

from django import template

from newsroom.account_names import account_name

register = template.Library()
register.filter(account_name)
