# SPDX-License-Identifier: MIT
"""A user at the terminal: shells on the serial line, the keyboard and the VGA screen, with the release kernels."""

import glob
import re
import shutil
import socket
import subprocess
import sys
import time

from . import debian, machine, tap

sys.path.append("tools")
import initramfs  # noqa: E402

CELL = "interactive"
ARCHES = ("i386", "x86_64")
STATIC = "build/conformance/static"  # where `make conformance` has the same package
LIMIT = 20  # seconds for each step
SCREEN_LIMIT = 3  # seconds until VGA shows what the serial line has shown
AGAIN = 3  # seconds after which fg's Ctrl-C is typed once more
PROMPT = r"(?:[~/] )?# "  # our shell's, and busybox's with its directory
BETWEEN = r"(?:.*\n)*?"  # whatever lines
ROWS, COLUMNS = 25, 80

CTRL_C, CTRL_D, CTRL_U, CTRL_Z, ERASE = "\x03", "\x04", "\x15", "\x1a", "\x7f"
# Says when it has the terminal: a key typed before that would be the shell's.
SLEEP = "sh -c 'echo go; exec sleep 30'"
TERMINAL = re.compile(r"\x1b\[([0-9;?]*)([@-~])|\x1b[()]?.|.", re.DOTALL)

# QEMU's names of the keys that are not called by their character.
KEYS = {" ": "spc", "-": "minus", "=": "equal", "[": "bracket_left", "]": "bracket_right", ";": "semicolon",
        "'": "apostrophe", "`": "grave_accent", "\\": "backslash", ",": "comma", ".": "dot", "/": "slash",
        "\r": "ret", "\t": "tab", ERASE: "backspace", CTRL_C: "ctrl-c", CTRL_D: "ctrl-d", CTRL_U: "ctrl-u",
        CTRL_Z: "ctrl-z"}
KEYS.update(zip('!@#$%^&*()_+{}:"~|<>?', ("shift-" + KEYS.get(key, key) for key in "1234567890-=[];'`\\,./")))
HOLD = 5  # milliseconds


def names():
    return [f"{what}-{arch}" for what in SCRIPTS for arch in ARCHES]


def seen(line, at):
    """The line's text without the blanks behind the cursor, which erasing leaves there."""
    return "".join(line[:at]) + "".join(line[at:]).rstrip()


def render(data):
    """The lines that a terminal would show for the bytes: what was erased is gone."""
    lines, line, at = [], [], 0
    for match in TERMINAL.finditer(data.decode("utf-8", "replace")):
        char, final = match[0], match[2]
        count = int(match[1]) if match[1] and match[1].isdigit() else 1
        if char == "\n":
            lines.append(seen(line, at))
            line, at = [], 0
        elif char == "\r":
            at = 0
        elif char == "\b" or final == "D":
            at = max(0, at - count)
        elif final == "C":
            at += count
        elif final in ("J", "K"):
            del line[at:]
        elif char >= " ":
            line += " " * (at - len(line))
            line[at : at + 1] = [char]
            at += 1
    return "\n".join(lines + [seen(line, at)])


