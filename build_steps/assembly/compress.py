"""Brotli and gzip copies of an asset, made once per content and kept in the cache. Decides which files are worth it."""

import contextlib
import gzip
import hashlib
import zlib
from collections.abc import Callable
from pathlib import Path

import brotli

from build_steps.checked_files import CheckedFiles
from build_steps.one_at_a_time import alone_in
from build_steps.whole_files import write_whole

COMPRESSIBLE = {".js", ".mjs", ".css", ".json", ".svg", ".html", ".wasm", ".bin"}
# Brotli's best level takes a minute on the 27 MB runtime and saves 5 % over level 9.
BEST_LEVEL_UP_TO_BYTES = 1_000_000
WORTH_IT = 0.95
UNPACK: dict[str, Callable[[bytes], bytes]] = {".br": brotli.decompress, ".gz": gzip.decompress}


class CompressedCopies:
    """The cache of copies, named by the sha256 of what they unpack to.

    Parameters
    ----------
    cache : Path
    verify : bool
        Unpack every copy once, although size and times are as noted.
    """

    def __init__(self, cache: Path, *, verify: bool = False) -> None:
        self._cache = cache
        self._files = CheckedFiles(cache, verify=verify)

    def of(self, source: Path, sha256: str) -> dict[str, tuple[Path, str]]:
        """Return ``{".br": (copy in the cache, its own sha256), ".gz": ...}`` for those that are clearly smaller.

        Parameters
        ----------
        source : Path
            The file; by its suffix only text and WebAssembly are tried.
        sha256 : str
            Of its content.
        """
        if source.suffix not in COMPRESSIBLE:
            return {}
        limit = source.stat().st_size * WORTH_IT
        copies = {extension: self._copy(source, sha256, extension) for extension in UNPACK}
        return {extension: copy for extension, copy in copies.items() if copy[0].stat().st_size < limit}

    def save(self) -> None:
        """Keep what was learnt about the copies for the next time."""
        self._files.save()

    def _copy(self, source: Path, sha256: str, extension: str) -> tuple[Path, str]:
        kept = self._cache / f"{sha256}{extension}"
        if (known := self._known(kept, sha256)) is None:
            with alone_in(self._cache):
                if (known := self._known(kept, sha256)) is None:
                    write_whole(kept, _compressed(source.read_bytes(), extension))
                    known = self._files.note(kept)
        return kept, known

    def _known(self, kept: Path, sha256: str) -> str | None:
        """Return the sha256 of a kept copy, None when it is not there or does not unpack to what its name says."""
        if not kept.is_file():
            return None
        if known := self._files.noted(kept):
            return known
        with contextlib.suppress(brotli.error, OSError, EOFError, zlib.error):
            if hashlib.sha256(UNPACK[kept.suffix](kept.read_bytes())).hexdigest() == sha256:
                return self._files.note(kept)
        return None


def _compressed(data: bytes, extension: str) -> bytes:
    best = len(data) <= BEST_LEVEL_UP_TO_BYTES
    if extension == ".br":
        packed: bytes = brotli.compress(data, quality=11 if best else 9)
        return packed
    return gzip.compress(data, compresslevel=9 if best else 6, mtime=0)
