"""The workbench: Textual lives here and nowhere else."""
