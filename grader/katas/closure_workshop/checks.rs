//! Hidden checks of `closure_workshop`.

use closure_workshop as k;
use kata_kit::{assert_same, assert_that, cases, caught_call, sizes, sizes_from, texts};
use std::{
    cell::{Cell, OnceCell, RefCell},
    rc::Rc,
    thread,
};

type Stage = Box<dyn Fn(String) -> String>;

// A stage that adds a word to the text.
fn adding(word: &'static str) -> Stage {
    Box::new(move |text| text + word)
}

// What `call` gives. If it panics, `why` explains it.
fn calling<T>(what: &str, why: &str, call: impl FnOnce() -> T) -> T {
    caught_call(call).unwrap_or_else(|panic| panic.explain(what, why))
}

/// `make_adder(n)` gives a closure that adds n, again and again, in any thread.
/// Promises: 1
fn an_adder_adds_its_number() {
    const REMEMBERS: &str =
        "An adder adds its own n to the argument, and nothing else: calls do not add up.";
    const ITS_OWN: &str = "Each adder keeps the n that it was made with: let the closure own it with `move`, instead of keeping it in a place that all adders share.";
    const THREAD: &str = "The closure must carry n with it. What is kept in a `thread_local!` is a different variable in every thread.";
    let add_five = k::make_adder(5);
    let sum: i64 = add_five(10);
    assert_same(
        "make_adder(5)(10)",
        sum,
        15,
        "The closure adds n to its argument.",
    );
    assert_same("the same adder with 10 again", add_five(10), 15, REMEMBERS);
    assert_same("the same adder with -7", add_five(-7), -2, REMEMBERS);
    let add_hundred = k::make_adder(100);
    assert_same("make_adder(100)(1)", add_hundred(1), 101, ITS_OWN);
    assert_same(
        "make_adder(5)(1), after an adder of 100 was made",
        add_five(1),
        6,
        ITS_OWN,
    );
    let elsewhere = thread::spawn(move || add_five(1)).join().ok();
    assert_same(
        "make_adder(5)(1) in another thread",
        elsewhere,
        Some(6),
        THREAD,
    );
    const ALL_NUMBERS: &str =
        "Every `i64` counts: neither a smaller type, nor a float, nor `abs` keeps all of them.";
    for (n, argument) in cases([
        ("with n = 0", (0, 7)),
        ("with a negative n", (-7, 3)),
        ("with the greatest n", (i64::MAX, 0)),
        ("with the least n", (i64::MIN, i64::MAX)),
    ]) {
        assert_same(
            &format!("make_adder({n})({argument})"),
            k::make_adder(n)(argument),
            n + argument,
            ALL_NUMBERS,
        );
    }
}

/// A counter returns 1 when it is first called, then 2, then 3.
/// Promises: 2
fn a_counter_counts_from_one() {
    const BY_ONE: &str = "The count goes up by 1 with every call, and by nothing else.";
    const FIRST: &str =
        "The first call returns 1: add to the count before you return it, or start it at 1.";
    const STUCK: &str = "The count must be kept from call to call: a variable inside the closure's body is a new one in every call, and `count + 1` does not change `count`.";
    let mut counter = k::make_counter();
    let counted: Vec<u64> = vec![counter(), counter(), counter(), counter()];
    let why = match counted[..2] {
        [first, second] if first == second => STUCK,
        [first, second] if first != 1 && first + 1 == second => FIRST,
        _ => BY_ONE,
    };
    assert_same("four calls of one counter", counted, vec![1, 2, 3, 4], why);
    // More than a `u16` can count.
    let later = (5..=70_000).find(|count| counter() != *count);
    if let Some(call) = later {
        panic!(
            "The counter counted from 1 on, but its call number {call} did not give {call}.\nA counter counts on and on: the count is a `u64`, from the first call to the last."
        );
    }
}

