//! Hidden checks of `cancel_safe_lines`.

use cancel_safe_lines as k;
use futures::poll;
use kata_kit::{
    assert_same, assert_that, assert_within, call, cases, drop_points, drop_while_unwinding,
    dropped_after, hang_hint,
    io::{ReadStep, ScriptedReader},
    ms, sizes, texts,
};
use std::{io, task::Poll, time::Duration};
use tokio::{
    io::{AsyncRead, AsyncWriteExt as _, duplex},
    time::{sleep, timeout},
};

const HOUR: u64 = 3_600_000;

const NEVER: &str = "Waiting for more is right only while there is no complete line and the input has not ended (a read that gives 0 bytes is the end).";
const BLOCKED: &str = "It goes round without ever waiting: at the end of the input every read gives 0 bytes, at once.";
const NEWLINE: &str = "A newline ends a line and does not belong to it; every one of them ends a line, also an empty one.";
const SPACES: &str = "Spaces and tabs belong to the line: take the newline off, and no more than that (`trim` takes all of them).";
const LAST: &str = "What is left at the end of the input is a line, too, unless nothing is left.";
const END: &str =
    "At the end there is `None`: no empty line that was not in the input, and no line twice.";
const NO_ERROR: &str =
    "That the input has ended is no error, however often one asks: it is `Ok(None)`.";
const ONLY_NEWLINES: &str = "Only `\\n` ends a line, and everything else belongs to it: a form feed, a carriage return in its middle, a byte order mark, a zero.";
const PATIENT: &str = "That nothing comes for a while is no end and no error: wait for it.";
const PIECES: &str = "One read gives any number of bytes: half a line, or several lines and the beginning of the next. What is behind the newline must be kept for the next call.";
const LOST: &str = "Bytes got lost with the future that was dropped. Its local variables go with it, a local buffer too; what was read must be in a field of `Lines` at every `.await`. And `read_line` is not cancel safe even with a `String` that is kept.";
const CHARACTER: &str = "A character can have several bytes, and a piece can end between them: keep bytes until the line is complete, and decode the whole line.";

// Nearly all readers come in a box: `Lines` is compiled for every type of reader.
type BoxedLines<'r> = k::Lines<Box<dyn AsyncRead + Unpin + 'r>>;

fn lines_of<'r>(reader: impl AsyncRead + Unpin + 'r) -> BoxedLines<'r> {
    k::Lines::new(Box::new(reader))
}

async fn next(lines: &mut BoxedLines<'_>) -> Result<Option<String>, String> {
    let next = next_line(lines).await;
    next.map_err(|error| format!("{:?}: {error}", error.kind()))
}

async fn next_line(lines: &mut BoxedLines<'_>) -> io::Result<Option<String>> {
    const UNWRAPPED: &str = "Bytes come from outside, and anything may be among them: return an error where they are no UTF-8, instead of unwrapping it.";
    let _hint = hang_hint(BLOCKED);
    call("`next_line`", lines.next_line())
        .within(ms(100 * HOUR), NEVER)
        .explain_if(|panic| panic.contains("Utf8").then_some(UNWRAPPED))
        .await
}

type Seen = Vec<Result<Option<String>, String>>;

// All lines, and then two more looks at the end.
fn all<'r>(reader: impl AsyncRead + Unpin + 'r) -> impl Future<Output = Seen> {
    all_of(lines_of(reader))
}

async fn all_of(mut lines: BoxedLines<'_>) -> Seen {
    const MANY: usize = 250;
    let mut seen = Vec::new();
    while seen.len() < MANY {
        let line = next(&mut lines).await;
        let goes_on = matches!(line, Ok(Some(_)));
        seen.push(line);
        if !goes_on {
            break;
        }
    }
    for _ in 0..2 {
        if seen.last().is_some_and(Result::is_ok) {
            seen.push(next(&mut lines).await);
        }
    }
    seen
}

// What `all` gives for these lines.
fn promised(lines: &[&str]) -> Seen {
    let lines = lines.iter().map(|line| Ok(Some(line.to_string())));
    lines.chain([Ok(None), Ok(None), Ok(None)]).collect()
}

fn expect(input: &str, seen: Seen, lines: &[&str], why: &str) {
    expect_in("one piece", input, seen, lines, why);
}

