//! Runs the program in one order after the other, until one fails.

use super::{
    choices::{Choices, DepthFirst, Priorities, RandomWalk},
    program::{self, Matters, Program},
};
use ::std::{
    any::Any,
    cell::{Cell, RefCell},
    panic::{self, AssertUnwindSafe},
    sync::{
        Arc, OnceLock,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    thread,
    time::{Duration, Instant},
};
use kata_protocol::{OrderEnd, OrderStep, OrdersReport, RunOrder};

/// So many orders are run depth first, each as it is.
const EACH: u64 = 1_000;
/// So many steps of a failing order are told: what the process of a check may say has a limit. Only who goes round for
/// ever makes more.
const MOST_TOLD: usize = 120;
/// If there are more: so many of those that differ in more than the places of steps that nobody can tell apart.
const DIFFERENT: u64 = 20_000;
/// If there are still more, so many are drawn.
const DRAWN: u64 = 5_000;
/// How often in a row it is looked, after such a pause, before a search without any step has blocked for real. On a busy
/// machine, and on one that was stopped for a while, whoever looks waits just as long as the search.
const LOOKS: u32 = 150;
const BETWEEN_LOOKS: Duration = Duration::from_millis(10);

/// What the search takes from the harness of the check: the calls that led here, the innermost first, as another
/// process understands them; and what tells how the search has ended, with the text of the panic if one ended it.
pub type Harness = (fn() -> Vec<String>, fn(OrdersReport, String) -> !);

/// The harness of the search that this process is for.
static HARNESS: OnceLock<Harness> = OnceLock::new();

thread_local! {
    /// What is searched by this thread.
    static TASK: RefCell<Option<Task>> = const { RefCell::new(None) };
    static TRIED: Cell<u64> = const { Cell::new(0) };
    /// The text of the last panic.
    static PANIC: RefCell<String> = const { RefCell::new(String::new()) };
    /// In the thread that runs a failing order once more: the choices and the end that were found.
    static FOUND: RefCell<Option<Found>> = const { RefCell::new(None) };
}

/// What is searched.
#[derive(Clone)]
pub struct Task {
    check: fn(),
    harness: Harness,
    wakers_are_steps: bool,
    shares_by_libraries: bool,
    /// Grows with each step.
    progress: Arc<AtomicU64>,
}

impl Task {
    /// Without libraries that share.
    pub fn new(check: fn(), harness: Harness) -> Self {
        Self {
            check,
            harness,
            wakers_are_steps: true,
            shares_by_libraries: false,
            progress: Arc::default(),
        }
    }
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
/// With an `order` that is shown instead, as far as its choices go.
///
/// The search runs in a thread of its own. If that stands still, something has blocked for real: then all begins
/// once more with wakers whose calls are no steps, and if it stands still again, it is told so.
pub fn search(
    check: fn(),
    harness: Harness,
    limit: Duration,
    shares_by_libraries: bool,
    order: Option<&'static [usize]>,
) -> ! {
    note_panics();
    HARNESS.get_or_init(|| harness);
    for wakers_are_steps in [true, false] {
        let task = Task {
            wakers_are_steps,
            shares_by_libraries,
            ..Task::new(check, harness)
        };
        let progress = task.progress.clone();
        let thread = thread::Builder::new().name("orders".into());
        let begun = thread.spawn(move || match order {
            None => run(task, limit),
            Some(order) => show(task, order.to_vec()),
        });
        begun.expect("failed to spawn thread");
        let (mut last, mut in_vain) = (0, 0);
        while in_vain < LOOKS {
            thread::sleep(BETWEEN_LOOKS);
            let now = progress.load(Relaxed);
            in_vain = if now == last { in_vain + 1 } else { 0 };
            last = now;
        }
    }
    tell_that_it_blocks()
}

/// Has each panic noted for its thread of the program.
pub fn note_panics() {
    let hook = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        PANIC.set(info.payload_as_str().unwrap_or_default().into());
        program::begins_to_unwind();
        hook(info);
    }));
}

/// A search that is under way.
struct Search {
    check: fn(),
    harness: Harness,
    begun: Instant,
    limit: Duration,
    /// Whether steps of libraries are among those of the program, of which nobody knows what they touch.
    shares_by_libraries: bool,
    /// What the program was found to do that has to be taken into account.
    matters: Matters,
    /// The most steps that an order had.
    longest: usize,
    was_cut_short: bool,
}

/// Searches in this thread.
pub fn run(task: Task, limit: Duration) -> ! {
    let search = Search {
        check: task.check,
        harness: task.harness,
        begun: Instant::now(),
        limit,
        shares_by_libraries: task.shares_by_libraries,
        matters: Matters::default(),
        longest: 0,
        was_cut_short: false,
    };
    TASK.set(Some(task));
    search.run()
}

/// Shows the order with these choices.
fn show(task: Task, order: Vec<usize>) -> ! {
    let check = task.check;
    TASK.set(Some(task));
    let all = Matters {
        releases: true,
        fences: true,
    };
    program::begin(Choices::Chosen(order, 0), all, true);
    run_once(check);
    tell_chosen(OrderEnd::Passed, Vec::new(), String::new())
}

/// Tells that somebody has to choose one of these.
pub fn ask(options: Vec<OrderStep>) -> ! {
    tell_chosen(OrderEnd::IsOpen, options, String::new())
}

