//! Hidden checks of `cancel_via_watch`.

use cancel_via_watch as k;
use kata_kit::{
    Timeline, assert_same, assert_that, assert_within, caught, hang_hint, in_words, ms,
};
use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    future::{Future, poll_fn},
    io,
    pin::{Pin, pin},
    rc::Rc,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering::SeqCst},
        mpsc,
    },
    task::{Context, Poll, ready},
    thread,
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    sync::watch,
    time::{Sleep, sleep},
};

const STUCK: &str = "Either a loop goes round and never waits, or a guard from `borrow()` is held while you wait: \
     as long as it is held, `send` blocks its whole thread. Copy the bool out of it first.";
const NO_END: &str = "The input came to its end: a read of 0 bytes says so.";
const BETWEEN: &str = "A flag that is looked at only between two reads is not seen while a read waits: \
     wait for the read and for the request together, with `select!` for example.";
const NO_CHANGE: &str = "`changed()` waits for a change that you have not seen yet. A flag that is true already \
     may never change again: look at its value too, or use `wait_for`.";
const FALSE: &str = "`changed()` ends for any new value, also for false: a change is no request, the value true is one.";
const GONE: &str = "When the sender is gone and has not said true, `changed()` and `wait_for` give an error. Nobody asked for anything: \
     go on without the flag, to the end of the input.";
const SPINS: &str = "When the sender is gone and has not said true, `changed()` and `wait_for` give their error at once, every time. \
     Do not ask them again: disable that branch, or wait for `std::future::pending()`.";
const SHORT_WRITE: &str =
    "`write` may take only a part of what you give it and says how much: use `write_all`.";
const SHORT_READ: &str = "All that was counted was written, so it got lost in reading. One `read` gives as many bytes as there are; \
     `read_exact` waits for a full buffer, and at the end of the input it throws away what it has.";
const WHOLE_BUFFER: &str =
    "A read fills only the start of the buffer: write `&buf[..n]`, not all of it.";
const SAY_WHICH: &str = "The input did not end, somebody asked: say which of the two it was.";
const LOST: &str = "What was read must be written before you return: when a read and the request are ready together, \
     do not throw the read away.";
const COUNT: &str = "The count is the sum of what all reads gave, in bytes.";

/// All bytes of the input are copied, and their number is returned with `Eof`.
async fn all_bytes_are_copied_and_counted() {
    let all = bytes(10_000);
    let parts = [&all[..1], &all[1..30], &all[30..9_000], &all[9_000..]];
    let steps = parts.map(|part| [Give(part.to_vec()), Wait(ms(10))]);
    let copier = Copier::new(steps.into_iter().flatten().collect()).with_a_slow_writer();
    let (_sender, receiver) = watch::channel(false);
    let (count, stop) = copier.run(receiver, NO_END).await;
    let written = copier.written();
    let why = match written.len() {
        len if len > all.len() => WHOLE_BUFFER,
        // A short write loses the end of a chunk, and the next chunk follows.
        len if len < all.len() && len as u64 == count && all.starts_with(&written) => SHORT_READ,
        _ => SHORT_WRITE,
    };
    assert_same(
        "bytes written to a writer that takes 100 at a time",
        written.len(),
        all.len(),
        why,
    );
    assert_that(
        written == all,
        "The bytes that were written are not those that were read.",
        WHOLE_BUFFER,
    );
    assert_same("the count", count, all.len() as u64, COUNT);
    assert_that(is_eof(stop), "It did not return `Eof`.", NO_END);

    let copier = Copier::new(Vec::new());
    let (_sender, receiver) = watch::channel(false);
    let (count, stop) = copier.run(receiver, NO_END).await;
    assert_same(
        "for an empty input, the count and whether it is `Eof`",
        (count, is_eof(stop)),
        (0, true),
        NO_END,
    );
}

