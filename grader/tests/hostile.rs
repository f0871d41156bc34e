//! Attacks on the grader, each a file in `hostile/` with a line on what it tries. Every one must end
//! in the verdict that its header names, and none may leave anything behind.
#![cfg(target_os = "linux")]

mod support;

use std::{
    fs,
    path::{Path, PathBuf},
    thread,
};
use support::{Graded, HONEST_FIRST_TASK, KATA, Submission, grader, root};

struct Attack {
    name: String,
    verdict: String,
    message: String,
    source: String,
}

impl Attack {
    fn read(file: &Path) -> Self {
        let source = fs::read_to_string(file).expect("an attack can be read");
        let field = |name: &str| {
            let start = format!("//! {name}: ");
            let line = source.lines().find_map(|line| line.strip_prefix(&start));
            line.unwrap_or_else(|| panic!("{} has no line {start}", file.display()))
                .to_string()
        };
        assert!(!field("Tries").is_empty());
        Self {
            name: file
                .file_stem()
                .expect("a file has a name")
                .to_string_lossy()
                .into(),
            verdict: field("Verdict"),
            message: field("Message"),
            source: source.clone(),
        }
    }

    /// What is wrong with the verdict, if anything is.
    fn problem(&self) -> Option<String> {
        let graded = Submission::answering(&format!("{}{HONEST_FIRST_TASK}", self.source)).grade();
        let said = match self.verdict.as_str() {
            "failed" => graded.check("first_gives_the_earliest")["message"]
                .as_str()
                .unwrap_or_default(),
            _ => graded.message(),
        };
        let right = graded.status() == self.verdict
            && said.contains(&self.message)
            && graded.code == Some(1);
        // One half of the kata must not cost the other anything.
        let unharmed = self.verdict != "failed" || first_task_is_unharmed(&graded);
        (!right || !unharmed).then(|| {
            format!(
                "{}: {} {:?}\n{}",
                self.name,
                graded.status(),
                graded.code,
                graded.kata()
            )
        })
    }
}

fn first_task_is_unharmed(graded: &Graded) -> bool {
    let of_first_task = [
        "first_task_gives_the_earliest",
        "losing_tasks_stop",
        "a_panicking_winner_is_reported",
    ];
    of_first_task
        .iter()
        .all(|name| graded.check(name)["status"] == "passed")
}

#[test]
fn every_attack_ends_in_the_verdict_it_deserves() {
    let folder = root().join("grader/tests/hostile");
    let files = fs::read_dir(folder).expect("the attacks are there");
    let mut attacks: Vec<Attack> = files
        .map(|file| Attack::read(&file.expect("an attack is there").path()))
        .collect();
    attacks.sort_by(|a, b| a.name.cmp(&b.name));
    let problems: Vec<String> = thread::scope(|scope| {
        let halves = attacks.chunks(attacks.len().div_ceil(2));
        let threads: Vec<_> = halves
            .map(|half| scope.spawn(|| half.iter().filter_map(Attack::problem).collect::<Vec<_>>()))
            .collect();
        threads
            .into_iter()
            .flat_map(|thread| thread.join().expect("a half is done"))
            .collect()
    });
    assert!(problems.is_empty(), "{}", problems.join("\n\n"));
    let state = support::state();
    let places = ["/tmp", "/var/tmp", "/dev/shm"].map(PathBuf::from);
    for folder in places
        .into_iter()
        .chain(["cache", "kit"].map(|name| state.join(name)))
    {
        for trace in ["async-katas-was-here", "async-katas-was-here.json"] {
            let trace = folder.join(trace);
            assert!(!trace.exists(), "an attack has written {}", trace.display());
        }
    }
}

