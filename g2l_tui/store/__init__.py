"""Everything of a workspace that must survive a crash, and the only code that writes to disk.

An operation is prepared in `.g2l/tmp/`, becomes an intent by a rename to `pending/`, changes the tree, and is
committed by a rename to `backups/`. What is found in `pending/` at a start was interrupted and is put back.
"""
