//! The threads of the program that is run: who waits for what, and what each did.

use super::{
    choices::Choices,
    coroutine,
    footprint::Footprint,
    memory::{self, Seen, View},
    scheduler::Next,
    sequence::Sequence,
    shared::Shared,
};
use ::std::{
    any::Any,
    cell::RefCell,
    collections::{HashMap, VecDeque},
    mem,
    panic::{self, AssertUnwindSafe},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
    },
    time::Duration,
};
use kata_protocol::{OrderEnd, OrderMoment, OrderStep, OrderThread, RunOrder};

/// After so many steps nothing will come any more.
const MOST_STEPS: usize = 2_000;
/// After so many steps in a row a thread lets the others go first, and then these are not all orders.
const LONGEST_RUN: usize = 50;

/// What a thread waits for.
type Ready = &'static dyn Fn() -> bool;

/// One run of the program.
pub struct Program {
    /// The number of this run.
    pub run: u64,
    /// How many things have got a number.
    numbers: u32,
    /// What the step that is being made has touched.
    pub footprint: Footprint,
    /// Whether loads may give older values.
    pub is_weak: bool,
    /// The order of all operations with `SeqCst`.
    pub sequence: Sequence,
    /// What all saw that have made a fence with `SeqCst`.
    pub behind_fences: View,
    pub threads: Vec<Thread>,
    pub choices: Choices,
    /// The choices of this run.
    pub chosen: Vec<usize>,
    /// Which locks are held, by whom, and since which step. Kept only when a failing order is run once more.
    held: Vec<(u32, usize, usize)>,
    /// What the threads did. Kept only when a failing order is run once more.
    pub steps: Option<Vec<OrderStep>>,
    /// The one who goes on now.
    pub running: usize,
    /// Those who have to go on next, without a choice.
    pub next: VecDeque<usize>,
    /// The one to whom the one that has just given way gives way.
    pub resumes: Option<usize>,
    /// Whether somebody was stopped for ever.
    pub somebody_is_stopped: bool,
    /// Those who only look again and again after the main thread's end need not come to theirs.
    pub ends_with_main: bool,
    /// How often a wait may still end for nothing.
    pub strays_left: u32,
    /// Virtual time since the program began.
    pub clock: Duration,
    /// Steps made in all, and in a row by the one who runs.
    pub made: usize,
    made_in_a_row: usize,
    /// What is taken into account in this run.
    pub matters: Matters,
    /// What was found to matter.
    pub found: Matters,
    /// Somebody has had to let the others go first.
    pub was_cut_short: bool,
    /// This order differs in nothing from one that was run, and was not run to its end.
    pub was_left_out: bool,
}

/// A thread of the program.
#[derive(Default)]
pub struct Thread {
    pub name: Option<String>,
    pub ready: Option<Ready>,
    /// Whether its wait may end for nothing.
    pub can_stray: bool,
    /// When its wait ends in any case.
    pub deadline: Option<Duration>,
    pub woken: Woken,
    /// It has asked to let the others go first.
    pub yields: bool,
    pub is_finished: bool,
    /// Whether it unwinds from a panic.
    pub is_unwinding: bool,
    /// Whether it may be stopped for ever, and whether it was.
    pub may_stop: bool,
    pub is_stopped: bool,
    /// Whether somebody has called `unpark`.
    pub token: Arc<Token>,
    pub seen: Seen,
    pub locals: HashMap<usize, Box<dyn Any>>,
    /// Where it waits. Kept only when a failing order is run once more.
    pub action: &'static str,
    pub stack: Vec<String>,
}

/// What a program may do that has to be taken into account from its begin.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Matters {
    /// Somebody can see a lock held, by trying or because its thread may be stopped: so giving it back is a step.
    pub releases: bool,
    /// There is a fence with `SeqCst`.
    pub fences: bool,
}

/// What `unpark` gives, and `park` takes.
#[derive(Debug, Default)]
pub struct Token {
    pub is_there: AtomicBool,
    pub shared: Shared,
}

/// Why a wait has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Woken {
    /// What it waited for is there.
    #[default]
    Ready,
    /// Nothing has happened.
    Stray,
    /// Its time is over.
    TimedOut,
}

/// How many runs there were, of all programs.
static RUNS: AtomicU64 = AtomicU64::new(0);

