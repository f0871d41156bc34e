//! Tries: to be another kind of crate than it is compiled as.
//! Verdict: failed
//! Message: It returned None.

#![crate_type = "bin"]
#![no_main]
#![windows_subsystem = "windows"]
#![recursion_limit = "100000"]
#![no_builtins]
use futures::future::BoxFuture;

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    let _ = futs;
    None
}
