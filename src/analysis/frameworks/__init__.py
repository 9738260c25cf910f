"""Definitions as data: what a performance-measurement framework says, without any data in sight."""
