//! What can block a thread.

use super::frame::Paths;

/// What a blocked thread waits in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Primitive {
    RuntimeShutdown,
    BlockOn,
    WatchBorrow,
    ParkingLot,
    Sleep,
    StdChannel,
    Barrier,
    Condvar,
    Mutex,
    RwLock,
    ScopedThread,
    Join,
    LazyLock,
    OnceLock,
    Once,
    Park,
    Accept,
    Read,
    Write,
    /// Something that is not known: it may be the system's, or a library's in another language.
    OutsideOfRust,
}

/// Parts of paths in the stack of a blocked thread; the first row of which all parts are there counts. What is
/// made of other primitives stands before those.
const PRIMITIVES: [(&[&str], Primitive); 19] = [
    (&["blocking/shutdown"], Primitive::RuntimeShutdown),
    (&["/block_on"], Primitive::BlockOn),
    (&["sync/watch"], Primitive::WatchBorrow),
    (&["parking_lot"], Primitive::ParkingLot),
    (&["/sleep"], Primitive::Sleep),
    (&["sync/mpmc"], Primitive::StdChannel),
    (&["sync/barrier"], Primitive::Barrier),
    (&["sync/condvar"], Primitive::Condvar),
    (&["sync/mutex"], Primitive::Mutex),
    (&["sync/rwlock"], Primitive::RwLock),
    (&["thread/scoped"], Primitive::ScopedThread),
    (&["/join"], Primitive::Join),
    // An initialiser runs inside of these: what blocks that comes first.
    (&["sys/sync/once", "lazy_lock"], Primitive::LazyLock),
    (&["sys/sync/once", "once_lock"], Primitive::OnceLock),
    (&["sys/sync/once"], Primitive::Once),
    (&["park"], Primitive::Park),
    (&["/accept"], Primitive::Accept),
    (&["/read"], Primitive::Read),
    (&["/write"], Primitive::Write),
];

impl Primitive {
    /// What the functions that the student's code has called are part of.
    pub(super) fn of(callees: &Paths) -> Self {
        let fits = |(parts, _): &&(&[&str], Self)| callees.have_all(parts);
        let known = PRIMITIVES.iter().find(fits);
        known.map_or(Self::OutsideOfRust, |(_, primitive)| *primitive)
    }

    /// Whether it waits for the end of another thread.
    pub(super) fn is_join(self) -> bool {
        matches!(self, Self::Join | Self::ScopedThread)
    }
}
