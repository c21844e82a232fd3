"""A source as text: its tree, its scopes, and where everything stands in its bytes."""