fn tell_chosen(end: OrderEnd, options: Vec<OrderStep>, text: String) -> ! {
    let order = program::with(Program::take_order).unwrap_or_default();
    let report = OrdersReport {
        chosen: Some(RunOrder {
            end,
            options,
            ..order
        }),
        ..OrdersReport::default()
    };
    (task().harness.1)(report, text)
}

impl Search {
    fn run(mut self) -> ! {
        let mut report = self.depth_first(DepthFirst::default(), EACH);
        if !report.is_complete && !self.shares_by_libraries {
            let different = self.depth_first(DepthFirst::leaving_out(), DIFFERENT);
            report = OrdersReport {
                leaves_out: different.is_complete,
                ..different
            };
        }
        if !report.is_complete {
            report.tried += self.draw();
        }
        report.is_complete &= wakers_are_steps();
        (self.harness.1)(report, String::new())
    }

    fn is_over_time(&self) -> bool {
        self.begun.elapsed() > self.limit
    }

    /// Goes depth first through at most so many orders.
    fn depth_first(&mut self, walk: DepthFirst, most: u64) -> OrdersReport {
        let mut now = walk.clone();
        let mut tried = 0;
        let is_complete = loop {
            let knew = self.matters;
            let ended = self.run_one(Choices::DepthFirst(now));
            let Choices::DepthFirst(next) = ended.choices else {
                unreachable!("it was depth first");
            };
            now = next;
            if self.matters != knew {
                now = walk.clone();
                tried = 0;
                continue;
            }
            tried += u64::from(!ended.was_left_out);
            if !now.next_order(ended.footprint) {
                break !now.differed && !self.was_cut_short;
            }
            if tried >= most || self.is_over_time() {
                break false;
            }
        };
        OrdersReport {
            tried,
            is_complete,
            ..OrdersReport::default()
        }
    }

    /// Runs orders that are drawn with fixed seeds, and says how many.
    fn draw(&mut self) -> u64 {
        for number in 0..DRAWN {
            if self.is_over_time() {
                return number;
            }
            let choices = if number.is_multiple_of(2) {
                Choices::Random(RandomWalk::new(number))
            } else {
                Choices::Priorities(Priorities::new(number, self.longest))
            };
            self.run_one(choices);
        }
        DRAWN
    }

    /// Runs the program in one order. What fails does not return.
    fn run_one(&mut self, choices: Choices) -> Program {
        program::begin(choices, self.matters, false);
        run_once(self.check);
        let ended = program::end().expect("a program was run");
        TRIED.set(TRIED.get() + u64::from(!ended.was_left_out));
        self.longest = self.longest.max(ended.made);
        self.was_cut_short |= ended.was_cut_short;
        self.matters.releases |= ended.found.releases;
        self.matters.fences |= ended.found.fences;
        ended
    }
}

/// Notes that something happens.
pub fn goes_on() {
    TASK.with_borrow(|task| match task {
        Some(task) => _ = task.progress.fetch_add(1, Relaxed),
        // A thread that a library has started shares with those of the program.
        None => tell_that_it_blocks(),
    });
}

fn tell_that_it_blocks() -> ! {
    let failing = RunOrder {
        end: OrderEnd::Blocks,
        ..RunOrder::default()
    };
    let report = OrdersReport {
        failing: Some(failing),
        ..OrdersReport::default()
    };
    let tell = HARNESS.get().expect("there is a search").1;
    tell(report, String::new())
}

/// Whether others may come in between when a waker is cloned or called.
pub fn wakers_are_steps() -> bool {
    TASK.with_borrow(|task| task.as_ref().is_some_and(|task| task.wakers_are_steps))
}

/// Whether the program may share by more than what is replaced.
pub fn shares_by_libraries() -> bool {
    TASK.with_borrow(|task| task.as_ref().is_some_and(|task| task.shares_by_libraries))
}

fn task() -> Task {
    TASK.with_borrow(Clone::clone).expect("there is a search")
}

fn run_once(check: fn()) {
    program::run(Box::new(move || {
        if let Err(payload) = panic::catch_unwind(AssertUnwindSafe(check)) {
            fail(OrderEnd::Panicked, text_of(&*payload));
        }
        program::drop_locals_of_main();
        program::with(|program| program.threads[0].is_finished = true);
    }));
}

/// The main thread panics, and would have to wait for others before that is known.
pub fn fail_by_panic() -> ! {
    fail(OrderEnd::Panicked, PANIC.take())
}

/// The order that is being run fails: it is run once more to the letter, in a thread of its own, to see each step.
///
/// What it leaves behind stays as it is, since the process ends then.
pub fn fail(end: OrderEnd, text: String) -> ! {
    let task = task();
    let (check, harness) = (task.check, task.harness);
    let chosen = program::with(|program| (program.chosen.clone(), program.matters));
    let (chosen, matters) = chosen.unwrap_or_default();
    if program::with(|program| matches!(program.choices, Choices::Chosen(..))) == Some(true) {
        tell_chosen(end, Vec::new(), text);
    }
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
        program::begin(Choices::Replay(chosen, 0), matters, true);
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
    let order = program::with(Program::take_order).filter(|_| with_steps);
    let mut order = order.unwrap_or_default();
    order.steps.truncate(MOST_TOLD);
    let failing = RunOrder {
        end: found.end,
        ..order
    };
    let report = OrdersReport {
        tried: found.tried,
        failing: Some(failing),
        ..OrdersReport::default()
    };
    (harness.1)(report, found.text)
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

pub fn text_of(payload: &(dyn Any + Send)) -> String {
    let literal = payload.downcast_ref::<&str>().map(|text| text.to_string());
    literal
        .or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "a panic without a text".into())
}
