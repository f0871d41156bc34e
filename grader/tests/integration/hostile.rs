//! Attacks on the grader that take more than the file of an answer. Those that do not are in `tests/hostile`.

use crate::{
    repository::{place_of, solution},
    support::{HONEST_FIRST_TASK, KATA, Submission, grader, state, unique},
};
use std::fs;

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
    let file = format!("{}/src/lib.rs", place_of("echo_server"));
    let submission = Submission::empty().with(&file, source);
    let graded = submission.grade_kata("echo_server", &[]);
    assert_eq!(graded.code, Some(1));
    let said = graded.json.to_string();
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
    let wrong = format!("// {}\npub fn nothing() {{}}\n", unique("wrong"));
    let submission = Submission::answering(&wrong);
    let honest = submission.grade_with_cache();
    assert_eq!(honest.status(), "signature_changed");

    // The name under which the grader keeps just this result, where it keeps its own.
    let kept = fs::read_dir(state().join("cache")).expect("results are kept");
    let hash = honest.kata()["hash"].as_str().expect("a kata has a hash");
    let is_it =
        |file: &std::path::PathBuf| fs::read_to_string(file).is_ok_and(|text| text.contains(hash));
    let kept = kept.map(|entry| entry.expect("an entry can be read").path());
    let kept = kept.filter(|file| file.extension().is_some_and(|ending| ending == "json"));
    let kept: Vec<_> = kept.filter(is_it).collect();
    let [kept] = kept.as_slice() else {
        panic!("one result is kept for {hash}: {kept:?}");
    };
    let name = kept.file_name().expect("a file has a name").display();

    let text = fs::read_to_string(kept).expect("a kept result can be read");
    let mut forged: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
    forged["result"]["status"] = "passed".into();
    forged["result"]["score"] = forged["result"]["max_score"].clone();
    // Were this the grader's own folder, it would be believed.
    fs::write(kept, forged.to_string()).expect("a kept result can be written");
    assert_eq!(submission.grade_with_cache().status(), "passed");
    fs::remove_file(kept).expect("a kept result can be removed");

    let mut poisoned = submission;
    for place in ["target/grader", "target/tmp/state", "target", "."] {
        poisoned = poisoned
            .with(&format!("{place}/cache/{name}"), forged.to_string())
            .with(&format!("{place}/toolchain.json"), "{}")
            .with(&format!("{place}/kit/x.json"), "{}");
    }
    let graded = poisoned.grade_with_cache();
    assert_eq!(graded.status(), "signature_changed");
    assert_eq!(graded.kata()["cached"], false);
}

#[test]
fn somebody_elses_work_is_marked_in_ci_with_every_protection_or_not_at_all() {
    let submission = Submission::answering(&solution());
    let folder = submission.arg();
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
    // Nobody else on this machine sleeps for just as long.
    let mut random = [0; 4];
    getrandom::fill(&mut random).expect("there are random numbers");
    let seconds = (1_000_000_000 + u64::from(u32::from_le_bytes(random))).to_string();
    let source = "use futures::future::BoxFuture;
pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    let _ = futs;
    let script = \"setsid sleep SECONDS & setsid setsid sleep SECONDS & sleep SECONDS\";
    std::process::Command::new(\"/bin/sh\").args([\"-c\", script]).env(\"PATH\", \"/bin:/usr/bin\").spawn().unwrap();
    std::thread::sleep(std::time::Duration::from_millis(300));
    None
}
"
    .replace("SECONDS", &seconds);
    let graded = Submission::answering(&format!("{source}{HONEST_FIRST_TASK}"))
        .grade_with(&["--sandbox", "off"]);
    assert_eq!(graded.status(), "failed");
    assert_eq!(graded.json["grader"]["sandbox"], "none");
    let sleeping = fs::read_dir("/proc")
        .expect("there are processes")
        .flatten()
        .any(|process| {
            let line = fs::read(process.path().join("cmdline")).unwrap_or_default();
            String::from_utf8_lossy(&line).contains(&seconds)
        });
    assert!(!sleeping, "a process of the submission survived");
}

/// An answer with a race, which blocks in some way where its threads are run in every order.
fn blocks_in_every_order(how: &str) -> String {
    format!(
        "use std::{{any::type_name, future::Future, pin::Pin, task::{{Context, Poll, Waker}}}};
use std::sync::{{Arc, Mutex, OnceLock}};
#[derive(Default)]
struct Shared {{ answer: OnceLock<bool>, waker: Mutex<Option<Waker>> }}
pub struct Trigger(Arc<Shared>);
pub struct Event(Arc<Shared>);
pub fn event() -> (Trigger, Event) {{
    if type_name::<Mutex<()>>() != \"std::sync::poison::mutex::Mutex<()>\" {{
        {how}
    }}
    let shared = Arc::<Shared>::default();
    (Trigger(shared.clone()), Event(shared))
}}
impl Shared {{
    fn answer(&self, answer: bool) {{
        let _ = self.answer.set(answer);
        let waker = self.waker.lock().unwrap().take();
        waker.into_iter().for_each(Waker::wake);
    }}
}}
impl Trigger {{
    pub fn fire(self) {{ self.0.answer(true) }}
}}
impl Drop for Trigger {{
    fn drop(&mut self) {{ self.0.answer(false) }}
}}
impl Future for Event {{
    type Output = bool;
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<bool> {{
        if let Some(answer) = self.0.answer.get() {{ return Poll::Ready(*answer) }}
        *self.0.waker.lock().unwrap() = Some(cx.waker().clone());
        Poll::Pending
    }}
}}
"
    )
}

#[test]
fn an_answer_that_cannot_be_followed_in_every_order_does_not_pass() {
    let file = format!("{}/src/lib.rs", place_of("one_shot_event"));
    for how in [
        // It waits in a way that can be followed, but for ever.
        "futures::executor::block_on(std::future::pending::<()>())",
        // It waits in a way that blocks all threads at once.
        "tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(std::future::pending::<()>())",
        // It shares with a thread that nobody can stop.
        "let pool = tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().unwrap();
        pool.spawn_blocking(|| *Mutex::new(1).lock().unwrap() += 1);
        std::mem::forget(pool);",
    ] {
        let submission = Submission::empty().with(&file, blocks_in_every_order(how));
        let graded = submission.grade_kata("one_shot_event", &[]);
        let check = graded.check("no_wake_is_lost_between_threads");
        assert_eq!(check["status"], "failed", "{how}: {}", graded.kata());
    }
}
