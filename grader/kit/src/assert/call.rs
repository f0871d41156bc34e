//! A call of the student's async code: limited, caught and explained in one.

use super::{
    assertions::assert_within,
    caught::{Panicked, caught},
};
use std::{future::Future, pin::Pin, time::Duration};

/// A call of the student's that may hang or panic. `what` names it in messages.
///
/// ```
/// use kata_kit::{call, ms, paused};
/// # mod k { pub async fn total(prices: Vec<u32>) -> u32 { prices.iter().sum() } }
///
/// paused(async {
///     let total = call("`total`", k::total(vec![2, 3]))
///         .within(ms(1_000), "There is nothing to wait for.")
///         .explain("A list without prices has a total, too.")
///         .await;
///     assert_eq!(total, 5);
/// });
/// ```
pub fn call<F: Future>(what: &str, future: F) -> Call<'_, F> {
    Call {
        what,
        future: Box::pin(future),
        limit: None,
    }
}

/// A call that was named with [`call`], to be awaited by one of its methods.
#[must_use = "the call is made by `explain`, `explain_if` or `caught`"]
#[derive(Debug)]
pub struct Call<'a, F> {
    what: &'a str,
    future: Pin<Box<F>>,
    limit: Option<(Duration, &'a str)>,
}

impl<'a, F: Future> Call<'a, F> {
    /// If nothing is returned within `limit` on the clock of the surrounding runtime, the check fails, and `why`
    /// names the misconception that a hang is a sign of.
    pub fn within(self, limit: Duration, why: &'a str) -> Self {
        Self {
            limit: Some((limit, why)),
            ..self
        }
    }

    /// The output. A panic fails the check, and `why` names the misconception.
    ///
    /// # Panics
    ///
    /// If the call hangs or panics.
    pub async fn explain(self, why: &str) -> F::Output {
        self.explain_if(|_| Some(why)).await
    }

    /// The output. A panic for whose text `why` has a misconception is explained with it; any other goes on as if
    /// it had not been caught.
    ///
    /// # Panics
    ///
    /// If the call hangs or panics.
    pub async fn explain_if<'w>(self, why: impl FnOnce(&str) -> Option<&'w str>) -> F::Output {
        let what = self.what;
        match self.caught().await {
            Ok(output) => output,
            Err(panic) => match why(panic.text()) {
                Some(why) => panic.explain(what, why),
                None => panic.resume(),
            },
        }
    }

    /// The output, or its panic.
    ///
    /// # Errors
    ///
    /// If the call panics.
    ///
    /// # Panics
    ///
    /// If the call hangs.
    pub async fn caught(self) -> Result<F::Output, Panicked> {
        let future = caught(self.future);
        match self.limit {
            Some((limit, why)) => assert_within(limit, why, future).await,
            None => future.await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{caught_call, ms, paused};

    async fn full(number: u32) {
        if number > 0 {
            panic!("the disk {number} is full");
        }
        std::future::pending().await
    }

    fn text_of(check: impl Future<Output = ()>) -> String {
        let ended = caught_call(|| paused(check));
        ended.expect_err("it fails").text().to_string()
    }

    #[test]
    fn a_panic_is_explained_and_a_hang_is_limited() {
        let panics = call("`save`", full(7)).explain("Return the error.");
        assert_eq!(
            text_of(panics),
            "`save` panicked: the disk 7 is full\nReturn the error."
        );
        let hangs = call("`save`", full(0)).within(ms(2_000), "It waits.");
        assert_eq!(
            text_of(hangs.explain("Return the error.")),
            "Nothing was returned within 2 s.\nIt waits."
        );
    }

    #[test]
    fn a_panic_that_is_not_explained_goes_on() {
        let about_nets = |text: &str| text.contains("net").then_some("The net is not there.");
        let panics = call("`save`", full(7)).explain_if(about_nets);
        assert_eq!(text_of(panics), "the disk 7 is full");
    }
}
