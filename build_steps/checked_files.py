"""Knows which files below a folder are still what was written: size and times first, the sha256 when those differ.

It decides nothing about what a file should be; whoever asks has the right sha256.
"""

import json
from pathlib import Path

from build_steps.setup_error import is_refusal_of_a_disk
from build_steps.whole_files import sha256_of, write_whole

NOTES = ".checked.json"
Note = tuple[int, int, int, str]


class CheckedFiles:
    """The notes of one folder: path below it -> size, time of the content, time of the entry, sha256.

    Parameters
    ----------
    folder : Path
        Its notes are kept in it; damaged or missing ones only mean that everything is read once.
    verify : bool
        Read every file once, whatever its size and times.
    """

    def __init__(self, folder: Path, *, verify: bool = False) -> None:
        self._folder, self._verify = folder, verify
        self._notes = _read(folder / NOTES)
        self._changed = False
        self._read_now = set[str]()

    def noted(self, path: Path) -> str | None:
        """Return the sha256 that a file had when it was last read, None when that may have changed."""
        name = self._name(path)
        note = self._notes.get(name)
        if note is None or (self._verify and name not in self._read_now):
            return None
        return note[3] if note[:3] == _stat(path) else None

    def note(self, path: Path, sha256: str | None = None) -> str:
        """Note a file that was just written with this content, or read it; return its sha256."""
        before = _stat(path)
        sha256 = sha256 or sha256_of(path)
        self._notes[self._name(path)] = (*before, sha256)
        self._read_now.add(self._name(path))
        self._changed = True
        return sha256

    def is_right(self, path: Path, sha256: str) -> bool:
        """Return whether a file is there with this content; it is read only when that is not known."""
        if not path.is_file() or path.is_symlink():
            return False
        return (self.noted(path) or self.note(path)) == sha256

    def save(self) -> None:
        """Keep the notes for the next time, without those of files that are gone."""
        if not self._changed:
            return
        kept = {name: note for name, note in sorted(self._notes.items()) if (self._folder / name).exists()}
        try:
            write_whole(self._folder / NOTES, json.dumps(kept, indent=0) + "\n")
        except OSError as error:  # a cache that is shared and read-only serves as well without notes
            if not is_refusal_of_a_disk(error):
                raise

    def _name(self, path: Path) -> str:
        return path.relative_to(self._folder).as_posix()


def _stat(path: Path) -> tuple[int, int, int]:
    status = path.stat()
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns


def _read(file: Path) -> dict[str, Note]:
    try:
        noted = json.loads(file.read_text("utf-8"))
        return {str(name): (int(a), int(b), int(c), str(sha256)) for name, (a, b, c, sha256) in noted.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}
