"""What is evaluated: establishments, period, families, sources."""
