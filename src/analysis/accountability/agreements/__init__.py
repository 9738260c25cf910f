"""Agreements with outside providers: what is owed and when, expected against obtained, rules kept or broken, renewal."""
