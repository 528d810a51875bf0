"""One line per log record, whatever it carries."""

import logging


class OneLine(logging.Formatter):
    """Line breaks, of messages and of tracebacks, become ` | `: a line is a record, none can be forged."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line of text."""
        return " | ".join(part for part in super().format(record).splitlines() if part.strip())


class BeatBriefly(logging.Filter):
    """While the queue is away, beat fails every few seconds and says so with two tracebacks: one line is enough."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record through, those that carry tracebacks without them."""
        if record.exc_info and record.args and isinstance(record.args, tuple):
            record.msg, record.args = "%s", (str(record.args[0]),)
            record.exc_info = record.exc_text = None
        return True
