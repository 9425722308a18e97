"""The commands: what is asked is read here, done elsewhere, and told here. One module each."""
