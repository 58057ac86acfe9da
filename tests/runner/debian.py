# SPDX-License-Identifier: MIT
"""Packages of Debian: fetched by apt with a state of its own under build/, unpacked and never installed.

The machine's own sources are used; its package lists and what is installed stay as they are.
"""

import glob
import os
import re
import shutil
import subprocess
import sys
import urllib.parse

HOME = "build/debian"
KERNELS = {"i386": ("i386", "linux-image-686-pae"), "x86_64": ("amd64", "linux-image-amd64")}
REFRESHED = {}  # architecture whose lists this process has updated -> what apt complained of


class Unavailable(Exception):
    """A package cannot be had, with the reason in a line."""


def check():
    """Ends the program with one line where the tools are missing."""
    for tool in ("apt-get", "apt-cache", "dpkg-deb"):
        if not shutil.which(tool):
            sys.exit(f"no {tool} here: the outside programs are Debian packages; run this on Debian or its derivatives")


def environment(arch):
    """An apt of one architecture. One for each, since the lists of a source come together or not at all."""
    here = os.path.abspath(f"{HOME}/apt-{arch}")
    for folder in ("state/lists/partial", "cache/archives/partial"):
        os.makedirs(f"{here}/{folder}", exist_ok=True)
    open(f"{here}/state/status", "a").close()
    with open(f"{here}/apt.conf", "w") as file:
        file.write(f'Dir::State "{here}/state";\nDir::State::status "{here}/state/status";\nDir::Cache "{here}/cache";\n'
                   f'APT::Architecture "{arch}";\nAPT::Architectures {{ "{arch}"; }};\nAPT::Sandbox::User "";\n'
                   'Acquire::Languages "none";\nAcquire::Retries "2";\nAcquire::http::Timeout "30";\n')
    return dict(os.environ, APT_CONFIG=f"{here}/apt.conf", LC_ALL="C")


def update(arch):
    """Fetches the package lists; that one cannot be had need not matter, a missing package will tell."""
    print(f"updating the package lists ({arch})", flush=True)
    done = subprocess.run(["apt-get", "-q", "update"], env=environment(arch), capture_output=True, text=True)
    REFRESHED[arch] = [line for line in done.stderr.splitlines() if line.startswith(("E:", "W:"))]


def unavailable(arch, what, said=()):
    """The exception to raise, with the last that apt said."""
    said = [*REFRESHED.get(arch, []), *said]
    return Unavailable(f"{what}: {' '.join(said[-2:]) or 'apt gave no reason'}")


def lists(arch):
    return glob.glob(f"{HOME}/apt-{arch}/state/lists/*Packages*")


def candidates(arch, pattern):
    """Names of packages that match the regular expression, whole."""
    if not lists(arch):
        update(arch)
    names = subprocess.run(["apt-cache", "pkgnames"], env=environment(arch), capture_output=True, text=True).stdout
    return [name for name in names.split() if re.fullmatch(pattern, name)]


def depends(arch, package):
    """The packages that it depends on, first alternatives only."""
    if not lists(arch):
        update(arch)
    text = subprocess.run(["apt-cache", "depends", "--important", package], env=environment(arch),
                          capture_output=True, text=True).stdout
    return re.findall(r"^ {2}(?:Pre)?Depends: ([^<\s:]+)", text, re.MULTILINE)


def download(arch, package, folder):
    """Returns the path of its .deb in the folder; old lists name files that are gone, so they are renewed once."""
    os.makedirs(folder, exist_ok=True)
    if not lists(arch):
        update(arch)
    while True:
        print(f"downloading {package}:{arch}", flush=True)
        done = subprocess.run(["apt-get", "-q", "download", f"{package}:{arch}"], env=environment(arch), cwd=folder,
                              capture_output=True, text=True)
        found = glob.glob(f"{folder}/{package}_*.deb")
        if not done.returncode and found:
            return found[0]
        if arch in REFRESHED:
            raise unavailable(arch, f"{package}:{arch} cannot be fetched",
                              [line for line in done.stderr.splitlines() if line.startswith("E:")])
        update(arch)


def version(deb):
    """The (name, version, architecture) of a downloaded file."""
    parts = os.path.basename(deb)[:-len(".deb")].split("_")
    return parts[0], urllib.parse.unquote(parts[1]), parts[2]


def unpack(arch, package, root):
    """Unpacks the package into the folder root, once; returns its version."""
    stamp = f"{root}/.{package}.version"
    if os.path.exists(stamp):
        with open(stamp) as file:
            return file.read().strip()
    deb = download(arch, package, f"{HOME}/debs")
    os.makedirs(root, exist_ok=True)
    subprocess.run(["dpkg-deb", "-x", deb, root], check=True)
    os.remove(deb)
    with open(stamp, "w") as file:
        file.write(version(deb)[1] + "\n")
    return version(deb)[1]


def kernel(arch, home):
    """The path of this width's vmlinuz, below the folder home."""
    target = f"{home}/{arch}"
    found = glob.glob(f"{target}/boot/vmlinuz-*")
    if found:
        return found[0]
    debian, meta = KERNELS[arch]
    real = [name for name in depends(debian, meta) if name.startswith("linux-image-")]
    if not real:
        raise unavailable(debian, f"apt knows no {meta}:{debian} here")
    deb = download(debian, real[0], f"{HOME}/debs")
    shutil.rmtree(f"{target}/all", ignore_errors=True)
    os.makedirs(target, exist_ok=True)
    subprocess.run(["dpkg-deb", "-x", deb, f"{target}/all"], check=True)
    os.remove(deb)
    os.rename(f"{target}/all/boot", f"{target}/boot")
    shutil.rmtree(f"{target}/all")  # 300 MB of modules
    return glob.glob(f"{target}/boot/vmlinuz-*")[0]
