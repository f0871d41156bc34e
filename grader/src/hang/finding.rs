//! One place of the student's code at which something does not go on.

use super::cause::Cause;
use crate::result::Place;

/// A cause and where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Finding {
    pub(super) cause: Cause,
    /// Unknown for a cause that was seen although no line of the student's can be shown.
    pub(super) place: Option<Place>,
    /// Where another function of the student's called the one that the place is in.
    pub(super) caller: Option<Place>,
    pub(super) role: Role,
}

/// What a finding is beside the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// It may be why the check hangs.
    Suspect,
    /// It goes on meanwhile, and may be as it should.
    Meanwhile,
}

impl Finding {
    pub(super) fn new(cause: Cause, place: Option<Place>) -> Self {
        Self {
            cause,
            place,
            caller: None,
            role: Role::Suspect,
        }
    }
}
