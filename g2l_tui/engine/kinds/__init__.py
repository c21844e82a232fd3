"""What each expression of a module holds, found out by walking it as it would run."""
