//! Hidden checks of `bounded_channel` that are run in every order of their threads.

use bounded_channel as k;
use kata_kit::{assert_same, assert_that};
use kata_orders::one_of;
use std::thread;

/// Senders wait 1.
/// Promises: 1
fn two_senders_wait() {
    let capacity = one_of([1]);
    let (sender, receiver) = k::channel(capacity);
    for value in 0..capacity {
        assert_same("send", sender.send(value), Ok(()), "");
    }
    let senders = [sender.clone(), sender];
    let mut got = [None; 2];
    thread::scope(|scope| {
        for sender in senders { scope.spawn(move || { sender.send(10) }); }
        for slot in &mut got { *slot = receiver.recv(); }
    });
    assert_same("got", got, [Some(0), Some(10)], "");
}
/// Receivers wait 1.
/// Promises: 1
fn two_receivers_wait() {
    let capacity = one_of([1]);
    let (sender, receiver) = k::channel(capacity);
    let receivers = [receiver.clone(), receiver];
    let mut got = [None; 2];
    thread::scope(|scope| {
        for (receiver, slot) in receivers.into_iter().zip(&mut got) { scope.spawn(move || { *slot = receiver.recv() }); }
        for value in 0..2 { let _ = sender.send(value); }
    });
    got.sort();
    assert_same("got", got, [Some(0), Some(1)], "");
}
/// Senders wait 2.
/// Promises: 1
fn two_senders_wait2() {
    let capacity = one_of([2]);
    let (sender, receiver) = k::channel(capacity);
    for value in 0..capacity {
        assert_same("send", sender.send(value), Ok(()), "");
    }
    let senders = [sender.clone(), sender];
    let mut got = [None; 2];
    thread::scope(|scope| {
        for sender in senders { scope.spawn(move || { sender.send(10) }); }
        for slot in &mut got { *slot = receiver.recv(); }
    });
    assert_same("got", got, [Some(0), Some(1)], "");
}
/// Receivers wait 2.
/// Promises: 1
fn two_receivers_wait2() {
    let capacity = one_of([2]);
    let (sender, receiver) = k::channel(capacity);
    let receivers = [receiver.clone(), receiver];
    let mut got = [None; 2];
    thread::scope(|scope| {
        for (receiver, slot) in receivers.into_iter().zip(&mut got) { scope.spawn(move || { *slot = receiver.recv() }); }
        for value in 0..2 { let _ = sender.send(value); }
    });
    got.sort();
    assert_same("got", got, [Some(0), Some(1)], "");
}
/// Last sender.
/// Promises: 1
fn the_last_sender_goes() {
    let (sender, receiver) = k::channel::<u32>(1);
    let receivers = [receiver.clone(), receiver];
    let mut got = [Some(0); 2];
    thread::scope(|scope| {
        for (receiver, slot) in receivers.into_iter().zip(&mut got) { scope.spawn(move || { *slot = receiver.recv() }); }
        drop(sender);
    });
    assert_same("got", got, [None; 2], "");
}
