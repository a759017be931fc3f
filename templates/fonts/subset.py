#!/usr/bin/env python3
"""Makes the embedded font subsets and the width table from the Inter OTF files of Debian's package fonts-inter.

    pip install fonttools brotli
    python3 subset.py /usr/share/fonts/opentype/inter

Writes Inter-{Regular,SemiBold}.{otf,woff2} beside itself and src/report/diagram/font/widths.rs.
"""
import pathlib
import sys

from fontTools import subset
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.ttLib import TTFont

HERE = pathlib.Path(__file__).resolve().parent
TABLE = HERE.parent.parent / "src/report/diagram/font/widths.rs"
RANGES = [(0x20, 0x7E), (0xA0, 0x17F)]
EXTRA = [*range(0x2010, 0x2016), 0x2018, 0x2019, 0x201A, 0x201C, 0x201D, 0x201E, 0x2022, 0x2026, 0x2039, 0x203A, 0x20AC,
         0x2190, 0x2192, 0x21D2, 0x2212, 0x2248, 0x2260, 0x2264, 0x2265]
BRACKETS = {0x27E8: "uni27E8", 0x27E9: "uni27E9"}


def add_brackets(font):
    """Inter has no angle brackets, which mark the unknown parts of names: draw them."""
    em, cff = font["head"].unitsPerEm, font["CFF "].cff
    top = cff.topDictIndex[0]
    heavy = font["OS/2"].usWeightClass > 500
    s, w = em / 1000, (125 if heavy else 85)
    order = font.getGlyphOrder()
    for code, name in BRACKETS.items():
        right = [(300, 840), (300 - w, 840), (80, 320), (300 - w, -200), (300, -200), (80 + w, 320)]
        points = right if code == 0x27E8 else [(380 - x, y) for x, y in reversed(right)]
        pen = T2CharStringPen(round(380 * s), None)
        pen.moveTo((round(points[0][0] * s), round(points[0][1] * s)))
        for x, y in points[1:]:
            pen.lineTo((round(x * s), round(y * s)))
        pen.closePath()
        private = top.Private if hasattr(top, "Private") else top.FDArray[0].Private
        glyph = pen.getCharString(private=private, globalSubrs=cff.GlobalSubrs)
        order.append(name)
        top.CharStrings.charStringsIndex.append(glyph)
        top.CharStrings.charStrings[name] = len(order) - 1
        if hasattr(top, "FDSelect"):
            top.FDSelect.append(0)
        font["hmtx"][name] = (round(380 * s), round(80 * s))
        for cmap in font["cmap"].tables:
            if cmap.isUnicode():
                cmap.cmap[code] = name
    font.setGlyphOrder(order)
    top.charset = order


def make(source, weight):
    font = TTFont(source / f"Inter-{weight}.otf")
    add_brackets(font)
    options = subset.Options()
    options.name_IDs = ["*"]
    options.layout_features = ["kern"]
    options.notdef_outline = True
    # Without hints: half the bytes, and nothing at the sizes of diagrams.
    options.hinting = False
    options.desubroutinize = True
    job = subset.Subsetter(options)
    job.populate(unicodes=[c for a, b in RANGES for c in range(a, b + 1)] + EXTRA + list(BRACKETS))
    job.subset(font)
    font["head"].modified = font["head"].created
    font.recalcTimestamp = False
    font.save(HERE / f"Inter-{weight}.otf")
    font.flavor = "woff2"
    font.save(HERE / f"Inter-{weight}.woff2")
    em, cmap, metrics = font["head"].unitsPerEm, font.getBestCmap(), font["hmtx"]
    return lambda code: round(metrics[cmap[code]][0] * 1000 / em) if code in cmap else 600


def main():
    source = pathlib.Path(sys.argv[1])
    out = ["//! Advance widths of the embedded fonts in thousandths of an em. Made by `templates/fonts/subset.py`.\n"]
    for weight, name in (("Regular", "REGULAR"), ("SemiBold", "BOLD")):
        width = make(source, weight)
        for (a, b), part in zip(RANGES, ("ASCII", "LATIN")):
            values = ", ".join(str(width(c)) for c in range(a, b + 1))
            out.append(f"/// U+{a:04X} to U+{b:04X}.\npub(super) static {name}_{part}: [u16; {b - a + 1}] = [{values}];")
        values = ", ".join(f"({c:#06x}, {width(c)})" for c in EXTRA + list(BRACKETS))
        out.append(f"/// Other characters of the subset, by code point.\npub(super) static {name}_EXTRA: [(u32, u16); {len(EXTRA + list(BRACKETS))}] = [{values}];")
    TABLE.write_text("\n".join(out) + "\n")


main()
