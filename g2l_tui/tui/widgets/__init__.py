"""The areas of the screens: what is drawn, clicked and scrolled."""
