//! Hidden checks of `cancel_via_watch`.

use cancel_via_watch as k;
use futures::future::{BoxFuture, LocalBoxFuture};
use kata_kit::{
    Shown, Timeline, assert_polled_at_most, assert_same, assert_that, assert_within, call, cases,
    hang_hint,
    io::{ReadLog, ReadStep, ScriptedReader, ScriptedWriter, WriteLog},
    ms, sizes_from,
};
use std::{
    future::Future,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst},
    },
    thread,
    time::Duration,
};
use tokio::{sync::watch, time::sleep};

const HOUR: u64 = 3_600_000;
const STUCK: &str = "Either a loop goes round and never waits, or a guard from `borrow()` is held while you wait: as long as it is held, `send` blocks its whole thread. Copy the bool out of it first.";
const NO_END: &str = "The input came to its end: a read of 0 bytes says so.";
const BETWEEN: &str = "A flag that is looked at only between two reads is not seen while a read waits: wait for the read and for the request together, with `select!` for example.";
const NO_CHANGE: &str = "`changed()` waits for a change that you have not seen yet. A flag that is true already may never change again: look at its value too, or use `wait_for`.";
const FALSE: &str = "`changed()` ends for any new value, also for false: a change is no request, the value true is one.";
const GONE: &str = "When the sender is gone and has not said true, `changed()` and `wait_for` give an error. Nobody asked for anything: go on without the flag, to the end of the input.";
const SPINS: &str = "When the sender is gone and has not said true, `changed()` and `wait_for` give their error at once, every time. Do not ask them again: disable that branch, or wait for `std::future::pending()`.";
const NO_PAUSE: &str =
    "Every round of a loop has to wait for something new: `yield_now` and short timers do not.";
const SHORT_WRITE: &str =
    "`write` may take only a part of what you give it and says how much: use `write_all`.";
const SHORT_READ: &str = "All that was counted was written, so it got lost in reading. One `read` gives as many bytes as there are; `read_exact` waits for a full buffer, and at the end of the input it throws away what it has.";
const WHOLE_BUFFER: &str =
    "A read fills only the start of the buffer: write `&buf[..n]`, not all of it.";
const AS_READ: &str = "Every byte that was read is written, as it is: whatever its value, and however few or many come together.";
const SAY_WHICH: &str = "The input did not end, somebody asked: say which of the two it was.";
const LOST: &str = "What was read must be written before you return: when a read and the request are ready together, do not throw the read away.";
const COUNT: &str = "The count is the sum of what all reads gave, in bytes.";

