# SPDX-License-Identifier: MIT
"""The pictures of docs/: SVG that follows the reader's light or dark, made of a recording's summary and nothing else."""

from html import escape

import phases
import summary

COLOURS = {"program": ("#1f5fbf", "#82b1ff"), "vdso": ("#0b7a70", "#55d0bf"), "door": ("#bf4a12", "#ff9d68"), "c": ("#7440b8", "#c7a6ff"),
           "handler": ("#5d6470", "#a9b1bd"), "cpu": ("#8a6d00", "#e5c558")}
WIDTH = 920
HANDLED = 40  # the width that the call's own work gets, in instructions


def style():
    rules = [".t{fill:#1f1d1a}.s{fill:#5f5a52}.card{fill:#fffefb;stroke:#dcd6ca}.below{fill:#f3ece2}.rule{stroke:#dcd6ca}.way{stroke:#5f5a52;fill:none}"]
    dark = [".t{fill:#e9e6df}.s{fill:#a7a49c}.card{fill:#1b1e24;stroke:#32363f}.below{fill:#23262d}.rule{stroke:#32363f}.way{stroke:#a7a49c}"]
    for name, (light, night) in COLOURS.items():
        rules.append(f".{name}{{fill:{light}}}")
        dark.append(f".{name}{{fill:{night}}}")
    return "<style>text{font:13px system-ui,sans-serif}.b{font-weight:600}.m{font-family:ui-monospace,Menlo,Consolas,monospace}" \
        f".border{{stroke:#bf4a12;stroke-dasharray:5 4}}{''.join(rules)}@media(prefers-color-scheme:dark){{{''.join(dark)}}}</style>"


def text(x, y, words, kind="t", anchor="start"):
    place = f' text-anchor="{anchor}"' if anchor != "start" else ""
    return f'<text x="{x:.0f}" y="{y:.0f}" class="{kind}"{place}>{escape(words)}</text>'


def bar(x, y, width, height, kind):
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height}" rx="2.5" class="{kind}"/>'


def picture(height, title, parts):
    return "\n".join([f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(title)}">',
                      f"<title>{escape(title)}</title>", style(),
                      f'<rect x=".5" y=".5" width="{WIDTH - 1}" height="{height - 1}" rx="10" class="card"/>', *parts, "</svg>", ""])


def name(path):
    return f"{path['arch']}, {phases.ENTERS[path['entry']]}"


def width_of(key, count):
    return HANDLED if key == "handled" else max(count, 4)


# ---- one path ----

LEFT, TOP, LANE, GAP = 132, 78, 26, 14


def lane_y(lane):
    index = phases.LANES.index(lane)
    return TOP + index * LANE + (GAP if index > 1 else 0)


def path(one):
    """The way through the lanes, and the phases by number."""
    total = sum(width_of(key, count) for key, count in one["phases"])
    scale = (WIDTH - LEFT - 24) / total
    border, bottom = lane_y("door") - GAP / 2, lane_y("handler") + LANE
    parts = [text(20, 30, f"write() by {phases.ENTERS[one['entry']]} on {one['arch']}", "t b"),
             text(WIDTH - 20, 30, f"{summary.outside(one)} instructions and what the call itself takes; back by {one['leave'].upper()}", "s", "end"),
             f'<rect x="12" y="{border:.0f}" width="{WIDTH - 24}" height="{bottom - border:.0f}" rx="6" class="below"/>',
             f'<path d="M12 {border:.0f}H{WIDTH - 12}" class="border"/>']
    for lane in phases.LANES:
        parts.append(text(20, lane_y(lane) + LANE / 2 + 4, phases.LANE_NAMES[lane], f"{lane} b"))
        parts.append(f'<path d="M{LEFT} {lane_y(lane) + LANE // 2}H{WIDTH - 12}" class="rule"/>')
    parts += [text(WIDTH - 20, border - 6, "level 3", "s", "end"), text(WIDTH - 20, border + 16, "level 0", "s", "end")]
    parts += stays(one, scale) + legend(one, bottom + 28)
    rows = (len(one["phases"]) + 1) // 2
    return picture(bottom + 28 + rows * 21, f"The path of a write() by {one['entry']} on {one['arch']}", parts)