fn expect_in(pieces: &str, input: &str, seen: Seen, lines: &[&str], why: &str) {
    let what = format!("the lines of {input:?} in {pieces}, and three looks at the end");
    let seen: Vec<_> = seen.into_iter().take(lines.len() + 3).collect();
    let only_one = seen.iter().skip(1).all(|line| *line == Ok(None));
    let one_for_many = why == NEWLINE && lines.len() > 1 && only_one;
    let why = match seen.get(lines.len()) {
        Some(Err(_)) => NO_ERROR,
        _ if one_for_many => PIECES,
        _ => why,
    };
    assert_same(&what, seen, promised(lines), why);
}

fn pieces_of(size: usize) -> String {
    match size {
        1 => "pieces of 1 byte".into(),
        _ => format!("pieces of {size} bytes"),
    }
}

/// Lines come in their order and without their newline; an empty line is an empty text.
/// Promises: 1
async fn lines_come_without_their_newline() {
    for (input, lines) in [
        ("one\ntwo\nthree\n", &["one", "two", "three"][..]),
        ("one\n\n\nfour\n", &["one", "", "", "four"]),
        ("\n", &[""]),
    ] {
        expect(input, all(input.as_bytes()).await, lines, NEWLINE);
    }
    let (input, lines) = ("  in \n\tout \n \n", &["  in ", "\tout ", " "]);
    expect(input, all(input.as_bytes()).await, lines, SPACES);
    for text in texts() {
        let input = format!("{text}\nlast\n");
        let lines: Vec<&str> = text.split('\n').chain(["last"]).collect();
        expect(&input, all(input.as_bytes()).await, &lines, SPACES);
    }
    for line in cases([
        ("with form feeds around a line", "\u{c}one\u{c}"),
        ("with a carriage return in a line", "one\rtwo"),
        ("with a vertical tab in a line", "one\u{b}two\u{b}"),
        ("with a zero in a line", "one\0two\0"),
        ("with a byte order mark", "\u{feff}one"),
        (
            "with line ends of Unicode",
            "one\u{85}two\u{2028}three\u{2029}",
        ),
    ]) {
        let input = format!("{line}\n{line}\n");
        expect(
            &input,
            all(input.as_bytes()).await,
            &[line, line],
            ONLY_NEWLINES,
        );
    }
}

/// The last line may lack a newline.
/// Promises: 2
async fn the_last_line_may_lack_its_newline() {
    for (input, lines) in [
        ("one\ntwo", &["one", "two"][..]),
        ("alone", &["alone"]),
        ("one\n\nx", &["one", "", "x"]),
    ] {
        let seen = all(ScriptedReader::in_pieces([input.as_bytes()])).await;
        expect(input, seen, lines, LAST);
    }
}

/// At the end there is `None`, again and again.
/// Promises: 3
async fn at_the_end_there_is_none() {
    for (input, lines) in [("", &[][..]), ("one\n", &["one"]), ("one", &["one"])] {
        expect(input, all(input.as_bytes()).await, lines, END);
    }
    for n in sizes("line") {
        let input = "same\n".repeat(n);
        expect(
            &input,
            all(input.as_bytes()).await,
            &vec!["same"; n],
            PIECES,
        );
        let input = "\n".repeat(n);
        expect(&input, all(input.as_bytes()).await, &vec![""; n], NEWLINE);
    }
}