/// All bytes of the input are copied, and their number is returned with `Eof`.
/// Promises: 1
async fn all_bytes_are_copied_and_counted() {
    const ALL: usize = 3_000;
    let copier = Copier::new(script([(1, 10), (29, 10), (1_970, 10), (1_000, 10)]));
    let (_sender, receiver) = watch::channel(false);
    let copied = copier.with_a_slow_writer().run(receiver, NO_END).await;
    let (read, written) = (copied.read.bytes(), copied.written.taken());
    let why = match written.len() {
        len if len > ALL => WHOLE_BUFFER,
        // A short write loses the end of a chunk, and the next chunk follows.
        len if len < ALL && len as u64 == copied.count && read.starts_with(&written) => SHORT_READ,
        _ => SHORT_WRITE,
    };
    let what = "bytes written to a writer that takes 100 at a time";
    assert_same(what, written.len(), ALL, why);
    assert_that(
        written == read,
        "The bytes that were written are not those that were read.",
        WHOLE_BUFFER,
    );
    assert_same("the count", copied.count, ALL as u64, COUNT);
    assert_same("it returned", copied.end, End::Eof, NO_END);

    for (pieces, all) in cases([
        ("with an empty input", (vec![], 0)),
        ("with an input of one byte", (vec![(1, 0)], 1)),
        (
            "with an input of two bytes, one at a time",
            (vec![(1, 10), (1, 10)], 2),
        ),
        ("with an input of 11 bytes", (vec![(11, 10)], 11)),
        (
            "with an input that ends with a form feed",
            (vec![(13, 10)], 13),
        ),
        (
            "with an input of 9000 bytes at once",
            (vec![(9_000, 10)], 9_000),
        ),
        ("with a pause of an hour", (vec![(7, HOUR), (5, HOUR)], 12)),
    ]) {
        let copier = Copier::new(script_of(pieces));
        let (_sender, receiver) = watch::channel(false);
        let copied = copier.run(receiver, NO_END).await;
        let (read, written) = (copied.read.bytes(), copied.written.taken());
        assert_same("it returned", copied.end, End::Eof, NO_END);
        assert_same("bytes that were read", read.len(), all, NO_END);
        assert_same("bytes that were written", written.len(), all, AS_READ);
        assert_that(
            written == read,
            "The bytes that were written are not those that were read.",
            AS_READ,
        );
        assert_same("the count", copied.count, all as u64, COUNT);
    }
    for _ in cases([("with two at the same time", ())]) {
        let (_sender, receiver) = watch::channel(false);
        let first = Copier::new(script([(3, 100)])).run(receiver.clone(), NO_END);
        let second = Copier::new(script([(4, 100)])).run(receiver, NO_END);
        let (first, second) = tokio::join!(first, second);
        let ends = (first.returned_at, second.returned_at);
        let why = "Each call is on its own: one that waits must not keep another from its work.";
        assert_same(
            "they returned at",
            ends,
            (Some(ms(100)), Some(ms(100))),
            why,
        );
    }
}

/// What was read is written and flushed before the next read is awaited, and before it returns.
/// Promises: 2
/// Points: 2
async fn all_is_flushed_before_the_next_read_and_the_end() {
    const BEFORE_READ: &str = "A writer may keep bytes in a buffer until `flush`, and the next read may wait for hours: write and flush all of a chunk before you read on.";
    const BEFORE_END: &str = "A writer may keep bytes in a buffer until `flush`, also on the way out: flush before every return, after a request too.";
    for (pieces, all) in cases([
        (
            "with a few bytes at a time",
            (vec![(10, 0), (20, 50), (30, 50), (5, 0)], 65),
        ),
        (
            "with one byte at a time",
            (vec![(1, 50), (1, 50), (1, 0)], 3),
        ),
        (
            "with more bytes than fit into a buffer",
            (vec![(8_192, 50), (1_024, 50), (1_024, 0)], 10_240),
        ),
    ]) {
        let mut copier = Copier::new(script_of(pieces));
        if all < 1_000 {
            copier = copier.with_a_slow_writer();
        }
        let (read, written) = (copier.reader.log(), copier.writer.log());
        copier.reader = copier.reader.before_each_read(move || {
            let (seen, read) = (written.flushed_len(), read.len());
            let observed = format!(
                "When a read began, the other side could see {seen} of the {read} bytes read so far."
            );
            assert_that(seen == read, &observed, BEFORE_READ);
        });
        let (_sender, receiver) = watch::channel(false);
        let copied = copier.run(receiver, NO_END).await;
        let what = "at the end of the input, bytes that the other side can see";
        assert_same(what, copied.written.flushed_len(), all, BEFORE_END);
    }

    let (sender, receiver) = watch::channel(false);
    let copier = Copier::new(eager(Asks::TheReader, Some(sender)));
    let copied = copier.run(receiver, NO_END).await;
    let (read, written) = (copied.read.len(), copied.written.taken().len());
    let what = "after a request, bytes that were written";
    assert_same(what, written, read, LOST);
    let what = "after a request, bytes that the other side can see";
    assert_same(what, copied.written.flushed_len(), read, BEFORE_END);
}

