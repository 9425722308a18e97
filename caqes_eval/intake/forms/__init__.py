"""The forms sent to hospitals: defined as data, written as workbooks, read back."""
