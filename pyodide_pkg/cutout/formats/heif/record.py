"""HEIC and AVIF in the registry: read. As an export AVIF is in `formats.avif`."""

from cutout.formats.heif.boxes import Budget, boxes
from cutout.formats.heif.source import open_heif
from cutout.formats.shared.broken_file import BrokenFileError
from cutout.formats.shared.records import SourceFormat


def _ends_early(data: bytes) -> bool:
    try:
        return any(box.cut_short for box in boxes(memoryview(data), Budget(), top_level=True))
    except BrokenFileError:
        return False


AVIF_SOURCE = SourceFormat(
    "avif",
    "AVIF",
    open=lambda data, codecs, max_pixels: open_heif("avif", data, codecs, max_pixels),
    ends_early=_ends_early,
    heif_codecs=frozenset((b"av01",)),
)
HEIC_SOURCE = SourceFormat(
    "heic",
    "HEIC",
    open=lambda data, codecs, max_pixels: open_heif("heic", data, codecs, max_pixels),
    ends_early=_ends_early,
    heif_codecs=frozenset((b"hvc1", b"hev1")),
    is_shown_by_browsers=False,
)
