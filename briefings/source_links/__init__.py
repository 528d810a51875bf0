"""The links of cited sources: which are looked at, how politely, and what a look means."""
