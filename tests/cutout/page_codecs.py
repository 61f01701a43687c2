"""The page's codecs object, as JavaScript hands it to the bridge, played by `CPythonCodecs`. No test is in here."""

from types import SimpleNamespace

import numpy as np

from tests.cutout.codecs_player import CPythonCodecs


class PageCodecs:
    """Same methods, arguments and answers as the JavaScript object."""

    async def decode(self, kind, data, deep):
        pixels = await CPythonCodecs().decode(kind, bytes(data), deep=deep)
        height, width = pixels.shape[:2]
        return SimpleNamespace(data=pixels.tobytes(), width=width, height=height, bits=8 * pixels.itemsize)

    async def encode(self, kind, rgba, width, height, settings):
        pixels = np.frombuffer(rgba, np.uint8).reshape(height, width, 4)
        return await CPythonCodecs().encode(kind, pixels, settings["quality"], settings["lossless"])
