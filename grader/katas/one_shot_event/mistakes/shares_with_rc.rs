//! Misconception: Whatever is shared between two halves can be shared with `Rc`.
//! Caught by: does_not_compile
//! Message: cannot be sent between threads

use std::{
    cell::RefCell,
    future::Future,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll, Waker},
};
pub struct Trigger {
    s: Rc<RefCell<(Option<bool>, Option<Waker>)>>,
}
pub struct Event {
    s: Rc<RefCell<(Option<bool>, Option<Waker>)>>,
}
pub fn event() -> (Trigger, Event) {
    let s = Rc::new(RefCell::new((None, None)));
    (Trigger { s: s.clone() }, Event { s })
}
impl Trigger {
    pub fn fire(self) {
        self.s.borrow_mut().0 = Some(true);
    }
}
impl Drop for Trigger {
    fn drop(&mut self) {
        let mut s = self.s.borrow_mut();
        s.0.get_or_insert(false);
        if let Some(w) = s.1.take() {
            w.wake()
        }
    }
}
impl Future for Event {
    type Output = bool;
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<bool> {
        let mut s = self.s.borrow_mut();
        if let Some(a) = s.0 {
            return Poll::Ready(a);
        }
        s.1 = Some(cx.waker().clone());
        Poll::Pending
    }
}