/// Every counter has its own count.
/// Promises: 3
fn every_counter_has_its_own_count() {
    const SHARED: &str = "The counters share one count. A `static` (or a `thread_local!`) exists once for all of them: let each closure own a variable of its own.";
    let mut one = k::make_counter();
    let first: Vec<u64> = vec![one(), one(), one()];
    let mut other = k::make_counter();
    let second: Vec<u64> = vec![other(), other()];
    let again: u64 = one();
    assert_same(
        "the first counter's three calls",
        first,
        vec![1, 2, 3],
        "The count starts at 1 and goes up by 1 with every call.",
    );
    assert_same(
        "a second counter, made after three calls of the first",
        second,
        vec![1, 2],
        SHARED,
    );
    assert_same(
        "the first counter's fourth call, after two calls of the second",
        again,
        4,
        SHARED,
    );
}

/// `compose(f, g)` gives a closure that turns a into g(f(a)), again and again.
/// Promises: 4
fn compose_calls_f_and_then_g() {
    const USED_UP: &str = "Calling an `Fn` closure does not use it up: keep `f` and `g` in the closure, and call them there.";
    let calls = RefCell::new(Vec::new());
    let length = |text: String| -> usize {
        calls.borrow_mut().push("f");
        text.len()
    };
    let stars = |n: usize| -> Vec<char> {
        calls.borrow_mut().push("g");
        vec!['*'; n]
    };
    let composed = k::compose(length, stars);
    let result: Vec<char> = composed("four".to_string());
    assert_same(
        "g(f(\"four\")), where f gives the length and g as many stars",
        result,
        vec!['*'; 4],
        "First `f`, then `g` with what `f` gave.",
    );
    let again = calling("A second call of the composed closure", USED_UP, || {
        composed("of".to_string())
    });
    assert_same("a second call, with \"of\"", again, vec!['*'; 2], USED_UP);
    assert_same(
        "what was called in two calls",
        calls.borrow().clone(),
        vec!["f", "g", "f", "g"],
        "Each call of the composed closure calls `f` once and `g` once.",
    );
    composed_inside_itself();
}

// The second call begins while the first is in progress: `f` makes it.
fn composed_inside_itself() {
    const LOCKED: &str = "A closure that is an `Fn` may be called while a call of it is in progress. Nothing needs a `RefCell` or a lock here, and a borrow that is kept while `f` and `g` run is in the way.";
    type Composed = Box<dyn Fn(u64) -> u64>;
    let itself: Rc<OnceCell<Composed>> = Rc::default();
    let inside = itself.clone();
    let down = move |n: u64| match (n, inside.get()) {
        (1.., Some(composed)) => composed(n - 1),
        _ => 0,
    };
    let _ = itself.set(Box::new(k::compose(down, |n| n + 1)));
    let sum = calling("A composed closure whose `f` calls it", LOCKED, || {
        itself.get().map(|composed| composed(11))
    });
    assert_same(
        "a composed closure that calls itself eleven times and adds 1 each time",
        sum,
        Some(12),
        LOCKED,
    );
}

/// `repeat` calls f with 0, 1, … times - 1, in this order, and f may change what it captured.
/// Promises: 5
fn repeat_counts_from_zero() {
    const ZERO: &str =
        "The numbers start at 0 and end before `times`: that is what `0..times` gives.";
    const BACKWARDS: &str = "The numbers go up: the first call is f(0).";
    const LAZY: &str = "`f` was not called at all. An iterator does nothing until something goes through it: `map` alone calls nobody, a `for` loop or `for_each` does.";
    const STUCK: &str = "Each call gets the next number, not always the same one.";
    const UNDERFLOW: &str = "With times = 0 there is nothing to call, and `times - 1` is a number that a `usize` does not have: `0..times` needs no such case.";
    const TOO_SMALL: &str = "`f` is called so many times. `times` is a `usize`: count in that type, a smaller one cuts it off.";
    for times in sizes("call").chain(cases([("with 1,000 calls", 1_000)])) {
        let mut seen: Vec<usize> = Vec::new();
        let what = format!("`repeat` with times = {times}");
        let why = if times == 0 { UNDERFLOW } else { ZERO };
        calling(&what, why, || {
            // Whoever never ends is stopped for that, not for the memory it takes.
            k::repeat(times, |index| {
                if seen.len() < 2_000 {
                    seen.push(index);
                }
            });
        });
        assert_that(
            times < 1_000 || seen.len() == times,
            &format!("`f` was called {} times.", seen.len()),
            TOO_SMALL,
        );
        let promised: Vec<usize> = (0..times).collect();
        let why = match &seen[..] {
            [] => LAZY,
            [first, others @ .., last] if times > 1 => match (first == last, others.is_empty()) {
                (true, _) => STUCK,
                _ if seen.iter().rev().eq(&promised) => BACKWARDS,
                _ => ZERO,
            },
            _ => ZERO,
        };
        assert_same(
            &format!("the arguments of f with times = {times}"),
            seen,
            promised,
            why,
        );
    }
}

