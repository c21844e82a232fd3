"""A source, the rules and what is known of the other modules in; a migration out. Pure; never raises."""
