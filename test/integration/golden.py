"""Golden pictures: what a screen looked like when somebody looked at it, compared with what it looks like now.

    golden = Golden("census")                 # test/golden/census/
    golden.check(score, "roster", picture)    # picture: a Picture; UPDATE_GOLDEN=1 writes it instead

Text is drawn a little otherwise by another version of a font renderer: a pixel may be TOLERANCE off in each colour, and
PIXELS_MAX of ten thousand may be off by more. What differs is written beside as NAME.now.png and NAME.diff.png (in the folder
GOLDEN_OUT, or a temporary one), red where it does. Stored pictures have 16 steps a colour and a palette where that suffices.
"""
import os
import pathlib
import struct
import tempfile
import zlib

FOLDER = pathlib.Path(__file__).parents[1] / "golden"
TOLERANCE = 40
PIXELS_MAX = 2  # of ten thousand
SCROLLBAR_PX = 8


class Picture:
    """width, height and rgb: bytes, three a pixel."""

    def __init__(self, width, height, rgb):
        assert len(rgb) == width * height * 3
        self.width, self.height, self.rgb = width, height, bytes(rgb)

    def crop(self, x, y, width, height):
        rows = (self.rgb[((y + row) * self.width + x) * 3:((y + row) * self.width + x + width) * 3] for row in range(height))
        return Picture(width, height, b"".join(rows))

    def pixel(self, x, y):
        at = (y * self.width + x) * 3
        return int.from_bytes(self.rgb[at:at + 3], "big")

    def colours(self, x, y, width, height):
        """The different colours of a part."""
        part = self.crop(x, y, width, height).rgb
        return {part[at:at + 3] for at in range(0, len(part), 3)}


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def coarse(picture):
    """16 steps a colour: what the eye does not miss, and a quarter of the bytes."""
    table = bytes((value + 8) // 17 * 17 for value in range(256))
    return Picture(picture.width, picture.height, picture.rgb.translate(table))


def write_png(path, picture):
    colours = sorted({picture.rgb[at:at + 3] for at in range(0, len(picture.rgb), 3)})
    width, height = picture.width, picture.height
    if len(colours) <= 256:
        index = {colour: number for number, colour in enumerate(colours)}
        pixels = bytes(index[picture.rgb[at:at + 3]] for at in range(0, len(picture.rgb), 3))
        kind, step, palette = 3, 1, chunk(b"PLTE", b"".join(colours))
    else:
        pixels, kind, step, palette = picture.rgb, 2, 3, b""
    raw = b"".join(b"\0" + pixels[row * width * step:(row + 1) * width * step] for row in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + palette + chunk(b"IDAT", zlib.compress(raw, 9)) +
                     chunk(b"IEND", b""))


def unfilter(kind, row, above, step):
    """One row of a PNG put back as it was, in place."""
    for index in range(len(row)) if kind else ():
        left = row[index - step] if index >= step else 0
        up, corner = above[index], above[index - step] if index >= step else 0
        if kind == 1:
            guess = left
        elif kind == 2:
            guess = up
        elif kind == 3:
            guess = (left + up) // 2
        else:
            distance = left + up - corner
            guess = min((left, up, corner), key=lambda value: abs(distance - value))
        row[index] = (row[index] + guess) & 0xff


def read_png(path):
    """An 8-bit PNG in RGB, RGBA or with a palette; None while it is not whole."""
    data = pathlib.Path(path).read_bytes()
    if not data.endswith(b"IEND\xaeB`\x82"):
        return None
    at, packed, width, height, kind, palette = 8, b"", 0, 0, 0, b""
    while at < len(data):
        length, name = struct.unpack(">I4s", data[at:at + 8])
        body = data[at + 8:at + 8 + length]
        if name == b"IHDR":
            width, height, depth, kind = struct.unpack(">IIBB", body[:10])
            assert depth == 8 and kind in (2, 3, 6), "8 bits, RGB, RGBA or palette"
        elif name == b"PLTE":
            palette = body
        elif name == b"IDAT":
            packed += body
        at += length + 12
    step = {2: 3, 3: 1, 6: 4}[kind]
    raw, stride, above, rows = zlib.decompress(packed), width * step + 1, bytearray(width * step), []
    for start in range(0, height * stride, stride):
        row = bytearray(raw[start + 1:start + stride])
        unfilter(raw[start], row, above, step)
        rows.append(bytes(row))
        above = row
    if kind == 3:
        rgb = b"".join(palette[value * 3:value * 3 + 3] for row in rows for value in row)
    elif kind == 6:
        rgb = b"".join(row[at:at + 3] for row in rows for at in range(0, len(row), 4))
    else:
        rgb = b"".join(rows)
    return Picture(width, height, rgb)


def read_xwd(path):
    """The screen of an Xvfb that was started with -fbdir: a 24-bit X window dump that is always up to date."""
    data = pathlib.Path(path).read_bytes()
    header = struct.unpack(">25I", data[:100])
    header_size, width, height, order, bits, stride, colours = (header[i] for i in (0, 4, 5, 7, 11, 12, 19))
    assert bits == 32, "24-bit screens only"
    start = header_size + colours * 12
    red, green, blue = (2, 1, 0) if order == 0 else (1, 2, 3)
    rows = []
    for y in range(height):
        row = data[start + y * stride:start + y * stride + width * 4]
        rgb = bytearray(width * 3)
        rgb[0::3], rgb[1::3], rgb[2::3] = row[red::4], row[green::4], row[blue::4]
        rows.append(bytes(rgb))
    return Picture(width, height, b"".join(rows))


def compare(now, wanted):
    """How many pixels differ, and a picture of it: grey, red where they do."""
    count, shown = 0, bytearray(now.rgb.translate(bytes(200 + value // 5 for value in range(256))))
    for at in range(0, len(now.rgb), 3):
        a, b = now.rgb[at:at + 3], wanted.rgb[at:at + 3]
        if a != b and max(abs(x - y) for x, y in zip(a, b)) > TOLERANCE:
            count += 1
            shown[at:at + 3] = b"\xd0\0\0"
    return count, Picture(now.width, now.height, shown)


class Golden:
    def __init__(self, group):
        self.folder = FOLDER / group
        self.out = pathlib.Path(os.environ.get("GOLDEN_OUT") or tempfile.mkdtemp(prefix="zarya-golden-"))
        self.is_update = os.environ.get("UPDATE_GOLDEN") == "1"

    def check(self, score, name, picture):
        """All of it but SCROLLBAR_PX at the right: a scrollbar comes with a scroll and goes by time."""
        path, now = self.folder / f"{name}.png", coarse(picture)
        if self.is_update:
            self.folder.mkdir(parents=True, exist_ok=True)
            if not path.exists() or self.fault(now, read_png(path))[0]:  # an equal one stays as it is
                write_png(path, now)
            score.check(f"{name}: written", True)
            return
        if not path.exists():
            score.check(f"{name}: there is a picture of it (UPDATE_GOLDEN=1 writes one: look at it)", False)
            return
        fault, difference = self.fault(now, read_png(path))
        if fault:
            self.out.mkdir(parents=True, exist_ok=True)
            write_png(self.out / f"{name}.now.png", now)
            if difference:
                write_png(self.out / f"{name}.diff.png", difference)
        score.check(f"{name}: looks as it did", not fault, f"{fault}; see {self.out}/{name}.now.png and .diff.png")

    @staticmethod
    def fault(now, wanted):
        if (now.width, now.height) != (wanted.width, wanted.height):
            return f"{now.width}x{now.height} instead of {wanted.width}x{wanted.height}", None
        seen = [picture.crop(0, 0, picture.width - SCROLLBAR_PX, picture.height) for picture in (now, wanted)]
        count, difference = compare(*seen)
        is_far = count * 10000 > now.width * now.height * PIXELS_MAX
        return (f"{count} pixels differ" if is_far else ""), difference
