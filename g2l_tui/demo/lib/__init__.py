"""Shared by the jobs; deployed as lib.zip."""