thread_local! {
    static PROGRAM: RefCell<Option<Program>> = const { RefCell::new(None) };
}

/// Looks at the program, or changes it. Nothing of the student's may be run or dropped meanwhile.
pub fn with<T>(f: impl FnOnce(&mut Program) -> T) -> Option<T> {
    PROGRAM.with(|program| program.borrow_mut().as_mut().map(f))
}

/// Begins a run.
pub fn begin(choices: Choices, matters: Matters, keep_steps: bool) {
    let program = Program {
        run: RUNS.fetch_add(1, Relaxed) + 1,
        numbers: memory::SEQUENCE + 1,
        footprint: Footprint::default(),
        is_weak: false,
        sequence: Sequence::default(),
        behind_fences: View::new(),
        threads: vec![Thread {
            name: Some("main".into()),
            ..Thread::default()
        }],
        choices,
        chosen: Vec::new(),
        steps: keep_steps.then(Vec::new),
        held: Vec::new(),
        running: 0,
        next: VecDeque::new(),
        resumes: None,
        somebody_is_stopped: false,
        ends_with_main: false,
        strays_left: 1,
        clock: Duration::ZERO,
        made: 0,
        made_in_a_row: 0,
        matters,
        found: Matters::default(),
        was_cut_short: false,
        was_left_out: false,
    };
    let old = PROGRAM.with(|now| now.borrow_mut().replace(program));
    // Values of threads that were left behind may be of the student's, and are never dropped.
    mem::forget(old);
}

/// Takes the program away at the end of a run.
pub fn end() -> Option<Program> {
    PROGRAM.with(|program| program.borrow_mut().take())
}

/// The number of the thread that runs.
pub fn current() -> usize {
    with(|program| program.running).unwrap_or(0)
}

/// What another thread could notice comes next: here it may come in between.
pub fn step(action: &'static str) {
    wait(action, &|| true, Wait::default());
}

/// What another thread could notice has been done. If the program shares by more than what is replaced, as by an
/// `AtomicWaker` of futures, another thread may come in between here, too.
pub fn after() {
    if super::search::shares_by_libraries() {
        step("");
    }
}

/// A lock is about to be given back: a step only if somebody could see it held.
pub fn step_of_release() {
    if with(|program| program.matters.releases) == Some(true) {
        step("unlock");
    }
}

/// Waits until `ready`, and goes on before anybody else does anything.
pub fn wait_until(action: &'static str, ready: &dyn Fn() -> bool) {
    wait(action, ready, Wait::default());
}

/// How a wait can end besides.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wait {
    pub can_stray: bool,
    pub limit: Option<Duration>,
    pub yields: bool,
}

/// Waits until `ready`, or until it ends in one of the other ways.
pub fn wait(action: &'static str, ready: &dyn Fn() -> bool, wait: Wait) -> Woken {
    super::search::goes_on();
    // What ends the check is told, and not what comes of it.
    if is_unwinding() && current() == 0 {
        if ready() {
            return Woken::Ready;
        }
        super::search::fail_by_panic();
    }
    // SAFETY: the reference is used only until `give_way` returns, and what it refers to lives on the stack of the
    // thread that waits in it.
    let ready: Ready = unsafe { mem::transmute::<&dyn Fn() -> bool, Ready>(ready) };
    let keeps_steps = with(|program| program.steps.is_some()).unwrap_or(false);
    let stack = if keeps_steps {
        super::search::here()
    } else {
        Vec::new()
    };
    with(|program| {
        program.count_a_step();
        let clock = program.clock;
        let thread = &mut program.threads[program.running];
        thread.ready = Some(ready);
        thread.can_stray = wait.can_stray;
        thread.deadline = wait.limit.map(|limit| clock.saturating_add(limit));
        thread.yields |= wait.yields;
        thread.action = action;
        thread.stack = stack;
    });
    if with(|program| program.made > MOST_STEPS) == Some(true) {
        super::search::fail(OrderEnd::Spins, String::new());
    }
    may_be_stopped();
    give_way();
    with(|program| {
        let thread = &mut program.threads[program.running];
        thread.ready = None;
        thread.woken
    })
    .unwrap_or_default()
}

