"""The part of `check` that compares with a baseline."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from g2l_tui.errors import ConfigurationError
from g2l_tui.terminal import one_line

if TYPE_CHECKING:
    from g2l_tui.model.migration import Migration
    from g2l_tui.workspace.baseline import NewUse


@dataclass(frozen=True)
class Comparison:
    """What is new beyond a baseline file of `known` uses, and how many of those are gone."""

    name: str
    known: int
    gone: int
    new: tuple[NewUse, ...]

    def as_values(self) -> dict[str, Any]:
        """Return the part of the JSON report."""
        new = [{"path": use.path, "name": use.name, "known": use.known, "lines": list(use.lines)} for use in self.new]
        return {"baseline": {"known": self.known, "gone": self.gone, "new": new}}

    def as_lines(self) -> Iterator[str]:
        """Yield a line for each function that is used more, and one for all."""
        for use in self.new:
            lines = ", ".join(map(str, use.lines))
            yield one_line(f"{use.path}: new Glue: {use.name} ({use.known} known; used in line {lines})")
        counts = f"{self.known:,} uses of Glue known, {self.gone:,} of them gone, {len(self.new):,} new"
        yield one_line(f"Compared with {self.name}: {counts}.")


def compare(path: Path | None, migrations: Iterable[Migration], *, update: bool) -> Comparison | None:
    """Return the comparison with the baseline `path`, None without one. With `update`, tighten or begin it."""
    from g2l_tui.store.named_file import write_named_file
    from g2l_tui.workspace import baseline

    if path is None:
        return None
    by_path = {migration.source.path: migration for migration in migrations}
    is_new = not path.exists()
    if is_new and not update:
        raise ConfigurationError(f"There is no baseline {path}; --update-baseline begins one.", path=path)
    known = baseline.uses_of(by_path) if is_new else baseline.baseline_from_bytes(_read(path), str(path))
    left = baseline.tightened(by_path, known)
    if update and (is_new or left != known):
        write_named_file(path, baseline.baseline_to_bytes(left), overwrite=True)
    gone = baseline.total(known) - baseline.total(left)
    return Comparison(str(path), baseline.total(known), gone, baseline.new_uses(by_path, known))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {error.strerror}.", path=path) from error
