"""Rows to run a job on: the user's own, or made from what the repository knows of its sources."""
