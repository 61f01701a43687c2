"""Runs the shipped pipeline of one checkout on photos, in a process of its own. It measures nothing.

    PYTHONPATH=CHECKOUT/pyodide_pkg python -P pipeline_run.py

Nothing but `cutout` is imported, from PYTHONPATH, so it may be that of another commit: what differs between commits is
met here. `pipeline_process` is the other end and asks the network; both speak JSON, one object a line: in come `spec`
once and then photos, out come `ask` (answered by an `output`) and `done`. Arrays are files.
"""

import asyncio
import dataclasses
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cutout.model_spec import ModelSpec
from cutout.options import Options
from cutout.pipeline import find_matte, finish, read_photo
from cutout.stages import StageClock

CODECS: Any = None
"""Photos and cutouts are PNG, which needs none."""


def said(message: dict[str, Any]) -> None:
    """Write one line."""
    sys.stdout.write(f"{json.dumps(message)}\n")
    sys.stdout.flush()


def heard() -> dict[str, Any] | None:
    """Read one line; None where there is no more."""
    line = sys.stdin.readline()
    message: dict[str, Any] | None = json.loads(line) if line else None
    return message


def clock() -> StageClock:
    """Return a clock that reports to nobody."""
    return StageClock(lambda _stage, _fraction: None)


def plain_options() -> Options:
    """Return the settings with alpha at edges as the network's, enlarged; colours are cleaned all the same."""
    fields = {field.name for field in dataclasses.fields(Options)}
    settings: dict[str, Any] = {"edges": "plain"} if "edges" in fields else {"refine_edges": False}
    return Options(**settings)


def told(doubt: Any) -> list[str]:
    """Return the reasons of a doubt, whichever form it has."""
    if doubt is None or isinstance(doubt, str):
        return [doubt] if doubt else []
    return list(doubt.reasons)


async def cut(spec: ModelSpec, photo_path: Path) -> dict[str, Any]:
    """Cut one photo out, shipped and with plain edges, and write both PNG files beside it."""
    data = photo_path.read_bytes()

    async def infer(tensor: NDArray[np.float32]) -> NDArray[np.float32]:
        asked = photo_path.with_name("asked.npy")
        np.save(asked, tensor)
        said({"ask": str(asked)})
        answer = heard()
        if answer is None:
            sys.exit("nobody answers any more")
        return np.asarray(np.load(answer["output"]), np.float32)

    options: Any = Options()
    photo, found = await find_matte(data, spec, "1", options, infer, CODECS, clock())
    mattes: Any = found
    chosen: Any = mattes.mattes[mattes.chosen] if hasattr(mattes, "mattes") else mattes
    cutout: Any = await finish(photo, chosen, options, CODECS, clock())
    again = await read_photo(data, options, CODECS, clock())
    plain = await finish(again, chosen, plain_options(), CODECS, clock())
    files = {"shipped": cutout, "plain": plain}
    for name, made in files.items():
        photo_path.with_name(f"{name}.png").write_bytes(made.data)
    return {
        "files": {name: str(photo_path.with_name(f"{name}.png")) for name in files},
        "reasons": told(cutout.doubt),
        "doubt": getattr(cutout.doubt, "score", None),
        "looks": len(getattr(mattes, "mattes", "1")),
        "look": str(getattr(chosen, "look", "")),
    }


def main() -> None:
    """Serve until nothing comes any more."""
    first = heard()
    spec = ModelSpec.from_mapping((first or {})["spec"])
    while (order := heard()) is not None:
        said({"done": asyncio.run(cut(spec, Path(order["photo"])))})


if __name__ == "__main__":
    main()
