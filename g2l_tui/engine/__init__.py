"""A source, the rules and what is known of the other modules in; a migration out. Pure; never raises.

`migrate` is the door, `project` what modules tell each other. A source goes through `text` (its tree and bytes),
`kinds` (what each expression holds), `rewriting` (its statements one by one, with `transforms` where a rule looks into
an argument), `passes` (the module as a whole) and `composing` (changes that can be accepted one by one).
"""
