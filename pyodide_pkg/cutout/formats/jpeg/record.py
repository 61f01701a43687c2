"""JPEG in the registry: read."""

from cutout.formats.jpeg.segments import ends_early
from cutout.formats.jpeg.source import open_jpeg
from cutout.formats.shared.records import SourceFormat

SOURCE = SourceFormat(
    "jpeg",
    "JPEG",
    open=lambda data, codecs, _max_pixels: open_jpeg(data, codecs),
    ends_early=ends_early,
)
