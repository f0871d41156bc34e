//! A call of the student's async code: limited, caught and explained in one.

use super::{
    assertions::ends_in_time,
    caught::{Explanation, Panicked, caught},
};
use crate::output::Output;
use futures::future::LocalBoxFuture;
use std::{fmt, future::Future, time::Duration};

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
pub fn call<'a, T: 'a>(what: &'a str, future: impl Future<Output = T> + 'a) -> Call<'a, T> {
    let (future, output) = Output::of(Box::pin(future));
    let call = CallWithoutOutput {
        what,
        future,
        limit: None,
    };
    Call { call, output }
}

/// A call that was named with [`call`], to be awaited by one of its methods.
#[must_use = "the call is made by `explain`, `explain_if` or `caught`"]
pub struct Call<'a, T> {
    call: CallWithoutOutput<'a>,
    output: Output<T>,
}

impl<'a, T: 'a> Call<'a, T> {
    /// If nothing is returned within `limit` on the clock of the surrounding runtime, the check fails, and `why`
    /// names the misconception that a hang is a sign of.
    pub fn within(mut self, limit: Duration, why: &'a str) -> Self {
        self.call.limit = Some((limit, why));
        self
    }

    /// The output. A panic fails the check, and `why` names the misconception.
    ///
    /// # Panics
    ///
    /// If the call hangs or panics.
    pub fn explain(self, why: &'a str) -> LocalBoxFuture<'a, T> {
        self.output.after(self.call.explain(why))
    }

    /// The output. A panic for whose text `why` has a misconception is explained with it; any other goes on as if
    /// it had not been caught.
    ///
    /// # Panics
    ///
    /// If the call hangs or panics.
    pub fn explain_if<'w: 'a>(
        self,
        why: impl FnOnce(&str) -> Option<&'w str> + 'a,
    ) -> LocalBoxFuture<'a, T> {
        self.output.after(self.call.explain_if(Box::new(why)))
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
    pub fn caught(self) -> LocalBoxFuture<'a, Result<T, Panicked>> {
        let ended = self.call.caught();
        Box::pin(async move {
            ended.await?;
            Ok(self.output.take())
        })
    }
}

struct CallWithoutOutput<'a> {
    what: &'a str,
    future: LocalBoxFuture<'a, ()>,
    limit: Option<(Duration, &'a str)>,
}

impl<'a> CallWithoutOutput<'a> {
    fn explain(self, why: &'a str) -> LocalBoxFuture<'a, ()> {
        self.explain_if(Box::new(move |_| Some(why)))
    }

    fn explain_if<'w: 'a>(self, why: Explanation<'a, 'w>) -> LocalBoxFuture<'a, ()> {
        Box::pin(async move {
            let what = self.what;
            if let Err(panic) = self.caught().await {
                panic.explain_if(what, why);
            }
        })
    }

    fn caught(self) -> LocalBoxFuture<'a, Result<(), Panicked>> {
        let mut panic = None;
        Box::pin(async move {
            let future = Box::pin(async { panic = caught(self.future).await.err() });
            match self.limit {
                Some((limit, why)) => ends_in_time(limit, why, future).await,
                None => future.await,
            }
            panic.map_or(Ok(()), Err)
        })
    }
}

impl<T> fmt::Debug for Call<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Call").field(&self.call.what).finish()
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
