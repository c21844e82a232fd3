"""`python -m g2l_tui` is `g2l-tui`."""

from g2l_tui.cli import main

main()
