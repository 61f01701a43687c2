"""Brotli and gzip copies of an asset, made once per content and kept in the cache. Decides which files are worth it."""

import gzip
from pathlib import Path

import brotli

COMPRESSIBLE = {".js", ".mjs", ".css", ".json", ".svg", ".html", ".wasm", ".bin"}
# Brotli's best level takes a minute on the 27 MB runtime and saves 5 % over level 9.
BEST_LEVEL_UP_TO_BYTES = 1_000_000
WORTH_IT = 0.95


def compressed_copies(data: bytes, suffix: str, sha256: str, cache: Path) -> dict[str, bytes]:
    """Return ``{".br": ..., ".gz": ...}`` for the encodings that make the file clearly smaller.

    Parameters
    ----------
    data : bytes
        The file.
    suffix : str
        Its extension; only text and WebAssembly are tried.
    sha256 : str
        Of ``data``: the key in the cache.
    """
    if suffix not in COMPRESSIBLE:
        return {}
    cache.mkdir(parents=True, exist_ok=True)
    best = len(data) <= BEST_LEVEL_UP_TO_BYTES
    copies = {}
    for extension in (".br", ".gz"):
        kept = cache / f"{sha256}{extension}"
        if not kept.exists():
            small = (
                brotli.compress(data, quality=11 if best else 9)
                if extension == ".br"
                else gzip.compress(data, compresslevel=9 if best else 6, mtime=0)
            )
            part = kept.with_suffix(".part")
            part.write_bytes(small)
            part.replace(kept)
        small = kept.read_bytes()
        if len(small) < len(data) * WORTH_IT:
            copies[extension] = small
    return copies
