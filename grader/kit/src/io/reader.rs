//! A reader with a script.

use std::{
    cell::RefCell,
    fmt,
    future::Future as _,
    io,
    iter::{Fuse, once},
    pin::Pin,
    rc::Rc,
    task::{Context, Poll, ready},
    time::Duration,
};
use tokio::{
    io::{AsyncRead, ReadBuf},
    time::{Sleep, sleep},
};

/// What a [`ScriptedReader`] does next.
#[derive(Debug)]
pub enum ReadStep {
    /// Give these bytes, in several reads where the buffer is too small. No bytes are no step.
    Give(Vec<u8>),
    /// Be pending for so long, on the clock of the surrounding runtime. No time is no step.
    Wait(Duration),
    /// Be pending once, and wake the reading task at once.
    Pause,
    /// Fail once.
    Fail(io::Error),
}

/// A reader that does one step after the other; after the last one its input has ended.
///
/// ```
/// use kata_kit::{io::{ReadStep::*, ScriptedReader}, ms, paused, tokio::io::AsyncReadExt as _};
///
/// let mut reader = ScriptedReader::new([Give(b"one".into()), Wait(ms(50)), Give(b"two".into())]);
/// let log = reader.log();
/// let mut buffer = [0; 100];
/// paused(async {
///     assert_eq!(reader.read(&mut buffer).await.unwrap(), 3);
///     assert_eq!(reader.read(&mut buffer).await.unwrap(), 3);
///     assert_eq!(reader.read(&mut buffer).await.unwrap(), 0);
/// });
/// assert_eq!(log.bytes(), b"onetwo");
/// ```
pub struct ScriptedReader {
    steps: Fuse<Box<dyn Iterator<Item = ReadStep>>>,
    step: Option<ReadStep>,
    sleep: Option<Pin<Box<Sleep>>>,
    before_each_read: Box<dyn FnMut()>,
    log: ReadLog,
}

impl ScriptedReader {
    /// A reader with these steps. An endless iterator is an input without an end.
    pub fn new<I>(steps: I) -> Self
    where
        I: IntoIterator<Item = ReadStep>,
        I::IntoIter: 'static,
    {
        let steps: Box<dyn Iterator<Item = ReadStep>> = Box::new(steps.into_iter());
        Self {
            steps: steps.fuse(),
            step: None,
            sleep: None,
            before_each_read: Box::new(|| ()),
            log: ReadLog::default(),
        }
    }

    /// A reader that gives one piece at a time, and is pending once before each of them and before the end.
    pub fn in_pieces<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Self {
        Self::in_dyn_pieces(&mut pieces.into_iter())
    }

    /// Not generic, so that it is compiled once and not in every check.
    fn in_dyn_pieces(pieces: &mut dyn Iterator<Item = &[u8]>) -> Self {
        let pieces = pieces.map(|piece| ReadStep::Give(piece.into()));
        let steps = pieces.flat_map(|piece| [ReadStep::Pause, piece]);
        Self::new(steps.chain(once(ReadStep::Pause)).collect::<Vec<_>>())
    }

    /// Calls `f` at the beginning of every poll of a read.
    pub fn before_each_read(self, f: impl FnMut() + 'static) -> Self {
        Self {
            before_each_read: Box::new(f),
            ..self
        }
    }

    /// What it has given so far, also when it has been moved away.
    pub fn log(&self) -> ReadLog {
        self.log.clone()
    }
}

impl AsyncRead for ScriptedReader {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        (this.before_each_read)();
        loop {
            match this.step.take().or_else(|| this.steps.next()) {
                None => return Poll::Ready(Ok(())),
                Some(ReadStep::Give(bytes)) if bytes.is_empty() => {}
                Some(ReadStep::Give(mut bytes)) => {
                    let rest = bytes.split_off(bytes.len().min(buffer.remaining()));
                    buffer.put_slice(&bytes);
                    this.log.0.borrow_mut().extend(bytes);
                    this.step = Some(ReadStep::Give(rest));
                    return Poll::Ready(Ok(()));
                }
                Some(ReadStep::Wait(time)) if time.is_zero() => {}
                Some(ReadStep::Wait(time)) => {
                    this.step = Some(ReadStep::Wait(time));
                    let sleep = this.sleep.get_or_insert_with(|| Box::pin(sleep(time)));
                    ready!(sleep.as_mut().poll(cx));
                    (this.sleep, this.step) = (None, None);
                }
                Some(ReadStep::Pause) => {
                    cx.waker().wake_by_ref();
                    return Poll::Pending;
                }
                Some(ReadStep::Fail(error)) => return Poll::Ready(Err(error)),
            }
        }
    }
}

impl fmt::Debug for ScriptedReader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("ScriptedReader");
        shown.field("step", &self.step).finish_non_exhaustive()
    }
}

/// What a [`ScriptedReader`] has given. Clones share it.
#[derive(Debug, Clone, Default)]
pub struct ReadLog(Rc<RefCell<Vec<u8>>>);

impl ReadLog {
    /// All bytes so far.
    pub fn bytes(&self) -> Vec<u8> {
        self.0.borrow().clone()
    }

    /// How many they are.
    pub fn len(&self) -> usize {
        self.0.borrow().len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

#[cfg(test)]
mod tests {
    use super::{ReadStep::*, *};
    use crate::{ms, paused};
    use tokio::{io::AsyncReadExt as _, time::Instant};

    #[test]
    fn a_piece_that_is_too_large_comes_in_several_reads() {
        let mut reader = ScriptedReader::new([Give(b"abcde".into()), Give(b"f".into())]);
        let mut buffer = [0; 2];
        let mut sizes = Vec::new();
        paused(async {
            for _ in 0..5 {
                sizes.push(reader.read(&mut buffer).await.expect("it does not fail"));
            }
        });
        assert_eq!(sizes, [2, 2, 1, 1, 0]);
    }

    #[test]
    fn it_waits_once_for_each_wait_and_fails_once() {
        let full = io::Error::other("full");
        let steps = [Wait(ms(20)), Give(b"a".into()), Wait(ms(30)), Fail(full)];
        let mut reader = ScriptedReader::new(steps);
        paused(async {
            let (start, mut text) = (Instant::now(), String::new());
            let error = reader.read_to_string(&mut text).await;
            assert_eq!(error.expect_err("it fails").to_string(), "full");
            assert_eq!((text.as_str(), start.elapsed()), ("", ms(50)));
            assert_eq!(reader.read_u8().await.ok(), None);
        });
        assert_eq!(reader.log().bytes(), b"a");
    }

    #[test]
    fn it_is_pending_before_each_piece_and_before_the_end() {
        let mut reader = ScriptedReader::in_pieces([&b"one"[..], b"two"]);
        let polls = Rc::new(RefCell::new(0));
        let counted = polls.clone();
        reader = reader.before_each_read(move || *counted.borrow_mut() += 1);
        let mut text = String::new();
        paused(async { reader.read_to_string(&mut text).await }).expect("it does not fail");
        assert_eq!((text.as_str(), *polls.borrow()), ("onetwo", 6));
    }
}
