//! Hidden checks of `fix_the_hanging_runtime`.

use fix_the_hanging_runtime as k;
use futures::future::join_all;
use kata_kit::{
    assert_same, assert_that, call, cases, caught_call, hang_hint, ms, paused, real_with_workers,
    runtimes, sizes_from, sorted, try_within,
};
use std::{cell::Cell, future::Future, panic, sync::Arc, thread, time::Duration};
use tokio::time::{Instant, sleep, timeout};

const NO_PROGRESS: &str = "`read_blocking` waits for values, and the feeder that brings them cannot run: this runtime \
     has one thread, and the read blocks it, or something else does that waits for the read (`join`, `recv`, \
     `block_on`). A runtime with more threads would only hide that. Let another thread do the read, and `.await` it.";
const NO_WORKER_LEFT: &str = "This runtime has one worker thread for all tasks, and it is blocked. A task is no thread: \
     a blocking read inside `tokio::spawn(async { .. })` takes the worker away from the feeders. \
     Give every read a thread that may be blocked.";
const BLOCK_IN_PLACE: &str = "`block_in_place` needs a runtime with more threads, and even there everything else in \
     the same task stands still: let another thread do the read, and `.await` it.";
const BLOCK_ON_INSIDE: &str = "Inside async code there is no second `block_on`, and nothing else that blocks the \
     runtime's thread: `.await` it.";
const NOBODY_READS: &str = "No thread is blocked, but the feeder gives nothing before somebody reads: begin the read \
     before you wait for the feeder to end.";
const STANDS_STILL: &str = "A call that blocks its thread stops everything else in the same task, also on a runtime \
     with more threads, also inside `block_in_place`, and also when it only waits for another thread: \
     let another thread do the read, and `.await` it.";
const NESTED: &str = "If the checks of `sum_device` pass, look at each `block_on`: one inside another, or one that is not \
     the runtime's own, keeps the thread to itself, so the feeder, a task of the runtime, never gets a turn. \
     Inside async code, `.await`.";
const NO_DRIVERS: &str = "The feeder panicked at its first `sleep`: this runtime was built without timers, so no value \
     ever comes. `enable_all` on the builder switches the drivers on.";
const GIVEN: &str =
    "`Device` and `feeder` stay as they were given: the bugs are in `sum_device` and `main_loop`.";
const ALL_VALUES: &str = "The sum is what `read_blocking` gives when all values have come.";
const FROM_THE_DEVICE: &str = "The sum has to come out of the device: it is what `read_blocking` gives, on a thread that may be blocked.";
const BY_THE_FEEDER: &str =
    "Let `feeder` bring the values: it waits until somebody reads, and then gives one every 5 ms.";
const AGAIN: &str = "`main_loop` may be called as often as somebody wants, from any thread that runs no async code.";
const NO_ERROR: &str = "Nothing is wrong with the devices or their values: each has a sum.";
const NOTHING: &str = "A device without values has the sum 0, and without devices there are no sums: neither is an error, nor a reason to panic.";

/// On a runtime with a single thread, `sum_device` reads the sum from the device as it was given.
/// Promises: 1, 2
/// Points: 2
async fn one_thread_is_enough() {
    the_given_code_is_as_it_was();

    let _hint = hang_hint(NO_PROGRESS);
    let dev = k::Device::new();
    let sum = sum_of(&dev, vec![3, 5, 9]).await;
    assert_same("the sum of 3, 5 and 9", sum, 17, ALL_VALUES);
    assert_that(
        dev.has_reader(),
        "The sum was returned, but nobody has read the device.",
        FROM_THE_DEVICE,
    );

    // What is in the device already counts as a value, so the read may end before the last one.
    let dev = k::Device::new();
    dev.feed(1_000);
    let sum = sum_of(&dev, vec![3, 5, 9]).await;
    assert_that(
        sum == 1_008 || sum == 1_017,
        &format!("1000 was in the device before 3, 5 and 9, and the sum was {sum}."),
        FROM_THE_DEVICE,
    );
}

/// Eight devices are read on a runtime with one worker thread.
/// Promises: 3
/// Points: 2
fn eight_devices_share_one_worker() {
    let _hint = hang_hint(NO_WORKER_LEFT);
    real_with_workers(1, async {
        let devices: Vec<_> = (0..8).map(|_| k::Device::new()).collect();
        // The first read is long enough for a sibling to tick, however busy the machine is.
        let lengths = [100, 11, 2, 1, 0, 5, 5, 5];
        let values = |i: usize| vec![i as u64 + 1; lengths[i]];
        let reads = (0..8).map(|i| sum_of(&devices[i], values(i)));
        let promised: Vec<u64> = (0..8).map(|i| values(i).iter().sum()).collect();
        let start = Instant::now();
        let (sums, ticks) = beside_a_sibling(&devices, join_all(reads)).await;
        let took = start.elapsed();
        assert_same("the sums", sums, promised, ALL_VALUES);
        brought_by_the_feeder(100, took);
        ticked_during_the_read(ticks);
    });
}

