//! Submissions as people send them, and as nobody should. Nothing is graded here.

use super::*;
use std::io::{Cursor, Write as _};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

const PLACE: &str = "exercises/a/b/src/lib.rs";

/// A folder of submissions, and one for what is unpacked.
struct Class {
    folder: TempDir,
    scratch: Scratch,
}

impl Class {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let scratch = Scratch::take(&folder.path().join("state")).expect("a folder can be made");
        fs::create_dir(folder.path().join("class")).expect("it can be made");
        Self { folder, scratch }
    }

    fn dir(&self) -> PathBuf {
        self.folder.path().join("class")
    }

    fn found(&self) -> Vec<Entry> {
        find(&self.dir()).expect("it is found").entries
    }

    /// What the grader would read of the only archive: the files' names and texts; or why it is refused.
    fn of_archive(&self, bytes: &[u8]) -> Result<Vec<(String, String)>, String> {
        fs::write(self.dir().join("x.zip"), bytes).expect("it can be written");
        let opened = self.found()[0].open(&self.scratch);
        let read = match opened.expect("the machine does not fail") {
            Opened::Folder(root, _unpacked) => Ok(files(&root)),
            Opened::Empty => Ok(Vec::new()),
            Opened::Refused(why) => Err(why),
        };
        let left = fs::read_dir(self.folder.path())
            .expect("it is there")
            .count();
        assert_eq!(left, 2, "something was written outside");
        read
    }
}

/// All files below a folder with their texts; links with where they lead.
fn files(root: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("it is there") {
            let path = entry.expect("an entry").path();
            let data = fs::symlink_metadata(&path).expect("it is there");
            let text = if data.is_symlink() {
                format!("-> {}", fs::read_link(&path).expect("a link").display())
            } else if data.is_dir() {
                folders.push(path);
                continue;
            } else {
                fs::read_to_string(&path).expect("it is text")
            };
            let name = path.strip_prefix(root).expect("it is below");
            found.push((name.display().to_string(), text));
        }
    }
    found.sort();
    found
}

/// An archive with these entries; names that end with `/` are folders.
fn archive(entries: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, text) in entries {
        archive.start_file(*name, stored).expect("an entry");
        archive.write_all(text.as_bytes()).expect("its text");
    }
    archive.finish().expect("an archive").into_inner()
}

fn one(text: &str) -> Result<Vec<(String, String)>, String> {
    Ok(vec![(PLACE.into(), text.into())])
}

#[test]
fn an_archive_is_read_however_it_was_packed() {
    let class = Class::new();
    let with = |place: &str| archive(&[("__MACOSX/exercises/a/b/src/lib.rs", "?"), (place, "x")]);
    assert_eq!(class.of_archive(&with(PLACE)), one("x"));
    let nested = format!("Müller, Jörg_12_file/katas-main/{PLACE}");
    assert_eq!(class.of_archive(&with(&nested)), one("x"));
    let from_windows = format!("katas\\{}", PLACE.replace('/', "\\"));
    assert_eq!(class.of_archive(&with(&from_windows)), one("x"));
    // A name in an old code: without the flag for UTF-8 this byte is an `ü`.
    let old = archive(&[(&format!("M_ller/{PLACE}"), "x")]);
    assert_eq!(
        class.of_archive(&replaced(old, b"M_ller", b"M\x81ller")),
        one("x")
    );
    let twice = archive(&[(PLACE, "x"), (&PLACE.replace("lib.rs", "lib.rz"), "y")]);
    assert_eq!(
        class.of_archive(&replaced(twice, b"lib.rz", b"lib.rs")),
        one("y")
    );
    for empty in [
        archive(&[]),
        archive(&[("exercises/", "")]),
        archive(&[("a.txt", "")]),
    ] {
        assert_eq!(class.of_archive(&empty), Ok(Vec::new()));
    }
}

#[test]
fn an_entry_that_nobody_reads_may_be_anything() {
    let class = Class::new();
    // In the list at the end: an unknown method, and encrypted.
    for (at, byte) in [(10, 97), (8, 1)] {
        let mut other = archive(&[("notes.docx", "?"), (PLACE, "x")]);
        let list = position(&other, b"PK\x01\x02");
        other[list + at] = byte;
        assert_eq!(class.of_archive(&other), one("x"));
    }
}

/// All places of some bytes with others, as many, in them.
fn replaced(mut bytes: Vec<u8>, what: &[u8], with: &[u8]) -> Vec<u8> {
    for at in 0..bytes.len() {
        if bytes[at..].starts_with(what) {
            bytes[at..at + with.len()].copy_from_slice(with);
        }
    }
    bytes
}

