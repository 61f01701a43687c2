"""What /healthz says: that the server answers, and which build and models it hands out.

It measures nothing: a server that holds no state is healthy when it answers.
"""

from server import __version__
from server.manifest import Manifest
from server.model_catalogue import Catalogue


def describe_health(manifest: Manifest, catalogue: Catalogue) -> dict[str, object]:
    """Build the JSON object of ``/healthz``; ``models`` lists ids."""
    return {"status": "ok", "version": __version__, "build": manifest.build, "models": catalogue.ids}
