"""Search over what is live: the rows that it asks, and the asking."""
