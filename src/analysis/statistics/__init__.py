"""Numbers in, numbers out: no table, no framework, no file."""
