"""What kind of file is this, by its content only; never by its name. It does not say that the file is intact."""

from cutout.errors import EmptyFileError, UnrecognisedFileError, UnsupportedFormatError
from cutout.formats.first_bytes import PICTURES, PROBE, Refused, identify, refused_brand
from cutout.formats.heif.header import brands, read_header
from cutout.formats.registry import SOURCES
from cutout.formats.shared.records import SourceFormat

_CODECS = {codec: source for source in SOURCES.values() for codec in source.heif_codecs}
_OTHER_CODECS = {
    b"avc1": "AVC (H.264)",
    b"vvc1": "VVC (H.266)",
    b"evc1": "EVC",
    b"jpeg": "JPEG",
    b"j2k1": "JPEG 2000",
    b"unci": "no compression",
    b"mski": "a mask codec",
}


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
        A known type that cannot be read, with its name.
    UnrecognisedFileError
        Nothing known.
    """
    if not data:
        raise EmptyFileError()
    head = bytes(data[:PROBE])
    found = identify(head)
    if found == "heif":
        return _heif(data)
    shown = f"first bytes: {head[:16].hex(' ')}"
    if isinstance(found, Refused):
        raise UnsupportedFormatError(found.kind, name=found.name, detail=shown)
    if found is None:
        raise UnrecognisedFileError(detail=f"{len(data)} bytes; {shown}")
    return SOURCES[found]


def _heif(data: bytes) -> SourceFormat:
    """Tell HEIC from AVIF by how the picture is coded; brands only decide where the header cannot be read.

    The brands of a family mean "some HEIF picture", and files with the brand of one codec and the content of another
    exist. A broken header is a matter for `decode`, which says what is wrong with it.
    """
    major, compatible = brands(data[:PROBE]) or (b"", frozenset[bytes]())
    try:
        codec = read_header(data).codec
    except ValueError:
        codec = b""
    if codec in _CODECS:
        return _CODECS[codec]
    named = {major} - PICTURES["heif"] or compatible
    if codec == b"":
        if named & PICTURES["avif"]:
            return SOURCES["avif"]
        other = refused_brand(frozenset(named))
        if named & PICTURES["heic"] or other is None:
            return SOURCES["heic"]
    else:
        # A name that is not in the table is the file's own: four bytes of anything.
        own = codec.decode("latin-1").strip()
        named_codec = _OTHER_CODECS.get(codec) or (own if own.isascii() and own.isalnum() else None)
        how = f"with {named_codec}" if named_codec else "in an unknown way"
        other = Refused("picture", f"a HEIF picture coded {how}")
    raise UnsupportedFormatError(other.kind, name=other.name, detail=f"codec {codec!r}, brand {major!r}")
