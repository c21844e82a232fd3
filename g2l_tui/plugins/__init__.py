"""Plugins: installed packages that bring rules, and code that takes part in a migration from a process of its own."""

from g2l_tui.plugins.kinds import HookPlugin, Plugin, PostProcessPlugin, TransformPlugin, ValidatorPlugin
from g2l_tui.plugins.registry import PluginRegistry, plugin_manager
from g2l_tui.plugins.rules import rule_folders

__all__ = [
    "HookPlugin",
    "Plugin",
    "PluginRegistry",
    "PostProcessPlugin",
    "TransformPlugin",
    "ValidatorPlugin",
    "plugin_manager",
    "rule_folders",
]
