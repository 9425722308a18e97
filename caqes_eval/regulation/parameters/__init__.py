"""Dated parameters: their files, how they are asked, listed and shown."""