/// What was read is written and flushed before the next read is awaited, and before it returns.
/// Points: 2
async fn all_is_flushed_before_the_next_read_and_the_end() {
    const BEFORE_READ: &str = "A writer may keep bytes in a buffer until `flush`, and the next read may wait for hours: \
         write and flush all of a chunk before you read on.";
    const BEFORE_END: &str = "A writer may keep bytes in a buffer until `flush`, also on the way out: \
         flush before every return, after a request too.";
    let steps = vec![
        Give(bytes(10)),
        Give(bytes(20)),
        Wait(ms(50)),
        Give(bytes(30)),
        Wait(ms(50)),
        Give(bytes(5)),
    ];
    let copier = Copier::new(steps).with_a_slow_writer();
    let (_sender, receiver) = watch::channel(false);
    copier.run(receiver, NO_END).await;
    if let Some((seen, read)) = copier.ledger.borrow().read_too_early {
        panic!(
            "When a read began, the other side could see {seen} of the {read} bytes read so far.\n{BEFORE_READ}"
        );
    }
    assert_same(
        "at the end of the input, bytes that the other side can see",
        copier.ledger.borrow().visible.len(),
        65,
        BEFORE_END,
    );

    let (sender, receiver) = watch::channel(false);
    let eager = Eager::asking_itself(sender);
    let copier = eager.copier();
    copier.run(receiver, NO_END).await;
    let ledger = copier.ledger.borrow();
    assert_same(
        "after a request, bytes that were written",
        copier.written().len(),
        ledger.read.len(),
        LOST,
    );
    assert_same(
        "after a request, bytes that the other side can see",
        ledger.visible.len(),
        ledger.read.len(),
        BEFORE_END,
    );
}

/// A request stops it in 0 ms while a read is pending; it returns `Shutdown` and the count so far.
/// Points: 2
async fn a_request_stops_a_pending_read() {
    let steps = vec![
        Give(bytes(7)),
        Wait(ms(20)),
        Give(bytes(5)),
        Wait(ms(400)),
        Give(bytes(9)),
        Wait(ms(400)),
    ];
    let copier = Copier::new(steps);
    let (sender, receiver) = watch::channel(false);
    let request = async {
        send_at(&sender, ms(50), true).await;
        copier.timeline.mark(ms(50), "true was sent");
    };
    let ((count, stop), ()) = tokio::join!(copier.run(receiver, BETWEEN), request);
    assert_same(
        "true was sent at 50 ms, it returned at",
        copier.timeline.returned_at(),
        Some(ms(50)),
        BETWEEN,
    );
    assert_that(
        is_shutdown(stop),
        "It did not return `Shutdown`.",
        SAY_WHICH,
    );
    assert_same("bytes written until then", copier.written().len(), 12, LOST);
    assert_same("the count", count, 12, COUNT);
}

/// A flag that is true already at the start stops it.
async fn a_flag_that_is_true_at_the_start_stops_it() {
    let (_true_from_the_start, first) = watch::channel(true);
    let (sender, unseen) = watch::channel(false);
    sender.send_replace(true);
    let late = sender.subscribe();
    for (what, receiver) in [
        ("`channel(true)`", first),
        ("a late `subscribe()`", late),
        ("`send(true)` before the start", unseen),
    ] {
        let copier = Copier::new(vec![Wait(ms(300)), Give(bytes(5)), Wait(ms(300))]);
        let (_, stop) = copier.run(receiver, NO_CHANGE).await;
        let returned = copier.timeline.returned_at();
        assert_same(
            &format!("with {what}, it returned at"),
            returned,
            Some(ms(0)),
            NO_CHANGE,
        );
        assert_that(
            is_shutdown(stop),
            &format!("With {what}, it did not return `Shutdown`."),
            SAY_WHICH,
        );
    }
    let (_true_from_the_start, receiver) = watch::channel(true);
    let (_, stop) = Eager::asked_long_ago()
        .copier()
        .run(receiver, NO_CHANGE)
        .await;
    assert_that(
        is_shutdown(stop),
        "With a source that is always ready, it did not return `Shutdown`.",
        SAY_WHICH,
    );
}