/// However the bytes arrive, the lines are the same, and a complete line is not held back.
/// Promises: 4
async fn lines_arrive_in_pieces() {
    let input = "one\ntwo words\n\nand four";
    let lines = ["one", "two words", "", "and four"];
    for size in [1, 2, 3, 5, 7, 11, 100] {
        let seen = all(ScriptedReader::in_pieces(input.as_bytes().chunks(size))).await;
        expect_in(&pieces_of(size), input, seen, &lines, PIECES);
    }

    const NO_LIMIT: &str =
        "There is no limit to the length of a line: it is read until its newline comes.";
    let long = "abcdefghij".repeat(2_000);
    let input = format!("{long}\nshort\n{long}");
    let lengths = |seen: Seen| -> Vec<Result<usize, String>> {
        let length = |line: Option<String>| line.map(|line| line.len());
        let lines = seen.into_iter().map(|line| line.map(length));
        lines.filter_map(Result::transpose).collect()
    };
    assert_same(
        "the lengths of three lines, two of them long",
        lengths(all(ScriptedReader::in_pieces(input.as_bytes().chunks(1_500))).await),
        [20_000, 5, 20_000].map(Ok).to_vec(),
        NO_LIMIT,
    );
    for size in cases([("with a line of 70,000 bytes", 70_000)]) {
        let line = "x".repeat(size);
        let seen = all(ScriptedReader::in_pieces(line.as_bytes().chunks(1_000))).await;
        assert_same(
            "the lengths of the lines",
            lengths(seen),
            vec![Ok(size)],
            NO_LIMIT,
        );
    }

    for wait in cases([("with an hour between the pieces", ms(HOUR))]) {
        let give = |bytes: &[u8]| ReadStep::Give(bytes.to_vec());
        let wait = || ReadStep::Wait(wait);
        let steps = [give(b"on"), wait(), give(b"e\ntwo\n"), wait()];
        let seen = all(ScriptedReader::new(steps)).await;
        expect("one\ntwo\n", seen, &["one", "two"], PATIENT);
    }

    // The connection stays open, and nothing more arrives.
    let (mut client, server) = duplex(1024);
    let mut lines = k::Lines::new(server);
    let sent = client.write_all(b"one\ntwo\nthr").await;
    sent.expect("there is room for it");
    for line in ["one", "two"] {
        const HELD_BACK: &str = "The line was complete, and you waited for more: look at what you have before you read.";
        let _hint = hang_hint(BLOCKED);
        let seen = assert_within(ms(1_000), HELD_BACK, lines.next_line()).await;
        let seen = seen.map_err(|error| error.to_string());
        assert_same("the next line", seen, Ok(Some(line.to_string())), PIECES);
    }
}

// Sends `bytes` one by one, a pause after each, and meanwhile asks for lines with far less patience
// than a line takes. Gives the lines, and how often a future was dropped.
async fn cancelled_again_and_again(bytes: &[u8]) -> (Vec<String>, usize) {
    let _hint = hang_hint(BLOCKED);
    let (mut client, server) = duplex(64);
    let send = async move {
        for byte in bytes {
            sleep(ms(10)).await;
            client
                .write_all(&[*byte])
                .await
                .expect("`next_line` said that the input had ended before it had. That nothing comes for a while is no end; only a read of 0 bytes is");
        }
    };
    let receive = async {
        let (mut lines, mut seen, mut dropped) = (k::Lines::new(server), Vec::new(), 0);
        loop {
            // A future that is never polled is one that is dropped, too.
            drop(lines.next_line());
            match timeout(ms(7), lines.next_line()).await {
                Err(_) => dropped += 1,
                Ok(Ok(Some(line))) => seen.push(line),
                Ok(Ok(None)) => break,
                Ok(Err(error)) => {
                    seen.push(format!("Err({:?})", error.kind()));
                    break;
                }
            }
            if seen.len() > 20 {
                break;
            }
        }
        (seen, dropped)
    };
    let both = async { tokio::join!(send, receive).1 };
    assert_within(Duration::from_secs(100), NEVER, both).await
}

async fn expect_nothing_lost(lines: &[&str], why: &str) {
    let input = lines.join("\n");
    let (seen, dropped) = cancelled_again_and_again(input.as_bytes()).await;
    let what = format!("the lines, after {dropped} futures of `next_line` were dropped");
    assert_same(&what, seen, owned(lines), why);
}

fn owned(lines: &[&str]) -> Vec<String> {
    lines.iter().map(ToString::to_string).collect()
}

