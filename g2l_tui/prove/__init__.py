"""Proof: run the source and its migration on the same rows, and compare what they write."""
