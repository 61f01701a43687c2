"""Examines one file of the corpus in a process of its own: outcome, and distance from Pillow's own reading of it."""

import io
import resource
import warnings
from pathlib import Path

import numpy as np
import pillow_heif
from PIL import Image, ImageCms, ImageOps

from cutout.errors import CutoutError
from tests.cutout.codecs_player import decode_file

ROWS = 256
SRGB = ImageCms.createProfile("sRGB")


def outcome(path):
    """(size or error code, what was found, peak memory of this process in MB)"""
    try:
        photo = decode_file(Path(path).read_bytes())
    except CutoutError as error:
        return error.code, error.found, peak_memory()
    return f"{photo.width}x{photo.height}", {}, peak_memory()


def distance(path):
    """Mean difference from the independent reading, or why there is none."""
    data = Path(path).read_bytes()
    photo = decode_file(data)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            other = independent(data, photo)
        except Exception as error:  # what Pillow cannot read is no argument against us
            return f"Pillow: {type(error).__name__}"
    return difference(photo, other)


def peak_memory():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def independent(data, photo):
    """The file as Pillow and pillow-heif read it, upright, HxWx4 uint8."""
    if photo.details["source_format"] == "HEIC":
        image = pillow_heif.read_heif(data).to_pillow()  # turned by libheif
    else:
        image = Image.open(io.BytesIO(data))
        image.load()
        profile = image.info.get("icc_profile")
        if photo.details["icc_profile"] == "converted" and profile:
            image = converted(image, profile)
        image = ImageOps.exif_transpose(image)
    if image.mode.startswith("I"):  # 16-bit grey, which Pillow cuts off at 255 instead of scaling it
        grey = np.asarray(image).astype(np.float64) / 257
        rgba = np.full((*grey.shape, 4), 255, np.uint8)
        rgba[..., :3] = np.rint(grey)[..., np.newaxis]
        return rgba
    return np.asarray(image.convert("RGBA"))


def converted(image, profile):
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    intent, flags = ImageCms.Intent.RELATIVE_COLORIMETRIC, ImageCms.Flags.BLACKPOINTCOMPENSATION
    flat = image if image.mode in ("L", "CMYK") else image.convert("L")
    result = ImageCms.profileToProfile(flat, source, SRGB, renderingIntent=intent, outputMode="RGB", flags=flags)
    if "A" in image.mode:
        result.putalpha(image.getchannel("A"))
    result.getexif().update(image.getexif())
    return result


def difference(photo, other):
    """Mean over visible pixels' colours and all pixels' alpha, in levels of 255."""
    if other.shape[:2] != photo.rgb.shape[:2]:
        return f"Pillow has {other.shape[1]}x{other.shape[0]}"
    colour = alpha = visible = 0.0
    for top in range(0, photo.height, ROWS):
        rgb, theirs = photo.rgb[top : top + ROWS], other[top : top + ROWS]
        opacity = 255.0 if photo.alpha is None else photo.alpha[top : top + ROWS] * 255
        seen = (theirs[..., 3] > 0) & (opacity > 0)
        apart = np.maximum(rgb, theirs[..., :3]) - np.minimum(rgb, theirs[..., :3])
        colour += apart.sum(axis=2, dtype=np.int64, where=seen[..., np.newaxis]).sum() / 3
        visible += seen.sum()
        alpha += np.abs(opacity - theirs[..., 3]).sum()
    return max(colour / max(visible, 1), alpha / (photo.width * photo.height))