class Monitor:
    """QEMU's monitor, at a socket of its own."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(LIMIT)
        self.socket.connect(path)
        self.answer()

    def answer(self):
        text = b""
        while not text.endswith(b"(qemu) "):
            piece = self.socket.recv(4096)
            if not piece:
                raise OSError("QEMU's monitor is gone")
            text += piece
        return text

    def ask(self, command):
        self.socket.sendall(command.encode() + b"\n")
        return self.answer()

    def press(self, char):
        key = KEYS.get(char, "shift-" + char.lower() if char.isupper() else char)
        self.ask(f"sendkey {key} {HOLD}")

    def screen(self, file):
        """The rows of VGA's text memory; a character of its background's colour is not seen."""
        self.ask(f"pmemsave 0xb8000 {ROWS * COLUMNS * 2} {file}")
        with open(file, "rb") as memory:
            data = memory.read()
        cells = [chr(char) if 32 <= char < 127 and colour & 15 != colour >> 4 & 7 else " "
                 for char, colour in zip(data[::2], data[1::2])]
        return ["".join(cells[start : start + COLUMNS]).rstrip() for start in range(0, len(cells), COLUMNS)]


class Failure(Exception):
    """What was expected and what there was instead."""


class Talk:
    """A conversation: a generator that sends, and yields (step, regular expression) for what must come.

    The expression is searched for in the terminal's text from the line on in which the last prompt stood.
    A third member is sent again from time to time until it comes.
    """

    def __init__(self, guest, script, monitor):
        self.guest = guest
        self.monitor = monitor  # the path of its socket
        self.mark = 0
        self.why = None
        self.script = script(self)
        self.advance()

    def text(self):
        return render(bytes(self.guest.output))

    def send(self, text):
        self.guest.send(text)

    def advance(self):
        self.since = self.sent = time.monotonic()
        self.step, self.pattern, self.again = (*next(self.script, ("power off", None)), None)[:3]
        self.done = self.pattern is None

    def enough(self):
        """For follow(): goes on with the conversation as far as it can; true if it has failed."""
        try:
            text = self.text()
            while not self.done and re.search(self.pattern, text[self.mark :], re.MULTILINE):
                if self.pattern.endswith(PROMPT + r"\Z"):
                    self.mark = text.rfind("\n") + 1
                self.advance()
            now = time.monotonic()
            if now - self.since > LIMIT:
                raise Failure(self.expected(f"not in {LIMIT} s"))
            if self.again and now - self.sent > AGAIN:
                self.send(self.again)
                self.sent = now
        except (Failure, OSError) as error:
            self.why = f"{self.step}: {error}"
        return bool(self.why)

    def expected(self, why):
        plain = (self.pattern or "the machine's end").replace(BETWEEN, "...").replace(PROMPT, "# ")
        plain = re.sub(r"\\(\W)", r"\1", plain).replace(r"\Z", "")  # for reading
        return f"expected '{plain}', found {self.text()[self.mark :][-200:]!r} ({why})"

    def command(self, step, keys, shown, *lines):
        """Types at the prompt; then come the line as it shall stand there, these lines in order, and a prompt."""
        self.send(keys)
        yield step, after(shown, *lines)


def after(shown, *lines):
    """The expression for a line typed at the prompt, lines among those that follow, and the next prompt."""
    expected = "".join(BETWEEN + line + r"\n" for line in lines)
    return rf"^{PROMPT}{re.escape(shown)}\n{expected}{BETWEEN}{PROMPT}\Z"


def sleeping():
    """The expression for SLEEP having the terminal."""
    return rf"^{PROMPT}{re.escape(SLEEP)}\ngo\n\Z"


def shell(talk):
    """At a shell on the serial line; at its end the machine powers off."""
    yield "prompt", rf"^{PROMPT}\Z"
    yield from talk.command("pipeline", "seq 5 | grep -v 3 | wc -l\r", "seq 5 | grep -v 3 | wc -l", r" *4")
    yield from talk.command("background", "sleep 30 &\r", "sleep 30 &")
    yield from talk.command("jobs", "jobs\r", "jobs", r"\[1\].*Running.*sleep 30.*")
    yield from talk.command("kill", "kill %1; wait; echo killed $((1+1))\r", "kill %1; wait; echo killed $((1+1))",
                            "killed 2")
    waiting = "sh -c 'sleep 1; echo slept' & wait; echo waited"
    yield from talk.command("wait", waiting + "\r", waiting, "slept", "waited")
    talk.send(SLEEP + "\r")
    yield "sleep", sleeping()
    talk.send(CTRL_C)
    yield "Ctrl-C", after(SLEEP, "go", r"\^C")
    yield from talk.command("status of Ctrl-C", "echo status $?\r", "echo status $?", "status 130")
    yield from stop_and_continue(talk)
    yield from talk.command("backspace", "echo wrxx" + ERASE * 2 + "ong$((1+1))\r", "echo wrong$((1+1))", "wrong2")
    yield from talk.command("Ctrl-U", "echo never" + CTRL_U + "echo clean$((1+2))\r", "echo clean$((1+2))", "clean3")
    talk.send("echo lost")
    yield "echo", rf"^{PROMPT}echo lost\Z"  # Ctrl-C discards an echo that is not out yet
    talk.send(CTRL_C)
    yield "Ctrl-C at the prompt", rf"^{PROMPT}echo lost(\^C)?\n{PROMPT}\Z"
    yield from talk.command("true", "true\r", "true")
    talk.send(CTRL_D)


def stop_and_continue(talk):
    talk.send(SLEEP + "\r")
    yield "sleep", sleeping()
    talk.send(CTRL_Z)
    yield "Ctrl-Z", after(SLEEP, "go", r"(?:\^Z\n)?.*\[1\].*Stopped.*sleep 30.*")
    yield from talk.command("jobs, stopped", "jobs\r", "jobs", r"\[1\].*Stopped.*sleep 30.*")
    talk.send("fg\r")
    yield "fg", rf"^{PROMPT}fg\n{BETWEEN}sh -c.*\n\Z"
    # A shell says what it continues before it gives the terminal away: the first key may be the shell's own.
    talk.send(CTRL_C)
    yield "fg, then Ctrl-C", after("fg", "sh -c.*", r"(?:\^C)+"), CTRL_C
    yield from talk.command("no job left", "jobs; echo none\r", "jobs; echo none", "none")


def press(monitor, step, keys):
    """Types on the keyboard, each key when the echo of the one before it is there; ends without Return."""
    shown = ""
    for key in keys:
        monitor.press(key)
        shown = shown[:-1] if key == ERASE else "" if key == CTRL_U else shown + key
        yield f"{step}, key {KEYS.get(key, key)}", rf"(?:^|# ){re.escape(shown)}\Z"


def line(monitor, keys, shown, *lines):
    """Types a whole command line on the keyboard."""
    yield from press(monitor, repr(shown), keys)
    monitor.press("\r")
    yield shown, after(shown, *lines)


def on_screen(talk, monitor, first):
    """VGA's last rows have to show the same as the serial line does from its line `first` on."""
    text = talk.text().rstrip("\n")
    wanted = [row.rstrip() for row in text[re.search(first, text, re.MULTILINE).start() :].split("\n")]
    began = time.monotonic()
    while True:
        rows = "\n".join(monitor.screen(f"{talk.monitor}.vga")).rstrip("\n").split("\n")
        if rows[-len(wanted) :] == wanted:
            return
        if time.monotonic() - began > SCREEN_LIMIT:
            raise Failure(f"the VGA screen should end with {wanted}, found {rows[-len(wanted) :]}")
        time.sleep(0.1)  # The serial line may be a little ahead.


