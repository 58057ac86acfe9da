# SPDX-License-Identifier: MIT
"""What docs/ shows of a recording: source lines, counts and the words of the frame. No address, and nothing of the call's own
work, so that it changes only when the way in and out does."""

import listing
import phases

SHOWN = ("IF", "DF", "NT", "AC")  # of the flags
WIDEST = 62


def source_text(code, files, entering):
    """The line's text without its comment; the instruction itself, where the kernel wrote it into its image at boot."""
    path = code["file"]
    if entering:
        return code["asm"]
    if path not in files:
        with open(path, encoding="utf-8") as file:
            files[path] = file.read().split("\n")
    text = " ".join(files[path][code["line"] - 1].split("/*")[0].split())
    text = {"{": "(its first instructions)", "}": "(its last instructions)"}.get(text, text)
    return text if len(text) <= WIDEST else text[:WIDEST - 1] + "…"


def writers(trace):
    """{field: who wrote it on the way in, in order}: cpu, door, c."""
    found, frame = {field: [] for field in trace["fields"]}, int(trace["frame"], 16)
    for step in trace["steps"]:
        who = "cpu" if step["phase"] == "hardware frame" else step["lane"]
        for at in step["wrote"] if step["phase"] in ("hardware frame", "registers saved", "flags fixed", "dispatched", "exit check") else ():
            index, rest = divmod(int(at, 16) - frame, trace["word"])
            if 0 <= index < len(trace["fields"]) and not rest and who not in found[trace["fields"][index]][-1:]:
                found[trace["fields"][index]].append(who)
    return found


def rows(trace, files):
    """[lane, file, text, count, effects] of neighbours from one source line, for each phase."""
    frame, found, last = int(trace["frame"], 16), [], None
    flags = int(trace["start"]["registers"]["eflags"], 16)
    for step in trace["steps"]:
        code = trace["code"][step["pc"]]
        now = int(step["set"].get("eflags", hex(flags)), 16)
        effects = [one for one in listing.flags_changed(flags, now) if one[1:] in SHOWN]
        flags = now
        for at in sorted(step["wrote"], key=lambda text: -int(text, 16)):
            index, rest = divmod(int(at, 16) - frame, trace["word"])
            if 0 <= index < len(trace["fields"]) and not rest:
                effects.append(trace["fields"][index])
        if step["phase"] == "handled":
            continue
        place = (step["phase"], code["file"], code["line"])
        if place == last:
            found[-1]["count"] += 1
            found[-1]["effects"] += effects
        else:
            found.append({"phase": step["phase"], "lane": step["lane"], "file": code["file"], "text": source_text(code, files, step["phase"] == "hardware frame"),
                          "count": 1, "effects": effects})
        last = place
    return found


def summary(trace, files):
    runs = phases.runs(trace, lambda step: (step["phase"], step["lane"]))
    return {
        "arch": trace["arch"], "entry": trace["entry"], "leave": phases.leave(trace), "fields": trace["fields"],
        "phases": [[key, 0 if key == "handled" else count] for key, _, count in phases.runs(trace, lambda step: step["phase"])],
        "stays": [[key, lane, 0 if key == "handled" else count] for (key, lane), _, count in runs],
        "writers": writers(trace), "rows": rows(trace, files),
    }


def outside(path):
    """Instructions from the stub's first through its ret, without the call's own."""
    return sum(count for _, count in path["phases"]) - 1
