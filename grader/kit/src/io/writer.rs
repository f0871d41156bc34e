//! A writer that keeps what it is given, and shows it when it is flushed.

use std::{
    cell::RefCell,
    fmt, io,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll, ready},
};
use tokio::io::AsyncWrite;

/// What is asked of a [`ScriptedWriter`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WriteCall {
    /// To take bytes.
    Write,
    /// To show what it has taken.
    Flush,
}

/// The error of a call, if it has one; the bytes are those that were taken before.
type Failure = dyn Fn(WriteCall, &[u8]) -> Option<io::Error>;

/// A writer whose other side sees only what has been flushed. It may take only a part of what it is given, be
/// pending, or fail. It is also a `std::io::Write`, which is never pending.
///
/// ```
/// use kata_kit::{io::ScriptedWriter, paused, tokio::io::AsyncWriteExt as _};
///
/// let mut writer = ScriptedWriter::new().taking_at_most(3).pausing();
/// let log = writer.log();
/// paused(async {
///     assert_eq!(writer.write(b"hello").await.unwrap(), 3);
///     assert_eq!((log.taken(), log.flushed()), (b"hel".to_vec(), vec![]));
///     writer.flush().await.unwrap();
///     assert_eq!(log.flushed(), b"hel");
/// });
/// ```
pub struct ScriptedWriter {
    log: WriteLog,
    takes_at_most: usize,
    pauses: bool,
    has_paused: bool,
    failure: Box<Failure>,
}

impl ScriptedWriter {
    /// A writer that takes everything at once.
    pub fn new() -> Self {
        Self {
            log: WriteLog::default(),
            takes_at_most: usize::MAX,
            pauses: false,
            has_paused: false,
            failure: Box::new(|_, _| None),
        }
    }

    /// Takes so many bytes at a time.
    pub fn taking_at_most(self, bytes: usize) -> Self {
        Self {
            takes_at_most: bytes,
            ..self
        }
    }

    /// Is pending every other time, and wakes the writing task at once.
    pub fn pausing(self) -> Self {
        Self {
            pauses: true,
            ..self
        }
    }

    /// Fails where `failure` gives an error. It is asked in every call, with what was taken before.
    pub fn failing(
        self,
        failure: impl Fn(WriteCall, &[u8]) -> Option<io::Error> + 'static,
    ) -> Self {
        Self {
            failure: Box::new(failure),
            ..self
        }
    }

    /// What it has taken and shown so far, also when it has been moved away.
    pub fn log(&self) -> WriteLog {
        self.log.clone()
    }

    fn pause(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        self.has_paused = self.pauses && !self.has_paused;
        if self.has_paused {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(())
    }

    fn fail(&self, call: WriteCall) -> io::Result<()> {
        let failure = (self.failure)(call, &self.log.0.borrow().taken);
        failure.map_or(Ok(()), Err)
    }
}

impl Default for ScriptedWriter {
    fn default() -> Self {
        Self::new()
    }
}

impl io::Write for ScriptedWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.fail(WriteCall::Write)?;
        let taken = &bytes[..bytes.len().min(self.takes_at_most)];
        self.log.0.borrow_mut().taken.extend(taken);
        Ok(taken.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.fail(WriteCall::Flush)?;
        let log = &mut *self.log.0.borrow_mut();
        log.flushed = log.taken.len();
        Ok(())
    }
}

impl AsyncWrite for ScriptedWriter {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        ready!(self.pause(cx));
        Poll::Ready(io::Write::write(&mut *self, bytes))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.pause(cx));
        Poll::Ready(io::Write::flush(&mut *self))
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.poll_flush(cx)
    }
}

impl fmt::Debug for ScriptedWriter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("ScriptedWriter");
        shown.field("log", &self.log).finish_non_exhaustive()
    }
}

/// What a [`ScriptedWriter`] was given. Clones share it.
#[derive(Debug, Clone, Default)]
pub struct WriteLog(Rc<RefCell<Log>>);

#[derive(Debug, Default)]
struct Log {
    taken: Vec<u8>,
    /// So many of these bytes have been flushed.
    flushed: usize,
}

impl WriteLog {
    /// All bytes that the writer has taken, flushed or not.
    pub fn taken(&self) -> Vec<u8> {
        self.0.borrow().taken.clone()
    }

    /// All bytes that the other side can see.
    pub fn flushed(&self) -> Vec<u8> {
        let log = self.0.borrow();
        log.taken[..log.flushed].to_vec()
    }

    /// How many bytes the other side can see.
    pub fn flushed_len(&self) -> usize {
        self.0.borrow().flushed
    }

    /// What the writer has taken, as text.
    pub fn taken_text(&self) -> String {
        String::from_utf8_lossy(&self.taken()).into_owned()
    }

    /// What the other side can see, as text.
    pub fn flushed_text(&self) -> String {
        String::from_utf8_lossy(&self.flushed()).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    #[test]
    fn a_failure_depends_on_the_call_and_on_what_was_taken() {
        let mut writer = ScriptedWriter::new().failing(|call, taken| {
            let fails = call == WriteCall::Flush && taken.len() >= 2;
            fails.then(|| io::Error::other("full"))
        });
        let log = writer.log();
        for _ in 0..2 {
            writer.write_all(b"a").expect("writing does not fail");
            let _ = writer.flush();
        }
        assert_eq!(
            (log.taken_text(), log.flushed_text()),
            ("aa".into(), "a".into())
        );
        let error = writer.flush().expect_err("it fails");
        assert_eq!(error.to_string(), "full");
    }

    #[test]
    fn it_is_pending_every_other_time() {
        let mut writer = ScriptedWriter::new().pausing();
        let mut cx = Context::from_waker(std::task::Waker::noop());
        let mut poll = || Pin::new(&mut writer).poll_write(&mut cx, b"a").is_pending();
        assert_eq!([poll(), poll(), poll()], [true, false, true]);
    }
}
