"""A small fictitious region in the published layouts."""
