//! Why a check hangs, at one place of the student's code.

use super::{awaited::Awaited, primitive::Primitive};

/// Why something does not go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Cause {
    /// A thread is blocked in a call.
    BlockedOn {
        thread: BlockedThread,
        primitive: Primitive,
    },
    /// Synchronous code waits in a `block_on` for a future that does not end.
    InBlockOn,
    /// A loop keeps its thread busy: `awaits` if it awaits things that never make it wait.
    BusyLoop { awaits: bool },
    /// A future calls its own waker while it is polled.
    WakesItself,
    /// A task is polled all the time; it was spawned here.
    TaskWakesItself,
    /// A loop yields again and again.
    GivesWay { party: Party },
    /// An `.await` does not end. Several things can be awaited at one place, as in a `select!`; none are listed
    /// if it is unknown what is awaited.
    Waits {
        party: Party,
        for_what: Vec<Awaited>,
    },
    /// One of many tasks was here, while one of them is polled all the time.
    TaskLastSeen,
    /// A task that was spawned here waits for something that is not tokio's.
    TaskWaitsElsewhere,
    /// A `Poll::Pending` that nobody will be woken after.
    LostWakeUp(Certainty),
    /// A waker that wakes nobody is made here.
    NobodysWaker,
    /// `std::future::pending` is called here.
    NeverReady,
    /// An `.await` inside of a `block_on` that does not end.
    AwaitInBlockOn,
}

/// Which thread is blocked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BlockedThread {
    /// One that drives a runtime.
    Runtime,
    /// The one that called the student's code.
    Caller,
    /// One that the student's code started.
    Spawned,
}

/// Which of the student's futures waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Party {
    /// The one that the check awaits.
    YourCode,
    /// One that was spawned.
    SpawnedTask,
}

/// How sure it is that a wake-up was lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Certainty {
    /// The check's own future was polled, and nothing kept or called its waker.
    Certain,
    /// A task waits for something that is not tokio's: it may be this future.
    IfTaskAwaitsIt,
    /// Something kept the waker, but nothing of the student's was seen to.
    IfAwaited,
}

/// How likely a cause is the one that matters: the first is shown first, and only a few are shown.
///
/// What was seen comes before what is guessed, and what keeps others from their work before what only waits,
/// because it may be the reason why that waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    /// It keeps its thread from everything else, and cannot be right.
    BlocksOthers,
    /// It does so, too, but may come to an end.
    KeepsBusy,
    WakesItself,
    /// What the check itself waits for.
    Waits,
    /// A task may rightly wait for its next order.
    TaskWaits,
    /// A guess: nobody has seen where the future returned.
    LostWakeUp,
    /// A thread of the student's own may rightly be idle. It keeps nobody from anything.
    ThreadWaits,
    /// The cause is in the other thread.
    Joins,
    /// One of several lines, and it is not known which.
    Perhaps,
}

impl Cause {
    pub(super) fn rank(&self) -> Rank {
        match self {
            Self::BlockedOn { thread, primitive } => match thread {
                BlockedThread::Runtime => Rank::BlocksOthers,
                BlockedThread::Caller if primitive.is_join() => Rank::Joins,
                BlockedThread::Caller => Rank::BlocksOthers,
                BlockedThread::Spawned => Rank::ThreadWaits,
            },
            Self::BusyLoop { .. } => Rank::KeepsBusy,
            Self::WakesItself | Self::TaskWakesItself | Self::GivesWay { .. } => Rank::WakesItself,
            Self::InBlockOn => Rank::Waits,
            Self::Waits { party, .. } => match party {
                Party::YourCode => Rank::Waits,
                Party::SpawnedTask => Rank::TaskWaits,
            },
            Self::TaskLastSeen | Self::TaskWaitsElsewhere => Rank::TaskWaits,
            Self::LostWakeUp(_) | Self::NobodysWaker | Self::NeverReady => Rank::LostWakeUp,
            Self::AwaitInBlockOn => Rank::Perhaps,
        }
    }

    /// Whether it is an `.await` of nothing but a timer.
    pub(super) fn waits_for_timer(&self) -> bool {
        matches!(self, Self::Waits { for_what, .. } if for_what[..] == [Awaited::Timer])
    }

    /// Whether it keeps a core busy.
    pub(super) fn keeps_busy(&self) -> bool {
        matches!(self.rank(), Rank::KeepsBusy | Rank::WakesItself)
    }
}
