"""Keys that were typed before the line to type in was there: over a slow connection many arrive at once."""

from __future__ import annotations

from textual import events
from textual.app import App
from textual.widgets import Input, TextArea


class TypedAhead(App[None]):
    """An application in which such keys go into that line, and are not taken for commands."""

    async def on_event(self, event: events.Event) -> None:
        """Hand on a letter that comes back although a line to type in, which would have kept it, has the focus."""
        field = self.focused if isinstance(event, events.Key) and event.is_forwarded else None
        if isinstance(event, events.Key) and event.is_printable and isinstance(field, Input | TextArea):
            field.post_message(events.Key(event.key, event.character))
        else:
            await super().on_event(event)
