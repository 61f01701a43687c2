"""A whole job in CPython with a network that answers with a disc; for the tests of the pipeline."""

import asyncio
import io

import numpy as np
from PIL import Image

from cutout.options import Options
from cutout.pipeline import find_matte, finish
from cutout.stages import StageClock
from tests.cutout.codecs_player import CPythonCodecs
from tests.cutout.specs import model_spec

SPEC = model_spec(64, id="fake", mean=(128.0,) * 3, std=(256.0,) * 3)


def disc(side=64):
    y, x = (np.mgrid[:side, :side] + 0.5) / side
    return np.clip((0.35 - np.hypot(x - 0.5, y - 0.5)) * 8 + 0.5, 0, 1).astype(np.float32).reshape(1, 1, side, side)


def make(data, options=None, output=None, report=lambda _stage, _fraction: None, spec=SPEC, **limits):
    async def infer(tensor):
        assert tensor.shape == (1, 3, 64, 64) and tensor.dtype == np.float32 and tensor.flags.c_contiguous
        return disc() if output is None else output

    async def cut():
        chosen, codecs, clock = options or Options(), CPythonCodecs(), StageClock(report)
        photo, answers = await find_matte(data, spec, "1", chosen, infer, codecs, clock, **limits)
        return await finish(photo, answers.mattes[answers.chosen], chosen, codecs, clock)

    return asyncio.run(cut())


def pixels(cutout):
    with Image.open(io.BytesIO(cutout.data)) as image:
        return np.asarray(image.convert("RGBA"))