/// What waits in the same task as `sum_device` goes on during the read.
/// Promises: 4
/// Points: 2
fn a_sibling_keeps_ticking() {
    let _hint = hang_hint(NO_PROGRESS);
    for runtime in runtimes() {
        runtime.block_on(async {
            let dev = k::Device::new();
            let values: Vec<u64> = (1..=40).collect();
            let devices = [dev.clone()];
            let start = Instant::now();
            let (sum, ticks) = beside_a_sibling(&devices, sum_of(&dev, values)).await;
            let took = start.elapsed();
            assert_same("the sum of 1 to 40", sum, 820, ALL_VALUES);
            brought_by_the_feeder(40, took);
            ticked_during_the_read(ticks);
        });
    }
}

/// `main_loop` can be called from synchronous code and gives the sums in the order of the devices.
/// Promises: 5
/// Points: 2
fn main_loop_gives_the_sums_in_order() {
    let _hint = hang_hint(NESTED);
    explain_missing_drivers();
    let values = [(1..=20).collect(), vec![7], vec![100, 200, 300], vec![5, 6]];
    let devices = values.map(|values| (k::Device::new(), values));
    let sums = sums_of_main_loop(devices.into());
    expect_sums("the sums of four devices", sums, &[210, 7, 600, 11]);

    for n in sizes_from(1, "device") {
        // Some have equal sums, and most of a hundred have no values, which takes no time.
        let values = |i: usize| match i {
            0 | 1 => vec![7],
            10 => vec![u64::MAX - 1, 1],
            i if i % 10 == 0 => vec![i as u64],
            _ => vec![],
        };
        let devices = (0..n).map(|i| (k::Device::new(), values(i)));
        let sums = sums_of_main_loop(devices.collect());
        let promised: Vec<u64> = (0..n).map(|i| values(i).iter().sum()).collect();
        expect_sums("the sums", sums, &promised);
    }

    for calls in cases([("with two calls at the same time", 2)]) {
        thread::scope(|scope| {
            let call = || {
                let device = (k::Device::new(), vec![3, 4]);
                caught_call(|| k::main_loop(vec![device])).map(|sums| sums.ok())
            };
            let threads: Vec<_> = (0..calls).map(|_| scope.spawn(call)).collect();
            for thread in threads {
                let sums = thread.join().expect("a panic of `main_loop` is caught");
                let sums = sums.unwrap_or_else(|panic| panic.explain("`main_loop`", AGAIN));
                assert_same("the sums", sums, Some(vec![7]), AGAIN);
            }
        });
    }
}

/// No devices, and a device without values, are fine.
/// Promises: 6
fn main_loop_with_nothing_to_read() {
    let _hint = hang_hint(NESTED);
    explain_missing_drivers();
    let device = |values: &[u64]| (k::Device::new(), values.to_vec());
    let sums = sums_of_main_loop(Vec::new());
    assert_same("without devices, the sums", sums, vec![], NOTHING);
    let sums = sums_of_main_loop(vec![device(&[])]);
    assert_same(
        "with one device without values, the sums",
        sums,
        vec![0],
        NOTHING,
    );
    let sums = sums_of_main_loop(vec![device(&[4]), device(&[]), device(&[8, 1])]);
    let what = "with a device without values among others, the sums";
    expect_sums(what, sums, &[4, 0, 9]);
}

// Runs on threads and runtimes of its own.
fn the_given_code_is_as_it_was() {
    let _hint = hang_hint(GIVEN);
    let dev = k::Device::new();
    assert_that(
        !dev.has_reader(),
        "A new device says that it has a reader.",
        GIVEN,
    );
    let reader = thread::spawn({
        let dev = dev.clone();
        move || dev.read_blocking(2)
    });
    while !dev.has_reader() && !reader.is_finished() {
        thread::sleep(ms(1));
    }
    dev.feed(20);
    // A read that is right never ends here, so this sleep can be short without any risk.
    thread::sleep(ms(50));
    assert_that(
        !reader.is_finished(),
        "`read_blocking(2)` returned after one value.",
        GIVEN,
    );
    dev.feed(1);
    let sum = reader.join().expect("the reading thread does not panic");
    assert_same("`read_blocking(2)` after 20 and 1", sum, 21, GIVEN);

    let (early, took) = thread::spawn(|| {
        paused(async {
            let dev = k::Device::new();
            let early = timeout(ms(1_000), k::feeder(dev.clone(), vec![1]))
                .await
                .is_ok();
            dev.read_blocking(0);
            let start = Instant::now();
            k::feeder(dev.clone(), vec![2, 3, 4]).await;
            (early, start.elapsed())
        })
    })
    .join()
    .expect("the given feeder does not panic");
    assert_that(!early, "The feeder fed a device that had no reader.", GIVEN);
    assert_same("the feeder's time for three values", took, ms(15), GIVEN);
}

