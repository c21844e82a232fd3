"""The list of plugins."""

from __future__ import annotations

from pathlib import Path

from g2l_tui.plugins import PluginRegistry
from g2l_tui.workspace.workspace import Workspace
from tests.tui.conftest import opened, screen_text

ICEBERG = """\
from g2l_tui import TransformPlugin


class Iceberg(TransformPlugin):
    name = "iceberg"
    version = "2.1"

    def transform(self, code, metadata):
        return code
"""


async def test_without_plugins_it_says_how_one_takes_part(root: Path) -> None:
    async with opened(Workspace.open(root, plugins=PluginRegistry())) as (bench, press):
        await press("2", "p")
        shown = screen_text(bench)
        await press("escape")

        assert "No plugin takes part" in shown
        assert "entry point g2l_tui.plugins" in shown
        assert bench.screen is bench.rules


async def test_who_takes_part_and_who_could_not_is_listed_with_its_origin(root: Path, tmp_path: Path) -> None:
    good, broken = tmp_path / "iceberg.py", tmp_path / "broken.py"
    good.write_text(ICEBERG)
    broken.write_text("raise RuntimeError('no licence')\n")
    registry = PluginRegistry()
    registry.load_plugin_from_file(good)
    registry.load_plugin_from_file(broken)
    async with opened(Workspace.open(root, plugins=registry), (160, 40)) as (bench, press):
        await press("2", "p")
        shown = screen_text(bench)
    registry.close()

    assert "iceberg 2.1  changes results" in shown
    assert str(good) in shown
    assert "no licence" in shown
