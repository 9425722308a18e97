"""What need not be done again: the plan of the last run, what it rested on, and why a task would run."""
