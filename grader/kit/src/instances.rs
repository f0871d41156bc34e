//! Generic functions that are compiled here, for the types that most checks call them with. Otherwise each check would
//! have them, anew with each answer.

use crate::{
    clock::{spawn_boxed, spawn_boxed_local},
    sorted,
};
use futures::future::{BoxFuture, LocalBoxFuture};
use tokio::task::JoinHandle;

type Spawn<T> = fn(BoxFuture<'static, T>) -> JoinHandle<T>;
type SpawnLocal<T> = fn(LocalBoxFuture<'static, T>) -> JoinHandle<T>;
type Sort<T> = fn(Vec<T>) -> Vec<T>;

type Instances = (
    (Spawn<()>, Spawn<u32>, Spawn<u64>, Spawn<usize>),
    SpawnLocal<()>,
    (
        Sort<i64>,
        Sort<u32>,
        Sort<u64>,
        Sort<&'static str>,
        Sort<String>,
    ),
);

/// Nobody calls it: rustc compiles what it names.
#[doc(hidden)]
pub fn instances() -> Instances {
    (
        (spawn_boxed, spawn_boxed, spawn_boxed, spawn_boxed),
        spawn_boxed_local,
        (sorted, sorted, sorted, sorted, sorted),
    )
}
