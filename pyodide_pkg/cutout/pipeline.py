"""The two halves of a job, and the order of the stages in them; nothing else.

`find_matte`: decode → prepare → inference, once or more; mattes are of the network's own size.
`finish`: alpha, at the photo's size → foreground → encode → verify → preview. It never needs the network.
Each stage is a function of another file. Large arrays are let go as soon as the next stage does not need them.
"""

import time
from collections.abc import Awaitable, Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from cutout.colour.hidden import apply_hidden_colours_inplace
from cutout.colour.quantise import in_sixteen_bits
from cutout.colour.rgb_space import rgb_space
from cutout.edges import finish_edges_inplace
from cutout.errors import InferenceFailedError
from cutout.export_formats import EXPORT_FORMATS
from cutout.formats.decode import decode
from cutout.formats.encode import check_export_size, encode, fitted
from cutout.formats.original_preview import original_preview
from cutout.formats.shared.codecs import ImageCodecs
from cutout.formats.thumbnail import thumbnail_png
from cutout.formats.verify import verify
from cutout.limits import MAX_PIXELS
from cutout.matte.alpha import enlarge_alpha
from cutout.matte.doubt import matte_doubt, of_cutout, of_source, together, wants_another
from cutout.matte.input import prepare_input
from cutout.matte.output import alpha_from_output
from cutout.model_spec import Look, ModelSpec
from cutout.options import Options
from cutout.pictures import Answers, Cutout, Matte, Photo
from cutout.stages import StageClock

Infer = Callable[[NDArray[np.float32]], Awaitable[NDArray[np.float32]]]
"""Runs the network: float32 [1, 3, h, w] → float32 [1, 1, h, w]."""


async def read_photo(
    data: bytes, options: Options, codecs: ImageCodecs, clock: StageClock, *, max_pixels: int = MAX_PIXELS
) -> Photo:
    """Decode the source file; both halves of a job begin with a photo.

    Parameters
    ----------
    data : bytes
        The source file.
    options : Options
        A photo that the wanted format cannot hold is refused here, before any work.
    codecs : ImageCodecs
        For the formats that this package cannot read by itself.
    clock : StageClock
    max_pixels : int
        The largest photo to decode.

    Raises
    ------
    CutoutError
        One of its leaves, see `errors`.
    MemoryError
    """
    clock.enter("decode")
    photo = await decode(data, codecs, max_pixels=max_pixels)
    check_export_size(options.format, photo.width, photo.height)
    return photo


async def find_matte(
    data: bytes,
    spec: ModelSpec,
    version: str,
    options: Options,
    infer: Infer,
    codecs: ImageCodecs,
    clock: StageClock,
    *,
    max_pixels: int = MAX_PIXELS,
) -> tuple[Photo, Answers]:
    """Ask the network for the subject of a photo, in one look or more: the first half of a job.

    Parameters
    ----------
    data, codecs, clock, max_pixels
        As for `read_photo`.
    spec : ModelSpec
        The network behind `infer`.
    version : str
        Of the model, for whoever keeps the mattes.
    options : Options
        As for `read_photo`; `looks` says how many of the model's looks are made. Where "automatic" wants another one
        and that fails, the answers before it stand, and the photo's details say so.
    infer : async callable
        Called once for each look.

    Returns
    -------
    Photo, Answers
        `finish` takes the photo with one of the mattes.

    Raises
    ------
    CutoutError
        One of its leaves, see `errors`.
    MemoryError
    """
    photo = await read_photo(data, options, codecs, clock, max_pixels=max_pixels)
    del data

    clock.enter("prepare")
    mattes: list[Matte] = []
    seconds: list[float] = []
    for look in spec.looks[:1] if options.looks == "one" else spec.looks:
        started = time.perf_counter()
        try:
            mattes.append(await _matte(photo, spec, version, look, infer, clock))
        except InferenceFailedError as error:
            if not mattes or options.looks != "automatic":
                raise
            # Nobody asked for more than an answer, and there is one.
            photo.details["look_missing"] = f"{look}: {error.detail}"
            break
        seconds.append(time.perf_counter() - started)
        chosen, doubt = together([(matte.alpha, matte.doubt) for matte in mattes])
        if options.looks == "automatic" and not wants_another(doubt):
            break
    mattes[chosen] = replace(mattes[chosen], doubt=doubt)
    return photo, Answers(tuple(mattes), chosen, tuple(seconds))


async def _matte(photo: Photo, spec: ModelSpec, version: str, look: Look, infer: Infer, clock: StageClock) -> Matte:
    """One look. Its tensors go with it, before those of the next one are made."""
    tensor = prepare_input(photo.rgb, photo.alpha, spec, look, photo.icc_profile)
    height, width = tensor.shape[2:]
    clock.enter("inference")  # where all looks are made: only the first one is prepared before
    # Here and nowhere else: `finish` gets the same numbers from a matte just found and from one that was kept.
    alpha = in_sixteen_bits(alpha_from_output(await infer(tensor), spec, height, width))
    return Matte(
        alpha=alpha,
        model=spec.id,
        version=version,
        look=look,
        photo_width=photo.width,
        photo_height=photo.height,
        doubt=matte_doubt(alpha, spec, tensor),
    )


async def finish(photo: Photo, matte: Matte, options: Options, codecs: ImageCodecs, clock: StageClock) -> Cutout:
    """Make the cutout of a photo whose matte is known: the second half of a job.

    Parameters
    ----------
    photo : Photo
        It is used up: its arrays are changed in place.
    matte : Matte
        Of this photo.
    options : Options
    codecs : ImageCodecs
        For the formats that this package cannot write by itself.
    clock : StageClock
        It is finished as well.

    Raises
    ------
    CutoutError
        One of its leaves, see `errors`.
    MemoryError
    """
    clock.enter("alpha")
    alpha = enlarge_alpha(matte.alpha, photo.height, photo.width)
    preview_of_source = original_preview(photo)

    clock.enter("foreground")
    own_alpha = photo.alpha
    edge_details = finish_edges_inplace(
        photo.rgb,
        alpha,
        matte=matte.alpha,
        edges=options.edges,
        clean=options.clean_edges,
        space=rgb_space(photo.icc_profile),
        settled=None if own_alpha is None else own_alpha < 1,
    )
    doubt = of_source(own_alpha, matte.doubt)
    if own_alpha is not None:
        # Not their product: where both end at the same edge, that would make it thinner. And into the photo's array,
        # which the caller holds anyway.
        alpha = np.minimum(alpha, own_alpha, out=own_alpha)
    apply_hidden_colours_inplace(photo.rgb, alpha, options.hidden_colours)
    doubt = of_cutout(alpha, doubt)
    details = {**photo.details, **edge_details, "subject_fraction": float(alpha.mean(dtype=np.float64))}

    clock.enter("encode")
    picture, fitting_details = fitted(replace(photo, alpha=alpha), options.format)
    file = await encode(picture, options, codecs)

    clock.enter("verify")
    await verify(file, picture, options, codecs)

    clock.enter("preview")
    thumbnail = thumbnail_png(picture.rgb, alpha, picture.icc_profile)

    facts = EXPORT_FORMATS[options.format]
    return Cutout(
        data=file,
        media_type=facts.media_type,
        extension=facts.extension,
        width=picture.width,
        height=picture.height,
        thumbnail=thumbnail,
        original_preview=preview_of_source,
        doubt=doubt,
        details=details | fitting_details,
        timings=clock.finish(),
    )
