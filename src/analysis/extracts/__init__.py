"""From an agency's files to validated canonical tables and a ledger of every refused row."""
