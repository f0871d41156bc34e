//! One runtime for the whole program, kept in a static; an executor with parked threads; causes one by one.

use std::{
    future::Future,
    io::Write,
    pin::pin,
    sync::{Arc, LazyLock},
    task::{Context, Poll, Wake, Waker},
    thread::{self, Thread},
};
use tokio::runtime::{Builder, Runtime};

static SHARED: LazyLock<std::io::Result<Runtime>> = LazyLock::new(|| {
    Builder::new_multi_thread()
        .worker_threads(1)
        .thread_name("shared")
        .enable_io()
        .enable_time()
        .build()
});

pub fn build() -> anyhow::Result<Runtime> {
    let mut builder = Builder::new_multi_thread();
    builder.worker_threads(1).enable_all();
    Ok(builder.build()?)
}

pub fn run<F: Future>(fut: F) -> anyhow::Result<F::Output> {
    let runtime = SHARED.as_ref()?;
    let _inside = runtime.enter();
    Ok(runtime.handle().block_on(fut))
}

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

pub fn run_without_tokio<F: Future>(fut: F) -> F::Output {
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut fut = pin!(fut);
    loop {
        match fut.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(output) => return output,
            Poll::Pending => thread::park(),
        }
    }
}

pub fn report(program: &str, result: anyhow::Result<()>, err: &mut dyn Write) -> i32 {
    let Some(error) = result.err() else { return 0 };
    let causes: Vec<String> = error.chain().map(|cause| cause.to_string()).collect();
    writeln!(err, "ERROR: {program}: {}", causes.join(", because ")).unwrap();
    i32::from(!causes.is_empty())
}
