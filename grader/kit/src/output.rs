//! Futures without their outputs.
//!
//! What a check puts around a future, for example a limit, has nothing to do with its output. In the kit it is written
//! for `dyn Future<Output = ()>`, and the output goes its own way. For what is generic, and every `async fn`, is
//! compiled in the crate that awaits it: that would be most of the kit in every check, for each type of future, anew
//! with each answer.

use futures::future::LocalBoxFuture;
use std::{cell::Cell, rc::Rc};

/// The output of a future, once it is there.
pub(crate) struct Output<T>(Rc<Cell<Option<T>>>);

impl<T> Output<T> {
    /// `future` without its output, and that.
    pub(crate) fn of<'a>(future: LocalBoxFuture<'a, T>) -> (LocalBoxFuture<'a, ()>, Self)
    where
        T: 'a,
    {
        let slot = Rc::new(Cell::new(None));
        let output = Self(slot.clone());
        (
            Box::pin(async move { slot.set(Some(future.await)) }),
            output,
        )
    }

    /// The output, after `driven`, which drives its future to the end.
    pub(crate) fn after<'a>(self, driven: LocalBoxFuture<'a, ()>) -> LocalBoxFuture<'a, T>
    where
        T: 'a,
    {
        Box::pin(async move {
            driven.await;
            self.take()
        })
    }

    /// The output, if `driven` says that its future has ended as it should.
    pub(crate) fn after_if<'a>(
        self,
        driven: LocalBoxFuture<'a, bool>,
    ) -> LocalBoxFuture<'a, Option<T>>
    where
        T: 'a,
    {
        Box::pin(async move { driven.await.then(|| self.take()) })
    }

    /// The output, which is there.
    pub(crate) fn take(self) -> T {
        self.0.take().expect("the future has ended")
    }
}
