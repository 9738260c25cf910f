"""What became of people, and how sure we are of it."""
