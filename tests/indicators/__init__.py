"""Worked examples of the indicators: rows in, results expected, written by hand."""
