"""Positions and distributions, as pure functions."""