/// `send(false)` is no request.
async fn sending_false_is_no_request() {
    let steps = || {
        vec![
            Give(bytes(7)),
            Wait(ms(100)),
            Give(bytes(5)),
            Wait(ms(100)),
            Give(bytes(3)),
        ]
    };
    let copier = Copier::new(steps());
    let (sender, receiver) = watch::channel(false);
    let no_request = async {
        send_at(&sender, ms(20), false).await;
        send_at(&sender, ms(130), false).await;
    };
    let ((_, stop), ()) = tokio::join!(copier.run(receiver, FALSE), no_request);
    assert_that(
        is_eof(stop),
        "After `send(false)` it did not go on to `Eof`.",
        FALSE,
    );
    assert_same(
        "after `send(false)`, bytes written",
        copier.written().len(),
        15,
        FALSE,
    );

    let copier = Copier::new(steps());
    let (sender, receiver) = watch::channel(false);
    let request = async {
        send_at(&sender, ms(20), false).await;
        send_at(&sender, ms(40), true).await;
    };
    let ((_, stop), ()) = tokio::join!(copier.run(receiver, BETWEEN), request);
    const STILL: &str = "A `send(false)` must not make it deaf: go on waiting for the value true.";
    let returned = copier.timeline.returned_at();
    assert_same(
        "false at 20 ms, true at 60 ms, it returned at",
        returned,
        Some(ms(60)),
        STILL,
    );
    assert_that(
        is_shutdown(stop),
        "True was sent after false, but it did not return `Shutdown`.",
        STILL,
    );
}

/// When the sender is gone, it goes on to the end of the input without spinning.
/// Points: 2
async fn without_a_sender_it_goes_on_to_the_end() {
    let steps = || {
        let parts = [7, 5, 3].map(|n| [Give(bytes(n)), Wait(ms(1_000))]);
        parts.into_iter().flatten().collect()
    };
    let mut copier = Copier::new(steps());
    copier.most_polls = (500, SPINS);
    let (sender, receiver) = watch::channel(false);
    drop(sender);
    let (_, stop) = copier.run(receiver, GONE).await;
    went_on("before the start", &copier, stop);

    let mut copier = Copier::new(steps());
    copier.most_polls = (500, SPINS);
    let (sender, receiver) = watch::channel(false);
    let leave = async move {
        sleep(ms(50)).await;
        drop(sender);
    };
    let ((_, stop), ()) = tokio::join!(copier.run(receiver, GONE), leave);
    went_on("at 50 ms", &copier, stop);
}

fn went_on(when: &str, copier: &Copier, stop: k::Stop) {
    assert_that(
        is_eof(stop),
        &format!("The sender was dropped {when}, and it did not go on to `Eof`."),
        GONE,
    );
    assert_same(
        &format!("sender dropped {when}, bytes written"),
        copier.written().len(),
        15,
        GONE,
    );
}

/// A source that is always ready is stopped too, soon after the source or another thread asked.
/// Points: 2
async fn a_source_that_is_always_ready_is_stopped() {
    let (sender, receiver) = watch::channel(false);
    stopped_soon(
        "the source itself asked",
        Eager::asking_itself(sender),
        receiver,
    )
    .await;

    let (sender, receiver) = watch::channel(false);
    let (eager, thread) = Eager::asking_a_thread(sender);
    stopped_soon("another thread asked", eager, receiver).await;
    thread.join().expect("the asking thread ends");
}

async fn stopped_soon(who: &str, eager: Eager, receiver: watch::Receiver<bool>) {
    let copier = eager.copier();
    let (count, stop) = copier.run(receiver, NO_END).await;
    assert_that(
        is_shutdown(stop),
        &format!("When {who}, it did not return `Shutdown`."),
        SAY_WHICH,
    );
    let read = copier.ledger.borrow().read.len();
    assert_same(
        &format!("when {who}, of {read} bytes read were written"),
        copier.written().len(),
        read,
        LOST,
    );
    assert_same(&format!("when {who}, the count"), count, read as u64, COUNT);
}

