//! The student's function has returned; the check waits for something else.
//! Check: the_check_ends
//! Says: Nothing in your code was seen waiting

pub fn go_sync() -> u32 {
    7
}
