# SPDX-License-Identifier: MIT
"""The figures as a table for the terminal, as CSV, and as Markdown."""

from . import cells, footprint


def value(figure):
    """Ticks for one operation, or None."""
    return figure[0] / figure[1] if isinstance(figure, list) else None


def number(figure):
    """A figure as the tables show it: whole where it is, else to a tenth."""
    if figure is None:
        return "-"
    if isinstance(figure, str):
        return "failed"
    each = value(figure)
    return str(figure[0] // figure[1]) if figure[0] % figure[1] == 0 else f"{each:.1f}"


def ratio(ours, linux):
    a, b = value(ours), value(linux)
    return f"{b / a:.1f}" if a and b else "-"


def pairs(data):
    """Those of which at least one side was measured."""
    return [pair for pair in cells.PAIRS if pair[0] in data["columns"]]


def rows(data):
    found = {row for column in data["columns"].values() for row in column}
    return [row for row in cells.ROWS if row in found]


def lines(data, used):
    """Per row its name, then ours, Linux's and the ratio of each pair."""
    for row in rows(data):
        line = [cells.title(row)]
        for ours, linux in used:
            a, b = (data["columns"].get(name, {}).get(row) for name in (ours, linux))
            line += [number(a), number(b), ratio(a, b)]
        yield line


def terminal(data):
    """All pairs, a block of a few at a time."""
    out = []
    every = pairs(data)
    for start in range(0, len(every), 4):
        used = every[start:start + 4]
        out.append(" " * 36 + "".join(f"{ours:>27}" for ours, _linux in used))
        out.append(" " * 36 + "".join(f"{'ours':>11}{'Linux':>10}{'ratio':>6}" for _pair in used))
        for name, *figures in lines(data, used):
            out.append(f"{name:36}" + "".join(f"{figures[i]:>11}{figures[i + 1]:>10}{figures[i + 2]:>6}"
                                              for i in range(0, len(figures), 3)))
        out.append("")
    return "\n".join(out + [" ".join(line) for line in footprint_lines(data)])


def csv(data):
    names = list(data["columns"])
    out = ["row," + ",".join(names)]
    for row in rows(data):
        figures = [data["columns"][name].get(row) for name in names]
        out.append(row + "," + ",".join("" if value(f) is None else f"{value(f):.6g}" for f in figures))
    return "\n".join(out) + "\n"


def markdown_table(head, body):
    out = ["| " + " | ".join(head) + " |", "|---|" + "--:|" * (len(head) - 1)]
    return "\n".join(out + ["| " + " | ".join(line) + " |" for line in body])


def markdown(data, used):
    used = [pair for pair in pairs(data) if pair[0] in used]
    head = [""] + [word for ours, _linux in used for word in (ours.replace("-", " "), "Linux", "ratio")]
    return markdown_table(head, lines(data, used))


def size(number_of_bytes):
    return "-" if number_of_bytes is None else f"{number_of_bytes / 1024:,.0f} KiB"


def footprint_lines(data):
    """A header and a line for each machine that was measured."""
    yield ["machine", "text + rodata", "memory used after boot", "virtual time and ticks to the first user instruction"]
    for name, found in data["footprint"].items():
        first = found["first_instruction"]
        yield [name, size(found["text_rodata"]), size(found["used_after_boot"]),
               f"{first / 1e9:.4f} s ({first:,})" if first else "-"]
    for name, seconds in footprint.OTHERS.items():
        yield [f"{name} (quoted)", "-", "-", f"{seconds:.4f} s"]


def footprint_markdown(data):
    head, *body = footprint_lines(data)
    return markdown_table(head, body) + f"\n\nThe ISO, both kernels and all programs: {size(data['iso'])}."