fn position(bytes: &[u8], what: &[u8]) -> usize {
    let found = bytes.windows(what.len()).position(|window| window == what);
    found.expect("it is in there")
}

#[test]
fn what_leaves_its_folder_or_cannot_be_read_is_refused() {
    let class = Class::new();
    let refused = |bytes: &[u8], why: &str| {
        let said = class.of_archive(bytes).expect_err(why);
        assert!(said.contains(why), "{said}");
    };
    for outside in [
        "../x.rs",
        "/x.rs",
        "a/../../x.rs",
        "..\\x.rs",
        "exercises/../../x.rs",
    ] {
        refused(
            &archive(&[(outside, ""), (PLACE, "x")]),
            "leaves its folder",
        );
    }
    let whole = archive(&[(PLACE, "x")]);
    refused(&whole[..whole.len() / 2], "cannot be read");
    refused(b"", "cannot be read");
    let text = position(&whole, b"lib.rsx") + 6;
    let list = position(&whole, b"PK\x01\x02");
    for (at, byte) in [(text, b'y'), (list + 8, 1), (list + 10, 97)] {
        let mut broken = whole.clone();
        broken[at] = byte;
        refused(&broken, "cannot be read");
    }
    refused(
        &archive(&[("exercises/a.rs", ""), ("exercises/a.rs/b.rs", "")]),
        "cannot be unpacked",
    );
    let long = format!("exercises/{}.rs", "x".repeat(300));
    refused(&archive(&[(&long, "")]), "cannot be unpacked");
}

#[test]
fn a_link_in_an_archive_leads_nowhere() {
    let class = Class::new();
    let mut linked = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default();
    linked
        .add_symlink(PLACE, "/etc/passwd", options)
        .expect("a link");
    linked
        .add_symlink("exercises/c", "/etc", options)
        .expect("a link");
    let linked = linked.finish().expect("an archive").into_inner();
    assert_eq!(class.of_archive(&linked), one("-> elsewhere"));
}

#[test]
fn an_archive_that_would_fill_the_disk_is_refused() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let file = folder.path().join("bomb.zip");
    fs::write(
        &file,
        archive(&[(PLACE, &" ".repeat(3 << 20)), ("a.bin", "?")]),
    )
    .expect("it can be written");
    let read = |most: u64| archive::unpack(&file, &folder.path().join("to"), most << 20);
    assert_eq!(read(3).expect("the machine does not fail"), Ok(()));
    let why = read(2)
        .expect("the machine does not fail")
        .expect_err("it is too large");
    assert!(why.contains("more than 2 MiB"), "{why}");
}

#[test]
fn submissions_are_folders_and_archives_of_distinct_names() {
    let class = Class::new();
    for folder in ["ada", "__MACOSX", ".git", "=cmd()", "a\nb"] {
        fs::create_dir(class.dir().join(folder)).expect("it can be made");
    }
    for file in ["bob.ZIP", "notes.txt", ".DS_Store", "c.rar"] {
        fs::write(class.dir().join(file), "").expect("it can be written");
    }
    #[cfg(unix)]
    std::os::unix::fs::symlink("ada", class.dir().join("link")).expect("a link can be made");
    let found = find(&class.dir()).expect("it is found");
    let names: Vec<&str> = found
        .entries
        .iter()
        .map(|entry| entry.name.as_str())
        .collect();
    assert_eq!(names, ["=cmd()", "a\nb", "ada", "bob"]);
    let ignored: &[&str] = if cfg!(unix) {
        &["c.rar", "link", "notes.txt"]
    } else {
        &["c.rar", "notes.txt"]
    };
    assert_eq!(found.ignored, ignored);
    fs::create_dir(class.dir().join("bob")).expect("it can be made");
    let error = find(&class.dir()).expect_err("two are called bob");
    assert!(
        error
            .to_string()
            .contains("two submissions that are called bob"),
        "{error}"
    );
}

/// A repository into which this stream for `git fast-import` was read.
fn repository(stream: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let git = |words: &[&str], input: &str| {
        let mut git = std::process::Command::new("git");
        git.current_dir(folder.path()).args(words);
        let mut git = git
            .stdin(std::process::Stdio::piped())
            .spawn()
            .expect("git is there");
        let stdin = git.stdin.take();
        stdin
            .expect("a pipe")
            .write_all(input.as_bytes())
            .expect("it is read");
        assert!(git.wait().expect("it ends").success(), "{words:?}");
    };
    git(&["init", "-q", "--bare", "-b", "main"], "");
    git(&["fast-import", "--quiet"], stream);
    git(&["pack-refs", "--all"], "");
    folder
}

