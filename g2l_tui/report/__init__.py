"""How far a workspace is and what is left: readiness, work by kind, waves, inventory; for people and programs."""
