"""Related links: what tells a piece, which are near it and why, and the refreshing of them."""
