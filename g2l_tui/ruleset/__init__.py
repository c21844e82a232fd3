"""TOML in, checked immutable rules out."""
