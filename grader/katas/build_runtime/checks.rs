//! Hidden checks of `build_runtime`.

use build_runtime as k;
use futures::future::{BoxFuture, LocalBoxFuture};
use kata_kit::{
    Background, Rendezvous, assert_same, assert_that, cases, caught_call, errors, hang_hint,
    io::ScriptedWriter, ms, sizes_from, spawn, texts,
};
use std::{
    cell::RefCell,
    future::poll_fn,
    pin::pin,
    rc::Rc,
    sync::mpsc,
    task::Poll,
    thread,
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    runtime::{Handle, Runtime, RuntimeFlavor},
    time::sleep,
};

const NO_RUNTIME: &str = "The future needs a tokio runtime that is still there, with its drivers enabled. `futures::executor::block_on` has no tokio, and a runtime that was dropped is shut down.";
const AGAIN: &str = "`run` can be called again and again: a runtime that is kept for later calls must be made only when there is none yet.";
const NO_PANIC: &str = "`report` writes down what went wrong and gives the exit code: 0 for Ok, 1 for an error. A panic would end the program before that, with code 101.";
const NEVER_WOKEN: &str = "A future that is not ready yet is polled again when its waker is called, whichever thread calls it: wait for that, and do not miss a wake-up that comes during the poll.";

fn built() -> Runtime {
    match k::build() {
        Ok(runtime) => runtime,
        Err(error) => panic!(
            "`build` failed: {error:#}\nThere is nothing here that must fail: give the runtime."
        ),
    }
}

// Most futures come in this box: what drives a future is compiled for every type of it.
fn boxed<'a>(future: impl Future<Output = Option<u32>> + 'a) -> LocalBoxFuture<'a, Option<u32>> {
    Box::pin(future)
}

// What `call` gives. If it panics, `why` explains it.
fn calling<T>(what: &str, why: &str, call: impl FnOnce() -> T) -> T {
    caught_call(call).unwrap_or_else(|panic| panic.explain(what, why))
}

/// `build` gives a multi-thread runtime.
/// Promises: 1
fn the_runtime_is_multi_thread() {
    let runtime: Runtime = built();
    let flavor = runtime.handle().runtime_flavor();
    runtime.shutdown_background();
    assert_that(
        matches!(flavor, RuntimeFlavor::MultiThread),
        &format!("The runtime's flavour is {flavor:?}."),
        "A current-thread runtime has no worker threads of its own: ask the builder for a multi-thread one.",
    );
}

/// Tasks that are spawned on the runtime run, without anybody calling `block_on`.
/// Promises: 2
fn spawned_tasks_run() {
    for n in sizes_from(1, "task") {
        let runtime = built();
        let (sender, receiver) = mpsc::channel();
        for _ in 0..n {
            let sender = sender.clone();
            let task: BoxFuture<'static, ()> = Box::pin(async move {
                tokio::task::yield_now().await;
                let _ = sender.send(());
            });
            runtime.spawn(task);
        }
        let said = (0..n).map_while(|_| receiver.recv_timeout(ms(3000)).ok());
        let said = said.count();
        runtime.shutdown_background();
        assert_same(
            "how many of the spawned tasks came to their end within three seconds",
            said,
            n,
            "On a current-thread runtime tasks stand still unless somebody is inside `block_on`: a multi-thread runtime has workers for them.",
        );
    }
}

/// Timers work on the runtime.
/// Promises: 3
fn timers_work() {
    let runtime = built();
    let start = Instant::now();
    calling(
        "A timer",
        "A runtime from a builder has no timers unless you enable them: `enable_time`, or `enable_all`.",
        || {
            runtime.block_on(boxed(async {
                sleep(ms(5)).await;
                None
            }))
        },
    );
    expect_a_real_pause(start.elapsed());
    let pause: BoxFuture<'static, ()> = Box::pin(async { sleep(ms(5)).await });
    let in_a_task = runtime.spawn(pause);
    let in_a_task = runtime.block_on(in_a_task).ok();
    runtime.shutdown_background();
    assert_same(
        "what a task that waits for a timer gave",
        in_a_task,
        Some(()),
        "Timers work in tasks as well as in `block_on`.",
    );
}