// What the student's future gives. A panic that comes from blocking in the wrong place is explained.
async fn explained<F: Future>(future: F) -> F::Output {
    let why = |panic: &str| {
        if panic.contains("can call blocking only") {
            Some(BLOCK_IN_PLACE)
        } else if is_about_blocking(panic) {
            Some(BLOCK_ON_INSIDE)
        } else {
            None
        }
    };
    call("`sum_device`", future).explain_if(why).await
}

async fn sum_of(dev: &Arc<k::Device>, values: Vec<u64>) -> u64 {
    // The limit can end only what waits without blocking; for the rest there is the watchdog.
    let call = explained(k::sum_device(dev.clone(), values));
    match try_within(ms(3_500), call).await {
        Some(Ok(sum)) => sum,
        Some(Err(error)) => panic!(
            "`sum_device` returned an error: {error:#}.\nNothing is wrong with the device or its values."
        ),
        None if dev.has_reader() => panic!(
            "The device has a reader, but `sum_device` was not done after 3.5 s.\n{STANDS_STILL}"
        ),
        None => panic!("After 3.5 s nobody had begun to read the device.\n{NOBODY_READS}"),
    }
}

fn expect_sums(what: &str, sums: Vec<u64>, promised: &[u64]) {
    const IN_ORDER: &str =
        "The sums come in the order of the devices that were given, whichever is done first.";
    const EVERY_DEVICE: &str = "There is a sum for every device, the one that `sum_device` gives: await each of them before you return.";
    let only_order = sorted(sums.clone()) == sorted(promised.to_vec());
    let why = if only_order { IN_ORDER } else { EVERY_DEVICE };
    assert_same(what, sums, promised.to_vec(), why);
}

fn sums_of_main_loop(devices: Vec<(Arc<k::Device>, Vec<u64>)>) -> Vec<u64> {
    const NO_PANIC: &str =
        "`main_loop` gives sums, or an error, to whoever calls it: it does not panic.";
    let none_to_read = devices.iter().all(|(_, values)| values.is_empty());
    match caught_call(|| k::main_loop(devices)) {
        Ok(Ok(sums)) => sums,
        Err(panic) => {
            let why = if is_about_blocking(panic.text()) {
                BLOCK_ON_INSIDE
            } else if is_about_drivers(panic.text()) {
                NO_DRIVERS
            } else if none_to_read {
                NOTHING
            } else {
                NO_PANIC
            };
            panic.explain("`main_loop`", why)
        }
        Ok(Err(error)) => {
            let text = format!("{error:#}");
            let why = if is_about_drivers(&text) {
                NO_DRIVERS
            } else if none_to_read {
                NOTHING
            } else {
                NO_ERROR
            };
            panic!("`main_loop` returned an error: {text}.\n{why}")
        }
    }
}

// A feeder that panics in its task leaves the reader waiting: a hang whose cause is known.
fn explain_missing_drivers() {
    let before = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if info.payload_as_str().is_some_and(is_about_drivers) {
            // It holds from here on, whatever hangs then.
            std::mem::forget(hang_hint(NO_DRIVERS));
        }
        before(info);
    }));
}

fn is_about_blocking(text: &str) -> bool {
    text.starts_with("Cannot start a runtime") || text.starts_with("Cannot block")
}

fn is_about_drivers(text: &str) -> bool {
    text.contains("timers are disabled") || text.contains("no reactor running")
}

// Runs `future` and, in the same task, a sibling that counts its ticks while somebody reads.
async fn beside_a_sibling<F: Future>(devices: &[Arc<k::Device>], future: F) -> (F::Output, usize) {
    let done = Cell::new(false);
    let work = async {
        let output = future.await;
        done.set(true);
        output
    };
    let sibling = async {
        let mut ticks = 0;
        while !done.get() {
            let reading = devices.iter().any(|dev| dev.has_reader());
            sleep(ms(1)).await;
            ticks += usize::from(reading && !done.get());
        }
        ticks
    };
    tokio::join!(work, sibling)
}

// A sleep never ends early, so this holds on any machine.
fn brought_by_the_feeder(values: u32, took: Duration) {
    assert_that(
        took >= ms(5) * values,
        &format!(
            "The sum of {values} values was there after {took:?}, and the feeder needs {:?} to bring so many.",
            ms(5) * values
        ),
        BY_THE_FEEDER,
    );
}

fn ticked_during_the_read(ticks: usize) {
    assert_that(
        ticks >= 5,
        &format!(
            "A sibling in the same task ticked {ticks} times during the read, at least 5 are promised."
        ),
        STANDS_STILL,
    );
}
