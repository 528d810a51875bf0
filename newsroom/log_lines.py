"""One line per log record, whatever it carries."""

import logging


class OneLine(logging.Formatter):
    """Line breaks, of messages and of tracebacks, become ` | `: a line is a record, none can be forged."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line of text."""
        return " | ".join(part for part in super().format(record).splitlines() if part.strip())
