//! Runs the program in one order after the other, until one fails.

use super::{
    choices::{Choices, DepthFirst, RandomWalk},
    program,
    scheduler::OneRun,
};
use ::std::{
    any::Any,
    cell::{Cell, RefCell},
    panic::{self, AssertUnwindSafe},
    sync::{
        Arc, Once, OnceLock,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    thread,
    time::{Duration, Instant},
};
use kata_protocol::{FailingOrder, OrderEnd, OrdersReport};
use shuttle_engine::{Config, FailurePersistence, MaxSteps, Runner};

/// So many orders are run depth first.
const DEPTH_FIRST: u64 = 20_000;
/// If there are more, so many of them are drawn.
const RANDOM: u64 = 5_000;
/// Whoever makes no step for so long has blocked for real. It is long, so that a busy machine is not taken for that.
const STANDS_STILL: Duration = Duration::from_millis(1500);
/// As large as the smallest that programs are used to.
const STACK_SIZE: usize = 1 << 20;

/// What the search takes from the harness of the check: the calls that led here, the innermost first, as another
/// process understands them; and what tells how the search has ended, with the text of the panic if one ended it.
pub type Harness = (fn() -> Vec<String>, fn(OrdersReport, String) -> !);

type Hook = &'static (dyn Fn(&panic::PanicHookInfo<'_>) + Sync + Send);

/// The hook for panics that the harness has set. shuttle's engine puts its own before it when it is first used.
static HOOK: OnceLock<Hook> = OnceLock::new();

thread_local! {
    /// What is searched by this thread.
    static TASK: RefCell<Option<Task>> = const { RefCell::new(None) };
    static TRIED: Cell<u64> = const { Cell::new(0) };
    /// In the thread that runs a failing order once more: the choices and the end that were found.
    static FOUND: RefCell<Option<Found>> = const { RefCell::new(None) };
}

/// What is searched.
#[derive(Clone)]
struct Task {
    check: fn(),
    harness: Harness,
    cloning_is_a_step: bool,
    shares_by_libraries: bool,
    /// Grows with each step.
    progress: Arc<AtomicU64>,
}

/// A failing order as it was found.
#[derive(Clone)]
struct Found {
    tried: u64,
    chosen: Vec<usize>,
    end: OrderEnd,
    text: String,
}

/// Runs `check` in every order, as many as there is time for in `limit`, and tells the harness how that ended.
///
/// With `shares_by_libraries` a thread stops after each operation, too, because what tokio and futures do next is no
/// step.
///
/// The search runs in a thread of its own. If that stands still, something has blocked for real: then all begins
/// once more with wakers whose `clone` is no step, and if it stands still again, it is given up.
pub fn search(check: fn(), harness: Harness, limit: Duration, shares_by_libraries: bool) -> ! {
    HOOK.get_or_init(|| Box::leak(panic::take_hook()));
    for cloning_is_a_step in [true, false] {
        let progress = Arc::new(AtomicU64::new(0));
        let task = Task {
            check,
            harness,
            cloning_is_a_step,
            shares_by_libraries,
            progress: progress.clone(),
        };
        let thread = thread::Builder::new().name("orders".into());
        let begun = thread.spawn(move || run_all(task, limit));
        begun.expect("failed to spawn thread");
        let mut last = 0;
        loop {
            thread::sleep(STANDS_STILL);
            let now = progress.load(Relaxed);
            if now == last {
                break;
            }
            last = now;
        }
    }
    let report = OrdersReport::default();
    (harness.1)(report, String::new())
}

fn run_all(task: Task, limit: Duration) -> ! {
    let begun = Instant::now();
    let check = task.check;
    let harness = task.harness;
    TASK.set(Some(task));
    let run = |choices, releases_are_steps| {
        program::begin(choices, releases_are_steps, false);
        run_once(check);
        TRIED.set(TRIED.get() + 1);
        program::end().expect("a program was run")
    };
    let mut releases_are_steps = false;
    let mut walk = DepthFirst::default();
    let mut was_cut_short = false;
    let is_complete = loop {
        let ended = run(Choices::DepthFirst(walk), releases_are_steps);
        let Choices::DepthFirst(next) = ended.choices else {
            unreachable!("it was depth first");
        };
        walk = next;
        was_cut_short |= ended.was_cut_short;
        if ended.tried_to_lock && !releases_are_steps {
            releases_are_steps = true;
            walk = DepthFirst::default();
            TRIED.set(0);
            continue;
        }
        if !walk.next_order() {
            break !walk.differed && !was_cut_short;
        }
        if TRIED.get() >= DEPTH_FIRST || begun.elapsed() > limit {
            break false;
        }
    };
    if !is_complete {
        for number in 0..RANDOM {
            if begun.elapsed() > limit {
                break;
            }
            run(Choices::Random(RandomWalk::new(number)), releases_are_steps);
        }
    }
    let report = OrdersReport {
        tried: TRIED.get(),
        is_complete: is_complete && cloning_is_a_step(),
        failing: None,
    };
    (harness.1)(report, String::new())
}

