"""One job through the bridge, with Python objects standing in for JavaScript's; for the tests of the bridge."""

import asyncio
from types import SimpleNamespace

import numpy as np

from cutout import bridge
from tests.cutout.drawing import saved, smooth
from tests.cutout.found_facts import what_is_wrong
from tests.cutout.page_codecs import PageCodecs
from tests.cutout.test_settings import SPEC

SMALL = {**SPEC, "looks": ["square 32"], "multiple": 32}
GOOD = saved(smooth(40, 50), "PNG")
AVIF = saved(smooth(40, 50), "AVIF")


class Proxy:
    """Stands in for a JavaScript object: it says nothing about itself until it is converted."""

    def __init__(self, value):
        self.value = value

    def to_py(self):
        return self.value


class BytesProxy(Proxy):
    def to_bytes(self):
        return self.value


LIMITS = {"max_pixels": 100_000_000}


async def infer(flat, shape):
    values = np.asarray(flat)
    assert values.dtype == np.float32 and values.shape == (3 * 32 * 32,) and list(shape) == [1, 3, 32, 32]
    return SimpleNamespace(data=np.full(32 * 32, 0.75, np.float32), dims=[1, 1, 32, 32])


def run(
    data=GOOD,
    spec=SMALL,
    options=None,
    infer=infer,
    report=lambda _stage, _fraction: None,
    found=lambda _files, _looks, _chosen: None,
    limits=LIMITS,
    codecs=None,
    **job,
):
    options = {} if options is None else options
    fields = {"work": "cut", "version": "1", "data": data, "spec": spec, "options": options, "limits": limits, **job}
    return asyncio.run(bridge.run(fields, infer, report, found, codecs or PageCodecs()))


async def half_open(_flat, _shape):
    """Opaque on the left, then a ramp, then nothing: what is not symmetrical is found mirrored."""
    row = np.clip(np.linspace(2, -1, 32, dtype=np.float32), 0, 1)
    return SimpleNamespace(data=np.tile(row, 32), dims=[1, 1, 32, 32])


def check_failure(result, code, stage):
    assert set(result) == {"ok", "code", "stage", "found", "detail"}
    assert result["ok"] is False and (result["code"], result["stage"]) == (code, stage)
    assert what_is_wrong(result["found"]) == "" and isinstance(result["detail"], str)
