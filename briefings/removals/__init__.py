"""Words taken out for good: where they are kept, what would go, and the taking out."""
