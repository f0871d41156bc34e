//! Misconception: Only a thread stops a panic.
//! Caught by: it_gives_up_after_max_restarts
//! Message: needs the runtime

use std::{
    any::Any,
    future::Future,
    panic::{AssertUnwindSafe, catch_unwind},
};

#[derive(Debug, PartialEq, Eq)]
pub enum Verdict {
    Finished { restarts: u32 },
    GaveUp { restarts: u32, last_panic: String },
}

pub async fn supervise<F, Fut>(max_restarts: u32, mut make: F) -> Verdict
where
    F: FnMut(u32) -> Fut,
    Fut: Future<Output = ()> + Send + 'static,
{
    let mut restarts = 0;
    loop {
        let job = make(restarts);
        let (tell, told) = tokio::sync::oneshot::channel();
        std::thread::spawn(move || {
            let run = AssertUnwindSafe(|| futures::executor::block_on(job));
            let _ = tell.send(catch_unwind(run));
        });
        let Ok(Err(payload)) = told.await else {
            return Verdict::Finished { restarts };
        };
        if restarts == max_restarts {
            let last_panic = text_of(&*payload);
            return Verdict::GaveUp {
                restarts,
                last_panic,
            };
        }
        restarts += 1;
    }
}

fn text_of(payload: &(dyn Any + Send)) -> String {
    if let Some(literal) = payload.downcast_ref::<&str>() {
        return literal.to_string();
    }
    match payload.downcast_ref::<String>() {
        Some(formatted) => formatted.clone(),
        None => "a panic without a text".to_string(),
    }
}
