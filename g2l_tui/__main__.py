"""The program: `g2l-tui`, or `python -m g2l_tui`."""

import sys

from g2l_tui import __version__


def main() -> None:
    """Run a command line; what version this is, is said without loading any of it."""
    if sys.argv[1:] == ["--version"]:
        sys.stdout.write(f"g2l-tui, version {__version__}\n")
        return
    from g2l_tui.garbage import loading  # noqa: PLC0415 - see above

    with loading():
        from g2l_tui.cli import main as run  # noqa: PLC0415 - see above
    run()


if __name__ == "__main__":
    main()
