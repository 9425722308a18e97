"""One subpackage per indicator family, all with the same furniture."""
