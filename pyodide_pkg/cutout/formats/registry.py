"""The formats that are read, and those that are written. A new one is a room with a `record`, and a line here.

What a format can do is in its record; who needs that asks this table, and knows no format by name.
"""

from collections.abc import Mapping

from cutout.export_formats import ExportFormat
from cutout.formats.avif import record as avif
from cutout.formats.heif import record as heif
from cutout.formats.jpeg import record as jpeg
from cutout.formats.png import record as png
from cutout.formats.shared.records import ExportWriter, SourceFormat
from cutout.formats.webp import record as webp

SOURCES: Mapping[str, SourceFormat] = {
    each.id: each for each in (png.SOURCE, jpeg.SOURCE, webp.SOURCE, heif.AVIF_SOURCE, heif.HEIC_SOURCE)
}

EXPORTS: Mapping[ExportFormat, ExportWriter] = {"png": png.EXPORT, "webp": webp.EXPORT, "avif": avif.EXPORT}
