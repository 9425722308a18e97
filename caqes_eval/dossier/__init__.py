"""The archive of executed evaluations."""
