"""Whether an ICC profile may be written into the export. It reads the header only; colours are not converted here."""

_HEADER_BYTES = 128


def usable_rgb_profile(profile: bytes | None) -> bytes | None:
    """Return the profile if it describes RGB, otherwise None.

    A CMYK or grey profile describes the numbers of the source file, not the RGB that was decoded from them, and a PNG
    of colour type 6 must not carry it (PNG specification, 11.3.2.3).

    Parameters
    ----------
    profile : bytes or None
        As found in a file, unchecked. Field offsets: ICC.1:2022, 7.2.
    """
    if profile is None or len(profile) < _HEADER_BYTES:
        return None
    is_profile = profile[36:40] == b"acsp" and int.from_bytes(profile[:4], "big") <= len(profile)
    return profile if is_profile and profile[16:20] == b"RGB " else None
