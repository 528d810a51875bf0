"""What stands on the page of a piece, made of values: its HTML, lists, sidenotes, structured data, card image."""
