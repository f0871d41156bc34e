//! Mistake: a bare async block where a boxed future is wanted.
//! Says: `Box::pin(…)`
use futures::future::BoxFuture;

pub fn number() -> BoxFuture<'static, u8> {
    async { 1 }
}
