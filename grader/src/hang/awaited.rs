//! What a future can wait for.

use super::frame::Paths;

/// What is awaited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Awaited {
    /// Room in a bounded channel.
    Capacity,
    /// A message on a channel of tokio's that still has a sender.
    MessageOfOpenChannel,
    Message,
    Answer,
    Barrier,
    Change,
    Lock,
    OnceCell,
    Notification,
    Permit,
    Timer,
    Task,
    FirstOfSeveral,
    Connection,
    Bytes,
}

/// Parts of paths in the stack of an `.await`; the first row of which all parts are there counts. What is made
/// of other things stands before those: tokio's `Barrier` of a `watch` channel, its locks of a semaphore.
const AWAITED: [(&[&str], Awaited); 18] = [
    (&["sync/mpsc", "batch_semaphore"], Awaited::Capacity),
    (&["sync/mpsc"], Awaited::MessageOfOpenChannel),
    (&["sync/broadcast"], Awaited::Message),
    (&["sync/oneshot"], Awaited::Answer),
    (&["sync/barrier"], Awaited::Barrier),
    (&["sync/watch"], Awaited::Change),
    (&["sync/mutex"], Awaited::Lock),
    (&["sync/rwlock"], Awaited::Lock),
    (&["sync/once_cell"], Awaited::OnceCell),
    (&["sync/notify"], Awaited::Notification),
    (&["sync/batch_semaphore"], Awaited::Permit),
    (&["time/sleep"], Awaited::Timer),
    (&["time/interval"], Awaited::Timer),
    (&["task/join"], Awaited::Task),
    (&["futures_unordered"], Awaited::FirstOfSeveral),
    (&["futures-channel"], Awaited::Message),
    (&["tcp/listener"], Awaited::Connection),
    (&["/io/"], Awaited::Bytes),
];

impl Awaited {
    /// What the functions that the student's code has called are part of, if that is known.
    pub(super) fn of(callees: &Paths) -> Option<Self> {
        let fits = |(parts, _): &&(&[&str], Self)| callees.have_all(parts);
        AWAITED.iter().find(fits).map(|(_, awaited)| *awaited)
    }

    /// Whether the words for `other` add nothing to those for `self`.
    pub(super) fn includes(self, other: Self) -> bool {
        self == other || (self == Self::MessageOfOpenChannel && other == Self::Message)
    }
}