fn commit(reference: &str, changes: &str) -> String {
    format!(
        "commit {reference}\ncommitter a <a@example.org> 1790000000 +0000\ndata 1\nx\n{changes}\n"
    )
}

fn names(repository: &TempDir) -> Vec<String> {
    let found = find(repository.path()).expect("it is found");
    found.entries.into_iter().map(|entry| entry.name).collect()
}

#[test]
fn branches_and_pull_requests_are_read_without_a_checkout() {
    let file = format!("M 644 inline {PLACE}\ndata 1\nx\n");
    let large = format!(
        "M 644 inline {PLACE}\ndata 300000\n{}\n",
        "x".repeat(300_000)
    );
    let link = format!("M 120000 inline {PLACE}\ndata 11\n/etc/passwd\n");
    let other = format!("M 160000 {} exercises/a/b\n", "1".repeat(40));
    let branches = [
        ("main", ""),
        ("a/b", &file),
        ("large", &large),
        ("link", &link),
        ("other", &other),
        ("=cmd", ""),
    ];
    let branches = branches.map(|(name, changes)| commit(&format!("refs/heads/{name}"), changes));
    let with_branches = repository(&branches.concat());
    assert_eq!(
        names(&with_branches),
        ["=cmd", "a/b", "large", "link", "other"]
    );
    let class = Class::new();
    let entries = find(with_branches.path()).expect("it is found").entries;
    let read = |entry: &Entry| match entry
        .open(&class.scratch)
        .expect("the machine does not fail")
    {
        Opened::Folder(root, _unpacked) => files(&root),
        Opened::Empty => Vec::new(),
        Opened::Refused(why) => panic!("{why}"),
    };
    assert_eq!(read(&entries[0]), []);
    assert_eq!(Ok(read(&entries[1])), one("x"));
    assert!(read(&entries[2])[0].1.len() > 256 * 1024);
    assert_eq!(Ok(read(&entries[3])), one("-> elsewhere"));
    assert_eq!(read(&entries[4]), []);
    let pulls = [
        commit("refs/pull/7/head", &file),
        commit("refs/pull/7/merge", ""),
    ]
    .concat();
    assert_eq!(
        names(&repository(&(branches.concat() + &pulls))),
        ["pull-7"]
    );
    assert_eq!(names(&repository("")), Vec::<String>::new());
}

#[test]
fn a_branch_whose_files_git_lacks_is_the_machines_failure() {
    let folder = repository(&commit(
        "refs/heads/x",
        &format!("M 644 inline {PLACE}\ndata 1\nx\n"),
    ));
    let git = |words: &[&str]| {
        let ended = std::process::Command::new("git")
            .current_dir(folder.path())
            .args(words)
            .output();
        String::from_utf8(ended.expect("git is there").stdout)
            .expect("text")
            .trim()
            .to_string()
    };
    // Loose objects, of which one can be lost.
    let pack = fs::read_dir(folder.path().join("objects/pack")).expect("it is there");
    let pack = pack
        .flatten()
        .map(|entry| entry.path())
        .find(|path| path.extension().is_some_and(|e| e == "pack"));
    if let Some(pack) = pack {
        let bytes = fs::read(&pack).expect("it is read");
        fs::remove_dir_all(folder.path().join("objects/pack")).expect("it can be removed");
        let mut unpack = std::process::Command::new("git");
        unpack
            .current_dir(folder.path())
            .args(["unpack-objects", "-q"])
            .stdin(std::process::Stdio::piped());
        let mut unpack = unpack.spawn().expect("git is there");
        unpack
            .stdin
            .take()
            .expect("a pipe")
            .write_all(&bytes)
            .expect("it is read");
        assert!(unpack.wait().expect("it ends").success());
    }
    let blob = git(&["rev-parse", &format!("x:{PLACE}")]);
    fs::remove_file(
        folder
            .path()
            .join("objects")
            .join(&blob[..2])
            .join(&blob[2..]),
    )
    .expect("it is there");
    let class = Class::new();
    let error = find(folder.path()).expect("it is found").entries[0]
        .open(&class.scratch)
        .expect_err("it is lost");
    assert!(format!("{error:#}").contains(&blob), "{error:#}");
}
