"""The HTML report each hospital receives."""
