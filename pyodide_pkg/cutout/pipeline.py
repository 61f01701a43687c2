"""The order of the stages, and nothing else.

decode → prepare → inference → alpha → foreground → encode → verify → preview.
Each stage is a function of another file. Large arrays are let go as soon as the next stage does not need them.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cutout.colour.hidden import apply_hidden_colours_inplace
from cutout.colour.rgb_space import rgb_space
from cutout.edges import finish_edges_inplace
from cutout.formats.decode import decode
from cutout.formats.encode import FILE_TYPES, check_export_size, encode, fitted
from cutout.formats.original_preview import original_preview
from cutout.formats.shared.codecs import ImageCodecs
from cutout.formats.shared.picture import Picture
from cutout.formats.thumbnail import thumbnail_png
from cutout.formats.verify import verify
from cutout.limits import MAX_PIXELS
from cutout.matte.alpha import enlarge_alpha
from cutout.matte.input import prepare_input
from cutout.matte.output import alpha_from_output
from cutout.matte.subject import plain_details, result_details, source_details, subject_details
from cutout.model_spec import ModelSpec
from cutout.options import Options
from cutout.stages import Report, StageClock

Infer = Callable[[NDArray[np.float32]], Awaitable[NDArray[np.float32]]]
"""Runs the network: float32 [1, 3, S, S] → float32 [1, 1, S, S]."""


@dataclass(frozen=True)
class Cutout:
    """A finished job.

    Parameters
    ----------
    data : bytes
        The export in the chosen format: 8 bits a channel, straight, of the photo's upright size; verified.
    media_type, extension : str
        What it is; the extension with its dot.
    thumbnail : bytes
        A small RGBA PNG, straight.
    original_preview : bytes
        A JPEG of the source where browsers cannot show the source file, else empty.
    details : dict
        Facts for the user, flat.
    timings : dict
        Seconds by stage.
    """

    data: bytes
    media_type: str
    extension: str
    width: int
    height: int
    thumbnail: bytes
    original_preview: bytes
    details: dict[str, str | int | float | bool]
    timings: dict[str, float]


async def make_cutout(
    data: bytes,
    spec: ModelSpec,
    options: Options,
    infer: Infer,
    report: Report,
    codecs: ImageCodecs,
    *,
    max_pixels: int = MAX_PIXELS,
) -> Cutout:
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
    codecs : ImageCodecs
        For the formats that this package cannot read or write by itself.
    max_pixels : int
        The largest photo to decode.

    Raises
    ------
    CutoutError
        One of its leaves, see `errors`.
    MemoryError
    """
    clock = StageClock(report)

    clock.enter("decode")
    photo = await decode(data, codecs, max_pixels=max_pixels)
    rgb, source_alpha = photo.rgb, photo.source_alpha
    check_export_size(options.format, photo.width, photo.height)
    del data

    clock.enter("prepare")
    tensor = prepare_input(rgb, source_alpha, spec, photo.icc_profile)
    doubt = source_details(source_alpha) or plain_details(tensor, spec)

    clock.enter("inference")
    output = await infer(tensor)
    del tensor

    clock.enter("alpha")
    network_alpha = alpha_from_output(output, spec)
    alpha = enlarge_alpha(network_alpha, photo.height, photo.width)
    picture = Picture(rgb, alpha, photo.icc_profile, photo.pixels_per_metre)
    doubt = doubt or subject_details(network_alpha)
    details, before = photo.details, original_preview(photo)
    del output, network_alpha, photo

    clock.enter("foreground")
    finish_edges_inplace(
        rgb,
        alpha,
        refine=options.refine_edges,
        clean=options.clean_edges,
        space=rgb_space(picture.icc_profile),
        settled=None if source_alpha is None else source_alpha < 1,
    )
    if source_alpha is not None:
        # Not their product: where both end at the same edge, that would make it thinner.
        np.minimum(alpha, source_alpha, out=alpha)
    apply_hidden_colours_inplace(rgb, alpha, options.hidden_colours)
    doubt = doubt or result_details(alpha)
    details = {**details, **doubt, "subject_fraction": float(alpha.mean(dtype=np.float64))}
    del rgb, alpha, source_alpha

    clock.enter("encode")
    picture, said = fitted(picture, options.format)
    file = await encode(picture, options, codecs)

    clock.enter("verify")
    await verify(file, picture, options, codecs)

    clock.enter("preview")
    thumbnail = thumbnail_png(picture.rgb, picture.alpha, picture.icc_profile)

    file_type = FILE_TYPES[options.format]
    return Cutout(
        data=file,
        media_type=file_type.media_type,
        extension=file_type.extension,
        width=picture.width,
        height=picture.height,
        thumbnail=thumbnail,
        original_preview=before,
        details=details | said,
        timings=clock.finish(),
    )
