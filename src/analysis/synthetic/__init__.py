"""A made-up agency whose true answers are known: its model, its files, its store and its truth."""
