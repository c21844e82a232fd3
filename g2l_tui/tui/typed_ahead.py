"""Keys that were typed before what they are for was there: over a slow connection many arrive at once."""

from __future__ import annotations

from textual import events
from textual.app import App
from textual.widget import Widget

_AT_ONCE = frozenset({"ctrl+q"})


class TypedAhead(App[None]):
    """An application in which keys wait until it `is_ready`, and letters for a line to type in are no commands."""

    def __init__(self, *, ansi_color: bool | None = None) -> None:
        super().__init__(ansi_color=ansi_color)
        self.is_ready = False
        self._early: list[events.Key] = []

    def be_ready(self) -> None:
        """Do what was typed meanwhile, and whatever is typed from now on."""
        self.is_ready = True
        for event in self._early:
            self.post_message(event)

    async def on_event(self, event: events.Event) -> None:
        """Hand on a letter that comes back although a line to type in, which would have kept it, has the focus."""
        if isinstance(event, events.InputEvent) and not self.is_ready and not _is_urgent(event):
            self._early += [event] if isinstance(event, events.Key) else []
            return
        field = self.focused if isinstance(event, events.Key) and event.is_forwarded else None
        if isinstance(event, events.Key) and event.is_printable and field is not None and _takes_text(field):
            field.post_message(events.Key(event.key, event.character))
        else:
            await super().on_event(event)


def _is_urgent(event: events.InputEvent) -> bool:
    return isinstance(event, events.Key) and event.key in _AT_ONCE


def _takes_text(field: Widget) -> bool:
    from textual.widgets import Input, TextArea  # noqa: PLC0415 - a text area takes long to load

    return isinstance(field, Input | TextArea)
