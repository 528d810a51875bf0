"""The review before publishing: who asked, who approved which words, notes beside them, mail about it."""
