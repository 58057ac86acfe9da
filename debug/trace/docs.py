# SPDX-License-Identifier: MIT
"""docs/entry-paths.md and its pictures: `make trace-docs` records, keeps what docs/ shows in docs/entry-paths.json, and makes the
rest of that file alone: the pictures, and the parts of the text between "made by" and "end" marks."""

import json
import re

import diagram
import phases
import summary

CALL = "write"
DATA, TEXT = "docs/entry-paths.json", "docs/entry-paths.md"
MARKED = re.compile(r"(<!-- made by make trace-docs: ([a-z0-9_ -]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def data_of(traces):
    files = {}
    return {"compiler": traces[0]["compiler"], "paths": [summary.summary(trace, files) for trace in traces]}


def load():
    with open(DATA, encoding="utf-8") as file:
        return json.load(file)


def read(path):
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except FileNotFoundError:
        return ""


# ---- what is made of the data ----

def picture_of(one):
    return f"docs/entry-{one['arch']}-{one['entry']}.svg"


def made(data):
    """{path: text} of all that follows from the data."""
    paths = data["paths"]
    files = {picture_of(one): diagram.path(one) for one in paths}
    files["docs/entry-frame.svg"] = diagram.frame(paths)
    files["docs/entry-counts.svg"] = diagram.counts(paths)
    files[TEXT] = MARKED.sub(lambda match: match[1] + part(match[2].split(), data) + match[3], read(TEXT))
    return files


def part(words, data):
    if words[0] == "counts":
        return table(data)
    one = next(one for one in data["paths"] if [one["arch"], one["entry"]] == words[1:])
    return walk(one)


def table(data):
    paths = data["paths"]
    lines = ["| phase | " + " | ".join(diagram.name(one) for one in paths) + " |", "|---|" + "---:|" * len(paths)]
    for key in phases.ORDER:
        cells = [dict(one["phases"]).get(key) for one in paths]
        lines.append(f"| {phases.title(key)} | " + " | ".join("…" if key == "handled" else str(cell or "–") for cell in cells) + " |")
    lines.append("| **`__kernel_vsyscall` through its `ret`, without the call itself** | " +
                 " | ".join(f"**{summary.outside(one)}**" for one in paths) + " |")
    lines.append("| leaves by | " + " | ".join(f"`{one['leave']}`" for one in paths) + " |")
    return "\n".join([*lines, "", f"Kernel by {data['compiler']}, without debug checks.", ""])


def walk(one):
    """The phases with their source lines: how many instructions of each, and what they wrote into the frame."""
    lines = [f"![the path]({picture_of(one).split('/')[1]})", "", "```"]
    for number, (key, count) in enumerate(one["phases"], 1):
        many = "" if key == "handled" else f", {count} instruction{'s' * (count != 1)}"
        lines.append(f"{number}. {phases.title(key)}{many}")
        if key == "handled":
            lines.append("       thunk_write, sys_write and what these call")
        for row in one["rows"]:
            if row["phase"] == key:
                what = f"{row['count']:3}  {row['file'].rsplit('/', 1)[-1]:19} {row['text']}"
                lines.append(f"  {what:86}{arrow(row['effects'])}".rstrip())
    return "\n".join([*lines, "```", ""])


def arrow(effects):
    return "→ " + " ".join(effects) if effects else ""


# ---- writing and checking ----

def renew(traces):
    """Writes the data and all that is made of it; yields the paths that changed."""
    data = data_of(traces)
    files = {DATA: json.dumps(data, indent=1) + "\n"}
    files.update(made(data))
    for path, words in files.items():
        if read(path) != words:
            with open(path, "w", encoding="utf-8") as file:
                file.write(words)
            yield path


def compare():
    """(path, True if it is what is made of the data) for each."""
    for path, words in made(load()).items():
        yield path, read(path) == words


def compiler_of_data():
    return load()["compiler"]


def differences(traces):
    """Where today's recordings are not the data's, in words."""
    now, then = data_of(traces)["paths"], load()["paths"]
    found = []
    for new, old in zip(now, then):
        for key in new:
            if new[key] != old[key]:
                found.append(f"{new['arch']} {new['entry']}: {key} changed{where(old[key], new[key])}")
    return found if len(now) == len(then) else ["other entries"]


def where(old, new):
    """The first difference of two lists."""
    if isinstance(old, list):
        for before, after in zip(old, new):
            if before != after:
                return f" from {before} to {after}"
    return ""
