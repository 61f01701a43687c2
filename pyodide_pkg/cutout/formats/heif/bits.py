"""Reads numbers of any count of bits, as the headers of video codecs hold them. It knows no codec."""

_MOST_ZEROS = 31
"""Before the one of a number in Exp-Golomb code: with more, no number of any header is meant."""


class Bits:
    """A place in some bytes; every read moves it on.

    Every method raises EOFError where the bytes end first, or where what is there cannot be a number.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, count: int) -> int:
        """Read an unsigned number of so many bits, the highest first."""
        end = self._at + count
        if end > 8 * len(self._data):
            raise EOFError
        found = int.from_bytes(self._data[self._at // 8 : (end + 7) // 8], "big")
        self._at = end
        return found >> -end % 8 & ((1 << count) - 1)

    def flag(self) -> bool:
        """Read one bit."""
        return self.take(1) == 1

    def golomb(self) -> int:
        """Read ue(v) (ITU-T H.265, 9.2; `uvlc` in AV1): as many zeros as bits follow the one."""
        zeros = 0
        while not self.flag():
            zeros += 1
            if zeros > _MOST_ZEROS:
                raise EOFError
        return (1 << zeros) - 1 + self.take(zeros)
