"""Rectangles of a picture, so that a stage needs memory for one small part at a time. No pixels in here."""

from collections.abc import Iterator
from typing import NamedTuple

__all__ = ["Window", "grow", "tiles"]


class Window(NamedTuple):
    """Rows `top` to `bottom` and columns `left` to `right` of a picture, the ends excluded."""

    top: int
    bottom: int
    left: int
    right: int

    @property
    def slices(self) -> tuple[slice, slice]:
        """The index that cuts this window out of an array whose last two axes are rows and columns."""
        return slice(self.top, self.bottom), slice(self.left, self.right)

    def within(self, outer: "Window") -> "Window":
        """Return this window in coordinates that start at the top left of `outer`."""
        return Window(self.top - outer.top, self.bottom - outer.top, self.left - outer.left, self.right - outer.left)


def tiles(height: int, width: int, side: int) -> Iterator[Window]:
    """Cut a picture into windows of at most `side` x `side`, row by row; every pixel lies in exactly one."""
    for top in range(0, height, side):
        for left in range(0, width, side):
            yield Window(top, min(top + side, height), left, min(left + side, width))


def grow(window: Window, halo: int, height: int, width: int) -> Window:
    """Widen a window by `halo` pixels on every side, as far as the picture goes."""
    return Window(
        max(window.top - halo, 0),
        min(window.bottom + halo, height),
        max(window.left - halo, 0),
        min(window.right + halo, width),
    )
