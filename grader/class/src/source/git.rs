//! Branches and pull requests of a git repository, read without a checkout.

use super::{Entry, Kind, MAX_BYTES, MAX_ENTRIES, archive};
use anyhow::{Context as _, Result, bail, ensure};
use fs_err as fs;
use grader::process::{Running, supervisor};
use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    path::{Path, PathBuf},
    process::{ChildStdout, Command, Stdio},
    time::{Duration, SystemTime},
};

/// A repository, bare or not.
#[derive(Debug)]
pub struct Repository {
    folder: PathBuf,
    git_dir: PathBuf,
}

/// No larger file is read; one more byte shows that it is too large.
const MAX_FILE: u64 = 256 * 1024 + 1;

impl Repository {
    /// The repository in this folder, if it is one.
    pub fn at(folder: &Path) -> Option<Self> {
        let is_one = |git_dir: &Path| {
            git_dir.join("HEAD").is_file()
                && git_dir.join("objects").is_dir()
                && git_dir.join("refs").is_dir()
        };
        let inside = folder.join(".git");
        let git_dir = [inside, folder.to_path_buf()];
        let git_dir = git_dir.into_iter().find(|git_dir| is_one(git_dir))?;
        Some(Self {
            folder: folder.into(),
            git_dir,
        })
    }

    /// Git, which starts no other program and asks nobody. It is started as all programs of the grader are, which would
    /// take it for what a check has left behind otherwise.
    fn git(&self, words: &[&str]) -> Command {
        let mut git = Command::new("git");
        git.arg("--git-dir")
            .arg(&self.git_dir)
            .args([
                "-c",
                "protocol.allow=never",
                "-c",
                "core.fsmonitor=false",
                "--no-replace-objects",
            ])
            .args(words)
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_NO_LAZY_FETCH", "1")
            .env("GIT_TERMINAL_PROMPT", "0")
            .env("LC_ALL", "C")
            .stdin(Stdio::null())
            .stderr(Stdio::piped());
        git
    }

    fn output(&self, words: &[&str]) -> Result<Vec<u8>> {
        let mut git = self.git(words);
        let ended = supervisor::output(git.stdout(Stdio::piped()))?;
        let said = String::from_utf8_lossy(&ended.stderr);
        ensure!(
            ended.status.success(),
            "git {} failed in {}: {}",
            words.join(" "),
            self.folder.display(),
            said.trim()
        );
        Ok(ended.stdout)
    }

    /// The pull requests if there are any, else the branches without the one that HEAD names.
    pub fn entries(&self) -> Result<Vec<Entry>> {
        let format = "--format=%(refname)%00%(objectname)%00%(committerdate:unix)";
        let list = self.output(&["for-each-ref", format, "refs/heads", "refs/pull"])?;
        let list = String::from_utf8_lossy(&list).into_owned();
        let head = fs::read_to_string(self.git_dir.join("HEAD")).unwrap_or_default();
        let head = head.strip_prefix("ref: ").map_or("", str::trim);
        let mut pulls = Vec::new();
        let mut branches = Vec::new();
        for line in list.lines() {
            let [name, commit, time] = line.split('\0').collect::<Vec<_>>()[..] else {
                bail!("git has listed what cannot be read: {line}");
            };
            let seconds = time.parse().ok().map(Duration::from_secs);
            let kind = Kind::Commit {
                repository: self.folder.clone(),
                commit: commit.into(),
                time: seconds.and_then(|seconds| SystemTime::UNIX_EPOCH.checked_add(seconds)),
            };
            let pull = name
                .strip_prefix("refs/pull/")
                .and_then(|name| name.strip_suffix("/head"));
            if let Some(number) = pull {
                pulls.push(Entry {
                    name: format!("pull-{number}"),
                    kind,
                });
            } else if let Some(branch) = name.strip_prefix("refs/heads/").filter(|_| name != head) {
                branches.push(Entry {
                    name: branch.into(),
                    kind,
                });
            }
        }
        Ok(if pulls.is_empty() { branches } else { pulls })
    }

    /// Writes what the grader may read of a commit into a folder. `Err(why)` if it is not read.
    pub fn write(&self, commit: &str, to: &Path) -> Result<Result<(), String>> {
        let listed = self.output(&["ls-tree", "-r", "-l", "-z", "--full-tree", commit])?;
        let listed: Vec<&[u8]> = listed
            .split(|byte| *byte == 0)
            .filter(|entry| !entry.is_empty())
            .collect();
        if listed.len() > MAX_ENTRIES {
            return Ok(Err(format!("it has more than {MAX_ENTRIES} files")));
        }
        let mut objects = Objects::start(self)?;
        let mut left = MAX_BYTES;
        for entry in listed {
            let text = String::from_utf8_lossy(entry);
            let Some((about, name)) = text.split_once('\t') else {
                bail!("git has listed what cannot be read: {text}");
            };
            let path = Path::new(name);
            let is_inside = path
                .components()
                .all(|part| matches!(part, std::path::Component::Normal(_)));
            if !is_inside || !archive::is_wanted(path) {
                continue;
            }
            let [mode, _, object, size] = about.split_whitespace().collect::<Vec<_>>()[..] else {
                bail!("git has listed what cannot be read: {about}");
            };
            let place = to.join(path);
            let written = match (mode, size.parse::<u64>()) {
                (LINK, _) => archive::link(&place),
                // It is refused for its size, whatever is in it.
                (_, Ok(size)) if size >= MAX_FILE => {
                    archive::write(&place, &vec![b' '; MAX_FILE as usize])
                }
                (_, Ok(size)) => {
                    let Some(rest) = left.checked_sub(size) else {
                        let most = MAX_BYTES / 1024 / 1024;
                        return Ok(Err(format!(
                            "it holds more than {most} MiB of files that would be read"
                        )));
                    };
                    left = rest;
                    archive::write(&place, &objects.read(object)?)
                }
                (COMMIT, _) => continue,
                (_, Err(_)) => bail!("git does not have {object}, which is {name}"),
            };
            if let Some(why) = archive::blame(written)? {
                return Ok(Err(why));
            }
        }
        Ok(Ok(()))
    }
}

/// The mode of a link.
const LINK: &str = "120000";
/// The mode of a commit of another repository.
const COMMIT: &str = "160000";

/// `git cat-file --batch`: gives objects by name.
struct Objects {
    git: Running,
    answers: BufReader<ChildStdout>,
}

impl Objects {
    fn start(repository: &Repository) -> Result<Self> {
        let mut git = repository.git(&["cat-file", "--batch"]);
        git.stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut git = Running::start(&mut git)?;
        let answers = git.child.stdout.take().context("git has an output")?;
        Ok(Self {
            git,
            answers: BufReader::new(answers),
        })
    }

    /// The text of a blob.
    fn read(&mut self, object: &str) -> Result<Vec<u8>> {
        let stdin = self.git.child.stdin.as_mut().context("git has an input")?;
        writeln!(stdin, "{object}")?;
        stdin.flush()?;
        let mut heading = String::new();
        self.answers.read_line(&mut heading)?;
        let size = heading
            .trim()
            .rsplit(' ')
            .next()
            .and_then(|size| size.parse::<u64>().ok());
        let Some(size) = size else {
            bail!("git has no object {object}: {}", heading.trim());
        };
        let mut text = Vec::new();
        // With the line end behind it.
        (&mut self.answers).take(size + 1).read_to_end(&mut text)?;
        text.pop();
        Ok(text)
    }
}

impl Drop for Objects {
    fn drop(&mut self) {
        drop(self.git.child.stdin.take());
        let _ = self.git.reap();
    }
}
