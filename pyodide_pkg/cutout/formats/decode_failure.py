"""What a decoder raised → an error with one sentence for people. What the decoder said itself goes into the detail.

Libraries speak in their own words ("broken data stream"), and of their own limits as if the file were at fault. So
"damaged" is said only where this package's own readers found it, and an early end where the file's own sizes say so.
"""

from cutout.errors import DecodeFailedError
from cutout.formats.heif.boxes import Budget, boxes
from cutout.formats.shared.broken_file import BrokenFileError

_AGAIN = "Copy or download the file again."
_OTHERWISE = "Open it in another program, save it as JPEG or PNG and try again."


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
    if _ends_early(format_name, data):
        words = f"The {format_name} file ends early: a part of it is missing. {_AGAIN}"
    elif isinstance(error, BrokenFileError):
        words = f"The {format_name} file is damaged: its parts do not fit together. {_AGAIN}"
    else:
        words = f"The {format_name} file cannot be decoded: it is faulty or of an unusual kind. {_OTHERWISE}"
    reason = " ".join(str(error).split())
    return DecodeFailedError(words, detail=f"{type(error).__name__}: {reason}; {len(data)} bytes")


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
