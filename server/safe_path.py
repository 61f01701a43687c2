"""Which relative paths may be named by a manifest or a model descriptor.

It looks at the text only; whether the file exists and lies inside its folder is checked where it is opened.
"""

import re
from pathlib import Path

from server.start_error import StartError

# No segment starts with a dot, so neither "..", nor hidden files; no backslash, colon, percent sign or space,
# so a path means the same on every file system and needs no quoting in a URL.
_SEGMENT = r"[A-Za-z0-9_@+][A-Za-z0-9._@+-]*"
SAFE_PATH = re.compile(rf"{_SEGMENT}(?:/{_SEGMENT})*")


def file_inside(folder: Path, path: str) -> Path | None:
    """Find a regular file below a folder.

    Parameters
    ----------
    folder : Path
        May itself be a symbolic link.
    path : str
        Relative path with forward slashes that matches ``SAFE_PATH``.

    Returns
    -------
    Path or None
        The file with all links resolved; None when there is no regular file.

    Raises
    ------
    StartError
        If a symbolic link leads out of the folder, or the system does not let us look.
    """
    try:
        root = folder.resolve()
        file = (root / path).resolve()
        is_file = file.is_file()
    except (OSError, RuntimeError) as error:  # RuntimeError: a link that leads to itself, before Python 3.13
        raise StartError(f"{folder / path} cannot be read ({error}). Let the server read it.") from error
    if not file.is_relative_to(root):
        raise StartError(f"{folder / path} leads outside {folder}. Replace the link by the file itself.")
    return file if is_file else None