/// One way is that a thread which may be stopped is, at the point where it is now.
fn may_be_stopped() {
    let may =
        with(|program| !program.somebody_is_stopped && program.threads[program.running].may_stop);
    if may == Some(true) && choose_second("goes on", "is stopped here for ever") {
        with(|program| {
            program.somebody_is_stopped = true;
            program.threads[program.running].is_stopped = true;
        });
    }
}

/// Lets another thread go on, or the same. Here we are on the stack of the thread that stops.
fn give_way() {
    let Some((here, next)) = with(|program| (program.running, program.choose_next())) else {
        return;
    };
    match next {
        Next::Runs(number) if number == here => {}
        Next::Runs(number) => {
            with(|program| program.resumes = Some(number));
            coroutine::give_way(here);
        }
        Next::Over => coroutine::give_way(here),
        Next::Fails(end) => super::search::fail(end, String::new()),
        Next::IsOpen(options) => super::search::ask(options),
    }
}

/// Runs the program, whose main thread does this, in the order that its choices say. `main` must not panic.
pub fn run(main: Box<dyn FnOnce()>) {
    coroutine::add(main);
    let mut next = Some(0);
    while let Some(number) = next {
        let has_ended = coroutine::resume(number);
        next = with(|program| program.resumes.take()).flatten();
        if has_ended {
            next = match with(Program::choose_next) {
                Some(Next::Runs(number)) => Some(number),
                Some(Next::Fails(end)) => super::search::fail(end, String::new()),
                Some(Next::IsOpen(options)) => super::search::ask(options),
                Some(Next::Over) | None => None,
            };
        }
    }
    coroutine::forget_all();
}

impl Program {
    fn count_a_step(&mut self) {
        self.made += 1;
        self.made_in_a_row += 1;
        if self.made_in_a_row > LONGEST_RUN {
            self.threads[self.running].yields = true;
            self.was_cut_short = true;
        }
    }

    /// The next thing that threads share.
    pub fn new_number(&mut self) -> u32 {
        self.numbers += 1;
        self.numbers - 1
    }

    /// Notes that the step which is being made has seen an old value.
    pub fn note_an_old_value(&mut self) {
        if let Some(step) = self.steps.as_mut().and_then(|steps| steps.last_mut()) {
            step.sees_an_old_value = true;
        }
    }

    /// Lets a thread go on: what it stopped at is what it does now.
    pub fn resume(&mut self, number: usize, woken: Woken) {
        if self.running != number {
            self.made_in_a_row = 0;
            // The others had their turn.
            self.threads
                .iter_mut()
                .for_each(|thread| thread.yields = false);
        }
        self.running = number;
        let thread = &mut self.threads[number];
        thread.woken = woken;
        if self.steps.is_none() || thread.action.is_empty() {
            return;
        }
        let action = mem::take(&mut thread.action).into();
        let stack = mem::take(&mut thread.stack);
        let before = self.moment(Some(number));
        let steps = self.steps.get_or_insert_default();
        steps.push(OrderStep {
            thread: number,
            action,
            stack,
            sees_an_old_value: false,
            before,
        });
    }

    /// How things stand while this thread runs.
    pub fn moment(&self, runs: Option<usize>) -> OrderMoment {
        let state = |(number, thread): (usize, &Thread)| {
            if thread.is_finished {
                OrderThread::HasEnded
            } else if thread.is_stopped {
                OrderThread::IsStopped
            } else if runs == Some(number) {
                OrderThread::Runs
            } else if thread.waits() {
                OrderThread::Waits
            } else {
                OrderThread::CanRun
            }
        };
        OrderMoment {
            threads: self.threads.iter().enumerate().map(state).collect(),
            held: self
                .held
                .iter()
                .map(|(_, by, since)| (*by, *since))
                .collect(),
        }
    }

    /// What the threads have done, and where they are.
    pub fn take_order(&mut self) -> RunOrder {
        let threads = self.threads.iter().enumerate();
        let waiting = threads.filter(|(_, thread)| thread.waits() || thread.is_stopped);
        let waiting = waiting.map(|(number, thread)| OrderStep {
            thread: number,
            action: thread.action.into(),
            stack: thread.stack.clone(),
            ..OrderStep::default()
        });
        let names = self
            .threads
            .iter()
            .map(|thread| thread.name.clone().unwrap_or_default());
        RunOrder {
            threads: names.collect(),
            waiting: waiting.collect(),
            at_the_end: self.moment(None),
            steps: self.steps.take().unwrap_or_default(),
            ..RunOrder::default()
        }
    }

