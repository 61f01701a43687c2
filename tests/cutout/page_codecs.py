"""The page's codecs object, as JavaScript hands it to the bridge, played by `CPythonCodecs`. No test is in here."""

from types import SimpleNamespace

import numpy as np

from tests.cutout.codecs_player import CPythonCodecs


class PageCodecs:
    """Same methods, arguments and answers as the JavaScript object."""

    async def decode(self, kind, data, deep):
        if kind == "jpeg":
            pixels = (await CPythonCodecs().decode_jpeg(bytes(data))).rgba
        else:
            pixels = await CPythonCodecs().decode(kind, bytes(data), deep=deep)
        height, width = pixels.shape[:2]
        stored = TypedArray(pixels.tobytes())
        return SimpleNamespace(data=stored, width=width, height=height, bits=8 * pixels.itemsize, remarks="unknown")

    async def encode(self, kind, rgba, width, height, settings):
        pixels = np.frombuffer(rgba, np.uint8).reshape(height, width, 4)
        return await CPythonCodecs().encode(kind, pixels, settings["quality"], settings["lossless"])


class TypedArray:
    """What Python sees of a `Uint8Array`."""

    def __init__(self, data):
        self.data = data
        self.length = len(data)

    def subarray(self, begin, end):
        return TypedArray(self.data[begin:end])

    def to_bytes(self):
        return self.data
