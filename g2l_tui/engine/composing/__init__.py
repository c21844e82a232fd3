"""From what becomes of statements to changes that can be accepted one by one."""
