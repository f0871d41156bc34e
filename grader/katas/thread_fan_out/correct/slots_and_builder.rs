//! Named threads of a `Builder` that write into shared slots; `run_jobs` is built on `fan_out`.

use anyhow::{Result, bail};
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex},
    thread,
};

pub type Job = Box<dyn FnOnce() -> Result<u64> + Send + 'static>;

pub fn fan_out<T, F>(n: usize, f: F) -> Vec<T>
where
    F: Fn(usize) -> T + Send + Sync + 'static,
    T: Send + 'static,
{
    let slots: Arc<Vec<Mutex<Option<T>>>> = Arc::new((0..n).map(|_| Mutex::new(None)).collect());
    let f = Arc::new(f);
    let mut threads = vec![];
    for i in 0..n {
        let (slots, f) = (Arc::clone(&slots), Arc::clone(&f));
        let thread = thread::Builder::new()
            .name(format!("fan-out-{i}"))
            .stack_size(1 << 20)
            .spawn(move || {
                let value = f(i);
                *slots[i].lock().unwrap() = Some(value);
            });
        threads.push(thread.unwrap());
    }
    for thread in threads {
        thread.join().unwrap();
    }
    slots
        .iter()
        .map(|slot| slot.lock().unwrap().take().unwrap())
        .collect()
}

pub fn run_jobs(jobs: Vec<Job>) -> Result<Vec<u64>> {
    let jobs: Vec<Mutex<Option<Job>>> = jobs.into_iter().map(|j| Mutex::new(Some(j))).collect();
    let ended = fan_out(jobs.len(), move |i| {
        let job = jobs[i].lock().unwrap().take().unwrap();
        catch_unwind(AssertUnwindSafe(job))
    });
    let mut values = vec![];
    for result in ended {
        match result {
            Ok(result) => values.push(result?),
            Err(payload) => {
                if let Some(text) = payload.downcast_ref::<&str>() {
                    bail!("{text}");
                }
                match payload.downcast::<String>() {
                    Ok(text) => bail!(text),
                    Err(_) => bail!("a panic"),
                }
            }
        }
    }
    Ok(values)
}
