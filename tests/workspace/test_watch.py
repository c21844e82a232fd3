from __future__ import annotations

import contextlib
import errno
import logging
import os
import queue
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from watchdog.observers.api import BaseObserver

from g2l_tui.workspace import network, observe, watch
from g2l_tui.workspace.watch import Saved, Watch

PATIENCE = 20
Heard = queue.Queue[Saved]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "jobs").mkdir()
    (tmp_path / "jobs" / "orders.py").write_text("a = 1\n")
    (tmp_path / ".g2l" / "rules").mkdir(parents=True)
    return tmp_path


@pytest.fixture
def heard(root: Path) -> Iterator[Heard]:
    told: Heard = queue.Queue()
    with Watch(root, told.put):
        yield told


def test_a_save_is_told_by_its_relative_path(root: Path, heard: Heard) -> None:
    (root / "jobs" / "orders.py").write_text("a = 2\n")

    assert heard.get(timeout=PATIENCE) == Saved(frozenset({"jobs/orders.py"}), rules=False, rescan=False)


def test_an_atomic_save_is_told_once_and_its_temporary_file_never(root: Path, heard: Heard) -> None:
    temporary = root / "jobs" / ".orders.py.tmp"
    temporary.write_text("a = 2\n")
    temporary.replace(root / "jobs" / "orders.py")

    assert heard.get(timeout=PATIENCE).sources == {"jobs/orders.py"}


