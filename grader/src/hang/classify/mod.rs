//! What one sample says, in the light of all.

use super::{
    awaited::Awaited,
    cause::{BlockedThread, Cause, Party},
    finding::Finding,
    frame::{Frame, Paths},
    overview::Overview,
    primitive::Primitive,
    student_code::StudentCode,
};
use kata_protocol::{CHECKS_FOLDER, SampleKind};

/// A stack, parted where it leaves the student's code.
struct Stack<'a> {
    /// What the student's code has called.
    inner: &'a [Frame],
    callees: Paths,
    /// The student's code and what has called it.
    callers: Paths,
}

/// What a sample with this stack means, if it leads through the student's code.
pub(super) fn classify(
    code: StudentCode<'_>,
    kind: SampleKind,
    stack: &[Frame],
    overview: &Overview,
) -> Option<Finding> {
    let at = stack.iter().position(|frame| frame.place(code).is_some())?;
    let (inner, outer) = stack.split_at(at);
    // The caller of a function is not where that function loops.
    if inner.iter().any(|frame| frame.has_no_line(code)) {
        return None;
    }
    let parted = Stack {
        inner,
        callees: Paths::of(code, inner),
        callers: Paths::of(code, outer),
    };
    let cause = cause_of(kind, &parted, overview)?;
    let place = outer[0].place(code)?;
    let function = code.function_around(&place);
    let caller = outer
        .iter()
        .filter_map(|frame| frame.place(code))
        .find(|caller| code.function_around(caller) != function);
    Some(Finding {
        caller,
        ..Finding::new(cause, Some(place))
    })
}

fn cause_of(kind: SampleKind, stack: &Stack<'_>, overview: &Overview) -> Option<Cause> {
    match kind {
        SampleKind::FutureWaits => Some(await_of(Party::YourCode, &stack.callees)),
        SampleKind::FutureWakesItself => Some(self_wake(&stack.callees)),
        // It has no stack: where the future returned cannot be seen.
        SampleKind::LostWakeUp => None,
        // Which of the tasks is polled all the time cannot be told.
        SampleKind::TaskWaits if overview.has(SampleKind::TaskSpins) => Some(Cause::TaskLastSeen),
        SampleKind::TaskWaits => Some(await_of(Party::SpawnedTask, &stack.callees)),
        // It is one of those that keep a thread busy.
        SampleKind::TaskWaitsElsewhere if overview.has(SampleKind::ThreadBusy) => None,
        SampleKind::TaskWaitsElsewhere => Some(Cause::TaskWaitsElsewhere),
        SampleKind::TaskSpins => Some(Cause::TaskWakesItself),
        SampleKind::ThreadBlocked => Some(blocked_thread(stack)),
        SampleKind::ThreadBusy => Some(busy_thread(stack, overview)),
    }
}

/// What it means that a future is pending and has kept its waker in `callees`.
fn await_of(party: Party, callees: &Paths) -> Cause {
    if callees.have(YIELD) {
        return Cause::GivesWay { party };
    }
    let for_what = Vec::from_iter(Awaited::of(callees));
    Cause::Waits { party, for_what }
}

/// The path of tokio's `yield_now`.
const YIELD: &str = "task/yield";

/// What it means that a future was woken during its own poll.
fn self_wake(callees: &Paths) -> Cause {
    // Tokio wakes a task that has had its turn: only a loop gets that far.
    let had_its_turn = callees.have("task/coop");
    // A library's future did the waking, not the student's own `poll`.
    if had_its_turn || !callees.only_wake() {
        Cause::BusyLoop { awaits: true }
    } else {
        Cause::WakesItself
    }
}

fn busy_thread(stack: &Stack<'_>, overview: &Overview) -> Cause {
    let Stack {
        inner,
        callees,
        callers,
    } = stack;
    if callees.have(YIELD) {
        return Cause::GivesWay {
            party: Party::YourCode,
        };
    }
    // A future that wakes itself is seen in this very call, if it is looked at often enough.
    if inner.iter().any(Frame::is_a_wake) && callees.only_wake() {
        return Cause::WakesItself;
    }
    // Whether what drives this code goes on to other work in between.
    let comes_back = if callers.have("multi_thread/worker") {
        overview.tasks_come_back()
    } else {
        callers.have("tokio/runtime/scheduler") && overview.future_comes_back()
    };
    Cause::BusyLoop {
        awaits: comes_back || inner.iter().any(Frame::is_a_wake),
    }
}

fn blocked_thread(stack: &Stack<'_>) -> Cause {
    let Stack {
        callees, callers, ..
    } = stack;
    // On a machine with too little time a loop looks like a thread that stays where it is.
    if callees.have("yield") || callees.only_compute() {
        return Cause::BusyLoop { awaits: false };
    }
    let primitive = Primitive::of(callees);
    let thread = which_thread(callers);
    // Outside of a runtime this is how one waits for a future.
    if thread == BlockedThread::Caller && primitive == Primitive::BlockOn {
        return Cause::InBlockOn;
    }
    Cause::BlockedOn { thread, primitive }
}

/// What the paths of the kit's functions begin with, which call a student's program.
const KIT: &str = "/kata_kit/";

/// Which thread it is that `callers` have led through.
fn which_thread(callers: &Paths) -> BlockedThread {
    // A worker of a runtime is itself a job of the blocking pool, whose own function may be inlined.
    let is_blocking_job = callers.have("runtime/blocking/") && !callers.have("scheduler/");
    if callers.have("tokio/runtime") && !is_blocking_job {
        BlockedThread::Runtime
    } else if callers.have(&format!("{CHECKS_FOLDER}/")) || callers.have(KIT) {
        BlockedThread::Caller
    } else {
        BlockedThread::Spawned
    }
}

#[cfg(test)]
mod tests;