/// Workers run from the start with a receiver that says false, until `shutdown` tells all of them.
/// Points: 2
async fn workers_are_told_by_shutdown_all_together() {
    let _hint = hang_hint(STUCK);
    let timeline = Timeline::start();
    let told = Told::default();
    let mut group = k::Group::new();
    for name in ["worker-1", "worker-2", "worker-3"] {
        group.spawn(worker(&timeline, &told, name, ms(30)));
    }
    sleep(ms(55)).await;
    let started = told.started();
    assert_same(
        "workers that have run, 55 ms after `spawn`",
        started.len(),
        3,
        "A future that is only kept does nothing: give it to the runtime in `spawn`.",
    );
    assert_that(
        started.iter().all(|flag| !flag),
        "A worker's receiver said true from the start.",
        "True means: stop. The start value of the channel must be false.",
    );
    assert_that(
        told.told().is_empty(),
        "A worker's receiver said true, or its sender was gone, before `shutdown` was called.",
        "Keep the one sender in the group, and send true in `shutdown`, not earlier.",
    );
    let _count = assert_within(ms(5_000), NOT_TOLD, group.shutdown()).await;
    timeline.returned();
    sleep(ms(1)).await;
    let told = told.told();
    assert_same(
        "workers whose receiver said something, at or after `shutdown`",
        told.len(),
        3,
        "`shutdown` has to set the flag, and must not abort anybody: \
         a worker that is aborted never sees what its receiver says.",
    );
    assert_that(
        told.iter().all(|(asked, _)| *asked),
        "A worker saw its sender go away, but never the value true.",
        "Dropping the sender is not a request: the flag must become true.",
    );
    assert_that(
        told.iter().all(|(_, at)| *at == ms(55)),
        &format!(
            "`shutdown` was called at 55 ms, the workers were told at {:?}.",
            told.iter().map(|(_, at)| *at).collect::<Vec<_>>()
        ),
        "Tell all of them first, then wait: one worker must not wait for another to end.",
    );
}

const NOT_TOLD: &str =
    "The workers wait for their receiver to say true: `shutdown` has to set the flag.";

/// `shutdown` waits until all workers have ended by themselves, and returns how many there were.
/// Points: 2
async fn shutdown_waits_until_all_have_ended() {
    let _hint = hang_hint(STUCK);
    let timeline = Timeline::start();
    let told = Told::default();
    let mut group = k::Group::new();
    // The last takes longer than anybody who sets a limit would wait.
    for (name, cleanup) in [
        ("quick", ms(30)),
        ("slow", ms(300)),
        ("slower", ms(100_000)),
    ] {
        group.spawn(worker(&timeline, &told, name, cleanup));
    }
    sleep(ms(55)).await;
    let count = assert_within(ms(200_000), NOT_TOLD, group.shutdown()).await;
    timeline.returned();
    // An abort takes effect when the task is next scheduled; no clean-up ends within this 1 ms.
    sleep(ms(1)).await;
    for name in ["quick", "slow", "slower"] {
        assert_that(
            !timeline.was_cancelled(name),
            &format!("`{name}` was cancelled before it had cleaned up."),
            "Aborting, or dropping a JoinSet, cuts a worker off at the `.await` where it waits, and so does a timeout. Ask it, then wait for it, however long it takes.",
        );
        assert_that(
            timeline.finished_at(name).is_some(),
            &format!("`shutdown` returned while `{name}` was still cleaning up."),
            "A worker has ended when its task has ended, not when it was told, and not when it has \
             dropped its receiver: await the task.",
        );
    }
    assert_same(
        "the number of workers",
        count,
        3,
        "Count every worker that was spawned.",
    );
}

const NOBODY: &str = "With nobody left to tell, `shutdown` has nothing to wait for.";

