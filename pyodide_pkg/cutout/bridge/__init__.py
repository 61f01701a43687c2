"""Where JavaScript meets this package: it imports `cutout.bridge` and calls `run`. No other room knows JavaScript."""

from cutout.bridge.entry import run

__all__ = ["run"]
