from __future__ import annotations

import re
from pathlib import Path

from g2l_tui.plugins import PluginRegistry
from tests.readme import README


def test_the_plugin_in_the_readme_works(tmp_path: Path) -> None:
    blocks = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    (tmp_path / "iceberg.py").write_text(next(block for block in blocks if "TransformPlugin" in block))
    registry = PluginRegistry()
    registry.load_plugin_from_file(tmp_path / "iceberg.py")

    done = registry.apply_transforms('frame.write.format("delta").save("x")\n', {})

    assert done.code == 'frame.write.format("iceberg").save("x")\n'
    registry.close()