// The count of a group in which nobody listens any more.
async fn shut_down(group: k::Group) -> usize {
    const NO_RECEIVERS: &str = "Without receivers `send` gives an error, and that is nothing to panic about here: there is nobody to tell. Let the error go, or use `send_replace`, which has none.";
    let count = assert_within(ms(1_000), NOBODY, caught(group.shutdown())).await;
    count.unwrap_or_else(|panic| panic.explain("`shutdown`", NO_RECEIVERS))
}

/// A group without workers, and one with workers that ended long before, can be shut down.
async fn no_workers_and_ended_workers_are_fine() {
    const ALL_OF_THEM: &str =
        "It is the number of workers there were, not of those that are still running.";
    let _hint = hang_hint(STUCK);
    let count = shut_down(k::Group::new()).await;
    assert_same("workers in an empty group", count, 0, NOBODY);

    let timeline = Timeline::start();
    let mut group = k::Group::new();
    for name in ["short-1", "short-2"] {
        let work = timeline.work(name, ms(20), ());
        group.spawn(|_receiver| work);
    }
    sleep(ms(500)).await;
    let count = shut_down(group).await;
    assert_same(
        "workers, all of which ended long before",
        count,
        2,
        ALL_OF_THEM,
    );

    let timeline = Timeline::start();
    let mut group = k::Group::new();
    let work = timeline.work("short", ms(20), ());
    group.spawn(|_receiver| work);
    sleep(ms(500)).await;
    group.spawn(worker(&timeline, &Told::default(), "waiting", ms(30)));
    sleep(ms(55)).await;
    let count = assert_within(ms(1_000), NOT_TOLD, group.shutdown()).await;
    assert_same(
        "workers, one of which ended long before",
        count,
        2,
        ALL_OF_THEM,
    );
}

// What the workers saw.
#[derive(Clone, Default)]
struct Told(Arc<Mutex<Seen>>);

#[derive(Default)]
struct Seen {
    // The flag when each of them started.
    started: Vec<bool>,
    // What each of them was told, and when.
    told: Vec<(bool, Duration)>,
}

impl Told {
    fn started(&self) -> Vec<bool> {
        self.0.lock().unwrap().started.clone()
    }

    fn told(&self) -> Vec<(bool, Duration)> {
        self.0.lock().unwrap().told.clone()
    }
}

// Ticks until it is told, then gives its receiver away and cleans up.
fn worker(
    timeline: &Timeline,
    told: &Told,
    name: &'static str,
    cleanup: Duration,
) -> impl FnOnce(watch::Receiver<bool>) -> Pin<Box<dyn Future<Output = ()> + Send>> + use<> {
    let (timeline, told) = (timeline.clone(), told.clone());
    move |mut receiver| {
        Box::pin(async move {
            let span = timeline.span(name);
            let flag = *receiver.borrow();
            told.0.lock().unwrap().started.push(flag);
            let asked = receiver.wait_for(|asked| *asked).await.is_ok();
            told.0.lock().unwrap().told.push((asked, timeline.now()));
            drop(receiver);
            sleep(cleanup).await;
            span.finish();
        })
    }
}

fn is_eof(stop: k::Stop) -> bool {
    matches!(stop, k::Stop::Eof)
}

fn is_shutdown(stop: k::Stop) -> bool {
    matches!(stop, k::Stop::Shutdown)
}

