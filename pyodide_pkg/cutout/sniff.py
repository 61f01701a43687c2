"""What kind of file is this, by its first bytes only; never by its name. It does not say that the file is intact."""

import re
from dataclasses import dataclass
from typing import Literal

from cutout.errors import EmptyFileError, UnrecognisedFileError, UnsupportedFormatError

Decodable = Literal["png", "jpeg", "webp"]

SUPPORTED = "JPEG, PNG and WebP"


@dataclass(frozen=True)
class SourceFormat:
    """A file type that `decode` can read."""

    id: Decodable
    name: str


PNG = SourceFormat("png", "PNG")
JPEG = SourceFormat("jpeg", "JPEG")
WEBP = SourceFormat("webp", "WebP")

_CONVERT = "export it as JPEG or PNG and try again"
_PICTURE = f"cannot be read. Supported are {SUPPORTED}: {_CONVERT}."
_NOT_YET = f"is not supported yet in this version: {_CONVERT}."
_RAW = "is the sensor's data, not a picture yet. Develop it, export it as JPEG or PNG and try again."
_NO_PICTURE = f"is not a picture. Supported are {SUPPORTED}."

# (first bytes, name, what to do). The first match wins.
_SIGNATURES: tuple[tuple[bytes, str, str], ...] = (
    (b"GIF87a", "a GIF picture", _PICTURE),
    (b"GIF89a", "a GIF picture", _PICTURE),
    (b"IIRO", "an Olympus camera RAW file (ORF)", _RAW),
    (b"IIRS", "an Olympus camera RAW file (ORF)", _RAW),
    (b"MMOR", "an Olympus camera RAW file (ORF)", _RAW),
    (b"IIU\x00", "a Panasonic camera RAW file (RW2)", _RAW),
    (b"FUJIFILMCCD-RAW", "a Fujifilm camera RAW file (RAF)", _RAW),
    (b"II*\x00", "a TIFF picture or a camera RAW file", _PICTURE),
    (b"MM\x00*", "a TIFF picture or a camera RAW file", _PICTURE),
    (b"II+\x00", "a BigTIFF picture", _PICTURE),
    (b"MM\x00+", "a BigTIFF picture", _PICTURE),
    (b"\x00\x00\x00\x0cJXL \r\n\x87\n", "a JPEG XL picture", _PICTURE),
    (b"\xff\x0a", "a JPEG XL picture", _PICTURE),
    (b"\x00\x00\x00\x0cjP  \r\n\x87\n", "a JPEG 2000 picture", _PICTURE),
    (b"\xff\x4f\xff\x51", "a JPEG 2000 picture", _PICTURE),
    (b"8BPS", "a Photoshop document (PSD)", _PICTURE),
    (b"gimp xcf", "a GIMP document (XCF)", _PICTURE),
    (b"BM", "a BMP picture", _PICTURE),
    (b"\x00\x00\x01\x00", "an ICO icon", _PICTURE),
    (b"\x00\x00\x02\x00", "a CUR cursor or a TGA picture", _PICTURE),
    (b"icns", "an ICNS icon", _PICTURE),
    (b"DDS ", "a DDS texture", _PICTURE),
    (b"BLP1", "a BLP texture", _PICTURE),
    (b"BLP2", "a BLP texture", _PICTURE),
    (b"%PDF-", "a PDF document", _NO_PICTURE),
    (b"%!PS", "a PostScript document", _NO_PICTURE),
    (b"PK\x03\x04", "a ZIP archive or an office document", "is not a picture. Unpack it and add the pictures inside."),
    (b"PK\x05\x06", "an empty ZIP archive", _NO_PICTURE),
    (b"\x1a\x45\xdf\xa3", "a WebM or Matroska video", _NO_PICTURE),
    (b"ID3", "an MP3 recording", _NO_PICTURE),
    (b"\xff\xfb", "an MP3 recording", _NO_PICTURE),
    (
        b"version https://git-lfs.github.com/spec/",
        "a Git LFS pointer",
        "only says where a file lies; the file itself was not downloaded. Run `git lfs pull` and try again.",
    ),
)

