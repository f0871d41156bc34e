//! Hidden checks of `build_runtime`.

use build_runtime as k;
use kata_kit::{assert_same, assert_that, caught_call, hang_hint, ms};
use std::{cell::RefCell, future::poll_fn, pin::pin, rc::Rc, sync::mpsc, task::Poll, thread};
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

// What `call` gives. If it panics, `why` explains it.
fn calling<T>(what: &str, why: &str, call: impl FnOnce() -> T) -> T {
    caught_call(call).unwrap_or_else(|panic| panic.explain(what, why))
}

/// `build` gives a multi-thread runtime.
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
fn spawned_tasks_run() {
    let runtime = built();
    let (sender, receiver) = mpsc::channel();
    let task = runtime.spawn(async move {
        tokio::task::yield_now().await;
        sender.send("done")
    });
    let said = receiver.recv_timeout(ms(3000)).ok();
    drop(task);
    runtime.shutdown_background();
    assert_same(
        "what a spawned task sent within three seconds",
        said,
        Some("done"),
        "On a current-thread runtime tasks stand still unless somebody is inside `block_on`: a multi-thread runtime has workers for them.",
    );
}

/// Timers work on the runtime.
fn timers_work() {
    let runtime = built();
    calling(
        "A timer",
        "A runtime from a builder has no timers unless you enable them: `enable_time`, or `enable_all`.",
        || runtime.block_on(async { sleep(ms(5)).await }),
    );
    runtime.shutdown_background();
}

/// Sockets work on the runtime.
fn sockets_work() {
    let _hint = hang_hint("Sockets need the runtime's I/O driver: `enable_io`, or `enable_all`.");
    let runtime = built();
    let byte = calling(
        "A socket",
        "A runtime from a builder has no sockets unless you enable them: `enable_io`, or `enable_all`.",
        || runtime.block_on(byte_over_a_socket()),
    );
    runtime.shutdown_background();
    assert_same(
        "a byte sent through a socket",
        byte.ok(),
        Some(7),
        "Sockets need the runtime's I/O driver: `enable_io`, or `enable_all`.",
    );
}

async fn byte_over_a_socket() -> std::io::Result<u8> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let mut client = TcpStream::connect(listener.local_addr()?).await?;
    let (mut server, _) = listener.accept().await?;
    client.write_u8(7).await?;
    server.read_u8().await
}

fn expect_output<T>(result: anyhow::Result<T>, why: &str) -> T {
    match result {
        Ok(output) => output,
        Err(error) => panic!("`run` failed: {error:#}\n{why}"),
    }
}

/// `run` runs a future on a tokio runtime and gives its output; the future may borrow and need not be `Send`.
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
}

/// `run` can be called more than once.
fn run_works_again_and_again() {
    let _hint = hang_hint(AGAIN);
    for call in 1..=3 {
        let what = format!("Call number {call} of `run`");
        let why = if call == 1 { NO_RUNTIME } else { AGAIN };
        let result = calling(&what, why, || {
            k::run(async {
                let task = tokio::spawn(async move {
                    sleep(ms(2)).await;
                    call
                });
                task.await.ok()
            })
        });
        let output: Option<u32> = expect_output(result, why);
        assert_same(&what, output, Some(call), why);
    }
}

/// `run_without_tokio` gives the future's output, also when it has to wait, where there is no tokio runtime.
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
}

/// Code inside `run_without_tokio` finds no tokio runtime.
fn run_without_tokio_has_no_tokio_inside() {
    let found: bool = k::run_without_tokio(async { Handle::try_current().is_ok() });
    assert_that(
        !found,
        "Inside the future a tokio runtime was found.",
        "`block_on` of a tokio runtime makes that runtime visible to the future: use an executor that is not tokio's.",
    );
}

/// For `Ok`, `report` gives 0 and writes nothing.
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
        assert_that(
            written.contains(cause),
            &format!(
                "It wrote \"{}\", and \"{cause}\" is missing.",
                written.trim_end()
            ),
            "`{error}` shows only the outermost context of an anyhow error, and its root cause is only the innermost: show the whole chain.",
        );
    }
}
