"""The procedure: every legal delay from the dates of receipt, and its calendar."""