/// A request stops it in 0 ms while a read is pending; it returns `Shutdown` and the count so far.
/// Promises: 3
/// Points: 2
async fn a_request_stops_a_pending_read() {
    // What is read before the request, and when that comes.
    for (pieces, at, all) in cases([
        (
            "with some bytes before the request",
            (vec![(7, 20), (5, 400), (9, 400)], 50, 12),
        ),
        (
            "with no byte before the request",
            (vec![(0, 400), (9, 400)], 50, 0),
        ),
        (
            "with one byte before the request",
            (vec![(1, 400), (9, 400)], 50, 1),
        ),
        (
            "when the request comes after an hour",
            (vec![(7, 2 * HOUR), (9, 400)], HOUR, 7),
        ),
    ]) {
        for sender_stays in [true, false] {
            let copier = Copier::new(script_of(pieces.clone()));
            let timeline = copier.timeline.clone();
            let (sender, receiver) = watch::channel(false);
            let request = async {
                send_at(&sender, ms(at), true).await;
                timeline.mark(ms(at), "true was sent");
                if sender_stays {
                    std::mem::forget(sender);
                }
            };
            let copied = copier
                .run_beside(Box::pin(request), receiver, BETWEEN)
                .await;
            let what = format!("true was sent at {at} ms, it returned at");
            assert_same(&what, copied.returned_at, Some(ms(at)), BETWEEN);
            assert_same("it returned", copied.end, End::Shutdown, SAY_WHICH);
            let what = "bytes written until then";
            assert_same(what, copied.written.taken().len(), all, LOST);
            assert_same("the count", copied.count, all as u64, COUNT);
        }
    }
}

/// A flag that is true already at the start stops it.
/// Promises: 4
async fn a_flag_that_is_true_at_the_start_stops_it() {
    let (_true_from_the_start, first) = watch::channel(true);
    let (sender, unseen) = watch::channel(false);
    sender.send_replace(true);
    let late = sender.subscribe();
    let (gone, asked_and_gone) = watch::channel(false);
    gone.send_replace(true);
    drop(gone);
    for (what, receiver) in [
        ("`send(true)` by a sender that is gone", asked_and_gone),
        ("`channel(true)`", first),
        ("a late `subscribe()`", late),
        ("`send(true)` before the start", unseen),
    ] {
        let copier = Copier::new(script([(0, 300), (5, 300)]));
        let copied = copier.run(receiver, NO_CHANGE).await;
        let at = format!("with {what}, it returned at");
        assert_same(&at, copied.returned_at, Some(ms(0)), NO_CHANGE);
        let what = format!("with {what}, it returned");
        assert_same(&what, copied.end, End::Shutdown, SAY_WHICH);
    }
    let (_true_from_the_start, receiver) = watch::channel(true);
    let copier = Copier::new(eager(Asks::TheReader, None));
    let copied = copier.run(receiver, NO_CHANGE).await;
    let what = "with a source that is always ready, it returned";
    assert_same(what, copied.end, End::Shutdown, SAY_WHICH);
}

/// `send(false)` is no request.
/// Promises: 5
async fn sending_false_is_no_request() {
    const SCRIPT: [(usize, u64); 3] = [(7, 100), (5, 100), (3, 0)];
    const STILL: &str = "A `send(false)` must not make it deaf: go on waiting for the value true.";
    let (sender, receiver) = watch::channel(false);
    let no_request = async {
        send_at(&sender, ms(20), false).await;
        send_at(&sender, ms(130), false).await;
    };
    let copier = Copier::new(script(SCRIPT));
    let copied = copier
        .run_beside(Box::pin(no_request), receiver, FALSE)
        .await;
    let what = "after `send(false)`, it returned";
    assert_same(what, copied.end, End::Eof, FALSE);
    let what = "after `send(false)`, bytes written";
    assert_same(what, copied.written.taken().len(), 15, FALSE);

    let (sender, receiver) = watch::channel(false);
    let request = async {
        send_at(&sender, ms(20), false).await;
        send_at(&sender, ms(40), true).await;
    };
    let copier = Copier::new(script(SCRIPT));
    let copied = copier
        .run_beside(Box::pin(request), receiver, BETWEEN)
        .await;
    let what = "false at 20 ms, true at 60 ms, it returned at";
    assert_same(what, copied.returned_at, Some(ms(60)), STILL);
    let what = "true was sent after false, it returned";
    assert_same(what, copied.end, End::Shutdown, STILL);
}

