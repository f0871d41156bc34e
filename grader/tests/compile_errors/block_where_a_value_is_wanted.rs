//! Mistake: an async block is returned where its output is wanted.
//! Says: does nothing until it is awaited
pub fn number() -> u8 {
    async { 1 }
}
