"""HEIF files put together box by box: any properties in any order around real or made-up pixels. No test is in here."""

import struct
from dataclasses import dataclass, field

from cutout.formats.heif.boxes import Budget, boxes
from cutout.formats.heif.items import read_items


def box(kind, *bodies):
    body = b"".join(bodies)
    return struct.pack(">I", 8 + len(body)) + kind + body


def full_box(kind, *bodies, version=0, flags=0):
    return box(kind, struct.pack(">I", version << 24 | flags), *bodies)


def ispe(width, height):
    return full_box(b"ispe", struct.pack(">II", width, height))


def clap(width, height, x, y, below=1):
    """All four numbers over the same denominator."""
    return box(b"clap", struct.pack(">IIIIiIiI", width, below, height, below, x, below, y, below))


def irot(quarters):
    return box(b"irot", bytes([quarters]))


def imir(axis):
    return box(b"imir", bytes([axis]))


def nclx(primaries, transfer, matrix=6, full_range=True):
    return box(b"colr", b"nclx", struct.pack(">HHHB", primaries, transfer, matrix, full_range << 7))


def auxiliary(kind=b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha"):
    return full_box(b"auxC", kind, b"\0")


@dataclass
class Item:
    """Items are numbered from 1 in the order in which they are given; references are such numbers."""

    kind: bytes
    properties: list = field(default_factory=list)
    data: bytes = b"pixels"
    dimg: tuple = ()
    auxl: tuple = ()
    prem: tuple = ()

    def without(self, *kinds):
        """The same item without the properties of these kinds."""
        return Item(self.kind, [p for p in self.properties if p[4:8] not in kinds], self.data, self.dimg, self.auxl)


_MUST = (b"av1C", b"hvcC", b"clap", b"irot", b"imir")


def container(*items, brand=b"avif", lists=1, more=b"", primary=1):
    """A file of these items; `lists` boxes `ipma` share their properties, `more` is put behind the box `meta`."""
    numbered = list(enumerate(items, 1))
    found, associations = [], [[] for _ in range(lists)]
    for number, item in numbered:
        indices = [len(found) + 1 + at | 0x80 * (p[4:8] in _MUST) for at, p in enumerate(item.properties)]
        found += item.properties
        associations[number % lists].append(struct.pack(">HB", number, len(indices)) + bytes(indices))
    references = b"".join(
        box(kind, struct.pack(f">{2 + len(targets)}H", number, len(targets), *targets))
        for number, item in numbered
        for kind, targets in ((b"dimg", item.dimg), (b"auxl", item.auxl), (b"prem", item.prem))
        if targets
    )
    start = 0
    for _ in range(2):  # once to see how long it is
        places, at = b"", start
        for number, item in numbered:
            places += struct.pack(">HHHII", number, 0, 1, at, len(item.data))
            at += len(item.data)
        meta = full_box(
            b"meta",
            full_box(b"hdlr", bytes(4), b"pict", bytes(13)),
            full_box(b"pitm", struct.pack(">H", primary)),
            full_box(b"iloc", b"\x44\0", struct.pack(">H", len(items)), places),
            full_box(
                b"iinf",
                struct.pack(">H", len(items)),
                *(full_box(b"infe", struct.pack(">HH4s", n, 0, i.kind), b"\0", version=2) for n, i in numbered),
            ),
            full_box(b"iref", references) if references else b"",
            box(
                b"iprp",
                box(b"ipco", *found),
                *(full_box(b"ipma", struct.pack(">I", len(some)), *some) for some in associations if some),
            ),
        )
        head = box(b"ftyp", brand, bytes(4), b"mif1") + meta + more
        start = len(head) + 8
    return head + box(b"mdat", *(item.data for item in items))


def still(*properties, kind=b"av01", size=(40, 30), brand=b"avif"):
    """A file of one item without real pixels; the size is property 1."""
    return container(Item(kind, [ispe(*size), *properties]), brand=brand)


def items_of(data):
    """The items of a drawn file, numbered anew, the primary one first."""
    view = memoryview(data)
    meta = next(found for found in boxes(view, Budget(), top_level=True) if found.kind == b"meta")
    items = read_items(meta, Budget())
    order = sorted(items.places, key=lambda number: number != items.primary)
    numbers = {number: place for place, number in enumerate(order, 1)}
    return [
        Item(
            items.types[number],
            [box(found.kind, bytes(found.body)) for found in items.boxes_of(number)],
            items.data_of(number, view, len(view)),
            *(
                tuple(numbers[target] for target in items.references.get(kind, {}).get(number, ()))
                for kind in (b"dimg", b"auxl", b"prem")
            ),
        )
        for number in order
        if items.types[number] in (b"av01", b"hvc1", b"grid")
    ]


def track(data_at, data, codec, *, size, properties=(), handler=b"pict", number=1, references=b"", shown=True):
    """A `trak` with one sample of `data` bytes at an offset. Sound is not `shown`: it has no width or height."""
    width, height = size
    fields = bytes(24) + struct.pack(">HH", width, height) + bytes(50)
    entry = box(codec, fields, *properties) if shown else box(codec, bytes(28))
    tables = [
        full_box(b"stsd", struct.pack(">I", 1), entry),
        full_box(b"stts", struct.pack(">III", 1, 1, 1)),
        full_box(b"stsc", struct.pack(">IIII", 1, 1, 1, 1)),
        full_box(b"stsz", struct.pack(">III", 0, 1, len(data))),
        full_box(b"stco", struct.pack(">II", 1, data_at)),
    ]
    matrix = struct.pack(">9I", 1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30)
    shown_size = struct.pack(">II", width << 16, height << 16) if shown else bytes(8)
    header = struct.pack(">IIIII", 0, 0, number, 0, 1) + bytes(16) + matrix + shown_size
    dinf = box(b"dinf", full_box(b"dref", struct.pack(">I", 1), full_box(b"url ", flags=1)))
    kind_of_media = full_box(b"vmhd", bytes(8), flags=1) if shown else full_box(b"smhd", bytes(4))
    return box(
        b"trak",
        full_box(b"tkhd", header, flags=3),
        box(b"tref", references) if references else b"",
        box(
            b"mdia",
            full_box(b"mdhd", struct.pack(">IIIIHH", 0, 0, 1, 1, 0x55C4, 0)),
            full_box(b"hdlr", bytes(4), handler, bytes(13)),
            box(b"minf", kind_of_media, dinf, box(b"stbl", *tables)),
        ),
    )


def sequence(make_tracks, *payloads, brand=b"avis"):
    """A file with tracks only; `make_tracks` gets the offsets of the payloads."""
    head = box(b"ftyp", brand, bytes(4), brand, b"msf1", b"iso8")
    header = full_box(b"mvhd", struct.pack(">IIII", 0, 0, 1, 1), bytes(76), struct.pack(">I", 9))
    at = 0
    for _ in range(2):
        offsets, place = [], at
        for payload in payloads:
            offsets.append(place)
            place += len(payload)
        movie = box(b"moov", header, *make_tracks(*offsets))
        at = len(head) + len(movie) + 8
    return head + movie + box(b"mdat", *payloads)