// That it is not shorter holds on every machine.
fn expect_a_real_pause(pause: Duration) {
    assert_that(
        pause >= ms(5),
        &format!("A pause of 5 ms was over after {pause:?}."),
        "A timer waits in real time. `start_paused` is for tests: its clock jumps ahead.",
    );
}

/// Sockets work on the runtime.
/// Promises: 3
fn sockets_work() {
    let _hint = hang_hint("Sockets need the runtime's I/O driver: `enable_io`, or `enable_all`.");
    let runtime = built();
    let byte = calling(
        "A socket",
        "A runtime from a builder has no sockets unless you enable them: `enable_io`, or `enable_all`.",
        || runtime.block_on(boxed(async { byte_over_a_socket().await.ok() })),
    );
    runtime.shutdown_background();
    assert_same(
        "a byte sent through a socket",
        byte,
        Some(7),
        "Sockets need the runtime's I/O driver: `enable_io`, or `enable_all`.",
    );
}

async fn byte_over_a_socket() -> std::io::Result<u32> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let mut client = TcpStream::connect(listener.local_addr()?).await?;
    let (mut server, _) = listener.accept().await?;
    client.write_u8(7).await?;
    Ok(server.read_u8().await?.into())
}

fn expect_output<T>(result: anyhow::Result<T>, why: &str) -> T {
    match result {
        Ok(output) => output,
        Err(error) => panic!("`run` failed: {error:#}\n{why}"),
    }
}

/// `run` runs a future on a tokio runtime and gives its output; the future may borrow and need not be `Send`.
/// Promises: 4, 5
/// Points: 2
fn run_gives_the_output() {
    let _hint = hang_hint("`run` must drive the future to its end: block on it.");
    let name = String::from("borrowed");
    let shared = Rc::new(RefCell::new(0));
    let future = async {
        *shared.borrow_mut() += 1;
        sleep(ms(5)).await;
        *shared.borrow_mut() += 1;
        name.as_str()
    };
    let start = Instant::now();
    let result: anyhow::Result<&str> = calling("`run` with a timer", NO_RUNTIME, || k::run(future));
    let output = expect_output(
        result,
        "A runtime can be built here: give the future's output.",
    );
    assert_same(
        "the future's output",
        output,
        "borrowed",
        "`run` gives what the future gives.",
    );
    assert_same(
        "how many halves of the future ran",
        *shared.borrow(),
        2,
        "The future runs to its end, once.",
    );
    expect_a_real_pause(start.elapsed());
}

/// `run` can be called more than once.
/// Promises: 6
fn run_works_again_and_again() {
    let _hint = hang_hint(AGAIN);
    for call in 1..=3 {
        let what = format!("Call number {call} of `run`");
        let why = if call == 1 { NO_RUNTIME } else { AGAIN };
        let result = calling(&what, why, || {
            k::run(boxed(async {
                let task = spawn(async move {
                    sleep(ms(2)).await;
                    call
                });
                task.await.ok()
            }))
        });
        let output: Option<u32> = expect_output(result, why);
        assert_same(&what, output, Some(call), why);
    }
    for _ in cases([("with a second call while the first is in progress", ())]) {
        let rendezvous = Rendezvous::of(2);
        let inside = rendezvous.clone();
        let meets = |all: Rendezvous| k::run(boxed(async move { all.arrive().then_some(1) }));
        let other = Background::spawn(move || meets(inside).ok().flatten());
        let met = meets(rendezvous).ok().flatten();
        assert_that(
            (met, other.wait().flatten()) == (Some(1), Some(1)),
            "Two calls of `run` in two threads were not in progress at the same time.",
            "A call waited for another one: a lock that is kept during `block_on` is in the way, and `block_on` needs no `&mut`.",
        );
    }
    for _ in cases([("after a call whose future panicked", ())]) {
        let _ = caught_call(|| k::run(boxed(async { panic!("the future panics") })));
        let result = calling("`run`", AGAIN, || k::run(boxed(async { Some(7) })));
        assert_same("the output", expect_output(result, AGAIN), Some(7), AGAIN);
    }
}