/// When the sender is gone, it goes on to the end of the input without spinning.
/// Promises: 6
/// Points: 2
async fn without_a_sender_it_goes_on_to_the_end() {
    for (when, after) in [("before the start", None), ("at 50 ms", Some(ms(50)))] {
        let mut copier = Copier::new(script([(7, 1_000), (5, 1_000), (3, 1_000)]));
        copier.most_polls = (500, SPINS);
        let (sender, receiver) = watch::channel(false);
        let leave = async move {
            if let Some(after) = after {
                sleep(after).await;
            }
            drop(sender);
        };
        // In this order, so that a sender that leaves before the start has left.
        let ((), copied) = futures::join!(leave, copier.run(receiver, GONE));
        let what = format!("sender dropped {when}, it returned");
        assert_same(&what, copied.end, End::Eof, GONE);
        let what = format!("sender dropped {when}, bytes written");
        assert_same(&what, copied.written.taken().len(), 15, GONE);
    }
}

/// A source that is always ready is stopped too, soon after the source or another thread asked.
/// Promises: 7
/// Points: 2
async fn a_source_that_is_always_ready_is_stopped() {
    for (who, asks) in [
        ("the source itself", Asks::TheReader),
        ("another thread", Asks::AThread),
    ] {
        let (sender, receiver) = watch::channel(false);
        let copier = Copier::new(eager(asks, Some(sender)));
        let copied = copier.run(receiver, NO_END).await;
        let what = format!("when {who} asked, it returned");
        assert_same(&what, copied.end, End::Shutdown, SAY_WHICH);
        let read = copied.read.len();
        let what = format!("when {who} asked, of {read} bytes read were written");
        assert_same(&what, copied.written.taken().len(), read, LOST);
        let what = format!("when {who} asked, the count");
        assert_same(&what, copied.count, read as u64, COUNT);
    }
}

/// Workers run from the start with a receiver that says false, until `shutdown` tells all of them.
/// Promises: 8, 9
/// Points: 2
async fn workers_are_told_by_shutdown_all_together() {
    const UNSPAWNED: &str =
        "A future that is only kept does nothing: give it to the runtime in `spawn`.";
    const ABORTED: &str = "`shutdown` has to set the flag, and must not abort anybody: a worker that is aborted never sees what its receiver says.";
    let _hint = hang_hint(STUCK);
    let mut workers = Workers::new();
    for name in ["worker-1", "worker-2", "worker-3"] {
        workers.spawn(name, ms(30));
    }
    sleep(ms(55)).await;
    let started = workers.started.lock().unwrap().clone();
    let told = workers.told.clone();
    let what = "workers that have run, 55 ms after `spawn`";
    assert_same(what, started.len(), 3, UNSPAWNED);
    assert_that(
        started.iter().all(|flag| !flag),
        "A worker's receiver said true from the start.",
        "True means: stop. The start value of the channel must be false.",
    );
    assert_that(
        told.lock().unwrap().is_empty(),
        "A worker's receiver said true, or its sender was gone, before `shutdown` was called.",
        "Keep the one sender in the group, and send true in `shutdown`, not earlier.",
    );
    workers.shut_down(ms(5_000)).await;
    let told = told.lock().unwrap().clone();
    let what = "workers whose receiver said something, at or after `shutdown`";
    assert_same(what, told.len(), 3, ABORTED);
    assert_that(
        told.iter().all(|(asked, _)| *asked),
        "A worker saw its sender go away, but never the value true.",
        "Dropping the sender is not a request: the flag must become true.",
    );
    let times: Vec<Duration> = told.into_iter().map(|(_, at)| at).collect();
    assert_that(
        times.iter().all(|at| *at == ms(55)),
        &format!("`shutdown` was called at 55 ms, the workers were told at {times:?}."),
        "Tell all of them first, then wait: one worker must not wait for another to end.",
    );
}

