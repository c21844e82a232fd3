"""Validators read a migration's result with new eyes and add findings. Pure."""

from g2l_tui.validators.validate import validate

__all__ = ["validate"]