/// `run_once` calls a closure that consumes what it captured, and gives its value.
/// Promises: 6
fn run_once_takes_a_closure_that_consumes() {
    const ONCE: &str = "\"Once\" is said of each closure, not of the whole program: `f` is called once in every call of `run_once`. `std::sync::Once` runs only the first of all.";
    let mut ran = 0;
    let owned = vec![String::from("kept")];
    let given: Vec<String> = k::run_once(|| {
        ran += 1;
        owned
    });
    assert_same(
        "what the closure gave away",
        given,
        vec!["kept".to_string()],
        "`run_once` gives what `f` returns.",
    );
    assert_same("how often the closure was called", ran, 1, "Call `f` once.");
    let text = Box::new(7_u8);
    let again: Box<u8> = calling("`run_once` with another closure", ONCE, || {
        k::run_once(move || text)
    });
    assert_same("what another closure gave away", *again, 7, ONCE);
    let inside: u8 = calling("`run_once` in a closure of `run_once`", ONCE, || {
        k::run_once(|| k::run_once(|| 3) + 4)
    });
    assert_same("what a closure in a closure gave", inside, 7, ONCE);
}

/// A pipeline puts the text through all stages, from left to right.
/// Promises: 7
/// Points: 2
fn a_pipeline_goes_from_left_to_right() {
    let stages = vec![adding("a"), adding("b"), adding("c")];
    let through: String = k::pipeline(stages)("-".to_string());
    let why = match through.as_str() {
        "-cba" => "The stages ran from right to left: the first of the list comes first.",
        "-a" | "-b" | "-c" | "-a-b-c" => {
            "The stages worked beside each other: each one gets what the one before it made, not the text from the start."
        }
        _ => "Each stage gets what the one before it made, and each has its turn once.",
    };
    assert_same(
        "\"-\" through stages that add a, b and c",
        through,
        "-abc".to_string(),
        why,
    );

    const EVERY_STAGE: &str =
        "Every stage is called once for a text, in the order of the list, however many there are.";
    for stages in sizes_from(1, "stage") {
        let calls = Rc::new(RefCell::new(Vec::new()));
        let stage = |number: usize| -> Stage {
            let calls = calls.clone();
            Box::new(move |text| {
                calls.borrow_mut().push(number);
                format!("{text}{number},")
            })
        };
        let through = calling("A pipeline", EVERY_STAGE, || {
            k::pipeline((0..stages).map(stage).collect())(String::new())
        });
        let promised: String = (0..stages).map(|number| format!("{number},")).collect();
        assert_same(
            "an empty text through stages that add their numbers",
            through,
            promised,
            EVERY_STAGE,
        );
        assert_same(
            "which stages were called",
            calls.borrow().clone(),
            (0..stages).collect(),
            EVERY_STAGE,
        );
    }
    texts_go_through_as_they_are();
}

