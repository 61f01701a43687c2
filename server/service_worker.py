"""Writes the service worker's root script: a few lines that hold the whole release and import the worker's code.

It is not the worker (web/src/service-worker/) and it knows nothing about requests. The script's bytes change with the
build and with the page, which is how a browser notices a new version.
"""

import hashlib
import json

from server.manifest import Manifest

SERVICE_WORKER_URL = "/service-worker.js"
ENTRY = "service-worker/main.js"

_SCRIPT = """\
// Made by the server from dist/manifest.json: what this version consists of. The code is in the module it imports.
import {{ run }} from {entry};

run({release});
"""


def render_service_worker(manifest: Manifest, page: bytes, catalogue_url: str) -> bytes:
    """Write the module script for ``navigator.serviceWorker.register``.

    Parameters
    ----------
    manifest : Manifest
        Gives the build's name, its units and every file with its size and sha256.
    page : bytes
        The page as it is served at ``/``; its sha256 goes into the script, because the manifest does not list it.
    catalogue_url : str
        Where the list of models is.

    Returns
    -------
    bytes
        JavaScript in ASCII, the same for the same input.
    """
    files = {url: {"bytes": file.bytes, "sha256": file.sha256} for url, file in manifest.files.items()}
    release = {
        "build": manifest.build,
        "page": {"bytes": len(page), "sha256": hashlib.sha256(page).hexdigest()},
        "catalogueUrl": catalogue_url,
        "units": dict(manifest.units),
        "files": files,
    }
    script = _SCRIPT.format(entry=json.dumps(manifest.units["app"] + ENTRY), release=json.dumps(release, indent=1))
    return script.encode("ascii")