/// `shutdown` waits until all workers have ended by themselves, and returns how many there were.
/// Promises: 9
/// Points: 2
async fn shutdown_waits_until_all_have_ended() {
    const CUT_OFF: &str = "Aborting, or dropping a JoinSet, cuts a worker off at the `.await` where it waits, and so does a timeout. Ask it, then wait for it, however long it takes.";
    const NOT_AWAITED: &str = "A worker has ended when its task has ended, not when it was told, and not when it has dropped its receiver: await the task.";
    let _hint = hang_hint(STUCK);
    let mut workers = Workers::new();
    workers.spawn("quick", ms(30));
    workers.spawn("slow", ms(300));
    // This takes longer than anybody who sets a limit would wait.
    workers.spawn("slower", ms(2 * HOUR));
    sleep(ms(55)).await;
    let timeline = workers.timeline.clone();
    let count = workers.shut_down(ms(4 * HOUR)).await;
    for name in ["quick", "slow", "slower"] {
        let observed = format!("`{name}` was cancelled before it had cleaned up.");
        let cancelled = timeline.was_cancelled(name);
        assert_that(!cancelled, &observed, CUT_OFF);
        let observed = format!("`shutdown` returned while `{name}` was still cleaning up.");
        let has_finished = timeline.finished_at(name).is_some();
        assert_that(has_finished, &observed, NOT_AWAITED);
    }
    let why = "Count every worker that was spawned.";
    assert_same("the number of workers", count, 3, why);
    // A picture of what follows would say nothing.
    Timeline::start();
    for n in sizes_from(1, "worker") {
        let mut group = k::Group::new();
        let (asked, ended) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        for number in 0..n {
            let (asked, ended) = (asked.clone(), ended.clone());
            spawn(&mut group, async move |mut receiver| {
                let was_asked = is_asked(&mut receiver).await;
                asked.fetch_add(usize::from(was_asked), SeqCst);
                sleep(ms(20 + number as u64)).await;
                ended.fetch_add(1, SeqCst);
            });
        }
        sleep(ms(55)).await;
        let count = assert_within(ms(HOUR), NOT_AWAITED, group.shutdown()).await;
        let told = asked.load(SeqCst);
        assert_same("workers that were told", told, n, "Tell all of them.");
        let ended = ended.load(SeqCst);
        assert_same(
            "workers that had ended when `shutdown` returned",
            ended,
            n,
            NOT_AWAITED,
        );
        assert_same("the number of workers", count, n, why);
    }
}

/// A group without workers, and one with workers that ended long before, can be shut down.
/// Promises: 10
async fn no_workers_and_ended_workers_are_fine() {
    const NOBODY: &str = "With nobody left to tell, `shutdown` has nothing to wait for.";
    const NO_RECEIVERS: &str = "Without receivers `send` gives an error, and that is nothing to panic about here: there is nobody to tell. Let the error go, or use `send_replace`, which has none.";
    const ALL_OF_THEM: &str =
        "It is the number of workers there were, not of those that are still running.";
    let _hint = hang_hint(STUCK);
    let shut_down = async |group: k::Group| {
        let call = call("`shutdown`", group.shutdown());
        call.within(ms(1_000), NOBODY).explain(NO_RECEIVERS).await
    };
    let count = shut_down(k::Group::new()).await;
    assert_same("workers in an empty group", count, 0, NOBODY);

    let mut workers = Workers::new();
    workers.spawn_short("short-1");
    workers.spawn_short("short-2");
    sleep(ms(500)).await;
    let count = shut_down(workers.group).await;
    let what = "workers, all of which ended long before";
    assert_same(what, count, 2, ALL_OF_THEM);

    let mut workers = Workers::new();
    workers.spawn_short("short");
    sleep(ms(500)).await;
    workers.spawn("waiting", ms(30));
    sleep(ms(55)).await;
    let count = workers.shut_down(ms(1_000)).await;
    let what = "workers, one of which ended long before";
    assert_same(what, count, 2, ALL_OF_THEM);
}

