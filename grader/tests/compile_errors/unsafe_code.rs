//! Mistake: unsafe code.
//! Says: safe Rust
pub fn read(byte: &u8) -> u8 {
    unsafe { *std::ptr::from_ref(byte) }
}
