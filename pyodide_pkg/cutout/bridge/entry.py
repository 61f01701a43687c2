"""Where JavaScript meets this package: one call in, some callbacks out, a tagged dict back. It knows no pixels.

With the other files of this room it is all that touches JavaScript objects, and the only place that catches everything.
In CPython the same functions accept plain Python objects, so tests need no browser.
"""

from collections.abc import Callable
from typing import Any

from cutout.bridge.codecs import JsCodecs
from cutout.bridge.job import Job, read_job
from cutout.bridge.network import JsInfer, pipeline_infer
from cutout.bridge.values import to_bytes, to_javascript
from cutout.errors import CutoutError, InternalError, OutOfMemoryError
from cutout.formats.matte import read_matte, write_matte
from cutout.pictures import Cutout, Matte
from cutout.pipeline import find_matte, finish, read_photo
from cutout.stages import STAGES, StageClock

JsFound = Callable[[Any, Any, int], object]
"""`found(files, looks, chosen)`: Uint8Arrays, `{look, doubt, reasons}` of each, and which of them is best."""


async def run(
    job: object,
    infer: JsInfer,
    report: Callable[[str, float | None], object],
    found: JsFound,
    codecs: object,
) -> dict[str, object]:
    """Do one job.

    Parameters
    ----------
    job : mapping or JavaScript object
        "work": "cut" for both halves, or "finish" for the second one: then no network is asked.
        "data": Uint8Array or bytes-like, the source file.
        "spec", "version": for "cut", see `ModelSpec.from_mapping`; the version goes into the matte as it is.
        "matte": for "finish", Uint8Array or bytes-like, as `found` got it.
        "options": see `Options.from_mapping`.
        "limits": `{"max_pixels": int}`, what this device may decode; more than `limits.MAX_PIXELS` is taken as that.
    infer : callable
        Runs the network, once for each look; never called for "finish".
    report : callable
        `(stage, fraction or None)`.
    found : callable
        `(files, looks, chosen)`, once in a "cut" and as soon as the network has answered for the last time, so that a
        failure later on loses no run of it. Each file is a matte as Uint8Array, a verified 16-bit greyscale PNG that
        says what is known about it; "looks" has the same for JavaScript; the matte of index `chosen` is finished now.
    codecs : object
        `decode(kind, data, deep)`, whose answer has `.data`, `.width`, `.height` and `.bits` (see `JsCodecs`), and
        `encode(kind, rgba, width, height, {"quality", "lossless"})`, whose answer is bytes; both awaitable.

    Returns
    -------
    dict
        `{"ok": True, "files": {"cutout", "thumbnail", "original"}, "result": {"bytes", "width", "height", "extension",
        "media_type", "facts", "details", "timings", "looks"}}`, or `{"ok": False, "code", "stage", "found", "detail"}`
        (see `errors`; "found" is flat).
        "original" is empty where browsers can show the source file. "facts" steer: `{"doubt": 0..1, "reasons":
        list of Reason}`, see `pictures.Doubt`. "details" are for people. "looks" are those that this job made, a list
        of `{"look", "seconds"}`, empty for a "finish". Never raises, except for an
        interrupt.
    """
    stage: str = STAGES[0]

    def remember_and_report(name: str, fraction: float | None) -> None:
        nonlocal stage
        stage = name
        report(name, fraction)

    try:
        cutout, looks = await _cutout(read_job(job), infer, StageClock(remember_and_report), found, JsCodecs(codecs))
    except CutoutError as error:
        return _failure(error, stage)
    except MemoryError as error:
        return _failure(OutOfMemoryError("photo", detail=f"{type(error).__name__}: {error}"), stage)
    except Exception as error:
        return _failure(InternalError(detail=f"{type(error).__name__}: {error}"), stage)
    return {"ok": True, "files": _files(cutout), "result": _result(cutout) | {"looks": looks}}


async def _cutout(
    job: Job, infer: JsInfer, clock: StageClock, found: JsFound, codecs: JsCodecs
) -> tuple[Cutout, list[dict[str, object]]]:
    # The source file's bytes get no name here, so that they go as soon as they are decoded.
    if job.spec is None:
        photo = await read_photo(to_bytes(job.data), job.options, codecs, clock, max_pixels=job.max_pixels)
        clock.enter("alpha")
        matte = read_matte(to_bytes(job.matte), photo)
        looks: list[dict[str, object]] = []
    else:
        photo, answers = await find_matte(
            to_bytes(job.data),
            job.spec,
            job.version,
            job.options,
            pipeline_infer(infer),
            codecs,
            clock,
            max_pixels=job.max_pixels,
        )
        clock.enter("alpha")
        files = [write_matte(each) for each in answers.mattes]
        found(to_javascript(files), to_javascript([_look(each) for each in answers.mattes]), answers.chosen)
        looks = [
            {"look": str(each.look), "seconds": seconds}
            for each, seconds in zip(answers.mattes, answers.seconds, strict=True)
        ]
        matte = answers.mattes[answers.chosen]
        del answers, files  # the others' alphas: a cutout is made from one
    return await finish(photo, matte, job.options, codecs, clock), looks


def _look(matte: Matte) -> dict[str, object]:
    return {"look": str(matte.look), "doubt": matte.doubt.score, "reasons": list(matte.doubt.reasons)}


def _files(cutout: Cutout) -> dict[str, bytes]:
    return {"cutout": cutout.data, "thumbnail": cutout.thumbnail, "original": cutout.original_preview}


def _result(cutout: Cutout) -> dict[str, object]:
    """The one record of a finished job, of plain values: it travels to the item and the journal as it is."""
    return {
        "bytes": len(cutout.data),
        "width": cutout.width,
        "height": cutout.height,
        "extension": cutout.extension,
        "media_type": cutout.media_type,
        "facts": {"doubt": cutout.doubt.score, "reasons": list(cutout.doubt.reasons)},
        "details": cutout.details,
        "timings": cutout.timings,
    }


def _failure(error: CutoutError, stage: str) -> dict[str, object]:
    return {"ok": False, "code": error.code, "stage": stage, "found": error.found, "detail": error.detail}