/// `run_without_tokio` gives the future's output, also when it has to wait, where there is no tokio runtime.
/// Promises: 5, 7
/// Points: 2
fn run_without_tokio_gives_the_output() {
    const NO_TOKIO: &str = "There is no tokio runtime in this program, and none is needed: futures can be run by another executor.";
    let _hint = hang_hint(NEVER_WOKEN);
    let name = Rc::new(String::from("a name"));
    let ready: &str = calling("`run_without_tokio`", NO_TOKIO, || {
        k::run_without_tokio(async { name.as_str() })
    });
    assert_same(
        "the output of a future that is ready at once",
        ready,
        "a name",
        "`run_without_tokio` gives what the future gives.",
    );

    let (sender, receiver) = futures::channel::oneshot::channel::<u32>();
    let waker = thread::spawn(move || {
        thread::sleep(ms(50));
        let _ = sender.send(7);
    });
    let waited: Option<u32> = calling(
        "`run_without_tokio` with a future that has to wait",
        "A future need not be ready when it is first polled: poll it again when it was woken, until it is.",
        || k::run_without_tokio(async { receiver.await.ok() }),
    );
    assert_same(
        "the output of a future that waits for another thread",
        waited,
        Some(7),
        NEVER_WOKEN,
    );
    let _ = waker.join();

    let mut polls = 0;
    let mut inner = pin!(async { "the end" });
    let output: &str = k::run_without_tokio(poll_fn(|cx| {
        polls += 1;
        if polls < 4 {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        inner.as_mut().poll(cx)
    }));
    assert_same(
        "the output of a future that wakes itself",
        output,
        "the end",
        NEVER_WOKEN,
    );
    woken_by_a_thread_during_the_poll();
    for _ in cases([("with a second call while the first is in progress", ())]) {
        let rendezvous = Rendezvous::of(2);
        let inside = rendezvous.clone();
        let other = move || k::run_without_tokio(async move { inside.arrive() });
        let other = Background::spawn(other);
        let met = k::run_without_tokio(async { rendezvous.arrive() });
        assert_that(
            (met, other.wait()) == (true, Some(true)),
            "Two calls in two threads were not in progress at the same time.",
            "A call waited for another one. A lock that all calls share is in the way.",
        );
    }
}

// A hundred times, and each time the wake-up comes before the poll has returned.
fn woken_by_a_thread_during_the_poll() {
    for _ in cases([("when another thread wakes it during the poll", ())]) {
        let mut polls = 0;
        let future = poll_fn(|cx| {
            polls += 1;
            if polls > 100 {
                return Poll::Ready(polls);
            }
            let waker = cx.waker().clone();
            let _ = thread::spawn(move || waker.wake()).join();
            Poll::Pending
        });
        let polls = calling("`run_without_tokio`", NEVER_WOKEN, || {
            k::run_without_tokio(future)
        });
        assert_same("the output", polls, 101, NEVER_WOKEN);
    }
}

/// Code inside `run_without_tokio` finds no tokio runtime.
/// Promises: 8
fn run_without_tokio_has_no_tokio_inside() {
    const VISIBLE: &str = "`block_on` of a tokio runtime makes that runtime visible to the future: use an executor that is not tokio's. So does `enter`, until what it gave is dropped.";
    let _hint = hang_hint(NEVER_WOKEN);
    for ran_before in cases([
        ("before anything else ran", false),
        ("after a call of `run`", true),
    ]) {
        if ran_before {
            let _ = k::run(boxed(async { None }));
        }
        // Once in the first poll, and once after it had to wait.
        let found = || Handle::try_current().is_ok();
        let (sender, receiver) = futures::channel::oneshot::channel::<()>();
        let found = k::run_without_tokio(async move {
            let at_first = found();
            thread::spawn(move || {
                thread::sleep(ms(10));
                let _ = sender.send(());
            });
            let _ = receiver.await;
            at_first || found()
        });
        assert_that(
            !found,
            "Inside the future a tokio runtime was found.",
            VISIBLE,
        );
    }
}

/// For `Ok`, `report` gives 0 and writes nothing.
/// Promises: 9
fn ok_is_exit_code_0_without_a_word() {
    let mut written = Vec::new();
    let code: i32 = calling("`report` with Ok", NO_PANIC, || {
        k::report("disk-tool", Ok(()), &mut written)
    });
    assert_same(
        "the exit code for Ok",
        code,
        0,
        "0 tells the shell that all went well.",
    );
    assert_same(
        "what was written for Ok",
        String::from_utf8_lossy(&written).into_owned(),
        String::new(),
        "A program that went well has no error to write.",
    );
}

/// For an error, `report` gives 1 and writes `ERROR: <program>: ` and the whole chain of causes.
/// Promises: 10
fn an_error_is_exit_code_1_with_its_whole_chain() {
    const CHAIN: [&str; 3] = [
        "failed to start",
        "failed to read the settings",
        "no such file",
    ];
    let error = anyhow::Error::msg(CHAIN[2])
        .context(CHAIN[1])
        .context(CHAIN[0]);
    let mut written = Vec::new();
    let code: i32 = calling("`report` with an error", NO_PANIC, || {
        k::report("disk-tool", Err(error), &mut written)
    });
    let written = String::from_utf8_lossy(&written).into_owned();
    assert_same(
        "the exit code for an error",
        code,
        1,
        "A shell knows that a program failed only from an exit code that is not 0; promised is 1.",
    );
    assert_that(
        !written.is_empty(),
        "Nothing was written to `err`.",
        "Write to the writer that was given, not with `eprintln!`: then a test can read it, too.",
    );
    assert_that(
        written.starts_with("ERROR: disk-tool: "),
        &format!("It wrote \"{}\".", written.trim_end()),
        "The line begins with `ERROR: `, the program, and `: `, so that one sees who failed.",
    );
    for cause in CHAIN {
        expect_in(&written, cause);
    }
    every_program_is_named();
    every_cause_is_written();
    for sample in errors() {
        let written = report_of("disk-tool", sample.error());
        sample.texts().for_each(|text| expect_in(&written, text));
    }
}

// What `report` writes.
fn report_of(program: &str, error: anyhow::Error) -> String {
    reported(ScriptedWriter::new(), program, error)
}

fn reported(mut writer: ScriptedWriter, program: &str, error: anyhow::Error) -> String {
    let log = writer.log();
    let code: i32 = calling("`report` with an error", NO_PANIC, || {
        k::report(program, Err(error), &mut writer)
    });
    assert_same("the exit code for an error", code, 1, "Every error is a 1.");
    log.taken_text()
}

fn every_program_is_named() {
    let error = || anyhow::Error::msg("no such file");
    for program in texts().chain(cases([("with a path as the program", "./bin/disk-tool")])) {
        let written = report_of(program, error());
        assert_that(
            written.starts_with(&format!("ERROR: {program}: ")),
            &format!("The program is {program:?}, and it wrote {written:?}."),
            "The line begins with `ERROR: `, the program just as it was given, and `: `.",
        );
    }
    for bytes in cases([("with a writer that takes three bytes at a time", 3)]) {
        let narrow = ScriptedWriter::new().taking_at_most(bytes);
        assert_same(
            "what it wrote",
            reported(narrow, "disk-tool", error()),
            report_of("disk-tool", error()),
            "`write` may take only a part of what it is given: `write_all` and `write!` go on until all is taken.",
        );
    }
}

fn every_cause_is_written() {
    for n in sizes_from(1, "cause") {
        let causes = (1..=n).map(|number| format!("cause {number}!"));
        let error = causes
            .clone()
            .fold(anyhow::Error::msg("no such file"), |error, cause| {
                error.context(cause)
            });
        let written = report_of("disk-tool", error);
        causes.for_each(|cause| expect_in(&written, &cause));
    }
    for _ in cases([("with equal causes", ())]) {
        let error = anyhow::Error::msg("no access").context("no access");
        let written = report_of("disk-tool", error);
        assert_that(
            written.matches("no access").count() >= 2,
            &format!(
                "The error is \"no access\" because of \"no access\", and it wrote {written:?}."
            ),
            "The whole chain is written, also where it says the same twice.",
        );
    }
}

// A report of several lines may indent those of a cause, and a dump writes their ends as `\n`.
fn expect_in(written: &str, text: &str) {
    let is_in =
        |text: &str| written.contains(text) || written.contains(&text.escape_debug().to_string());
    assert_that(
        is_in(text) || text.lines().all(is_in),
        &format!("It wrote {written:?}, and {text:?} is missing."),
        "`{error}` shows only the outermost context of an anyhow error, and its root cause is only the innermost: show the whole chain, and nothing shortened.",
    );
}
