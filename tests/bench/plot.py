# SPDX-License-Identifier: MIT
"""The figures as one SVG: a row for each operation, a dot for each kernel, on a logarithmic scale."""

import math
from html import escape

from . import cells, report

# (column, legend, class of style.css below)
DOTS = (
    ("i386-sysenter", "Vestibule i386", "a"),
    ("x86_64-sysenter", "Vestibule x86_64", "b"),
    ("linux-i386-sysenter", "Linux i386", "c"),
    ("linux-x86_64-sysenter", "Linux x86_64", "d"),
)
WIDTH, LEFT, RIGHT, TOP, STEP = 900, 286, 46, 74, 19
STYLE = """
svg{font:12px system-ui,-apple-system,'Segoe UI',Helvetica,Arial,sans-serif;background:#fff}
.bg{fill:#fff}text{fill:#24292f}.dim{fill:#656d76}.grid{stroke:#d8dee4}.minor{stroke:#eff2f5}.link{stroke:#afb8c1;stroke-width:2}
.a{fill:#54aeff}.b{fill:#0969da}.c{fill:#f5a25d}.d{fill:#bc4c00}.title{font-size:15px;font-weight:600}
@media(prefers-color-scheme:dark){svg{background:#0d1117}.bg{fill:#0d1117}text{fill:#e6edf3}.dim{fill:#8d96a0}.grid{stroke:#30363d}
.minor{stroke:#1c2128}.link{stroke:#484f58}.a{fill:#a5d6ff}.b{fill:#388bfd}.c{fill:#ffc58f}.d{fill:#f0883e}}
"""


def scale(low, high):
    """A function from ticks to x."""
    span = math.log10(high / low)
    return lambda ticks: LEFT + (WIDTH - LEFT - RIGHT) * math.log10(ticks / low) / span


def axis(x, low, high, bottom):
    out = []
    decade = low
    while decade <= high:
        out.append(f'<line class="grid" x1="{x(decade):.1f}" x2="{x(decade):.1f}" y1="{TOP - 8}" y2="{bottom}"/>'
                   f'<text class="dim" text-anchor="middle" x="{x(decade):.1f}" y="{bottom + 16}">{decade:,}</text>')
        if decade < high:
            out += [f'<line class="minor" x1="{x(decade * k):.1f}" x2="{x(decade * k):.1f}" y1="{TOP - 8}" y2="{bottom}"/>'
                    for k in range(2, 10)]
        decade *= 10
    return out


def dots(row, data, x, y):
    found = [(report.value(data["columns"].get(column, {}).get(row)), style, legend) for column, legend, style in DOTS]
    found = [one for one in found if one[0]]
    out = [f'<text text-anchor="end" x="{LEFT - 14}" y="{y + 4}">{escape(cells.title(row))}</text>']
    if found:
        ticks = [one[0] for one in found]
        out.append(f'<line class="link" x1="{x(min(ticks)):.1f}" x2="{x(max(ticks)):.1f}" y1="{y}" y2="{y}"/>')
    out += [f'<circle class="{style}" cx="{x(ticks):.1f}" cy="{y}" r="4.5"><title>{escape(legend)}: {ticks:,.1f}</title></circle>'
            for ticks, style, legend in reversed(found)]
    return out


def svg(data):
    rows = report.rows(data)
    every = [report.value(data["columns"].get(column, {}).get(row)) for row in rows for column, _l, _s in DOTS]
    every = [ticks for ticks in every if ticks]
    low, high = (10 ** math.floor(math.log10(min(every))), 10 ** math.ceil(math.log10(max(every)))) if every else (1, 10)
    x = scale(low, max(high, low * 10))
    bottom = TOP + STEP * len(rows)
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {bottom + 40}" role="img">',
           f"<style>{STYLE}</style>", f'<rect class="bg" width="{WIDTH}" height="{bottom + 40}"/>',
           '<text class="title" x="16" y="26">Guest instructions for each operation (logarithmic; left is better)</text>']
    for index, (_column, legend, style) in enumerate(DOTS):
        out.append(f'<circle class="{style}" cx="{LEFT + 6 + 145 * index}" cy="46" r="5"/>'
                   f'<text x="{LEFT + 17 + 145 * index}" y="50">{legend}</text>')
    out += axis(x, low, max(high, low * 10), bottom)
    for index, row in enumerate(rows):
        out += dots(row, data, x, TOP + STEP * index + STEP // 2)
    return "\n".join(out + ["</svg>"]) + "\n"