/// Notes that something happens.
pub fn goes_on() {
    TASK.with_borrow(|task| {
        if let Some(task) = task {
            task.progress.fetch_add(1, Relaxed);
        }
    });
}

/// Whether others may come in between when a waker is cloned.
pub fn cloning_is_a_step() -> bool {
    TASK.with_borrow(|task| task.as_ref().is_some_and(|task| task.cloning_is_a_step))
}

/// Whether the program may share by more than what is replaced.
pub fn shares_by_libraries() -> bool {
    TASK.with_borrow(|task| task.as_ref().is_some_and(|task| task.shares_by_libraries))
}

fn task() -> Task {
    TASK.with_borrow(Clone::clone).expect("there is a search")
}

/// Runs the program in one order. What fails does not return.
fn run_once(check: fn()) {
    let mut config = Config::new();
    config.failure_persistence = FailurePersistence::None;
    config.max_steps = MaxSteps::None;
    config.silence_warnings = true;
    config.stack_size = STACK_SIZE;
    Runner::new(OneRun { has_begun: false }, config).run(move || {
        static PUT_BACK: Once = Once::new();
        if let Some(hook) = HOOK.get() {
            PUT_BACK.call_once(|| panic::set_hook(Box::new(hook)));
        }
        let ended = panic::catch_unwind(AssertUnwindSafe(check));
        if let Err(payload) = ended {
            fail(OrderEnd::Panicked, text_of(&*payload));
        }
        program::drop_locals_of_main();
        program::with(|program| program.threads[0].is_finished = true);
    });
}

/// The order that is being run fails: it is run once more to the letter, in a thread of its own, to see each step.
///
/// What it leaves behind stays as it is, since the process ends then.
pub fn fail(end: OrderEnd, text: String) -> ! {
    let task = task();
    let (check, harness) = (task.check, task.harness);
    let chosen = program::with(|program| (program.chosen.clone(), program.releases_are_steps));
    let (chosen, releases_are_steps) = chosen.unwrap_or_default();
    if let Some(found) = FOUND.take() {
        // It is the one that was run once more.
        let same = found.end == end && found.text == text && found.chosen == chosen;
        tell(found, same, harness);
    }
    let found = Found {
        tried: TRIED.get() + 1,
        chosen: chosen.clone(),
        end,
        text,
    };
    let kept = found.clone();
    let again = move || {
        TASK.set(Some(task));
        FOUND.set(Some(found));
        program::begin(Choices::Replay(chosen, 0), releases_are_steps, true);
        run_once(check);
        // It did not fail again: the program is not the same each time.
        let found = FOUND.take().expect("nothing has failed");
        tell(found, false, harness);
    };
    let thread = thread::Builder::new().name("order once more".into());
    match thread.spawn(again) {
        Ok(_) => loop {
            thread::park();
        },
        Err(_) => tell(kept, false, harness),
    }
}

fn tell(found: Found, with_steps: bool, harness: Harness) -> ! {
    let seen = program::with(|program| {
        let stopped = program.threads.iter().enumerate();
        let waiting = stopped
            .filter(|(_, thread)| !thread.is_finished && thread.ready.is_some_and(|ready| !ready()))
            .map(|(number, thread)| kata_protocol::OrderStep {
                thread: number,
                action: thread.action.into(),
                stack: thread.stack.clone(),
            })
            .collect();
        let names = program
            .threads
            .iter()
            .map(|thread| thread.name.clone().unwrap_or_default());
        let names = names.collect();
        (program.steps.take().unwrap_or_default(), waiting, names)
    });
    let (steps, waiting, threads) = seen.filter(|_| with_steps).unwrap_or_default();
    let failing = FailingOrder {
        threads,
        steps,
        waiting,
        end: found.end,
    };
    let report = OrdersReport {
        tried: found.tried,
        is_complete: false,
        failing: Some(failing),
    };
    (harness.1)(report, found.text)
}

/// Ends the search without a failure, where the program does what cannot be followed.
pub fn give_up() -> ! {
    let harness = task().harness;
    let report = OrdersReport {
        tried: TRIED.get(),
        is_complete: false,
        failing: None,
    };
    (harness.1)(report, String::new())
}

/// Whether what the program prints is to be seen: in the first order only.
pub fn prints() -> bool {
    TRIED.get() == 0 && FOUND.with_borrow(Option::is_none)
}

/// The calls that led here.
pub fn here() -> Vec<String> {
    TASK.with_borrow(|task| match task {
        Some(task) => (task.harness.0)(),
        None => Vec::new(),
    })
}

fn text_of(payload: &(dyn Any + Send)) -> String {
    let literal = payload.downcast_ref::<&str>().map(|text| text.to_string());
    literal
        .or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "a panic without a text".into())
}