/// When the future is dropped in the middle of a line, over and over, no byte is lost.
/// Promises: 5
/// Points: 3
async fn a_dropped_future_loses_nothing() {
    // Several lines in one piece: one is asked for, the others must not go with a dropped future.
    let pieces = [&b"first\nsec"[..], b"ond\nthird\nfou", b"rth"];
    let mut lines = lines_of(ScriptedReader::in_pieces(pieces));
    let mut seen = Vec::new();
    // One poll, two or three, and then the future is dropped.
    for patience in [1, 2, 1, 3].into_iter().cycle().take(200) {
        let _hint = hang_hint(BLOCKED);
        let mut future = Box::pin(lines.next_line());
        let mut polled = Poll::Pending;
        for _ in 0..patience {
            if polled.is_pending() {
                polled = poll!(&mut future);
            }
        }
        match polled {
            Poll::Ready(Ok(Some(line))) => seen.push(line),
            Poll::Ready(Ok(None)) => break,
            Poll::Ready(Err(error)) => panic!("`next_line` failed: {error}\n{LOST}"),
            // Every other one goes down with a panic.
            Poll::Pending if patience == 1 => drop_while_unwinding(future),
            Poll::Pending => {}
        }
    }
    assert_same(
        "the lines, with futures dropped at every pause of the reader",
        seen,
        owned(&["first", "second", "third", "fourth"]),
        LOST,
    );
    expect_nothing_lost(&["the first line", "", "and the last"], LOST).await;

    for polls in drop_points() {
        let input = "one\n\nthree";
        let mut lines = lines_of(ScriptedReader::in_pieces(input.as_bytes().chunks(1)));
        let _hint = hang_hint(BLOCKED);
        let first = dropped_after(polls, lines.next_line()).await;
        let ended = first.is_some();
        let mut seen = Vec::new();
        seen.extend(first.map(|line| line.map_err(|error| error.to_string())));
        while seen.len() < 10 && !matches!(seen.last(), Some(Ok(None) | Err(_))) {
            seen.push(next(&mut lines).await);
        }
        let mut promised = promised(&["one", "", "three"]);
        promised.truncate(4);
        assert_same("the lines, and a look at the end", seen, promised, LOST);
        if ended {
            break;
        }
    }
}

/// When the future is dropped in the middle of a character of several bytes, nothing is lost either.
/// Promises: 6
/// Points: 2
async fn a_dropped_future_loses_no_half_character() {
    let input = "für 漢字\n🦀 ñ";
    for size in [1, 2, 3] {
        let seen = all(ScriptedReader::in_pieces(input.as_bytes().chunks(size))).await;
        let lines = ["für 漢字", "🦀 ñ"];
        expect_in(&pieces_of(size), input, seen, &lines, CHARACTER);
    }
    expect_nothing_lost(&["für 漢字", "🦀 ñ"], LOST).await;
}

/// A line that is no valid UTF-8 is an error of the kind `InvalidData`.
/// Promises: 7
/// Points: 2
async fn invalid_utf8_is_invalid_data() {
    for (bad, rest) in cases([
        (
            "with a wrong byte in the middle",
            (&b"b\xffd"[..], "\nmore\n"),
        ),
        ("with a wrong byte alone", (b"\xff", "\n")),
        ("with the end of a character alone", (b"\x80", "\n")),
        (
            "with half a character at the end of a line",
            (b"b\xe6\xbc", "\nmore\n"),
        ),
        (
            "with half a character at the end of the input",
            (b"\xe6\xbc", ""),
        ),
        ("with an overlong character", (b"\xc0\xaf", "\n")),
        ("with half of a pair of UTF-16", (b"\xed\xa0\x80", "\n")),
        (
            "with a character that is too great",
            (b"\xf4\x90\x80\x80", "\n"),
        ),
    ]) {
        let _hint = hang_hint(BLOCKED);
        let input = [b"good\n", bad, rest.as_bytes()].concat();
        let mut lines = lines_of(&*input);
        let first = next(&mut lines).await;
        assert_same(
            "the line before the bad one",
            first,
            Ok(Some("good".to_string())),
            "A line that comes before the bad one is given as it is: decode line by line.",
        );
        let second = next_line(&mut lines).await;
        match second {
            Ok(line) => panic!(
                "The line is no valid UTF-8, but you returned Ok({line:?}).\nWhat cannot be decoded must not be replaced or left out without a word: return an error."
            ),
            Err(error) => assert_that(
                error.kind() == io::ErrorKind::InvalidData,
                &format!("The error is of the kind {:?}: {error}", error.kind()),
                "`std::io::Error::new` takes the kind that a caller can look at: `ErrorKind::InvalidData`.",
            ),
        }
    }
}
