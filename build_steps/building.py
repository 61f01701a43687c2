"""Brings dist/ up to date, alone in the checkout. What that takes is in assembly/; what can go wrong gets its words."""

from collections.abc import Sequence
from pathlib import Path

from build_steps.node_packages import ensure_node_modules
from build_steps.one_at_a_time import alone_in
from build_steps.places import NODE_MODULES, ROOT, STAMP
from build_steps.run_shown import step
from build_steps.setup_error import SetupError


def build(rest: Sequence[str] = ()) -> int:
    """Bring dist/ up to date; with ``--verify``, every file of it and of the cache is read and compared."""
    from build_steps.assembly.order import build as build_dist
    from build_steps.downloads.commands import CommandError
    from build_steps.downloads.download import DownloadError
    from build_steps.models.model_entries import EntryError

    verify = "--verify" in rest
    try:
        with alone_in(ROOT):
            try:
                build_dist(verify=verify)
            except FileNotFoundError as error:
                if NODE_MODULES not in Path(error.filename or ".").parents:
                    raise
                step(f"web/node_modules has lost {Path(error.filename).name}, so it is installed again")
                (NODE_MODULES / STAMP).unlink(missing_ok=True)
                ensure_node_modules()
                build_dist(verify=verify)
    except (CommandError, DownloadError, EntryError, RuntimeError) as error:
        raise SetupError(str(error)) from error
    return 0
