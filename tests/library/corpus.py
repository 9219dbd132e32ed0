"""Files as people and attackers upload them, made here piece by piece."""

import io
import struct
import zipfile
import zlib

MZ = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00" + b"\0" * 64
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def package(parts, *, comment=b"", stored=False):
    """A ZIP package of these members (text or bytes by name; a `ZipInfo` as a name says more of one)."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
        archive.comment = comment
    return out.getvalue()


def docx(more=None, **options):
    return package({"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>", **(more or {})}, **options)


def link(name, target):
    """A member that is a link."""
    member = zipfile.ZipInfo(name)
    member.external_attr = 0o120777 << 16
    return {member: target}


def overlapping(count=50, size=1_000_000):
    """A bomb of one small piece that many members share."""
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = packed.compress(b"\0" * size) + packed.flush()
    crc = zlib.crc32(b"\0" * size)
    local = struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, 0, 8, 0, 0, crc, len(body), size, 1, 0) + b"a" + body
    names = [b"[Content_Types].xml", b"word/document.xml", *(b"m%03d" % number for number in range(count))]
    directory = b"".join(
        struct.pack("<4s6H3I5H2I", b"PK\x01\x02", 20, 20, 0, 8, 0, 0, crc, len(body), size, len(name), 0, 0, 0, 0, 0, 0) + name
        for name in names
    )
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, len(names), len(names), len(directory), len(local), 0)
    return local + directory + end


def locked():
    """A package whose members say that they are encrypted."""
    content = bytearray(docx(stored=True))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = content.find(mark)
        while start >= 0:
            content[start + place] |= 1
            start = content.find(mark, start + 1)
    return bytes(content)


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width=2, height=2, *more):
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    rows = zlib.compress(b"\0\0\0" * 2)
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def segment(marker, body):
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(body) + 2) + body


def exif(orientation, order=">"):
    mark = b"MM\0*" if order == ">" else b"II*\0"
    place = b"HERE 35.8N 128.7E"
    entries = struct.pack(f"{order}HHIHH", 0x0112, 3, 1, orientation, 0) + struct.pack(f"{order}HHII", 0x8825, 2, 17, 60)
    return b"Exif\0\0" + mark + struct.pack(f"{order}IH", 8, 2) + entries + struct.pack(f"{order}I", 0) + place


def jpeg(*more, width=4, height=3):
    frame = segment(0xC0, struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\0")
    scan = segment(0xDA, b"\x01\x01\0\0\x3f\0") + b"\x12\xff\x00\x34\xff\xd0\x56"
    return b"\xff\xd8" + segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0") + b"".join(more) + frame + scan + b"\xff\xd9"


def compound(*names, body=b""):
    """A compound file whose directory names these streams, with `body` as the content of the last sector."""
    free, chain, fat = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    entries = [("Root Entry", 5), *((name, 2) for name in names)]
    sectors = -(-len(entries) // 4)
    directory = b"".join(
        name.encode("utf-16-le").ljust(64, b"\0") + struct.pack("<HB", 2 * len(name) + 2, kind) + b"\0" * 61
        for name, kind in entries
    ).ljust(512 * sectors, b"\0")
    table = [fat, *(number + 2 for number in range(sectors - 1)), chain, chain, *([free] * (126 - sectors))]
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHH", 0x3E, 3, 0xFFFE, 9) + b"\0" * 12
    head += struct.pack("<IIIIIIIII", 1, 1, 0, 4096, chain, 0, chain, 0, 0) + struct.pack("<108I", *([free] * 108))
    return head + struct.pack("<128I", *table) + directory + body.ljust(512, b"\0")


def hwp(*more):
    return compound("FileHeader", "DocInfo", "BodyText", "DefaultJScript", *more, body=b"HWP Document File")


def pdf_with(content, *, packed=False, head=b"/Type/ObjStm/Filter/FlateDecode", pack=zlib.compress):
    """A PDF with an object of this content; `packed`: inside a stream of objects, by `pack`, of which `head` tells."""
    if not packed:
        return PDF.replace(b"<<>>endobj", b"<<" + content + b">>endobj", 1)
    stream = pack(b"1 0 <<" + content + b">>")
    told = b"2 0 obj<<%s/N 1/First 4/Length %d>>\nstream\n" % (head, len(stream))
    return PDF.replace(b"trailer", told + stream + b"\nendstream endobj\ntrailer", 1)
