"""The caqes command."""