// Three stages that change nothing note what they get.
fn texts_go_through_as_they_are() {
    const AS_IT_IS: &str = "A stage gets the text as the one before it gave it, empty or not, and all stages are called: also for a text that did not change. Nothing is trimmed or cut.";
    for text in texts() {
        let seen = Rc::new(RefCell::new(Vec::new()));
        let stage = |_| -> Stage {
            let seen = seen.clone();
            Box::new(move |text| {
                seen.borrow_mut().push(text.clone());
                text
            })
        };
        let through = k::pipeline((0..3).map(stage).collect())(text.to_string());
        assert_same(
            "what three stages got that change nothing",
            seen.borrow().clone(),
            vec![text.to_string(); 3],
            AS_IT_IS,
        );
        assert_same("what came out", through, text.to_string(), AS_IT_IS);
    }
}

/// A pipeline without stages gives the text as it is, and a pipeline can be used again and again.
/// Promises: 8, 9
fn a_pipeline_works_again_and_again_and_without_stages() {
    const EMPTY: &str = "Without stages there is nothing to do: the text comes out as it went in. `reduce`, `first` and `last` have nothing to give for an empty list.";
    const AGAIN: &str = "The stages must stay in the closure for the next call: go through them with `iter` instead of taking them out. And every text goes through all of them: nothing is kept from an earlier call.";
    for text in texts().chain(["the text"]) {
        let through = calling("A pipeline without stages", EMPTY, || {
            k::pipeline(Vec::new())(text.to_string())
        });
        assert_same(
            &format!("{text:?} through no stages"),
            through,
            text.to_string(),
            EMPTY,
        );
    }
    let pipeline: Stage = k::pipeline(vec![adding("a"), adding("b")]);
    let mut texts: Vec<String> = Vec::new();
    for text in ["1", "2", "3"] {
        texts.push(calling("A pipeline that was used before", AGAIN, || {
            pipeline(text.to_string())
        }));
    }
    let added: Vec<Option<&str>> = ["1", "2", "3"]
        .iter()
        .zip(&texts)
        .map(|(text, through)| through.strip_prefix(text))
        .collect();
    assert_that(
        added.iter().all(|words| *words == added[0]),
        &format!(
            "The same pipeline, used for \"1\", \"2\" and \"3\", with stages that add a and b, gave {texts:?}."
        ),
        AGAIN,
    );
    assert_same(
        "\"1\" through stages that add a and b",
        texts[0].len(),
        3,
        "Each stage has its turn once.",
    );
    the_same_text_goes_through_again();
    a_pipeline_inside_itself();
}

// The stage counts, so the same text does not come out as the same.
fn the_same_text_goes_through_again() {
    let calls = Rc::new(Cell::new(0));
    let counted = calls.clone();
    let pipeline = k::pipeline(vec![Box::new(move |text: String| {
        counted.set(counted.get() + 1);
        format!("{text} {}", counted.get())
    })]);
    let through: Vec<String> = (0..3).map(|_| pipeline("turn".to_string())).collect();
    assert_same(
        "\"turn\", three times through a stage that counts",
        through,
        vec![
            "turn 1".to_string(),
            "turn 2".to_string(),
            "turn 3".to_string(),
        ],
        "Every text goes through the stages, also one that was there before: what a stage gave earlier need not be what it gives now.",
    );
}

// The second use begins while the first is in progress: a stage makes it.
fn a_pipeline_inside_itself() {
    const LOCKED: &str = "A pipeline is an `Fn`, so a stage may use it while it is in use. The stages must stay where they are, and a borrow or a lock that is kept while they run is in the way: `iter` on the `Vec` needs none.";
    let itself: Rc<OnceCell<Stage>> = Rc::default();
    let inside = itself.clone();
    let longer: Stage = Box::new(move |text| match inside.get() {
        Some(pipeline) if text.len() < 4 => pipeline(text + "a"),
        _ => text + "!",
    });
    let _ = itself.set(k::pipeline(vec![longer, adding("b")]));
    let through = calling("A pipeline that one of its stages uses", LOCKED, || {
        itself.get().map(|pipeline| pipeline("aa".to_string()))
    });
    assert_same(
        "\"aa\" through a pipeline that begins anew until the text has four letters, and then adds ! and b",
        through,
        Some("aaaa!bbb".to_string()),
        LOCKED,
    );
}
