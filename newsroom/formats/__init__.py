"""How Django itself, and with it the desk, writes dates and numbers; Django's own forms stand behind these."""
