# SPDX-License-Identifier: MIT
"""Bochs: a second opinion, stricter than QEMU about segments, flags and vendors. ISO by BIOS only.

Its serial line is a pipe of ours. Its screen must be a terminal: it gets a pseudo-terminal, whose text
goes to a file beside the console's log.
"""

import glob
import os
import pty
import re
import shutil
import signal
import subprocess
import threading

from . import machine

BIOS = "/usr/share/bochs/BIOS-bochs-latest"
VGABIOS = "/usr/share/bochs/VGABIOS-lgpl-latest"
PACKAGES = "bochs bochs-term bochsbios vgabios"
# Guest instructions per guest second: few, so that waiting for the serial line and for timers is short.
IPS = 10_000_000
# What a machine that switched itself off says: by ACPI's port, or by Bochs's own (kernel/reboot.c).
POWER_OFF = (b"soft power off", b"Shutdown port: shutdown requested")
ENVIRONMENT = dict(os.environ, TERM="vt100")

CONFIG = """\
display_library: term
cpu: model={cpu}, ips={ips}, reset_on_triple_fault=0
megs: {megs}
romimage: file={bios}
vgaromimage: file={vgabios}
ata0-master: type=cdrom, path={iso}, status=inserted
boot: cdrom
com1: enabled=1, mode=file, dev=/dev/fd/{serial}
clock: sync=none, time0=utc
speaker: enabled=0
log: {log}
panic: action=fatal
error: action=report
info: action=ignore
debug: action=ignore
"""


def missing():
    """Why Bochs cannot run here, or an empty string."""
    screens = glob.glob("/usr/lib*/bochs/plugins/*_gui.so") + glob.glob("/usr/lib/*/bochs/plugins/*_gui.so")
    if not (shutil.which("bochs") and os.path.exists(BIOS) and os.path.exists(VGABIOS)):
        return f"no Bochs on this machine ({PACKAGES})"
    if screens and not any("libbx_term_gui" in path for path in screens):
        return "this machine's Bochs has no terminal as its screen (bochs-term)"
    return ""


def has_debugger():
    """True for a build that waits for a debugger's command before it runs."""
    options = subprocess.run(["bochs", "--help"], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                             errors="replace", env=ENVIRONMENT)
    return re.search(r"^ *-rc ", options.stdout + options.stderr, re.MULTILINE) is not None


class Run(machine.Run):
    """A running Bochs with the CPU model and memory of a cell."""

    def __init__(self, iso, cpu, memory, log):
        self.iso, self.cpu, self.megs = iso, cpu, memory.rstrip("M")
        super().__init__([], log)

    def start(self, _command):
        open(self.log + ".bochs", "wb").close()  # so that an older run's is not taken for this one's
        self.console, serial = os.pipe()
        self.screen, terminal = pty.openpty()
        with open(self.log + ".bochsrc", "w") as file:
            file.write(CONFIG.format(cpu=self.cpu, ips=IPS, megs=self.megs, bios=BIOS, vgabios=VGABIOS,
                                     iso=self.iso, serial=serial, log=self.log + ".bochs"))
        command = ["bochs", "-q", "-f", self.log + ".bochsrc"]
        if has_debugger():
            # Go, and leave if it stops.
            with open(self.log + ".commands", "w") as file:
                file.write("c\nq\n")
            command += ["-rc", self.log + ".commands"]
        self.process = subprocess.Popen(
            command, stdin=terminal, stdout=terminal, stderr=terminal, pass_fds=[serial],
            env=ENVIRONMENT, start_new_session=True)
        os.close(serial)
        os.close(terminal)
        self.reader = threading.Thread(target=self.keep_screen, daemon=True)
        self.reader.start()

    def keep_screen(self):
        """Empties the terminal as fast as Bochs fills it."""
        with open(self.log + ".screen", "wb") as file:
            while True:
                try:
                    piece = os.read(self.screen, 65536)
                except OSError:
                    piece = b""
                if not piece:
                    return
                file.write(piece)

    def failed(self):
        """Bochs ends with 1 also when the guest has switched it off; its log tells the difference."""
        with open(self.log + ".bochs", "rb") as file:
            said = file.read()
        if any(words in said for words in POWER_OFF):
            return None
        return f"Bochs stopped (status {self.process.returncode}, see {self.log}.bochs and .screen)"

    def stop(self):
        try:
            self.process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.reader.join(timeout=2)
        os.close(self.screen)
        os.close(self.console)
