"""Counts what the scans of a JPEG file bring of its picture, by their headers (ITU-T T.81, B.2.3 and G.1.1).

Whether a scan's own data are all there is found out in `pixels`.
"""

from dataclasses import dataclass

from cutout.formats.shared.broken_file import BrokenFileError

_PROGRESSIVE = frozenset((0xC2, 0xC6, 0xCA, 0xCE))
_NOTHING = 16
"""Bits of a coefficient that are still to come while there is none of it; none has so many."""

_COLOUR = 1 / 3
"""Share of a sample's bytes in the second and third of three components."""


class BrokenJpegError(BrokenFileError):
    """The header cannot be read; the message says what was found."""


@dataclass(frozen=True)
class Frame:
    """The picture's frame header.

    Parameters
    ----------
    marker : int
        Which SOF it is: 0xC0 baseline, 0xC1 extended, 0xC2 progressive, others are rarer processes.
    bits : int
        Per sample.
    width, height : int
        In pixels, unchecked; a height of 0 is possible.
    components : tuple of int
        Their identifiers.
    samples : tuple of int
        How many of each component lie beside each other in the smallest whole piece of the picture; at least 1.
    """

    marker: int
    bits: int
    width: int
    height: int
    components: tuple[int, ...]
    samples: tuple[int, ...]

    @property
    def is_progressive(self) -> bool:
        """Whether each scan brings only a part of the coefficients."""
        return self.marker in _PROGRESSIVE


class Scans:
    """What they have brought so far.

    Parameters
    ----------
    frame : Frame
        Of the picture.
    """

    def __init__(self, frame: Frame) -> None:
        self.count = 0
        self._is_progressive = frame.is_progressive
        has_colour = len(frame.components) == 3
        self._weights = {
            component: samples * (_COLOUR if has_colour and number > 0 else 1.0)
            for number, (component, samples) in enumerate(zip(frame.components, frame.samples, strict=True))
        }
        self._bits_left = {(component, k): _NOTHING for component in frame.components for k in range(64)}
        self._before_last: dict[tuple[int, int], int] = {}

    def add(self, body: bytes) -> None:
        """Note what a scan brings, by the content of its header.

        Raises
        ------
        BrokenJpegError
            It is too short.
        """
        count = body[0] if body else 0
        if count == 0 or len(body) < 4 + 2 * count:
            raise BrokenJpegError("it has a damaged scan header")
        self.count += 1
        first, last, bits = body[1 + 2 * count : 4 + 2 * count] if self._is_progressive else (0, 63, 0)
        brought = [(component, k) for component in body[1 : 1 + 2 * count : 2] for k in range(first, min(last, 63) + 1)]
        self._before_last = {place: self._bits_left[place] for place in brought if place in self._bits_left}
        self._bits_left.update({place: min(left, bits & 15) for place, left in self._before_last.items()})

    @property
    def are_complete(self) -> bool:
        """Whether each coefficient has come to its last bit."""
        return not any(self._bits_left.values())

    @property
    def show_all(self) -> bool:
        """Whether each component has come, be it coarsely."""
        return all(self._bits_left[component, 0] < _NOTHING for component in self._weights)

    def missing(self, of_last: float) -> float:
        """Return about which share of the picture's data is missing, from 0 to 1.

        How many bytes scans take that are not there is unknown. What counts is the usual, measured on photos of the
        corpus: coefficients of fine detail take fewer bytes than others, each bit as many as all the higher ones of its
        coefficient together, and a sample of colour a third of what one of brightness takes.

        Parameters
        ----------
        of_last : float
            Share of the last scan's data that is missing, from 0 to 1.
        """
        whole = brought = 0.0
        for place, left in self._bits_left.items():
            component, k = place
            weight = self._weights[component] / (k + 1)
            before = _brought(self._before_last.get(place, left))
            whole += weight
            brought += weight * (before + (_brought(left) - before) * (1 - of_last))
        return 1 - brought / whole


def _brought(left: int) -> float:
    return 0.0 if left == _NOTHING else 0.5**left
