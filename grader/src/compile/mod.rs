//! Compiles a student's crate alone, then the checks against it, by calling rustc directly.
//!
//! The student's crate is compiled before the checks' source is anywhere in its reach, with our
//! flags and nothing of a manifest of theirs. What comes out is an [`artifacts::Built`] or a
//! [`crate::rejection::Failure`].
//!
//! [`toolchain`] finds the compiler, [`kit_builder`] builds what it links against; [`build_dir`] is where it works,
//! `rustc` how it is called and `unit` for what. [`Compiler`] compiles an answer, `orders` once more with std replaced by the [`orders_library`], `together` several with one program of checks, `batch` many of ours as
//! one program, and `hang_probe` one that hung once more.

pub(crate) mod artifacts;
mod batch;
pub(crate) mod build_dir;
mod compiler;
mod hang_probe;
pub mod kit;
pub mod kit_builder;
mod orders;
pub mod orders_library;
mod rustc;
mod together;
pub mod toolchain;
mod unit;

pub use batch::Entry;
pub use compiler::Compiler;
pub use rustc::Rustc;
pub use together::Together;
