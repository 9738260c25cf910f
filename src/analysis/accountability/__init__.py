"""Results held against what was expected: standards, gaps and scores."""
