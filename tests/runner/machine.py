# SPDX-License-Identifier: MIT
"""QEMU: the command line of a machine, and one bounded run of it with its console recorded."""

import os
import re
import selectors
import signal
import subprocess
import sys
import time
from dataclasses import dataclass

# Seconds; a guest's own limit on one test is 60 (user/init.c). `make mutate` has less patience (scratch.py).
SILENCE = int(os.environ.get("TEST_SILENCE", 80))
TOTAL = int(os.environ.get("TEST_TOTAL", 240))
# Both kernels' panics, and the one line with which ours refuses a machine (kernel/printk.c).
PANIC = re.compile(rb"kernel panic|^vestibule: .*\n", re.IGNORECASE | re.MULTILINE)
AFTER_PANIC = 1.5  # seconds for the rest of its message

# Without what TCG lacks, of which it would warn on the terminal.
DEFAULT_CPU = "Haswell,-pcid,-x2apic,-tsc-deadline,-hle,-invpcid,-rtm"

# Firmware by platform: (code image, template of its variables), the first pair that exists.
FIRMWARE = {
    "uefi-x64": (
        ("/usr/share/OVMF/OVMF_CODE_4M.fd", "/usr/share/OVMF/OVMF_VARS_4M.fd"),
        ("/usr/share/OVMF/OVMF_CODE.fd", "/usr/share/OVMF/OVMF_VARS.fd"),
        ("/usr/share/edk2/ovmf/OVMF_CODE.fd", "/usr/share/edk2/ovmf/OVMF_VARS.fd"),
        ("/usr/share/edk2/x64/OVMF_CODE.4m.fd", "/usr/share/edk2/x64/OVMF_VARS.4m.fd"),
    ),
    "uefi-ia32": (
        ("/usr/share/OVMF/OVMF32_CODE_4M.secboot.fd", "/usr/share/OVMF/OVMF32_VARS_4M.fd"),
        ("/usr/share/edk2/ovmf-ia32/OVMF_CODE.fd", "/usr/share/edk2/ovmf-ia32/OVMF_VARS.fd"),
        ("/usr/share/edk2/ia32/OVMF_CODE.4m.fd", "/usr/share/edk2/ia32/OVMF_VARS.4m.fd"),
    ),
}


def firmware(platform):
    """The (code, variables) images of a UEFI platform, or None where the machine has none."""
    for code, variables in FIRMWARE[platform]:
        if os.path.exists(code) and os.path.exists(variables):
            return code, variables
    return None


def qemu(arch):
    return "qemu-system-i386" if arch == "i386" else "qemu-system-x86_64"


def check_cpu(arch, cpu):
    """Ends the program with one line if QEMU knows no such CPU model."""
    text = subprocess.run([qemu(arch), "-cpu", "help"], capture_output=True, text=True).stdout
    models = []
    for line in text.splitlines():
        if line.startswith("Recognized"):
            break
        words = line.split()
        if len(words) > 1 and words[0] == "x86":
            models.append(words[1])
    if models and cpu.split(",")[0] not in models:
        plain = " ".join(name for name in models if not re.search(r"-v\d+$", name))
        sys.exit(f"CPU='{cpu}' is unknown to QEMU; valid are: {plain}")


def check_accel(arch, accel):
    """Ends the program with one line if QEMU has no such accelerator."""
    text = subprocess.run([qemu(arch), "-accel", "help"], capture_output=True, text=True).stdout
    known = text.split(":", 1)[-1].split()
    if known and accel.split(",")[0] not in known:
        sys.exit(f"ACCEL='{accel}' is unknown to QEMU; valid are: {' '.join(known)}")


def base(arch, cpu, memory="128M", accel="tcg"):
    """What every machine has; the serial line is the caller's standard input and output."""
    return [qemu(arch), "-accel", accel, "-cpu", cpu, "-m", memory, "-display", "none",
            "-no-reboot", "-nic", "none"]


def image(arch, debug=True):
    """Our kernel as QEMU's -kernel takes it, which is an ELF of 32 bits."""
    built = f"build/{arch}{'-debug' if debug else ''}/kernel"
    return built if arch == "i386" else f"{built}.elf32"


def counted(shift):
    """Time by the guest's instructions, 2^shift ns each; nothing waits for the real clock."""
    return ["-icount", f"shift={shift},sleep=off"]


