"""Between the desk and the workers: handing work over, what it did, trying again what failed."""
