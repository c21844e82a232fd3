"""The program: `g2l-tui`, or `python -m g2l_tui`."""

import os
import sys

from g2l_tui import __version__


def main() -> None:
    """Run a command line. A folder alone goes straight to the workbench: loading all commands would be waited for."""
    words = sys.argv[1:]
    if words == ["--version"]:
        sys.stdout.write(f"g2l-tui, version {__version__}\n")
    elif (not words or _is_folder(*words)) and _is_for_a_person():
        _open(*words)
    else:
        _obey()


def _is_for_a_person() -> bool:
    """Tell whether somebody sits at a terminal, and it is no shell that asks what could be completed."""
    return os.isatty(0) and os.isatty(1) and "_G2L_TUI_COMPLETE" not in os.environ


def _is_folder(word: str, *others: str) -> bool:
    """Tell whether the words are one folder that cannot be mistaken for a command."""
    is_path = "/" in word or word == os.curdir
    return not others and is_path and not word.startswith("-") and os.path.isdir(word)  # noqa: PTH112 - pathlib is slow


def _open(folder: str = os.curdir) -> None:
    """Open the workbench; why it cannot be opened is for the command line to say."""
    from pathlib import Path  # noqa: PLC0415 - `--version` needs none of it

    from g2l_tui.garbage import loading, look_no_more_at_the_end  # noqa: PLC0415 - as above

    look_no_more_at_the_end()
    with loading():
        from g2l_tui.tui.start import run  # noqa: PLC0415 - as above
    try:
        run(Path(folder))
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - it is told, not hidden
        _obey(error)


def _obey(failed: BaseException | None = None) -> None:
    """Do what the words of the command line say, or say why that `failed`."""
    from g2l_tui.garbage import loading  # noqa: PLC0415 - as above

    with loading():
        from g2l_tui.cli import main as run  # noqa: PLC0415 - as above
    run(failed)


if __name__ == "__main__":
    main()
