"""Tables received: what a schema expects, what a cell says, where a table is in a sheet."""
