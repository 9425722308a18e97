"""Scraps of a campaign gathered into regional tables."""