def keyboard(talk):
    """At a shell that both the serial line and VGA show, typing on the keyboard."""
    yield "prompt", rf"^{PROMPT}\Z"
    monitor = Monitor(talk.monitor)
    yield from line(monitor, "echo VGA $((40+2))", "echo VGA $((40+2))", "VGA 42")
    yield from line(monitor, "echo oops" + ERASE * 3 + "K | cat", "echo oK | cat", "oK")
    yield from line(monitor, "never" + CTRL_U + "echo clean", "echo clean", "clean")
    yield from press(monitor, "Ctrl-C", SLEEP)
    monitor.press("\r")
    yield "sleep", sleeping()
    monitor.press(CTRL_C)
    yield "Ctrl-C", after(SLEEP, "go", r"\^C")
    talk.step = "VGA"
    on_screen(talk, monitor, r"^# echo VGA")
    yield from press(monitor, "cat", "cat")
    monitor.press("\r")
    yield "cat", r"^# cat\n\Z"
    letters = "abcdefghijklmnopqrstuvwxyz"
    for keys in (letters + letters.upper(), "`1234567890-=[]\\;',./ ~!@#$%^&*()_+{}|:\"<>?"):
        yield from press(monitor, "every key", keys)
        monitor.press("\r")
        yield "every key, Return", rf"^{re.escape(keys)}\n{re.escape(keys)}\n\Z"
    talk.step = "VGA, every key"
    on_screen(talk, monitor, r"^# cat$")
    monitor.press(CTRL_Z)
    yield "Ctrl-Z", rf"^\[1\].*Stopped.*cat\n{PROMPT}\Z"
    yield from line(monitor, "kill %1; wait", "kill %1; wait")
    yield from line(monitor, "true", "true")
    monitor.press(CTRL_D)


SCRIPTS = {"sh": shell, "busybox-sh": shell, "keyboard": keyboard}


def busybox(logs):
    """Writes the initramfs with Debian's busybox in it; returns its path."""
    missing = [tool for tool in ("apt-get", "apt-cache", "dpkg-deb") if not shutil.which(tool)]
    if missing:
        raise debian.Unavailable(f"busybox-static is a package of Debian; there is no {missing[0]} here")
    debian.unpack("i386", "busybox-static", STATIC)
    programs = sorted(glob.glob("build/user/stripped/bin/*"))
    target = f"{logs}/busybox-sh.cpio"
    with open(target, "wb") as file:
        file.write(initramfs.build(programs + [f"{STATIC}/bin/busybox"], []))
    return target


def boot(name, image, words, logs, accel):
    """One machine, one conversation; returns its result."""
    what, arch = name.rsplit("-", 1)
    monitor = f"{logs}/{name}.monitor"
    command = machine.base(arch, machine.DEFAULT_CPU, accel=accel) + ["-serial", "stdio"]
    command += ["-monitor", f"unix:{monitor},server=on,wait=off"] if what == "keyboard" else ["-monitor", "none"]
    command += machine.kernel(machine.image(arch, debug=False), image, words)
    guest = machine.Run(command, f"{logs}/{name}.log", silence=2 * LIMIT)
    talk = Talk(guest, SCRIPTS[what], monitor)
    stopped = guest.follow(enough=talk.enough)
    text = talk.text()
    result = tap.Result(name, lines=text.split("\n"))
    if talk.why or stopped or not talk.done:
        why = talk.why or f"{talk.step}: {talk.expected(stopped or 'the machine ended')}"
        result.why = f"{why} (console: {guest.log})"
    elif not re.search(r"^reboot: Power down$", text, re.MULTILINE) or "ended with status" in text:
        result.why = f"power off: no 'reboot: Power down' after a shell that ended with 0 (console: {guest.log})"
    else:
        result.verdict, result.passed = tap.PASS, 1
    return result


def run(name, whole, logs, accel):
    """Boots one; returns its result."""
    if not name.startswith("busybox-sh-"):
        return boot(name, whole, [] if name.startswith("keyboard") else ["console=ttyS0"], logs, accel)
    try:
        image = busybox(logs)
    except (debian.Unavailable, OSError, subprocess.CalledProcessError) as error:
        return tap.Result(name, tap.SKIP, skips=[str(error)])
    return boot(name, image, ["console=ttyS0", 'RUN="busybox sh"', "POWEROFF=1"], logs, accel)
