"""One statement at a time: its expressions rewritten by the rules, or a refusal that says why not."""