#[test]
fn a_kata_that_may_use_sockets_reaches_nobody_but_itself() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let port = listener.local_addr().expect("it has an address").port();
    listener.set_nonblocking(true).expect("it can be asked");
    let service = tempfile::TempDir::new().expect("a folder can be made");
    let service = service.path().join("service");
    let _service = std::os::unix::net::UnixListener::bind(&service).expect("it can listen");
    let source = format!(
        "use std::{{future::Future, io, net, os::unix::net as unix}};
pub async fn serve<S: Future<Output = ()>>(listener: tokio::net::TcpListener, _: usize, _: S) -> io::Result<u64> {{
    let own = net::TcpStream::connect(listener.local_addr()?).is_ok();
    let others = [\"127.0.0.1:{port}\", \"192.0.2.1:80\", \"[2001:db8::1]:80\"];
    let called = others.iter().any(|address| net::TcpStream::connect(address).is_ok());
    let service = unix::UnixStream::connect({service:?}).is_ok();
    let datagrams = net::UdpSocket::bind(\"127.0.0.1:0\").is_ok() || unix::UnixDatagram::unbound().is_ok();
    panic!(\"own {{own}}, others {{called}}, service {{service}}, datagrams {{datagrams}}\")
}}
"
    );
    let place = "exercises/08_capstones/03_echo_server/src/lib.rs";
    let found = fs::exists(root().join(place)).expect("a place can be looked at");
    assert!(found, "the kata has moved away from {place}");
    let submission = Submission::empty().with(place, source);
    let folder = submission.folder().to_str().expect("a plain name");
    let run = grader(&["grade", "echo_server", "--no-cache", "--format", "json"])
        .args(["--submission", folder])
        .assert()
        .code(1);
    let said = String::from_utf8_lossy(&run.get_output().stdout).into_owned();
    assert!(
        said.contains("own true") && said.contains("service false, datagrams false"),
        "{said}"
    );
    if !said.contains("+netns") {
        eprintln!("this machine gives nobody a network of their own: not all was tested");
        return;
    }
    assert!(said.contains("others false"), "{said}");
    let nobody = listener.accept().map_err(|error| error.kind());
    assert!(matches!(nobody, Err(std::io::ErrorKind::WouldBlock)));
}

#[test]
fn results_that_a_submission_brings_along_are_not_read() {
    let honest = Submission::answering(&support::solution());
    let mut forged = Submission::answering("").grade().json["katas"][0].clone();
    forged["status"] = "passed".into();
    forged["score"] = forged["max_score"].clone();
    let cache = support::state().join("cache");
    let mut poisoned = honest;
    // Under every name that a kept result has now, and so also under the right one.
    for entry in fs::read_dir(cache)
        .into_iter()
        .flatten()
        .flatten()
        .take(200)
    {
        let name = entry.file_name().to_string_lossy().into_owned();
        poisoned = poisoned.with(&format!("target/grader/cache/{name}"), forged.to_string());
    }
    let wrong = "pub fn nothing() {}\n";
    let poisoned = poisoned
        .with(&format!("{}/src/lib.rs", support::PLACE), wrong)
        .with("target/grader/toolchain.json", "{}")
        .with("target/grader/kit/x.json", "{}");
    for options in [[].as_slice(), &["--no-cache"]] {
        let graded = poisoned.grade_with(options);
        assert_eq!(graded.status(), "signature_changed");
    }
}

#[test]
fn somebody_elses_work_is_marked_in_ci_with_every_protection_or_not_at_all() {
    let submission = Submission::answering(&support::solution());
    let folder = submission.folder().to_str().expect("a plain name");
    let run = grader(&["grade", KATA, "--format", "json", "--submission", folder])
        .env("CI", "true")
        .assert();
    let said = String::from_utf8_lossy(&run.get_output().stdout).into_owned();
    match run.get_output().status.code() {
        Some(0) => assert!(
            said.contains("\"sandbox\": \"landlock+seccomp+limits"),
            "{said}"
        ),
        code => assert_eq!(code, Some(70)),
    }
}

#[test]
fn a_process_that_is_left_behind_is_gone_with_the_check_even_without_a_sandbox() {
    let source = "use futures::future::BoxFuture;
pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    let _ = futs;
    let script = \"setsid sleep 5151 & setsid setsid sleep 5151 & sleep 5151\";
    std::process::Command::new(\"/bin/sh\").args([\"-c\", script]).env(\"PATH\", \"/bin:/usr/bin\").spawn().unwrap();
    std::thread::sleep(std::time::Duration::from_millis(300));
    None
}
";
    let graded = Submission::answering(&format!("{source}{HONEST_FIRST_TASK}")).grade_with(&[
        "--no-cache",
        "--sandbox",
        "off",
    ]);
    assert_eq!(graded.status(), "failed");
    assert_eq!(graded.json["grader"]["sandbox"], "none");
    let sleeping = fs::read_dir("/proc")
        .expect("there are processes")
        .flatten()
        .any(|process| {
            let line = fs::read(process.path().join("cmdline")).unwrap_or_default();
            String::from_utf8_lossy(&line).contains("5151")
        });
    assert!(!sleeping, "a process of the submission survived");
}
