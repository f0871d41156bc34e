//! Repeats which linker cargo would call, for the grader, which calls rustc without cargo. Cargo tells it to
//! build scripts alone: <https://doc.rust-lang.org/cargo/reference/environment-variables.html>.

use std::env;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=RUSTC_LINKER");
    let linker = env::var("RUSTC_LINKER").unwrap_or_default();
    println!("cargo::rustc-env=KATA_KIT_LINKER={linker}");
}
