"""What the desk calls who has an account."""

from typing import Any


def account_name(user: Any) -> str:
    """Their name; without one, what they sign in with."""
    name: str = user.get_full_name() or user.get_username()
    return name
