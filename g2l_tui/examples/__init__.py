"""Programs that use the SDK, to be read, run and taken over. Each runs as `python -m g2l_tui.examples.NAME --help`."""
