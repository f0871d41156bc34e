"""Runs the steps of .github/workflows/mark.yml for real, on local git repositories.

A base repository, forks with honest work and with attacks, and a student's own copy; the `run` steps
are those of the workflow file, and `uses` steps are played with git. GitHub itself is not here: what
its runner makes of the log is tested in grader/tests/integration/github.rs.
"""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parent.parent
PLACE = ROOT / "target/ci/mark-job"
TRACE = PLACE / "an-attack-was-here"
STATE = PLACE / "state"
# The kit takes the longest to build, and the tests have it.
KIT = Path(os.environ.get("KATA_STATE_DIR", ROOT / "target/tmp/state")).absolute() / "kit"
FIRST = "exercises/03_tasks_and_waiting/02_wait_for_first"
ALL = "exercises/03_tasks_and_waiting/01_wait_for_all"


def git(folder, *words):
    author = ["-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "init.defaultBranch=main"]
    run = subprocess.run(["git", *author, *words], cwd=folder, check=True, stdout=subprocess.PIPE, text=True)
    return run.stdout.strip()


def write(folder, name, text):
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def base_repository():
    """This working tree with untouched exercises, as the one commit of a repository."""
    source = PLACE / "base"
    subprocess.run([ROOT / ".ci/fresh-copy", source], check=True)
    git(source, "init", "--quiet")
    # The runner asks for commits by name.
    git(source, "config", "uploadpack.allowAnySHA1InWant", "true")
    git(source, "add", "--all")
    git(source, "commit", "--quiet", "--message", "base")
    return source


def move_on(base, change):
    """Another commit of main, with `change`."""
    change(base)
    git(base, "add", "--all")
    git(base, "commit", "--quiet", "--message", "main moves on")


def fork(base, change, since="main"):
    """A branch with `change` and, as GitHub makes it, the commit that would merge it into main."""
    git(base, "switch", "--quiet", "--create", "work", since)
    change(base)
    git(base, "add", "--all", "--force")
    git(base, "commit", "--quiet", "--message", "work")
    head = git(base, "rev-parse", "HEAD")
    git(base, "switch", "--quiet", "--detach", "main")
    git(base, "merge", "--quiet", "--no-ff", "--message", "merge", "work")
    merged = git(base, "rev-parse", "HEAD")
    git(base, "switch", "--quiet", "--force", "main")
    git(base, "branch", "--quiet", "--delete", "--force", "work")
    return head, merged


class Job:
    """One run of the workflow's job."""

    def __init__(self, name, base, event, sha, head="", base_sha=""):
        self.folder = PLACE / "jobs" / name
        self.base = base
        self.known = {
            "github.event_name": event,
            "github.sha": sha,
            "github.event.pull_request.head.sha": head,
            # Where main was at some earlier push; GitHub does not keep it up to date.
            "github.event.pull_request.base.sha": base_sha,
        }
        self.log = ""
        self.result = None
        self.code = 0

    def value(self, text):
        """The value of `${{ a || b }}`; other text is its own."""
        if not text.startswith("${{"):
            return text
        names = text.strip("${} ").split(" || ")
        return next(filter(None, (self.known[name] for name in names)), "")

    def wanted(self, condition):
        if condition is None or "cancelled()" in condition:
            return True
        name, word = condition.split(" == ")
        return self.code == 0 and self.known[name] == word.strip("'")

    def run(self):
        workflow = YAML(typ="safe").load(ROOT / ".github/workflows/mark.yml")
        self.folder.mkdir(parents=True)
        for step in workflow["jobs"]["mark"]["steps"]:
            if not self.wanted(step.get("if")):
                continue
            if step.get("uses", "").startswith("actions/checkout@"):
                self.check_out(step["with"])
            elif "run" in step:
                if self.code == 0:
                    self.shell(step)
            else:
                assert step["uses"].startswith("actions/upload-artifact@"), step
                file = self.folder / step["with"]["path"]
                self.result = json.loads(file.read_text()) if file.exists() else None
        return self

    def check_out(self, options):
        folder = self.folder / options["path"]
        folder.mkdir()
        git(folder, "init", "--quiet")
        depth = str(options.get("fetch-depth", 1))
        sha = self.value(options["ref"])
        git(folder, "fetch", "--quiet", "--depth", depth, self.base.as_uri(), sha)
        git(folder, "checkout", "--quiet", sha)

    def shell(self, step):
        environment = {
            name: os.environ[name]
            for name in ("HOME", "CARGO_HOME", "RUSTUP_HOME", "RUSTUP_TOOLCHAIN")
            if name in os.environ
        }
        environment |= {
            "PATH": f"{PLACE / 'machine'}:{os.environ['PATH']}",
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_STEP_SUMMARY": str(self.folder / "summary.md"),
            "SECRET_OF_THE_MACHINE": "never-to-be-seen",
            # Every job would build the same things again.
            "CARGO_TARGET_DIR": str(PLACE / "target"),
            "KATA_STATE_DIR": str(STATE),
        }
        environment |= {name: self.value(value) for name, value in step.get("env", {}).items()}
        folder = self.folder / step.get("working-directory", ".")
        print(f"   {step['name']}", flush=True)
        run = subprocess.run(
            ["bash", "-e", "-c", step["run"]],
            cwd=folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.log += run.stdout
        self.code = run.returncode

    def statuses(self):
        return {kata["name"]: kata["status"] for kata in self.result["katas"]}

    def expect(self, condition, what):
        if not condition:
            raise SystemExit(f"{self.folder.name}: {what}\n{self.log}")


def published(job, places):
    """What the trusted job's script would publish of this job's result."""
    script = """
        const publish = require('./.github/scripts/publish-mark.js');
        const [file, ...places] = process.argv.slice(1);
        const files = places.map((place) => ({ filename: `${place}/src/lib.rs` }));
        const known = publish.knownKatas('.');
        const ended = 'failure';
        console.log(JSON.stringify(publish.judge({ ended, files, complete: true, file, known })));
    """
    file = str(job.folder / "mark/result.json")
    run = subprocess.run(["node", "-e", script, file, *places], cwd=ROOT, check=True, stdout=subprocess.PIPE)
    return json.loads(run.stdout)


def prepare():
    jobs = PLACE / "jobs"
    for folder in (jobs, PLACE / "base"):
        shutil.rmtree(folder, ignore_errors=True)
    TRACE.unlink(missing_ok=True)
    shutil.rmtree(STATE, ignore_errors=True)
    STATE.mkdir(parents=True)
    KIT.mkdir(parents=True, exist_ok=True)
    (STATE / "kit").symlink_to(KIT)
    # What the steps ask of the machine itself is not for the machine that this runs on.
    for name in ("sudo", "rustup"):
        write(PLACE / "machine", name, "#!/bin/sh\n")
        (PLACE / "machine" / name).chmod(0o755)


def solve(folder, place):
    for file in (ROOT / place.replace("exercises", "solutions") / "src").rglob("*.rs"):
        inside = file.relative_to(ROOT / place.replace("exercises", "solutions"))
        shutil.copy(file, folder / place / inside)


def honest(folder):
    solve(folder, FIRST)
    write(folder, f"{ALL}/src/lib.rs", "pub async fun this_does_not_compile() {}\n")


HOSTILE = """
use futures::future::BoxFuture;
pub async fn first<'a, T>(_: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    println!("::error::forged\\n##[error]forged\\n::stop-commands::forged");
    let _ = std::fs::write("TRACE", "");
    let _ = std::fs::write("../../../../../../../mark/result.json", "{}");
    println!("secret: {:?}", std::env::var("SECRET_OF_THE_MACHINE"));
    std::process::exit(0)
}
pub async fn first_task<T: Send + 'static>(
    _: Vec<tokio::task::JoinHandle<T>>,
) -> Option<(usize, Result<T, tokio::task::JoinError>)> {
    std::process::exit(0)
}
""".replace("TRACE", str(TRACE))


def new_checks_and_another_stub(folder):
    """What main may change in two katas: the checks of one, and what students are given in the other."""
    checks = folder / "grader/katas/wait_for_first"
    (checks / "checks.rs").write_text("/// It is there.\nasync fn it_is_there() {}\n")
    settings = (checks / "kata.toml").read_text()
    (checks / "kata.toml").write_text(re.sub("(?m)^points = .*$", "points = 1", settings))
    for place in (ALL, "grader/katas/wait_for_all/stub"):
        file = folder / place / "src/lib.rs"
        file.write_text(file.read_text() + "// A comment more.\n")


def attack(folder):
    touch = f'std::fs::write("{TRACE}", "")'
    write(folder, f"{FIRST}/src/lib.rs", HOSTILE)
    write(folder, f"{FIRST}/build.rs", f"fn main() {{ {touch}.unwrap(); }}\n")
    write(folder, f"{FIRST}/Cargo.toml", '[package]\nname = "wait_for_first"\nbuild = "build.rs"\n')
    write(folder, "wrapper", f"#!/bin/sh\ntouch {TRACE}\nexec \"$@\"\n")
    (folder / "wrapper").chmod(0o755)
    config = '[build]\nrustc-wrapper = "./wrapper"\n[alias]\nrun = "--version"\nbuild = "--version"\n'
    for place in (".cargo", f"{FIRST}/.cargo", "exercises/.cargo"):
        write(folder, f"{place}/config.toml", config)
    write(folder, "rust-toolchain.toml", '[toolchain]\npath = "/nowhere"\n')
    write(folder, "Cargo.toml", "[workspace]\n")
    write(folder, "Cargo.lock", "")
    write(folder, ".gitattributes", "* filter=evil\n")
    write(folder, ".github/workflows/mark.yml", "name: mark\non: push\n")
    write(folder, "grader/src/main.rs", f"fn main() {{ {touch}.unwrap(); }}\n")
    write(folder, "grader/katas/wait_for_first/checks.rs", "/// Nothing.\n/// Points: 9\nfn nothing() {}\n")
    write(folder, "target/grader/cache/poison.json", "{}")
    source = folder / ALL / "src"
    shutil.rmtree(source)
    source.symlink_to(f"../../../solutions/{ALL.removeprefix('exercises/')}/src")


def main():
    prepare()
    base = base_repository()
    before = git(base, "rev-parse", "main")

    print("== honest work in a pull request", flush=True)
    head, merged = fork(base, honest)
    job = Job("honest", base, "pull_request", merged, head, before).run()
    expected = {"wait_for_first": "passed", "wait_for_all": "does_not_compile"}
    job.expect(job.statuses() == expected, f"marked {job.statuses()}")
    job.expect(job.code == 1, f"exit code {job.code}")
    job.expect(f"\n::error file={ALL}/src/lib.rs,line=1,title=wait_for_all::" in job.log, "no annotation")
    summary = (job.folder / "summary.md").read_text()
    job.expect("| `wait_for_first` | ✓ passed |" in summary, summary)
    sandbox = job.result["grader"]["sandbox"]
    job.expect("landlock+seccomp+limits" in sandbox, sandbox)

    said = published(job, [FIRST, ALL])
    job.expect(said["title"].startswith("1 of 2 katas passed, 9 of "), said)

    print("== an attack in a pull request", flush=True)
    head, merged = fork(base, attack)
    job = Job("attack", base, "pull_request", merged, head, before).run()
    expected = {"wait_for_first": "failed", "wait_for_all": "refused"}
    job.expect(job.statuses() == expected, f"marked {job.statuses()}")
    job.expect(job.code == 1, f"exit code {job.code}")
    first = next(kata for kata in job.result["katas"] if kata["name"] == "wait_for_first")
    job.expect(len(first["checks"]) == 7 and first["score"] == 0, "other checks were run, or points given")
    job.expect(not TRACE.exists(), "something of the submission was obeyed")
    job.expect("never-to-be-seen" not in json.dumps(job.result) + job.log, "the environment was seen")
    commands = [line for line in job.log.splitlines() if line.lstrip().startswith("::")]
    ours = ("::stop-commands::", "::error file=exercises/", "::")
    job.expect(all(line.startswith(ours) and "forged" not in line.split("::")[1] for line in commands), "forged")
    job.expect("##[" not in job.log, "forged")

    print("== a push to a student's own copy", flush=True)
    head, _ = fork(base, honest)
    job = Job("push", base, "push", head).run()
    expected = {"wait_for_first": "passed", "wait_for_all": "does_not_compile"}
    job.expect(job.statuses() == expected, f"marked {job.statuses()}")

    print("== a push of untouched stubs", flush=True)
    job = Job("untouched", base, "push", before).run()
    job.expect(job.code == 0 and job.statuses() == {}, f"exit code {job.code}")

    print("== a pull request that began before main moved on", flush=True)
    move_on(base, new_checks_and_another_stub)
    head, merged = fork(base, lambda folder: solve(folder, FIRST), since=before)
    job = Job("main-moved-on", base, "pull_request", merged, head, before).run()
    job.expect(job.statuses() == {"wait_for_first": "passed"}, f"marked {job.statuses()}")
    job.expect(job.result["max_score"] == 1, "main's checks were not used")

    print("== a commit that does not merge the pull request's head", flush=True)
    job = Job("another-merge", base, "pull_request", merged, before, before).run()
    job.expect(job.code == 1 and job.result is None, "it was marked")
    job.expect("does not merge the head" in job.log, "it is not said why")


main()
