"""What kind of file is this, by its first bytes only; never by its name. It does not say that the file is intact."""

import re
from dataclasses import dataclass
from typing import Literal

from cutout.errors import EmptyFileError, UnrecognisedFileError, UnsupportedFormatError
from cutout.isobmff import brands, read_header

Decodable = Literal["png", "jpeg", "webp", "avif", "heic"]

SUPPORTED = "PNG, JPEG, WebP, AVIF and HEIC"


@dataclass(frozen=True)
class SourceFormat:
    """A file type that `decode` can read."""

    id: Decodable
    name: str


PNG = SourceFormat("png", "PNG")
JPEG = SourceFormat("jpeg", "JPEG")
WEBP = SourceFormat("webp", "WebP")
AVIF = SourceFormat("avif", "AVIF")
HEIC = SourceFormat("heic", "HEIC")

_CONVERT = "export it as JPEG or PNG and try again"
_PICTURE = f"cannot be read. Supported are {SUPPORTED}: {_CONVERT}."
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
_AVIF_BRANDS = frozenset((b"avif", b"avis"))
_HEIC_BRANDS = frozenset((b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"hevm", b"hevs"))
_HEIF_BRANDS = frozenset((b"mif1", b"msf1", b"mif2", b"mif3", b"heif"))
_BRANDS: tuple[tuple[frozenset[bytes], str, str], ...] = (
    (frozenset((b"crx ",)), "a Canon camera RAW file (CR3)", _RAW),
    (frozenset((b"jxl ",)), "a JPEG XL picture", _PICTURE),
    (frozenset((b"jp2 ", b"jpx ")), "a JPEG 2000 picture", _PICTURE),
    (frozenset((b"avci", b"avcs")), "a HEIF picture coded with AVC (H.264)", _PICTURE),
    (frozenset((b"vvic", b"vvis")), "a HEIF picture coded with VVC (H.266)", _PICTURE),
    (frozenset((b"evbi", b"evmi")), "a HEIF picture coded with EVC", _PICTURE),
    (frozenset((b"jpeg", b"jpgs")), "a HEIF picture coded with JPEG", _PICTURE),
    (frozenset((b"j2ki", b"j2is")), "a HEIF picture coded with JPEG 2000", _PICTURE),
    (frozenset((b"qt  ",)), "a QuickTime video", _NO_PICTURE),
)
_CODECS = {b"av01": AVIF, b"hvc1": HEIC, b"hev1": HEIC}
_OTHER_CODECS = {
    b"avc1": "AVC (H.264)",
    b"vvc1": "VVC (H.266)",
    b"evc1": "EVC",
    b"jpeg": "JPEG",
    b"j2k1": "JPEG 2000",
    b"unci": "no compression",
    b"mski": "a mask codec",
}
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
        The whole file. The first 4 KiB are looked at; of a HEIF file also the boxes that say how it is coded.

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
    declared = brands(head)
    if declared is not None and declared[1] & (_AVIF_BRANDS | _HEIC_BRANDS | _HEIF_BRANDS):
        return _heif(data, *declared)
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
    declared = brands(head)
    # A file whose major brand says little may say in its other brands which kind it is.
    for candidates in () if declared is None else (frozenset((declared[0],)), declared[1]):
        for known, name, advice in _BRANDS:
            if known & candidates:
                return name, advice
    return _MP4


def _heif(data: bytes, major: bytes, compatible: frozenset[bytes]) -> SourceFormat:
    """Tell HEIC from AVIF by how the picture is coded; brands only decide where the header cannot be read.

    The brands of a family mean "some HEIF picture", and files with the brand of one codec and the content of another
    exist. A broken header is a matter for `decode`, which says what is wrong with it.
    """
    try:
        codec = read_header(data).codec
    except ValueError:
        codec = b""
    if codec in _CODECS:
        return _CODECS[codec]
    named = {major} - _HEIF_BRANDS or compatible
    if codec == b"":
        if named & _AVIF_BRANDS:
            return AVIF
        other = next((name for known, name, _ in _BRANDS if known & named), None)
        if named & _HEIC_BRANDS or other is None:
            return HEIC
    else:
        other = f"a HEIF picture coded with {_OTHER_CODECS.get(codec, codec.decode('latin-1').strip())}"
    raise UnsupportedFormatError(f"This file is {other}, which {_PICTURE}", detail=f"codec {codec!r}, brand {major!r}")


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
