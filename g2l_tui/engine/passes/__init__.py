"""Rewrites of a whole module: what is about no single call."""