// Whether the receiver has come to say true, or its sender is gone without that.
async fn is_asked(receiver: &mut watch::Receiver<bool>) -> bool {
    receiver.wait_for(|asked| *asked).await.is_ok()
}

// Spawns a worker in a box: what a group does with one is compiled for every type of worker.
fn spawn<F: Future<Output = ()> + Send + 'static>(
    group: &mut k::Group,
    worker: impl FnOnce(watch::Receiver<bool>) -> F,
) {
    type Worker<'a> = Box<dyn FnOnce(watch::Receiver<bool>) -> BoxFuture<'static, ()> + 'a>;
    let boxed: Worker = Box::new(|receiver| Box::pin(worker(receiver)));
    group.spawn(boxed);
}

// A group of workers, and what they see.
struct Workers {
    group: k::Group,
    timeline: Timeline,
    // The flag when each of them started.
    started: Arc<Mutex<Vec<bool>>>,
    // What each of them was told, and when.
    told: Arc<Mutex<Vec<(bool, Duration)>>>,
}

impl Workers {
    fn new() -> Self {
        Self {
            group: k::Group::new(),
            timeline: Timeline::start(),
            started: Arc::default(),
            told: Arc::default(),
        }
    }

    // Spawns one that waits until it is told, then gives its receiver away and cleans up.
    fn spawn(&mut self, name: &'static str, cleanup: Duration) {
        let (timeline, started) = (self.timeline.clone(), self.started.clone());
        let told = self.told.clone();
        self.group.spawn(async move |mut receiver| {
            let span = timeline.span(name);
            let flag = *receiver.borrow();
            started.lock().unwrap().push(flag);
            let asked = is_asked(&mut receiver).await;
            told.lock().unwrap().push((asked, timeline.now()));
            drop(receiver);
            sleep(cleanup).await;
            span.finish();
        });
    }

    fn spawn_short(&mut self, name: &str) {
        let work = self.timeline.work(name, ms(20), ());
        spawn(&mut self.group, |_receiver| work);
    }

    async fn shut_down(self, limit: Duration) -> usize {
        const NOT_TOLD: &str =
            "The workers wait for their receiver to say true: `shutdown` has to set the flag.";
        let count = assert_within(limit, NOT_TOLD, self.group.shutdown()).await;
        self.timeline.returned();
        // An abort takes effect when the task is next scheduled; no clean-up ends within this 1 ms.
        sleep(ms(1)).await;
        count
    }
}

// Other tasks and branches have had their turn at this very moment before the flag is sent, so
// looking at it every now and then is too late.
async fn send_at(sender: &watch::Sender<bool>, after: Duration, flag: bool) {
    sleep(after).await;
    for _ in 0..3 {
        tokio::task::yield_now().await;
    }
    sender.send_replace(flag);
}

// The student's `Stop`, in a type whose comparison is our own.
#[derive(Debug, PartialEq)]
enum End {
    Eof,
    Shutdown,
}

impl Shown for End {}

