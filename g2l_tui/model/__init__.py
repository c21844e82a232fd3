"""The values everyone speaks in. Frozen, pure, and importing nothing of ours."""