def test_a_save_by_way_of_another_folder_is_told(
    root: Path, heard: Heard, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "new.py"
    elsewhere.write_text("a = 2\n")
    elsewhere.replace(root / "jobs" / "orders.py")

    assert heard.get(timeout=PATIENCE).sources == {"jobs/orders.py"}


def test_a_safe_write_that_moves_the_old_file_away_first_is_no_deletion(root: Path, heard: Heard) -> None:
    new, old, target = (root / "jobs" / name for name in ("orders.py___tmp", "orders.py___old", "orders.py"))
    new.write_text("a = 2\n")
    target.rename(old)
    new.rename(target)
    old.unlink()

    assert heard.get(timeout=PATIENCE).sources == {"jobs/orders.py"}
    assert target.exists()


def test_a_deletion_is_told(root: Path, heard: Heard) -> None:
    (root / "jobs" / "orders.py").unlink()

    assert heard.get(timeout=PATIENCE).sources == {"jobs/orders.py"}


def test_a_file_in_a_new_folder_is_told(root: Path, heard: Heard) -> None:
    (root / "more" / "deep").mkdir(parents=True)
    (root / "more" / "deep" / "new.py").write_text("a = 1\n")

    assert _sources_until(heard, "more/deep/new.py")


def test_saves_in_a_folder_that_was_new_are_told_too(root: Path, heard: Heard) -> None:
    (root / "more").mkdir()
    (root / "more" / "new.py").write_text("a = 1\n")
    assert _sources_until(heard, "more/new.py")
    _drain(heard)

    (root / "more" / "new.py").write_text("a = 2\n")

    assert _sources_until(heard, "more/new.py")


def test_a_folder_that_was_deleted_and_made_again_is_still_watched(root: Path, heard: Heard) -> None:
    (root / "jobs" / "orders.py").unlink()
    (root / "jobs").rmdir()
    (root / "jobs").mkdir()
    (root / "jobs" / "orders.py").write_text("a = 3\n")
    assert _sources_until(heard, "jobs/orders.py")
    _drain(heard)

    (root / "jobs" / "orders.py").write_text("a = 4\n")

    assert _sources_until(heard, "jobs/orders.py")


def test_a_renamed_folder_is_told_under_both_names(root: Path, heard: Heard) -> None:
    (root / "jobs").rename(root / "work")

    assert _sources_until(heard, "jobs/orders.py", "work/orders.py")


@pytest.mark.parametrize("place", [".git", "node_modules", ".venv", ".g2l/backups", "jobs/__pycache__"])
def test_what_tools_keep_for_themselves_is_not_told(place: str, root: Path, heard: Heard) -> None:
    (root / place).mkdir(parents=True)
    (root / place / "theirs.py").write_text("a = 1\n")
    (root / "jobs" / "notes.txt").write_text("a\n")
    (root / "jobs" / "orders.py").write_text("a = 2\n")

    assert heard.get(timeout=PATIENCE).sources == {"jobs/orders.py"}


def test_a_saved_rule_is_told_as_such(root: Path, heard: Heard) -> None:
    (root / ".g2l" / "rules" / "own.toml").write_text("")

    assert heard.get(timeout=PATIENCE) == Saved(frozenset(), rules=True, rescan=False)


def test_the_first_rule_ever_is_told(tmp_path: Path) -> None:
    told: Heard = queue.Queue()
    with Watch(tmp_path, told.put):
        (tmp_path / ".g2l" / "rules").mkdir(parents=True)
        (tmp_path / ".g2l" / "rules" / "own.toml").write_text("")

        assert told.get(timeout=PATIENCE).rules


@pytest.mark.parametrize("name", ["g2l.toml", "pyproject.toml"])
def test_saved_configuration_counts_as_rules(name: str, root: Path, heard: Heard) -> None:
    (root / name).write_text("")

    assert heard.get(timeout=PATIENCE).rules


def test_a_further_rule_folder_is_heard(root: Path) -> None:
    (root / "company").mkdir()
    told: Heard = queue.Queue()
    with Watch(root, told.put, [root / "company"]):
        (root / "company" / "own.toml").write_text("")

        assert told.get(timeout=PATIENCE).rules


def test_a_storm_is_told_as_a_rescan_and_not_by_name(root: Path) -> None:
    paths = [root / "jobs" / f"job_{number}.py" for number in range(watch.STORM + 1)]
    for path in paths:
        path.write_text("a = 1\n")
    watching = Watch(root, print)

    saved = watching._saved(watch.Burst(files={str(path) for path in paths}))

    assert saved == Saved(frozenset(), rules=False, rescan=True)


def test_a_storm_is_given_more_time_to_end() -> None:
    few = watch.Burst(files={"a.py"}, unfinished={"a.py"}, first=10.0, last=10.0)
    many = watch.Burst(files={f"{number}.py" for number in range(watch.STORM + 1)}, first=10.0, last=10.0)
    endless = watch.Burst(files={"a.py"}, unfinished={"a.py"}, first=10.0, last=20.0)

    assert few.due() == 10.0 + watch.QUIET_SECONDS
    assert many.due() == 10.0 + watch.STORM_QUIET_SECONDS
    assert endless.due() == 10.0 + watch.LONGEST_SECONDS


def test_a_save_that_is_over_is_told_sooner_than_one_of_which_more_may_come() -> None:
    over = watch.Burst(files={"a.py"}, first=10.0, last=10.0)
    many = watch.Burst(files={f"{number}.py" for number in range(watch.FEW + 1)}, first=10.0, last=10.0)

    assert over.due() == 10.0 + watch.FINISHED_QUIET_SECONDS
    assert many.due() == 10.0 + watch.QUIET_SECONDS


def test_what_follows_a_storm_at_once_belongs_to_it() -> None:
    rest = watch.Burst(files={"a.py"}, first=10.0, last=10.0, before=watch.STORM + 1)

    assert rest.due() == 10.0 + watch.STORM_QUIET_SECONDS


def test_a_look_at_all_files_waits_for_the_end_of_saves_but_not_for_ever() -> None:
    calm, just_saved, endless = (watch.Burst(last=last) for last in (0.0, 9.5, 99.0))

    assert calm.look_due(10.0, 5.0) == 10.0
    assert just_saved.look_due(10.0, 5.0) == 9.5 + watch.CALM_SECONDS
    assert endless.look_due(10.0, 5.0) == 15.0


def test_a_file_that_is_moved_away_may_come_back(root: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    target, elsewhere = root / "jobs" / "orders.py", tmp_path_factory.mktemp("elsewhere") / "orders.py"
    told: Heard = queue.Queue()
    with Watch(root, told.put):
        target.rename(root / "jobs" / "orders.py~")
        elsewhere.write_text("a = 2\n")
        elsewhere.replace(target)

        assert told.get(timeout=PATIENCE).sources == {"jobs/orders.py"}
    assert told.empty()


def test_after_a_storm_nothing_is_missed(root: Path, heard: Heard) -> None:
    missing = {f"many/job_{number}.py" for number in range(1000)}
    (root / "many").mkdir()
    for path in missing:
        (root / path).write_text("a = 1\n")

    while missing:
        saved = heard.get(timeout=PATIENCE)
        missing = set() if saved.rescan else missing - saved.sources


def test_lost_events_are_a_rescan(root: Path, heard: Heard) -> None:
    logging.getLogger("watchdog.observers.inotify_c").warning("Inotify queue overflowed; events were lost")

    assert heard.get(timeout=PATIENCE).rescan


def test_a_link_is_not_watched_beyond(root: Path, heard: Heard, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (root / "jobs" / "link").symlink_to(elsewhere)
    (elsewhere / "outside.py").write_text("a = 1\n")
    (root / "jobs" / "orders.py").write_text("a = 2\n")

    assert heard.get(timeout=PATIENCE).sources == {"jobs/orders.py"}


def vim(path: Path) -> None:
    path.rename(path.with_name("orders.py~"))
    path.write_text("a = 2\n")
    path.with_name("orders.py~").unlink()


def emacs(path: Path) -> None:
    path.with_name("#orders.py#").write_text("a = 2\n")
    path.rename(path.with_name("orders.py~"))
    path.write_text("a = 2\n")
    path.with_name("#orders.py#").unlink()


def in_place(path: Path) -> None:
    with path.open("r+") as file:
        file.write("a = 2\n")
        file.truncate()


def sed(path: Path) -> None:
    path.with_name("sedXz81").write_text("a = 2\n")
    path.with_name("sedXz81").replace(path)


def git_checkout(path: Path) -> None:
    path.unlink()
    path.write_text("a = 2\n")


def append(path: Path) -> None:
    for _ in range(50):
        with path.open("a") as file:
            file.write("b = 2\n")


@pytest.mark.parametrize("save", [vim, emacs, in_place, sed, git_checkout, append])
def test_however_a_program_saves_it_is_told_and_nothing_else_is(
    save: Callable[[Path], None], root: Path, heard: Heard
) -> None:
    save(root / "jobs" / "orders.py")

    told = heard.get(timeout=PATIENCE)
    assert told == Saved(frozenset({"jobs/orders.py"}), rules=False, rescan=False)


def busy(root: Path, acts: int, chance: random.Random) -> None:
    """Save, move and delete files and folders at random, as fast as it goes."""
    for number in range(acts):
        folder = root / f"f{chance.randrange(5)}" / f"g{chance.randrange(3)}"
        path, other = folder / f"{chance.randrange(9)}.py", folder / f"{chance.randrange(9)}.py"
        folder.mkdir(parents=True, exist_ok=True)
        match chance.randrange(12):
            case 0:
                shutil.rmtree(folder)
            case 1 if not (root / f"f{number}").exists():
                folder.parent.rename(root / f"f{number}")
            case 2:
                path.unlink(missing_ok=True)
            case 3 | 4 if path.exists():
                path.rename(other)
            case 5 | 6:
                path.with_suffix(".tmp").write_text(f"a = {number}\n")
                path.with_suffix(".tmp").replace(path)
            case _:
                path.write_text(f"a = {number}\n")


@pytest.mark.parametrize(("seed", "acts"), [(1, 300), (2, 2000), pytest.param(3, 100_000, marks=pytest.mark.long)])
def test_who_reads_what_is_told_knows_every_file_as_it_is_in_the_end(
    seed: int, acts: int, root: Path, heard: Heard
) -> None:
    known = {"jobs/orders.py": "a = 1\n"}

    busy(root, acts, random.Random(seed))

    while known != (there := _texts(root)):
        saved = heard.get(timeout=PATIENCE)
        if saved.rescan:
            known = there
        for path in saved.sources:
            known.pop(path, None)
            with contextlib.suppress(OSError):
                known[path] = (root / path).read_text()


def test_names_that_are_not_utf_8_are_told(root: Path, heard: Heard) -> None:
    name = os.fsdecode(b"jobs/caf\xe9.py")
    (root / name).write_text("a = 1\n")

    assert heard.get(timeout=PATIENCE).sources == {name}


def sentence_of_a_watch_that_hears(root: Path) -> str:
    """What a watch says when it starts, after it has told of a file that was saved since."""
    told: Heard = queue.Queue()
    watching = Watch(root, told.put)
    sentence = watching.start()
    (root / "jobs" / "orders.py").write_text("a = 22\n")

    saved = told.get(timeout=PATIENCE)
    watching.stop()

    assert saved.sources == {"jobs/orders.py"}
    assert sentence is not None
    return sentence


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EMFILE])
def test_without_watches_the_files_are_looked_at_and_a_sentence_says_so(
    code: int, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(observe, "Observer", _failing(code))

    sentence = sentence_of_a_watch_that_hears(root)

    assert "max_user_watches" in sentence
    assert os.strerror(code) in sentence


def test_what_the_system_forgets_to_report_is_found_by_looking(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(observe, "WANTED", [])
    monkeypatch.setattr(watch, "SAFETY_SECONDS", 0.1)
    told: Heard = queue.Queue()
    with Watch(root, told.put):
        (root / "jobs" / "orders.py").write_text("a = 22\n")

        assert told.get(timeout=PATIENCE).sources == {"jobs/orders.py"}


def test_a_save_does_not_wait_for_a_look_at_all_files(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "SAFETY_SECONDS", 0.01)
    monkeypatch.setattr(watch, "PIECE", 1)
    monkeypatch.setattr(watch, "PAUSE_SECONDS", 600.0)
    told: Heard = queue.Queue()
    with Watch(root, told.put):
        for name in ("a.py", "b.py", "c.py"):
            (root / name).write_text("a = 22\n")

            assert told.get(timeout=PATIENCE).sources == {name}


def test_a_limit_that_is_reached_later_is_said_once_and_the_files_are_looked_at(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(watch, "POLL_SECONDS", 0.1)
    told: Heard = queue.Queue()
    said: list[str] = []
    with Watch(root, told.put, warn=said.append):
        monkeypatch.setattr(BaseObserver, "schedule", refuse)
        for name in ("more", "even_more"):
            (root / name).mkdir()
            (root / name / "new.py").write_text("a = 1\n")
            assert _sources_until(told, f"{name}/new.py")
        (root / "jobs" / "orders.py").write_text("a = 22\n")
        assert _sources_until(told, "jobs/orders.py")

    assert len(said) == 1
    assert "max_user_watches" in said[0]


def test_on_a_network_drive_the_files_are_looked_at_and_a_sentence_says_so(
    root: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    mounts = tmp_path_factory.mktemp("proc") / "mounts"
    mounts.write_text(f"/dev/vda / ext4 rw 0 0\nserver:/jobs {root} nfs4 rw 0 0\n")
    monkeypatch.setattr(network, "MOUNTS", mounts)
    monkeypatch.setattr(observe, "WANTED", [])  # what another machine saves is not reported
    monkeypatch.setattr(watch, "POLL_SECONDS", 0.1)

    sentence = sentence_of_a_watch_that_hears(root)

    assert "network drive" in sentence


def test_nothing_is_told_after_the_end(root: Path) -> None:
    told: Heard = queue.Queue()
    with Watch(root, told.put):
        pass
    (root / "jobs" / "orders.py").write_text("a = 2\n")

    assert told.empty()


def test_ignored_folders_are_not_watched_however_deep(root: Path) -> None:
    (root / "services" / "web" / "node_modules" / "left-pad").mkdir(parents=True)
    (root / "services" / "etl" / "jobs").mkdir(parents=True)
    (root / ".git" / "objects").mkdir(parents=True)

    watches = dict(observe.folders_to_watch(str(root), ()))

    assert watches == {
        str(root): False,
        str(root / ".g2l"): False,
        str(root / "jobs"): True,
        str(root / "services"): False,
        str(root / "services" / "web"): False,
        str(root / "services" / "etl"): True,
    }


def test_a_virtual_environment_of_any_name_is_not_watched(root: Path) -> None:
    (root / "env").mkdir()
    (root / "env" / "pyvenv.cfg").write_text("")

    assert str(root / "env") not in dict(observe.folders_to_watch(str(root), ()))


def _sources_until(heard: Heard, *wanted: str) -> bool:
    """Collect until all of `wanted` were told; a burst may come in parts on a busy machine."""
    missing = set(wanted)
    while missing:
        missing -= heard.get(timeout=PATIENCE).sources
    return True


def _texts(root: Path) -> dict[str, str]:
    return {path.relative_to(root).as_posix(): path.read_text() for path in root.rglob("*.py")}


def _drain(heard: Heard) -> None:
    while not heard.empty():
        heard.get()


def _failing(code: int) -> Callable[[], object]:
    def observer() -> object:
        raise OSError(code, os.strerror(code))

    return observer