    /// Notes that the thread that runs has taken a lock.
    pub fn has_taken(&mut self, lock: u32) {
        if let Some(steps) = &self.steps {
            self.held
                .push((lock, self.running, steps.len().saturating_sub(1)));
        }
    }

    /// Notes that a lock was given back by whoever has taken it first.
    pub fn has_given_back(&mut self, lock: u32) {
        let mine = |held: &(u32, usize, usize)| held.0 == lock && held.1 == self.running;
        if let Some(at) = self.held.iter().position(mine) {
            self.held.remove(at);
        }
    }
}

/// Whether the thread that runs unwinds from a panic. All threads share one count of panics, since for the system
/// they are one.
pub fn is_unwinding() -> bool {
    if !::std::thread::panicking() {
        with(|program| {
            let threads = program.threads.iter_mut();
            threads.for_each(|thread| thread.is_unwinding = false);
        });
    }
    with(|program| program.threads[program.running].is_unwinding) == Some(true)
}

/// The thread that runs begins to unwind from a panic.
pub fn begins_to_unwind() {
    with(|program| program.threads[program.running].is_unwinding = true);
}

/// A panic of the thread that runs was caught.
pub fn has_caught_a_panic() {
    with(|program| program.threads[program.running].is_unwinding = false);
}

impl Thread {
    /// Whether it waits for what is not there.
    pub fn waits(&self) -> bool {
        !self.is_finished && !self.is_stopped && self.ready.is_some_and(|ready| !ready())
    }
}

/// Starts a thread of the program. It runs at once, until it does something that another could notice.
pub fn start(name: Option<String>, body: Box<dyn FnOnce()>) -> usize {
    step("spawn");
    let number = with(|program| {
        let seen = program.seen().of_a_new_thread();
        program.threads.push(Thread {
            name,
            seen,
            ..Thread::default()
        });
        program.threads.len() - 1
    })
    .expect("a program is run");
    coroutine::add(Box::new(move || {
        let all = AssertUnwindSafe(|| {
            body();
            drop_locals(number);
        });
        if let Err(payload) = panic::catch_unwind(all) {
            super::search::fail(OrderEnd::Panicked, super::search::text_of(&*payload));
        }
        with(|program| program.threads[number].is_finished = true);
    }));
    with(|program| {
        // Where the new thread stops first, the one who has started it goes on to its own next stop.
        program.next.push_front(program.running);
        program.next.push_front(number);
        let spawner = &mut program.threads[program.running];
        spawner.ready = Some(&|| true);
        spawner.action = "";
    });
    give_way();
    with(|program| program.threads[program.running].ready = None);
    number
}

fn drop_locals(number: usize) {
    // A value may make another when it is dropped; std gives it a few rounds, too.
    for _ in 0..5 {
        let locals = with(|program| mem::take(&mut program.threads[number].locals));
        if locals.is_none_or(|locals| locals.is_empty()) {
            return;
        }
    }
}

/// Drops what the main thread keeps for itself.
pub fn drop_locals_of_main() {
    drop_locals(0);
}

/// Whether an operation that may fail for nothing does so here.
pub fn strays() -> bool {
    let may = with(|program| program.strays_left > 0) == Some(true);
    let does = may && choose_second("succeeds", "fails for nothing");
    if does {
        with(|program| {
            program.strays_left -= 1;
            program.footprint = Footprint::EVERYTHING;
        });
    }
    does
}

/// One of `count` ways in which something that is left open may go; `name` says what each is.
pub fn choose(count: usize, name: impl Fn(usize) -> String) -> usize {
    if count < 2 {
        return 0;
    }
    if with(|program| program.choices.are_open()) == Some(true) {
        super::search::ask((0..count).map(|way| option(name(way))).collect());
    }
    let choice = with(|program| {
        let choice = program.choices.choose(count);
        program.chosen.push(choice);
        choice
    });
    choice.unwrap_or(0)
}

/// Whether the second of two things happens.
fn choose_second(first: &str, second: &str) -> bool {
    choose(2, |way| {
        if way == 0 {
            first.into()
        } else {
            second.into()
        }
    }) == 1
}

fn option(action: String) -> OrderStep {
    OrderStep {
        thread: current(),
        action,
        stack: super::search::here(),
        ..OrderStep::default()
    }
}
