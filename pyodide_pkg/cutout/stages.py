"""The names of the stages that Python owns, in their order, and a stopwatch over them. The work is in `pipeline`."""

import time
from collections.abc import Callable
from typing import Literal, get_args

Stage = Literal["decode", "prepare", "inference", "alpha", "foreground", "encode", "verify", "preview"]
STAGES: tuple[Stage, ...] = get_args(Stage)

Report = Callable[[str, float | None], None]
"""Called as `report(stage, fraction)`; `fraction` is None where progress within the stage is not known."""


class StageClock:
    """Announces each stage when it starts and remembers how long it took.

    Parameters
    ----------
    report : callable
        Receives `(stage, None)` at the start of every stage.
    """

    def __init__(self, report: Report) -> None:
        self._report = report
        self._stage: Stage | None = None
        self._started = 0.0
        self._seconds: dict[str, float] = {}

    def enter(self, stage: Stage) -> None:
        """End the running stage, if any, and start this one; go on with it where it is the running one."""
        if stage == self._stage:
            return
        self._end()
        self._report(stage, None)
        self._stage = stage
        self._started = time.perf_counter()

    def finish(self) -> dict[str, float]:
        """End the last stage; return seconds by stage, in the order in which they ran."""
        self._end()
        return dict(self._seconds)

    def _end(self) -> None:
        if self._stage is not None:
            self._seconds[self._stage] = time.perf_counter() - self._started
            self._stage = None