# With counted(): the date and the random numbers are the same again, so a run without input is.
REPEATABLE = ["-rtc", "base=2020-01-01,clock=vm", "-seed", "1"]


def kernel(image, initramfs, words):
    return ["-kernel", image, "-initrd", initramfs, "-append", " ".join(words)]


def iso(path, platform="bios", scratch=None):
    """Boots a CD; `scratch` is a file for the firmware's own copy of its variables."""
    disc = ["-boot", "d", "-cdrom", path]
    if platform == "bios":
        return disc
    code, variables = firmware(platform)
    with open(variables, "rb") as source, open(scratch, "wb") as target:
        target.write(source.read())
    flash = ["-machine", "q35", "-drive", f"if=pflash,unit=0,format=raw,readonly=on,file={code}",
             "-drive", f"if=pflash,unit=1,format=raw,file={scratch}"]
    if "secboot" in code:
        # This firmware insists on keeping its variables in SMM's hands.
        flash[1] = "q35,smm=on"
        flash += ["-global", "driver=cfi.pflash01,property=secure,value=on"]
    return flash + disc


@dataclass(frozen=True)
class Started:
    """A process of a group of its own that is no Run, for switch_off_all."""
    process: subprocess.Popen


RUNNING = set()  # the machines that are on, for switch_off_all


def switch_off_all(number, _frame):
    """A signal ends the runner: no emulator stays behind."""
    for run in list(RUNNING):
        try:
            os.killpg(run.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
    os._exit(128 + number)


def catch_signals():
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, switch_off_all)


class Run:
    """A running machine, its console output so far in `output`."""

    def __init__(self, command, log, total=TOTAL, silence=SILENCE):
        self.log = log
        self.total = total
        self.silence = silence
        self.halted = False
        self.output = bytearray()
        self.start(command)
        RUNNING.add(self)

    def start(self, command):
        """Sets `process` and `console`, the descriptor of its serial line."""
        with open(self.log + ".qemu", "w") as errors:
            errors.write(" ".join(command) + "\n")
            errors.flush()
            self.process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors,
                start_new_session=True)
        self.console = self.process.stdout.fileno()

    def failed(self):
        """Why the machine's end was not the guest's wish, or None."""
        if self.process.returncode == 0:
            return None
        return f"QEMU failed (status {self.process.returncode}, see {self.log}.qemu)"

    def send(self, text):
        try:
            self.process.stdin.write(text.encode())
            self.process.stdin.flush()
        except BrokenPipeError:
            pass  # It has just ended, and follow() sees that.

    def follow(self, feed=None, enough=None):
        """Reads until the machine ends by itself or enough() is true; returns None, or why it was stopped.

        feed() is called after each piece of output; `halted` says that enough() ended it."""
        start = last = time.monotonic()
        panic = None
        why = None
        selector = selectors.DefaultSelector()
        selector.register(self.console, selectors.EVENT_READ)
        try:
            while why is None:
                if selector.select(timeout=0.25):
                    piece = os.read(self.console, 65536)
                    if not piece:
                        break
                    last = time.monotonic()
                    self.output += piece
                    if feed:
                        feed()
                    if panic is None and PANIC.search(self.output, max(0, len(self.output) - len(piece) - 400)):
                        panic = last
                now = time.monotonic()
                if enough and enough():
                    self.halted = True
                    break
                if panic and now - panic > AFTER_PANIC:
                    why = "the kernel stopped"
                elif now - last > self.silence:
                    why = f"silent for {self.silence} s"
                elif now - start > self.total:
                    why = f"not done in {self.total} s"
        finally:
            self.stop()
            RUNNING.discard(self)
            with open(self.log, "wb") as file:
                file.write(self.output)
        if self.halted:
            return None
        if why is None and panic:
            why = "the kernel stopped"
        return why or self.failed()

    def stop(self):
        try:
            self.process.stdin.close()
        except BrokenPipeError:
            pass
        try:
            self.process.wait(timeout=0 if self.halted else 0.5)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


ANSI = re.compile(r"\x1b(?:\[[0-9;?]*[A-Za-z=]|[()][A-Z0-9]|[=>cM78])")


def plain(data):
    """The console's bytes as text lines without terminal control."""
    text = ANSI.sub("", data.decode("utf-8", "replace"))
    return text.replace("\r\n", "\n").replace("\r", "")