fn bytes(n: usize) -> Vec<u8> {
    (0..n).map(|i| (i % 251 + 1) as u8).collect()
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

// Runs the student's copier between a source and a writer that keep a ledger.
struct Copier {
    timeline: Timeline,
    ledger: Rc<RefCell<Ledger>>,
    source: RefCell<Option<Source>>,
    slow_writer: bool,
    most_polls: (usize, &'static str),
}

// What was read; what was written and is still in the writer's buffer; what the other side sees.
#[derive(Default)]
struct Ledger {
    read: Vec<u8>,
    buffered: Vec<u8>,
    visible: Vec<u8>,
    // The first read that began too early: bytes visible, bytes read.
    read_too_early: Option<(usize, usize)>,
}

impl Copier {
    fn new(steps: Vec<Step>) -> Self {
        Self::of(Source::Script {
            steps: steps.into(),
            sleep: None,
        })
    }

    fn of(source: Source) -> Self {
        Self {
            timeline: Timeline::start(),
            ledger: Rc::default(),
            source: RefCell::new(Some(source)),
            slow_writer: false,
            most_polls: (
                60_000,
                "Every round of a loop has to wait for something new: `yield_now` and timers of 0 ms do not.",
            ),
        }
    }

    fn with_a_slow_writer(mut self) -> Self {
        self.slow_writer = true;
        self
    }

    // All that was written, flushed or not.
    fn written(&self) -> Vec<u8> {
        let ledger = self.ledger.borrow();
        [&ledger.visible[..], &ledger.buffered[..]].concat()
    }

    async fn run(&self, receiver: watch::Receiver<bool>, why: &str) -> (u64, k::Stop) {
        let _hint = hang_hint(STUCK);
        let mut reader = Reader {
            ledger: self.ledger.clone(),
            source: self
                .source
                .borrow_mut()
                .take()
                .expect("a copier is run once"),
        };
        let mut writer = Writer {
            ledger: self.ledger.clone(),
            slow: self.slow_writer,
            rested: false,
        };
        let copy = k::copy_until_shutdown(&mut reader, &mut writer, receiver);
        let copy = self.timeline.watch("copy", self.counting_polls(copy));
        let result = assert_within(ms(20_000), why, copy).await;
        self.timeline.returned();
        match result {
            Ok(result) => result,
            Err(error) => {
                panic!("It returned an error: {error}.\nNeither the reader nor the writer failed.")
            }
        }
    }

    async fn counting_polls<F: Future>(&self, future: F) -> F::Output {
        let mut future = pin!(future);
        let polls = Cell::new(0);
        let (most, why) = self.most_polls;
        poll_fn(|cx| {
            polls.set(polls.get() + 1);
            let now = self.timeline.now();
            assert!(
                polls.get() <= most,
                "It was polled {most} times, and its clock had only come to {}: it does not wait, it spins.\n{why}",
                in_words(now)
            );
            future.as_mut().poll(cx)
        })
        .await
    }
}

enum Step {
    Give(Vec<u8>),
    Wait(Duration),
}
use Step::{Give, Wait};

enum Source {
    // One step after the other, then the end of the input.
    Script {
        steps: VecDeque<Step>,
        sleep: Option<Pin<Box<Sleep>>>,
    },
    Always(Eager),
}

struct Reader {
    ledger: Rc<RefCell<Ledger>>,
    source: Source,
}

impl AsyncRead for Reader {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        {
            let mut ledger = self.ledger.borrow_mut();
            let (seen, read) = (ledger.visible.len(), ledger.read.len());
            if seen != read {
                ledger.read_too_early.get_or_insert((seen, read));
            }
        }
        let given = match &mut self.source {
            Source::Script { steps, sleep } => {
                ready!(next_of_the_script(steps, sleep, cx, buf.remaining()))
            }
            Source::Always(eager) => eager.next(buf.remaining()),
        };
        buf.put_slice(&given);
        self.ledger.borrow_mut().read.extend(given);
        Poll::Ready(Ok(()))
    }
}

fn next_of_the_script(
    steps: &mut VecDeque<Step>,
    sleeping: &mut Option<Pin<Box<Sleep>>>,
    cx: &mut Context<'_>,
    room: usize,
) -> Poll<Vec<u8>> {
    loop {
        match steps.front_mut() {
            None => return Poll::Ready(Vec::new()),
            Some(Wait(time)) => {
                let time = *time;
                ready!(
                    sleeping
                        .get_or_insert_with(|| Box::pin(sleep(time)))
                        .as_mut()
                        .poll(cx)
                );
                *sleeping = None;
                steps.pop_front();
            }
            Some(Give(bytes)) if bytes.is_empty() => {
                steps.pop_front();
            }
            Some(Give(bytes)) => {
                return Poll::Ready(bytes.drain(..room.min(bytes.len())).collect());
            }
        }
    }
}

// A source that always has bytes, and after some reads sees to it that somebody asks for the end.
struct Eager {
    reads: usize,
    ask: Option<Box<dyn FnOnce()>>,
    asked: Arc<AtomicBool>,
    reads_since: usize,
}

impl Eager {
    const ASKS_AT: usize = 100;
    const SOON: usize = 10_000;

    fn new(ask: Option<Box<dyn FnOnce()>>, asked: Arc<AtomicBool>) -> Self {
        Self {
            reads: 0,
            ask,
            asked,
            reads_since: 0,
        }
    }

    fn asked_long_ago() -> Self {
        Self::new(None, Arc::new(AtomicBool::new(true)))
    }

    fn asking_itself(sender: watch::Sender<bool>) -> Self {
        let asked = Arc::new(AtomicBool::new(false));
        let now = asked.clone();
        let ask = move || {
            sender.send_replace(true);
            now.store(true, SeqCst);
            // Until the check is over nobody shall see the sender go.
            std::mem::forget(sender);
        };
        Self::new(Some(Box::new(ask)), asked)
    }

    fn asking_a_thread(sender: watch::Sender<bool>) -> (Self, thread::JoinHandle<()>) {
        let asked = Arc::new(AtomicBool::new(false));
        let now = asked.clone();
        let (please, wait) = mpsc::channel::<()>();
        let thread = thread::spawn(move || {
            if wait.recv().is_ok() {
                sender.send_replace(true);
                now.store(true, SeqCst);
                std::mem::forget(sender);
            }
        });
        let ask = move || {
            // It fails only if the thread is gone, and then joining it tells more.
            let _ = please.send(());
        };
        (Self::new(Some(Box::new(ask)), asked), thread)
    }

    fn copier(self) -> Copier {
        Copier::of(Source::Always(self))
    }

    fn next(&mut self, room: usize) -> Vec<u8> {
        self.reads += 1;
        if self.reads >= Self::ASKS_AT
            && let Some(ask) = self.ask.take()
        {
            ask();
        }
        if self.asked.load(SeqCst) {
            self.reads_since += 1;
            assert!(
                self.reads_since <= Self::SOON,
                "After the request it read {} more times, and would go on.\n\
                 A read that is always ready wins every time if it is looked at first, and other tasks \
                 never get a turn: look at the flag in every round, before the read.",
                Self::SOON
            );
        } else if self.reads > Self::ASKS_AT {
            // The other thread needs a moment, and the ledger need not grow meanwhile.
            thread::sleep(ms(1));
        }
        bytes(room.min(64))
    }
}

// Takes what it is given into a buffer, and shows it to the other side when it is flushed. A slow
// one takes at most 100 bytes at a time, and every other call is pending first.
struct Writer {
    ledger: Rc<RefCell<Ledger>>,
    slow: bool,
    rested: bool,
}

impl Writer {
    fn rest(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        self.rested = self.slow && !self.rested;
        match self.rested {
            true => {
                cx.waker().wake_by_ref();
                Poll::Pending
            }
            false => Poll::Ready(()),
        }
    }
}

impl AsyncWrite for Writer {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        ready!(self.rest(cx));
        let most = if self.slow { 100 } else { 100_000 };
        let taken = &bytes[..bytes.len().min(most)];
        self.ledger.borrow_mut().buffered.extend(taken);
        Poll::Ready(Ok(taken.len()))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.rest(cx));
        let ledger = &mut *self.ledger.borrow_mut();
        ledger.visible.append(&mut ledger.buffered);
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.poll_flush(cx)
    }
}
