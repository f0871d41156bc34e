//! Mistake: nothing of async: then the compiler's words are enough.
//! Says: mismatched types
//! Says not: In short
pub fn number() -> u8 {
    "one"
}
