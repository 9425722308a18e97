"""The law as dated parameters."""
