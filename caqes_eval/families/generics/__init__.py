"""Generics: prescription within the repertoire and share of generics in it."""
