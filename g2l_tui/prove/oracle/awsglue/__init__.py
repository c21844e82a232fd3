"""The `awsglue` package of a proof. Its names and signatures are the published library's; its work is the oracle's."""

from g2l_tui.prove.oracle.awsglue.dynamicframe import DynamicFrame

__all__ = ["DynamicFrame"]
