//! The threads of the program that is run: who waits for what, and what each did.

use super::choices::Choices;
use ::std::{
    any::Any,
    cell::RefCell,
    collections::{HashMap, VecDeque},
    mem,
    panic::Location,
    sync::{Arc, atomic::AtomicBool},
    time::Duration,
};
use kata_protocol::{OrderEnd, OrderStep};
use shuttle_engine::runtime::{execution::ExecutionState, thread};

/// After so many steps nothing will come any more.
const MOST_STEPS: usize = 20_000;
/// After so many steps in a row a thread lets the others go first, and then these are not all orders.
const LONGEST_RUN: usize = 50;

/// What a thread waits for.
type Ready = &'static dyn Fn() -> bool;

/// One run of the program.
pub struct Program {
    pub threads: Vec<Thread>,
    pub choices: Choices,
    /// The choices of this run.
    pub chosen: Vec<usize>,
    /// What the threads did. Kept only when a failing order is run once more.
    pub steps: Option<Vec<OrderStep>>,
    /// The one who goes on now.
    pub running: usize,
    /// Those who have to go on next, without a choice.
    pub next: VecDeque<usize>,
    /// How often a wait may still end for nothing.
    pub strays_left: u32,
    /// Virtual time since the program began.
    pub clock: Duration,
    /// Steps made in all, and in a row by the one who runs.
    made: usize,
    made_in_a_row: usize,
    /// Whether giving a lock back is a step.
    pub releases_are_steps: bool,
    /// Whether somebody has tried to lock, so that they should be.
    pub tried_to_lock: bool,
    /// Somebody has had to let the others go first.
    pub was_cut_short: bool,
    /// The program has ended, and what is left of it is thrown away.
    pub is_over: bool,
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
    /// Somebody has called `unpark`.
    pub token: Arc<AtomicBool>,
    pub locals: HashMap<usize, Box<dyn Any>>,
    /// Where it waits. Kept only when a failing order is run once more.
    pub action: &'static str,
    pub stack: Vec<String>,
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

thread_local! {
    static PROGRAM: RefCell<Option<Program>> = const { RefCell::new(None) };
}

/// Looks at the program, or changes it. Nothing of the student's may be run or dropped meanwhile.
pub fn with<T>(f: impl FnOnce(&mut Program) -> T) -> Option<T> {
    PROGRAM.with(|program| program.borrow_mut().as_mut().map(f))
}

/// Begins a run.
pub fn begin(choices: Choices, releases_are_steps: bool, keep_steps: bool) {
    let program = Program {
        threads: vec![Thread {
            name: Some("main".into()),
            ..Thread::default()
        }],
        choices,
        chosen: Vec::new(),
        steps: keep_steps.then(Vec::new),
        running: 0,
        next: VecDeque::new(),
        strays_left: 1,
        clock: Duration::ZERO,
        made: 0,
        made_in_a_row: 0,
        releases_are_steps,
        tried_to_lock: false,
        was_cut_short: false,
        is_over: false,
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
    // A thread that unwinds is not interrupted: all threads share one count of panics.
    let must_not_switch = ::std::thread::panicking();
    if must_not_switch && ready() {
        return Woken::Ready;
    }
    // SAFETY: the reference is used only until `switch` returns, and what it refers to lives on the stack of the
    // thread that waits in it.
    let ready: Ready = unsafe { mem::transmute::<&dyn Fn() -> bool, Ready>(ready) };
    let keeps_steps = with(|program| program.steps.is_some()).unwrap_or(false);
    let stack = if keeps_steps {
        super::search::here()
    } else {
        Vec::new()
    };
    let stops = with(|program| {
        program.count_a_step();
        let clock = program.clock;
        let thread = &mut program.threads[program.running];
        thread.ready = Some(ready);
        thread.can_stray = wait.can_stray;
        thread.deadline = wait.limit.map(|limit| clock.saturating_add(limit));
        thread.yields |= wait.yields;
        thread.action = action;
        thread.stack = stack;
        program.is_over
    });
    if stops != Some(false) {
        return Woken::Ready;
    }
    if must_not_switch {
        super::search::give_up();
    }
    if with(|program| program.made > MOST_STEPS) == Some(true) {
        super::search::fail(OrderEnd::Spins, String::new());
    }
    thread::switch();
    with(|program| {
        let thread = &mut program.threads[program.running];
        thread.ready = None;
        thread.woken
    })
    .unwrap_or_default()
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
        if let Some(steps) = &mut self.steps
            && !thread.action.is_empty()
        {
            steps.push(OrderStep {
                thread: number,
                action: mem::take(&mut thread.action).into(),
                stack: mem::take(&mut thread.stack),
            });
        }
    }
}

/// Starts a thread of the program. It runs at once, until it does something that another could notice.
pub fn start(
    name: Option<String>,
    stack_size: usize,
    body: Box<dyn FnOnce()>,
    caller: &'static Location<'static>,
) -> usize {
    step("spawn");
    let number = with(|program| {
        program.next.push_front(program.running);
        program.threads.push(Thread {
            name: name.clone(),
            ..Thread::default()
        });
        program.threads.len() - 1
    })
    .expect("a program is run");
    let body = Box::new(move || {
        body();
        drop_locals(number);
        with(|program| program.threads[number].is_finished = true);
    });
    ExecutionState::spawn_thread(body, stack_size, name, None, caller);
    with(|program| {
        // Where the new thread stops first, the one who has started it goes on to its own next stop.
        program.next.push_front(program.running);
        program.next.push_front(number);
        let spawner = &mut program.threads[program.running];
        spawner.ready = Some(&|| true);
        spawner.action = "";
    });
    thread::switch();
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

/// One of `count` ways in which something that is left open may go.
pub fn choose(count: usize) -> usize {
    if count < 2 {
        return 0;
    }
    let choice = with(|program| {
        let choice = program.choices.choose(count);
        program.chosen.push(choice);
        choice
    });
    choice.unwrap_or(0)
}
