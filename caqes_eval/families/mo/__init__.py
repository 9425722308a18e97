"""MO: costly drugs of the liste en sus, prescribed outside the indications of the reference list (I999)."""
