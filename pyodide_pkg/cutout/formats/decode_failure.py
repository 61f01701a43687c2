"""What a decoder raised → an error that people can be told. What the decoder said itself goes into the detail.

Libraries speak in their own words ("broken data stream"), and of their own limits as if the file were at fault. So a
file is "damaged" only where this package's own readers found it, and ends early where its own sizes say so.
"""

from cutout.errors import DecodeFailedError
from cutout.formats.shared.broken_file import BrokenFileError
from cutout.formats.shared.declared_size import ImpossibleSizeError
from cutout.formats.shared.records import SourceFormat


def decode_failure(source_format: SourceFormat, error: Exception, data: bytes) -> DecodeFailedError:
    """Return the error to raise.

    Parameters
    ----------
    source_format : SourceFormat
    error : Exception
        Whatever a decoder raised.
    data : bytes
        The whole file.
    """
    reason = " ".join(str(error).split())
    detail = f"{type(error).__name__}: {reason}; {len(data)} bytes"
    if isinstance(error, ImpossibleSizeError):
        name, width, height = source_format.name, error.width, error.height
        return DecodeFailedError("impossible-size", format=name, width=width, height=height, detail=detail)
    if source_format.ends_early(data):
        return DecodeFailedError("ends-early", format=source_format.name, detail=detail)
    if isinstance(error, BrokenFileError):
        return DecodeFailedError("damaged", format=source_format.name, detail=detail)
    return DecodeFailedError("undecodable", format=source_format.name, detail=detail)
