"""FINESS, UCD, CIP, LPP and LES codes: parse, check, propose repairs."""
