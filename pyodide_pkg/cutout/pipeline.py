"""The order of the stages, and nothing else.

decode → prepare → inference → alpha → foreground → encode → verify → preview.
Each stage is a function of another file. Large arrays are let go as soon as the next stage does not need them.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cutout.alpha import upsample_alpha
from cutout.decode import decode
from cutout.encode_png import encode_png_strips
from cutout.foreground import clean_edges_inplace
from cutout.model_spec import ModelSpec
from cutout.options import Options
from cutout.postprocess import alpha_from_output
from cutout.preprocess import prepare_input
from cutout.quantise import straight_rgba_strips
from cutout.stages import Report, StageClock
from cutout.thumbnail import thumbnail_png
from cutout.verify_png import verify_png

Infer = Callable[[NDArray[np.float32]], Awaitable[NDArray[np.float32]]]
"""Runs the network: float32 [1, 3, S, S] → float32 [1, 1, S, S]."""


@dataclass(frozen=True)
class Cutout:
    """A finished job.

    Parameters
    ----------
    data : bytes
        The export: 8-bit RGBA PNG, straight, of the photo's upright size.
    thumbnail : bytes
        A small RGBA PNG, straight.
    details : dict
        Facts for the user, flat.
    timings : dict
        Seconds by stage.
    """

    data: bytes
    width: int
    height: int
    thumbnail: bytes
    details: dict[str, str | int | float | bool]
    timings: dict[str, float]


async def make_cutout(data: bytes, spec: ModelSpec, options: Options, infer: Infer, report: Report) -> Cutout:
    """Cut the subject out of a photo.

    Parameters
    ----------
    data : bytes
        The source file.
    spec : ModelSpec
        The network behind `infer`.
    options : Options
    infer : async callable
    report : callable
        Told about every stage as it starts.

    Raises
    ------
    CutoutError
        One of its leaves, see `errors`.
    """
    clock = StageClock(report)

    clock.enter("decode")
    photo = decode(data)
    rgb, source_alpha = photo.rgb, photo.source_alpha
    width, height = photo.width, photo.height
    del data

    clock.enter("prepare")
    tensor = prepare_input(rgb, source_alpha, spec)

    clock.enter("inference")
    output = await infer(tensor)
    del tensor

    clock.enter("alpha")
    alpha = upsample_alpha(alpha_from_output(output, spec), rgb)
    if source_alpha is not None:
        alpha *= source_alpha
    details = {**photo.details, "subject_fraction": float(alpha.mean(dtype=np.float64))}
    icc_profile = photo.icc_profile
    del output, photo, source_alpha

    clock.enter("foreground")
    if options.clean_edges:
        clean_edges_inplace(rgb, alpha)

    clock.enter("encode")
    strips = straight_rgba_strips(rgb, alpha)
    png = encode_png_strips(strips, width=width, height=height, icc_profile=icc_profile)

    clock.enter("verify")
    verify_png(png, width=width, height=height)

    clock.enter("preview")
    thumbnail = thumbnail_png(rgb, alpha)

    return Cutout(png, width, height, thumbnail, details, clock.finish())