# ISO base media files: the brand says what is inside. Checked in this order, major brand first.
_BRANDS: tuple[tuple[frozenset[bytes], str, str], ...] = (
    (frozenset((b"avif", b"avis")), "an AVIF picture", _NOT_YET),
    (frozenset((b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"hevm", b"hevs")), "a HEIC picture", _NOT_YET),
    (frozenset((b"crx ",)), "a Canon camera RAW file (CR3)", _RAW),
    (frozenset((b"jxl ",)), "a JPEG XL picture", _PICTURE),
    (frozenset((b"jp2 ", b"jpx ")), "a JPEG 2000 picture", _PICTURE),
    (frozenset((b"mif1", b"msf1", b"mif2", b"heif")), "a HEIF picture", _NOT_YET),
    (frozenset((b"qt  ",)), "a QuickTime video", _NO_PICTURE),
)
_MP4 = ("an MP4 video", _NO_PICTURE)

_TEXT_PROBE = 4096
_SVG = re.compile(rb"<(?:\w+:)?svg[\s>]", re.IGNORECASE)
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|script)\b", re.IGNORECASE)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def sniff(data: bytes) -> SourceFormat:
    """Identify a source file by its signature.

    Parameters
    ----------
    data : bytes
        The whole file; at most the first 4 KiB are looked at.

    Returns
    -------
    SourceFormat
        One of the types that `decode` can read.

    Raises
    ------
    EmptyFileError
        No bytes at all.
    UnsupportedFormatError
        A known type that cannot be read; the message names it.
    UnrecognisedFileError
        Nothing known.
    """
    if not data:
        raise EmptyFileError("The file is empty (0 bytes). Choose another file.")
    head = bytes(data[:_TEXT_PROBE])
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return WEBP
    found = _signature(head) or _media_container(head) or _text(head)
    if found is not None:
        name, advice = found
        raise UnsupportedFormatError(
            f"This file is {name}, which {advice}", detail=f"first bytes: {head[:16].hex(' ')}"
        )
    raise UnrecognisedFileError(
        f"This file is none of the picture types known here. Supported are {SUPPORTED}.",
        detail=f"{len(data)} bytes; first bytes: {head[:16].hex(' ')}",
    )


def _signature(head: bytes) -> tuple[str, str] | None:
    for signature, name, advice in _SIGNATURES:
        if head.startswith(signature):
            return name, advice
    if head.startswith(b"RIFF"):
        return "a RIFF file (sound or video)", _NO_PICTURE
    if head[128:132] == b"DICM":
        return "a DICOM medical image", _PICTURE
    return None


def _media_container(head: bytes) -> tuple[str, str] | None:
    kind = head[4:8]
    if kind in (b"moov", b"mdat", b"wide", b"free", b"skip"):
        return "a QuickTime video", _NO_PICTURE
    if kind != b"ftyp":
        return None
    box = head[8 : max(12, int.from_bytes(head[:4], "big"))]
    major = box[:4]
    compatible = {box[i : i + 4] for i in range(8, len(box) - 3, 4)}
    # A file whose major brand is only the general "some HEIF picture" says in its other brands which one it is.
    for candidates in ({major} - {b"mif1", b"msf1", b"mif2"}, compatible, {major}):
        for brands, name, advice in _BRANDS:
            if brands & candidates:
                return name, advice
    return _MP4


def _text(head: bytes) -> tuple[str, str] | None:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "a text file", _NO_PICTURE
    if _SVG.search(head) and head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return "an SVG drawing", _PICTURE
    if _HTML.match(head.lstrip(b"\xef\xbb\xbf \t\r\n")):
        return "an HTML page", "is not a picture. It may have been saved in place of one: download the picture again."
    if _CONTROL.search(head) or len(head) < 4:
        return None
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(head) - 3 or len(head) < _TEXT_PROBE:  # a character cut by the probe is no objection
            return None
    return "a text file", _NO_PICTURE