// The student's copier between a reader and a writer.
struct Copier {
    timeline: Timeline,
    reader: ScriptedReader,
    writer: ScriptedWriter,
    most_polls: (usize, &'static str),
}

// What came of it.
struct Copied {
    returned_at: Option<Duration>,
    count: u64,
    end: End,
    read: ReadLog,
    written: WriteLog,
}

impl Copier {
    fn new<I: Iterator<Item = ReadStep> + 'static>(steps: I) -> Self {
        Self {
            timeline: Timeline::start(),
            reader: ScriptedReader::new(steps),
            writer: ScriptedWriter::new(),
            most_polls: (60_000, NO_PAUSE),
        }
    }

    fn with_a_slow_writer(mut self) -> Self {
        self.writer = self.writer.taking_at_most(100).pausing();
        self
    }

    // Runs while `other` runs as well.
    async fn run_beside(
        self,
        other: LocalBoxFuture<'_, ()>,
        receiver: watch::Receiver<bool>,
        why: &str,
    ) -> Copied {
        tokio::join!(self.run(receiver, why), other).0
    }

    async fn run(self, receiver: watch::Receiver<bool>, why: &str) -> Copied {
        let _hint = hang_hint(STUCK);
        let (timeline, mut reader, mut writer) = (self.timeline, self.reader, self.writer);
        let (read, written) = (reader.log(), writer.log());
        let copy = k::copy_until_shutdown(&mut reader, &mut writer, receiver);
        let (most, spins) = self.most_polls;
        let copy = timeline.watch("copy", assert_polled_at_most(most, spins, copy));
        let result = assert_within(ms(10 * HOUR), why, copy).await;
        timeline.returned();
        let (count, stop) = result.unwrap_or_else(|error| {
            panic!("It returned an error: {error}.\nNeither the reader nor the writer failed.")
        });
        Copied {
            returned_at: timeline.returned_at(),
            count,
            end: match stop {
                k::Stop::Eof => End::Eof,
                k::Stop::Shutdown => End::Shutdown,
            },
            read,
            written,
        }
    }
}

fn bytes(n: usize) -> Vec<u8> {
    // A prime, so that no buffer's size is a multiple of it; and every value of a byte.
    (0..n).map(|i| (i % 257) as u8).collect()
}

// Gives so many bytes, and then is pending for so many milliseconds.
fn script<const N: usize>(parts: [(usize, u64); N]) -> impl Iterator<Item = ReadStep> {
    script_of(parts.into())
}

fn script_of(parts: Vec<(usize, u64)>) -> impl Iterator<Item = ReadStep> {
    let steps = |(n, pause)| [ReadStep::Give(bytes(n)), ReadStep::Wait(ms(pause))];
    parts.into_iter().flat_map(steps)
}

// Who sends true after some reads of an input that is always ready.
#[derive(Clone, Copy)]
enum Asks {
    TheReader,
    AThread,
}

// An input that is always ready. Without a sender somebody has asked for the end long ago.
fn eager(asks: Asks, mut sender: Option<watch::Sender<bool>>) -> impl Iterator<Item = ReadStep> {
    const ASKED_AT: usize = 100;
    const SOON: usize = 10_000;
    let asked = Arc::new(AtomicBool::new(sender.is_none()));
    let mut reads_since = 0;
    (1..).map(move |read| {
        if read == ASKED_AT
            && let Some(sender) = sender.take()
        {
            let asked = asked.clone();
            let ask = move || {
                sender.send_replace(true);
                asked.store(true, SeqCst);
                // Until the check is over nobody shall see the sender go.
                std::mem::forget(sender);
            };
            match asks {
                Asks::TheReader => ask(),
                Asks::AThread => drop(thread::spawn(ask)),
            }
        }
        if asked.load(SeqCst) {
            reads_since += 1;
            assert!(
                reads_since <= SOON,
                "After the request it read {SOON} more times, and would go on.\nA read that is always ready wins every time if it is looked at first, and other tasks never get a turn: look at the flag in every round, before the read."
            );
        } else if read > ASKED_AT {
            // The other thread needs a moment, and the log need not grow meanwhile.
            thread::sleep(ms(1));
        }
        ReadStep::Give(bytes(64))
    })
}
