//! Misconception: The restarts may be made ready beforehand.
//! Caught by: make_is_called_with_0_1_2
//! Message: as long as a job runs, no other one is made

use std::{any::Any, future::Future};

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
    let jobs: Vec<Fut> = (0..=max_restarts).map(&mut make).collect();
    let mut jobs = jobs.into_iter();
    loop {
        let Err(error) = tokio::spawn(jobs.next().expect("there is one for every start")).await
        else {
            return Verdict::Finished { restarts };
        };
        if restarts == max_restarts {
            let last_panic = text_of(&*error.into_panic());
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
