"""What a decoder raised → an error that people can be told. What the decoder said itself goes into the detail.

Libraries speak in their own words ("broken data stream"), and of their own limits as if the file were at fault. So a
file is "damaged" only where this package's own readers found it, and ends early where its own sizes say so.
"""

from cutout.errors import DecodeFailedError
from cutout.formats.heif.boxes import Budget, boxes
from cutout.formats.shared.broken_file import BrokenFileError


def decode_failure(format_name: str, error: Exception, data: bytes) -> DecodeFailedError:
    """Return the error to raise.

    Parameters
    ----------
    format_name : str
        As people know it, for example "PNG".
    error : Exception
        Whatever a decoder raised.
    data : bytes
        The whole file.
    """
    reason = " ".join(str(error).split())
    detail = f"{type(error).__name__}: {reason}; {len(data)} bytes"
    if _ends_early(format_name, data):
        return DecodeFailedError("ends-early", format=format_name, detail=detail)
    if isinstance(error, BrokenFileError):
        return DecodeFailedError("damaged", format=format_name, detail=detail)
    return DecodeFailedError("undecodable", format=format_name, detail=detail)


def _ends_early(format_name: str, data: bytes) -> bool:
    match format_name:
        case "PNG":
            return b"IEND" not in data
        case "JPEG":
            return b"\xff\xd9" not in data
        case "WebP":
            return 8 + int.from_bytes(data[4:8], "little") > len(data)
        case "AVIF" | "HEIC":
            try:
                return any(box.cut_short for box in boxes(memoryview(data), Budget(), top_level=True))
            except BrokenFileError:
                return False
    return False
