//! Pictures of what ran when, and in which order.

use grader::result::{CheckResult, OrderPicture, OrderRow, OrdersResult, ThreadState};
use kata_protocol::{PictureMark, PictureRow, TimelinePicture};

/// Two tasks, of which one goes on too long, and two marks.
pub fn timeline(name: &str, more: usize) -> TimelinePicture {
    let row = |name: &str, bar: String, times: &str| PictureRow {
        name: name.into(),
        bar,
        times: times.into(),
    };
    let mark = |column: usize, words: &str| PictureMark {
        column,
        is_beyond: false,
        words: words.into(),
    };
    let long = 20 + more % 12;
    TimelinePicture {
        rows: vec![
            // The second mark stands behind its end.
            row("fast", format!("=#{}:", " ".repeat(long)), "0..20 ms"),
            row(
                "slow",
                format!("=:{}#", "=".repeat(long)),
                "0..300 ms  after you returned",
            ),
            row(name, format!("  {}x", "=".repeat(long / 2)), "20..160 ms"),
        ],
        rows_left_out: more % 3,
        marks: vec![
            mark(1, "20 ms your function returned"),
            mark(long + 2, "300 ms the last one ended"),
        ],
    }
}

/// Two threads that wait for each other.
pub fn orders(name: &str, file: &str) -> OrdersResult {
    let row =
        |thread: usize, line: u32, text: &str, action: &str, after: [ThreadState; 2]| OrderRow {
            thread,
            file: file.into(),
            line,
            text: text.into(),
            action: action.into(),
            sees_an_old_value: line == 14,
            after: after.into(),
            held: Vec::new(),
        };
    use ThreadState::{CanRun, Waits};
    OrdersResult {
        tried: 17,
        is_complete: false,
        leaves_out: false,
        failing: Some(OrderPicture {
            threads: vec!["main".into(), name.into()],
            rows: vec![
                row(
                    0,
                    11,
                    "let first = self.left.lock().unwrap();",
                    "lock",
                    [CanRun, CanRun],
                ),
                row(
                    1,
                    21,
                    "let second = self.right.lock().unwrap();",
                    "lock",
                    [CanRun, CanRun],
                ),
                row(
                    0,
                    14,
                    "let seen = self.seen.load(Relaxed);",
                    "load",
                    [CanRun, CanRun],
                ),
                row(
                    0,
                    15,
                    "self.right.lock().unwrap().push(seen);",
                    "lock",
                    [Waits, CanRun],
                ),
            ],
            waiting: vec![
                row(
                    0,
                    15,
                    "self.right.lock().unwrap().push(seen);",
                    "lock",
                    [Waits, Waits],
                ),
                row(
                    1,
                    22,
                    "self.left.lock().unwrap().clear();",
                    "lock",
                    [Waits, Waits],
                ),
            ],
            stopped: Vec::new(),
            spins: false,
        }),
    }
}

/// The checks of a kata that the catalog does not have.
pub fn two_checks() -> Vec<CheckResult> {
    let check = |name: &str| {
        let fields = serde_json::json!({
            "name": name, "promise": format!("The promise of {name} is kept."), "status": "not_run", "score": 0,
            "max_score": 4, "stuck_at": [], "output": "", "duration_ms": 0,
        });
        serde_json::from_value(fields).expect("these are the fields of a check")
    };
    vec![check("the_first"), check("the_second")]
}
