"""A stand-in for dbutils: widgets and secrets as declared, files on the run's own folder."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any, NamedTuple

from g2l_tui.prove.worker.cloud import DECLARED_SECRET
from g2l_tui.prove.worker.world import World


class FileEntry(NamedTuple):
    """One line of `dbutils.fs.ls`."""

    path: str
    name: str
    size: int


class NotebookExit(SystemExit):
    """`dbutils.notebook.exit`: the job is done."""


class DBUtils:
    """The parts of dbutils that jobs use."""

    def __init__(self, world: World) -> None:
        self.widgets = _Widgets(world)
        self.secrets = _Secrets(world)
        self.fs = _Files(world)
        self.notebook = _Notebook(world)
        self.jobs = _Jobs()


class _Widgets:
    def __init__(self, world: World) -> None:
        self._values = dict(world.request.arguments)

    def get(self, name: str) -> str:
        return self._values[name]

    def getAll(self) -> dict[str, str]:
        return dict(self._values)

    def text(self, name: str, defaultValue: str = "", label: str = "") -> None:
        self._values.setdefault(name, defaultValue)

    def dropdown(self, name: str, defaultValue: str, *_choices: Any) -> None:
        self._values.setdefault(name, defaultValue)

    combobox = multiselect = dropdown

    def removeAll(self) -> None:
        """Keep the values: they are declared, not typed in."""


class _Secrets:
    def __init__(self, world: World) -> None:
        self._values = world.request.secrets

    def get(self, scope: str, key: str) -> str:
        return self._values.get(f"{scope}/{key}", self._values.get(key, json.dumps(DECLARED_SECRET)))


class _Files:
    def __init__(self, world: World) -> None:
        self._world = world

    def ls(self, path: str) -> list[FileEntry]:
        place = self._world.place(path)
        return [FileEntry(f"{path.rstrip('/')}/{each.name}", each.name, each.stat().st_size) for each in _below(place)]

    def rm(self, path: str, recurse: bool = False) -> bool:
        self._world.effect(f"dbutils.fs.rm {path}{' with all below' if recurse else ''}")
        shutil.rmtree(self._world.place(path), ignore_errors=True)
        return True

    def cp(self, source: str, target: str, recurse: bool = False) -> bool:
        place, goal = self._world.place(source), self._world.place(target)
        goal.parent.mkdir(parents=True, exist_ok=True)
        if place.is_dir():
            shutil.copytree(place, goal, dirs_exist_ok=True)
        else:
            shutil.copyfile(place, goal)
        return True

    def mkdirs(self, path: str) -> bool:
        self._world.place(path).mkdir(parents=True, exist_ok=True)
        return True

    def put(self, path: str, contents: str, overwrite: bool = False) -> bool:
        place = self._world.place(path)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(contents, encoding="utf-8")
        return True


class _Notebook:
    def __init__(self, world: World) -> None:
        self._world = world

    def exit(self, value: str = "") -> None:
        self._world.effect(f"dbutils.notebook.exit {value}")
        raise NotebookExit(0)

    def run(self, path: str, *_arguments: Any, **_named: Any) -> str:
        self._world.effect(f"dbutils.notebook.run {path}")
        return ""


class _Jobs:
    def __init__(self) -> None:
        self.taskValues = _TaskValues()


class _TaskValues:
    def __init__(self) -> None:
        self._values: dict[str, Any] = {}

    def set(self, key: str, value: Any) -> None:
        self._values[key] = value

    def get(self, key: str, default: Any = None, **named: Any) -> Any:
        return self._values.get(str(named.get("key", key)), default)


def _below(place: Path) -> list[Path]:
    return sorted(place.iterdir()) if place.is_dir() else []