def stays(one, scale):
    counts, starts, x = {}, {}, float(LEFT)
    for number, (key, count) in enumerate(one["phases"]):
        starts[key], counts[key] = x, count
        x += width_of(key, count) * scale
    marks, bars, way, inside = [], [], "", {}
    for number, (key, count) in enumerate(one["phases"], 1):
        middle = starts[key] + width_of(key, count) * scale / 2
        marks += [text(middle, 54, str(number), "s", "middle"), text(middle, 70, "…" if key == "handled" else str(count), "t b", "middle")]
    for key, lane, count in one["stays"]:
        share = width_of(key, counts[key]) * scale * (count / counts[key] if counts[key] else 1)
        begin = starts[key] + inside.get(key, 0)
        inside[key] = inside.get(key, 0) + share
        y = lane_y(lane) + LANE / 2
        way += f"{'L' if way else 'M'}{begin:.1f} {y:.0f}L{begin + share:.1f} {y:.0f}"
        bars.append(bar(begin + 0.7, y - 7, max(share - 1.4, 1.6), 14, lane))
    return [f'<path d="{way}" class="way"/>', *bars, *marks]


def legend(one, y):
    half = (len(one["phases"]) + 1) // 2
    parts = []
    for number, (key, count) in enumerate(one["phases"]):
        x, line = (20, number) if number < half else (WIDTH / 2 + 10, number - half)
        parts += [text(x + 18, y + line * 21, str(number + 1), "s", "end"), text(x + 28, y + line * 21, phases.title(key))]
    return parts


# ---- who writes the frame ----

def frame(paths):
    """A column for each path: its struct pt_regs, highest address first, and who wrote each word."""
    tall = max(len(one["fields"]) for one in paths)
    wide = (WIDTH - 40) / len(paths)
    parts = [text(20, 30, "struct pt_regs, highest address first: who writes each word, and to its right who writes it again", "t b")]
    for index, one in enumerate(paths):
        x = 20 + index * wide
        parts.append(text(x, 58, name(one), "t b"))
        for row, field in enumerate(reversed(one["fields"])):
            y, who = 70 + row * 21, one["writers"][field]
            shown = list(dict.fromkeys(who))
            for place, writer in enumerate(shown):
                parts.append(bar(x + place * (wide - 16) / len(shown), y, (wide - 16) / len(shown) - 1, 18, writer))
            parts.append(f'<text x="{x + 7:.0f}" y="{y + 13}" class="m" style="fill:var(--on)">{field}</text>')
    y = 70 + tall * 21 + 24
    x = 20
    for writer, words in (("cpu", "the CPU itself"), ("door", "the door"), ("c", "common C")):
        parts += [bar(x, y - 11, 14, 14, writer), text(x + 21, y + 1, words)]
        x += 160
    on = "<style>svg{--on:#fff}@media(prefers-color-scheme:dark){svg{--on:#14161a}}</style>"
    return picture(y + 20, "Who writes each word of struct pt_regs, for each entry", [on, *parts])


# ---- counts ----

def counts(paths):
    """A bar for each path, a piece for each phase, without the call's own."""
    most = max(summary.outside(one) + 1 for one in paths)
    left, scale = 150, (WIDTH - 150 - 110) / most
    parts = [text(20, 30, "Instructions of a system call, without its own work", "t b")]
    for index, one in enumerate(paths):
        y, x = 48 + index * 34, float(left)
        parts.append(text(20, y + 16, name(one)))
        for key, lane, count in one["stays"]:
            if count:
                parts.append(bar(x, y, count * scale - 1, 22, lane))
                x += count * scale
        parts.append(text(x + 10, y + 16, str(summary.outside(one)), "t b"))
    y, x = 48 + len(paths) * 34 + 22, left
    for lane in phases.LANES[:4]:
        parts += [bar(x, y - 11, 14, 14, lane), text(x + 21, y + 1, phases.LANE_NAMES[lane])]
        x += 130
    return picture(y + 20, "Instructions of a system call by each entry, without its own work", parts)
