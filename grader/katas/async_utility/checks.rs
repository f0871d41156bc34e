//! Hidden checks of `async_utility`.

use async_utility as k;
use kata_kit::{
    Background, Program, Run, assert_same, assert_that, assert_within, call, cases, hang_hint, ms,
    predicates, runtimes, sorted, texts,
};
use std::{fmt::Write as _, path::Path, time::Duration};
use tokio::{runtime::Handle, task::yield_now, time::sleep};

const ALL: [&str; 4] = ["foo", "bar", "baz", "slow"];
const NEVER: &str =
    "Something waits for ever: a command is over when the functions it waits for have ended.";
const HOUR: u64 = 3_600_000;
const CUT_SHORT: &str = "Every function sleeps for its time in `sleeps`, however long that is. (A moment as far away as `Duration::MAX` does not exist: tokio's `sleep` takes any duration, `Instant::now() + sleeps.foo` does not.)";
const STD_SLEEP: &str = "Only `blocker` may use `std::thread::sleep`; the others sleep with `tokio::time::sleep(…).await`.";

fn sleeps(foo: u64, bar: u64, baz: u64, slow: u64) -> k::Sleeps {
    k::Sleeps {
        foo: ms(foo),
        bar: ms(bar),
        baz: ms(baz),
        slow: ms(slow),
    }
}

// What a command wrote into the log, and when it returned.
struct Ran {
    log: k::Log,
    took: Duration,
}

async fn run(command: &str, sleeps: k::Sleeps) -> Ran {
    let log = k::Log::new();
    let start = tokio::time::Instant::now();
    let result = call(
        &format!("`{command}`"),
        k::run_command(Some(command), sleeps, &log),
    )
    .within(ms(100 * HOUR), NEVER)
    .explain_if(|panic| panic.contains("to instant").then_some(CUT_SHORT))
    .await;
    let took = start.elapsed();
    if let Err(error) = result {
        panic!(
            "`{command}` gave an error: {error:#}\nIt is one of the commands, and nothing in it fails."
        );
    }
    Ran { log, took }
}

impl Ran {
    // The times of the lines with this text.
    fn times(&self, text: &str) -> Vec<Duration> {
        let entries = self.log.entries().into_iter();
        entries
            .filter(|(_, line)| line == text)
            .map(|(time, _)| time)
            .collect()
    }

    // The functions with a line of this kind, `START` or `END`, sorted.
    fn names(&self, kind: &str) -> Vec<String> {
        let start = format!("{kind}: ");
        let entries = self.log.entries().into_iter();
        let names = entries.filter_map(|(_, line)| Some(line.strip_prefix(&start)?.to_string()));
        sorted(names.collect())
    }

    // Only the lines that the functions write.
    fn starts_and_ends(&self) -> Vec<(Duration, String)> {
        let mut entries = self.log.entries();
        entries.retain(|(_, line)| line.starts_with("START: ") || line.starts_with("END: "));
        entries
    }

    fn that(&self, holds: bool, observed: &str, why: &str) {
        let mut shown = String::from("the log:");
        for (time, line) in self.log.entries().iter().take(24) {
            write!(shown, "\n{:>6} ms  {line}", time.as_millis())
                .expect("writing to a string cannot fail");
        }
        if self.log.entries().is_empty() {
            shown.push_str(" (nothing)");
        }
        assert_that(holds, observed, &format!("{why}\n{shown}"));
    }

    // The lines that say who was first.
    fn winners(&self) -> Vec<String> {
        let lines = self.log.entries().into_iter().map(|(_, line)| line);
        lines
            .filter(|line| line.ends_with("finished 1st"))
            .collect()
    }

    // Each function sleeps for its time.
    fn slept(&self, times: [u64; 4]) {
        for (name, time) in ALL.into_iter().zip(times) {
            let start = self.times(&format!("START: {name}"))[0];
            let slept = self.times(&format!("END: {name}"))[0].saturating_sub(start);
            self.that(
                slept == ms(time),
                &format!("`{name}` took {slept:?}; given are {time} ms."),
                "Every function sleeps for the time that `sleeps` has for it.",
            );
        }
    }

    fn took(&self, promised: Duration, why: &str) {
        let observed = format!("It returned at {:?}; promised is {promised:?}.", self.took);
        self.that(self.took == promised, &observed, why);
    }
}

fn names(names: &[&str]) -> Vec<String> {
    sorted(names.iter().map(|name| name.to_string()).collect())
}

// The lines of all four, one after the other.
fn in_turn() -> Vec<String> {
    let lines = |name: &&str| [format!("START: {name}"), format!("END: {name}")];
    ALL.iter().flat_map(lines).collect()
}

/// `not-run` starts nothing.
/// Promises: 1
async fn not_run_starts_nothing() {
    let ran = run("not-run", sleeps(40, 30, 20, 100)).await;
    let at_once = ran.names("START").len();
    sleep(ms(1000)).await;
    let started = ran.names("START");
    let why = match (at_once, ran.took > Duration::ZERO) {
        (0, _) => {
            "`tokio::spawn` starts a task without any `.await`. A function that is only called, and its future dropped, never starts."
        }
        (_, true) => {
            "`.await` is what runs a future. Call the functions, and do not await what they return."
        }
        (_, false) => "Something was polled: a future that is only made and dropped never starts.",
    };
    ran.that(started.is_empty(), &format!("Started: {started:?}."), why);
}

/// `one-at-a-time` runs foo, bar, baz and slow one after the other, each as long as given.
/// Promises: 2
/// Points: 2
async fn one_at_a_time_is_sequential() {
    let ran = run("one-at-a-time", sleeps(40, 30, 20, 100)).await;
    let lines: Vec<String> = ran
        .starts_and_ends()
        .into_iter()
        .map(|(_, line)| line)
        .collect();
    let promised = in_turn();
    let all_start = lines.iter().take(4).all(|line| line.starts_with("START"));
    let why = if all_start && lines.len() >= 4 {
        "They ran together. Await the future of each function before you call the next."
    } else {
        "Each of foo, bar, baz and slow writes `START: <name>`, sleeps, and writes `END: <name>`, in this order."
    };
    ran.that(
        lines == promised,
        "The lines are not START and END of foo, bar, baz and slow in turn.",
        why,
    );
    ran.that(
        ran.took > Duration::ZERO,
        "It took no time on the runtime's clock.",
        STD_SLEEP,
    );
    ran.slept([40, 30, 20, 100]);
    ran.took(
        ms(190),
        "One at a time takes as long as all of them together: 40 + 30 + 20 + 100 ms.",
    );
    for times in cases([
        ("with equal sleeps", [20; 4]),
        (
            "with sleeps of an hour and more",
            [HOUR, 2 * HOUR, 3 * HOUR, HOUR],
        ),
    ]) {
        let [foo, bar, baz, slow] = times;
        let ran = run("one-at-a-time", sleeps(foo, bar, baz, slow)).await;
        ran.slept(times);
        ran.took(ms(times.into_iter().sum()), CUT_SHORT);
    }
}

/// `spawn-and-wait` runs foo ten times in tasks, which all start before any ends, and waits for all.
/// Promises: 3
/// Points: 2
async fn spawn_and_wait_runs_ten_tasks() {
    // Runs beside the command and counts the tasks; it ends before foo does.
    let count_tasks = async {
        let mut most = 0;
        for _ in 0..40 {
            most = most.max(Handle::current().metrics().num_alive_tasks());
            sleep(ms(1)).await;
        }
        most
    };
    let (ran, most) = tokio::join!(
        run("spawn-and-wait", sleeps(50, 700, 800, 900)),
        count_tasks
    );
    let starts = ran.times("START: foo").len();
    ran.that(
        starts == 10,
        &format!("foo started {starts} times; promised are 10."),
        "Ten tasks run foo.",
    );
    let lines = ran.starts_and_ends();
    let before = lines
        .iter()
        .take_while(|(_, line)| line.starts_with("START"))
        .count();
    ran.that(
        before == 10,
        &format!("{before} tasks had started when the first one ended."),
        "Spawning and awaiting in one loop waits for each task before it starts the next: spawn all ten, then wait.",
    );
    let ends = ran.times("END: foo").len();
    ran.that(
        ends == 10,
        &format!("{ends} of 10 had ended when it returned."),
        "A spawned task is not waited for by itself: keep its JoinHandle and await it.",
    );
    ran.took(
        ms(50),
        "Ten tasks that sleep at the same time take as long as one: foo's time.",
    );
    ran.that(
        most >= 10,
        &format!("At most {most} tasks were alive at the same time; promised are 10."),
        "A future inside `join!` or `join_all` is a part of your own task; it becomes a task by `tokio::spawn` or a JoinSet.",
    );

    // A thread without a runtime, for those on the real clock.
    let on_every_runtime = Background::spawn(|| {
        for runtime in runtimes() {
            for command in ["spawn-and-wait", "wait-for-all"] {
                let ran = runtime.block_on(run(command, sleeps(2, 1, 3, 4)));
                let (started, ended) = (ran.names("START").len(), ran.names("END").len());
                let promised = if command == "wait-for-all" { 4 } else { 10 };
                ran.that(
                    (started, ended) == (promised, promised),
                    &format!("`{command}` started {started} functions and ended {ended}; promised are {promised}."),
                    "Every command works on every runtime of tokio's.",
                );
            }
        }
    });
    assert_that(
        on_every_runtime.wait().is_some(),
        "A command had not returned after 3 s.",
        NEVER,
    );
}

/// `wait-for-1st` starts all four, ends the earliest and says which it was.
/// Promises: 4
/// Points: 2
async fn wait_for_1st_names_the_earliest() {
    for (place, winner) in ALL.into_iter().enumerate() {
        let mut times = [150, 200, 250, 300];
        times[place] = 20;
        let [foo, bar, baz, slow] = times;
        let ran = run("wait-for-1st", sleeps(foo, bar, baz, slow)).await;
        let started = ran.names("START");
        ran.that(
            started == names(&ALL),
            &format!("Started: {started:?}; promised are foo, bar, baz and slow, once each."),
            "The four of them run at the same time: start all, then wait for the first.",
        );
        let ended = ran.names("END");
        let why = match ended.len() {
            4 => "`join!` waits for all. `select!` waits for the first and drops the others.",
            _ => "The one that sleeps for the shortest time ends first, and nobody else ends.",
        };
        ran.that(
            ended == names(&[winner]),
            &format!("Ended: {ended:?}; promised is only {winner}."),
            why,
        );
        let said = ran.winners();
        ran.that(
            said == [format!("{winner} finished 1st")],
            &format!("Lines that say who was first: {said:?}; promised is `{winner} finished 1st`."),
            "The winner is known by the branch that was ready: log its name, as `<name> finished 1st`.",
        );
        let time = ran.times(&format!("END: {winner}"));
        ran.that(
            time == [ms(20)],
            &format!("{winner} ended at {time:?}; given are 20 ms."),
            STD_SLEEP,
        );
    }
    for others in cases([
        ("when the others sleep for hours", ms(3 * HOUR)),
        ("when the others sleep for the greatest time", Duration::MAX),
    ]) {
        let sleeps = k::Sleeps {
            foo: others,
            bar: others,
            baz: ms(2 * HOUR),
            slow: others,
        };
        let ran = run("wait-for-1st", sleeps).await;
        ran.that(
            ran.winners() == ["baz finished 1st"],
            &format!(
                "Lines that say who was first: {:?}; promised is `baz finished 1st`.",
                ran.winners()
            ),
            CUT_SHORT,
        );
        let ended = ran.times("END: baz");
        ran.that(
            ended == [ms(2 * HOUR)],
            &format!("baz ended at {ended:?}; given are 2 hours."),
            CUT_SHORT,
        );
    }
}

/// After `wait-for-1st` the losers do not go on.
/// Promises: 4
async fn wait_for_1st_stops_the_losers() {
    let ran = run("wait-for-1st", sleeps(150, 20, 250, 300)).await;
    sleep(ms(1000)).await;
    let ended = ran.names("END");
    ran.that(
        ended == names(&["bar"]),
        &format!("1000 ms later these have ended: {ended:?}; promised is only bar."),
        "`select!` drops the futures that lost. If these are JoinHandles, the tasks behind them go on: abort them.",
    );
}

/// `wait-for-all` runs all four at the same time and takes as long as the longest.
/// Promises: 5
/// Points: 2
async fn wait_for_all_takes_the_longest() {
    for times in cases([
        ("with slow as the longest", [40, 30, 20, 100]),
        ("with bar as the longest", [90, 120, 30, 60]),
        ("with equal sleeps", [50; 4]),
        (
            "with sleeps of an hour and more",
            [HOUR, 2 * HOUR, 3 * HOUR, HOUR],
        ),
    ]) {
        let [foo, bar, baz, slow] = times;
        let ran = run("wait-for-all", sleeps(foo, bar, baz, slow)).await;
        let (started, ended) = (ran.names("START"), ran.names("END"));
        ran.that(
            started == names(&ALL),
            &format!("Started: {started:?}; promised are foo, bar, baz and slow, once each."),
            "All four run.",
        );
        ran.that(
            ended == names(&ALL),
            &format!("Ended: {ended:?}; promised are foo, bar, baz and slow."),
            "It waits for all of them: what is not awaited to its end is dropped, or goes on without you.",
        );
        let (longest, sum) = (
            times.into_iter().max().unwrap_or(0),
            times.into_iter().sum(),
        );
        let why = if ran.took == ms(sum) {
            "Awaiting one after the other adds their times up: poll all four together, for example with `join!`."
        } else {
            STD_SLEEP
        };
        ran.took(ms(longest), why);
        ran.slept(times);
    }

    for (first, second) in cases([
        (
            "when it runs twice at the same time",
            ("wait-for-all", "wait-for-all"),
        ),
        (
            "when another command runs at the same time",
            ("wait-for-all", "wait-for-1st"),
        ),
    ]) {
        let (one, other) = tokio::join!(
            run(first, sleeps(40, 30, 20, 100)),
            run(second, sleeps(15, 25, 35, 45)),
        );
        one.that(
            one.names("END") == names(&ALL),
            &format!(
                "Ended: {:?}; promised are foo, bar, baz and slow, once each.",
                one.names("END")
            ),
            OTHER_RUN,
        );
        one.slept([40, 30, 20, 100]);
        other.that(
            other.names("START") == names(&ALL),
            &format!(
                "Started by the other: {:?}; promised are foo, bar, baz and slow, once each.",
                other.names("START")
            ),
            OTHER_RUN,
        );
    }
}

const OTHER_RUN: &str = "Each run writes into the log that it was given and sleeps for the times that it was given: nothing of it is `static`.";

/// In `block-runtime` blocker keeps the thread for itself: it is first, and nobody else ends.
/// Promises: 6
/// Points: 2
async fn blocker_keeps_the_thread() {
    let _hint = hang_hint(
        "tokio's clock may stand still while a thread is blocked: sleep with `std::thread::sleep`.",
    );
    for (others, slow) in cases([
        (
            "when the others sleep for less",
            ([15, 10, 5].map(ms), ms(30)),
        ),
        (
            "when the others sleep for as long",
            ([10; 3].map(ms), ms(10)),
        ),
        (
            "when the others sleep for longer",
            ([500, 400, 300].map(ms), ms(10)),
        ),
        (
            "when the others sleep for the greatest time",
            ([Duration::MAX; 3], ms(10)),
        ),
    ]) {
        let [foo, bar, baz] = others;
        expect_blocker_first(k::Sleeps {
            foo,
            bar,
            baz,
            slow,
        })
        .await;
    }
}

// The others' time passes only on the runtime's clock, which stands still while its thread is blocked; they would
// win if blocker slept on that clock as well.
async fn expect_blocker_first(sleeps: k::Sleeps) {
    let slow = sleeps.slow;
    let log = k::Log::new();
    let ran = Ran {
        log: log.clone(),
        took: Duration::ZERO,
    };
    let count = |text: &str| ran.times(text).len();
    // Runs beside the command and counts its own turns between blocker's START and END.
    let others_turns = async {
        let mut turns = 0;
        for _ in 0..2000 {
            yield_now().await;
            match (count("START: blocker"), count("END: blocker")) {
                (0, _) => {}
                (_, 0) => turns += 1,
                _ => break,
            }
        }
        turns
    };
    let start = std::time::Instant::now();
    let command = assert_within(
        ms(60_000),
        NEVER,
        k::run_command(Some("block-runtime"), sleeps, &log),
    );
    let (result, turns) = tokio::join!(command, others_turns);
    let took = start.elapsed();
    sleep(ms(1000)).await;
    ran.that(
        result.is_ok(),
        "It gave an error.",
        "Nothing in `block-runtime` fails.",
    );
    let started = count("START: blocker");
    ran.that(
        started == 1,
        &format!("blocker started {started} times; promised is once."),
        "It runs blocker together with foo, bar and baz.",
    );
    let said = ran.winners();
    let why = if said.iter().any(|line| !line.starts_with("blocker")) {
        "blocker blocks its thread with `std::thread::sleep`, without an `.await`: nobody else on that thread gets a turn."
    } else {
        "When one of the four has ended, log its name, as `<name> finished 1st`."
    };
    ran.that(
        said == ["blocker finished 1st"],
        &format!("Lines that say who was first: {said:?}; promised is `blocker finished 1st`."),
        why,
    );
    let ended = count("END: blocker");
    ran.that(
        ended == 1,
        &format!("blocker ended {ended} times; promised is once."),
        "blocker sleeps without an `.await`, so it cannot be stopped before it writes `END: blocker`.",
    );
    ran.that(
        took >= slow,
        &format!("It took {took:?} of real time, but blocker blocks its thread for {slow:?}."),
        "blocker blocks its thread for `sleeps.slow` with `std::thread::sleep`.",
    );
    ran.that(
        turns < 200,
        &format!("While blocker was at work, other code on the runtime's thread got {turns} turns."),
        "In `spawn_blocking` or on a thread of its own it does not block the runtime: here it is to do what one must not do.",
    );
    let ended = ran.names("END");
    ran.that(
        ended == names(&["blocker"]),
        &format!("Ended: {ended:?}; promised is only blocker."),
        "Nobody else ends, not even later: `join!` would wait for them, `select!` drops them, and tasks must be aborted.",
    );
}

/// An unknown command is the error `unknown command: <word>`, none at all is `need command`.
/// Promises: 7
async fn other_commands_are_errors() {
    const SLIP: &str = "A slip of the finger is the user's mistake, and an error, which `run_command` returns: no `panic!`, no `expect`.";
    expect_error(None, "need command", SLIP).await;
    let others = [
        "dance",
        "wait-for-none",
        "wait-for",
        "not-run ",
        " not-run",
        "Not-Run",
        "not_run",
        "not-run\n",
        "not-run wait-for-all",
    ];
    let others = cases(others.map(|word| (format!("with the word {word:?}"), word)));
    for word in others.chain(texts()) {
        let promised = format!("unknown command: {word}");
        expect_error(Some(word), &promised, SLIP).await;
    }
}

async fn expect_error(command: Option<&str>, promised: &str, why: &str) {
    let log = k::Log::new();
    let ran = k::run_command(command, sleeps(40, 30, 20, 100), &log);
    let result = call(&format!("For {command:?}, `run_command`"), ran)
        .within(ms(60_000), NEVER)
        .explain(why)
        .await;
    match result {
        Ok(()) => panic!(
            "{command:?} gave Ok.\nA command that is not there must be an error, or nobody notices the slip of a finger. Only the six words themselves are commands, as they are written."
        ),
        Err(error) => assert_that(
            format!("{error:#}").contains(promised),
            &format!(
                "the error for {command:?} is {:?}; promised is {promised:?}.",
                format!("{error:#}")
            ),
            "An error names what is wrong, here the word that was typed, all of it and as it was.",
        ),
    }
    let started = log.entries();
    assert_that(
        !started.iter().any(|(_, line)| line.starts_with("START: ")),
        &format!("For {command:?} functions were started: {started:?}."),
        "Look at the command before anything is started.",
    );
}

// The words after `START: ` or `END: `, each with its kind, in the order of the lines.
fn told(text: &str) -> Vec<String> {
    let told = |line: &str| {
        let at = line.find("START: ").or_else(|| line.find("END: "))?;
        let mut words = line[at..].split_whitespace();
        Some(format!("{} {}", words.next()?, words.next()?))
    };
    text.lines().filter_map(told).collect()
}

fn ran_well(program: &Program, command: &str) -> Run {
    let run = program.run(&[command]);
    run.ends_with(0, "A command that is known and ran is a success.");
    run
}

/// The program shows the lines of START and END on stderr.
/// Promises: 8
/// Points: 2
fn the_program_tells_starts_and_ends(program: Program) {
    let each = in_turn();
    let together = sorted(each.clone());
    let ten = ["END: foo", "START: foo"]
        .map(|line| vec![line.to_string(); 10])
        .concat();
    let commands = [
        ("one-at-a-time", &each),
        ("wait-for-all", &together),
        ("spawn-and-wait", &ten),
        ("not-run", &Vec::new()),
    ];
    for (command, promised) in commands {
        let run = ran_well(&program, command);
        let mut lines = told(&run.stderr);
        let too_early = lines.iter().enumerate().find(|(at, line)| {
            let before = |line: &str| lines[..*at].iter().filter(|other| *other == line).count();
            line.strip_prefix("END: ")
                .is_some_and(|name| before(&format!("START: {name}")) <= before(line))
        });
        if let Some((_, line)) = too_early {
            panic!(
                "{}: `{line}` comes before its START.\nThe lines come in the order of the log.\n{}",
                run.said,
                run.streams()
            );
        }
        if command != "one-at-a-time" {
            lines = sorted(lines);
        }
        run.stdout_is(
            predicates::str::contains("START: ").count(0),
            "stdout is for the answer. What the program does meanwhile is for people to watch: `eprintln!`.",
        );
        let why = if lines.is_empty() {
            "A log that nobody prints is not seen: go through its entries, or print each line when it is logged."
        } else if lines.len() == promised.len() {
            "These are other lines than promised, or in another order."
        } else {
            "Every line of START and END is printed once, in the order of the log."
        };
        assert_that(
            lines == *promised,
            &format!(
                "{}: {} lines of START and END on stderr, promised are {}.",
                run.said,
                lines.len(),
                promised.len()
            ),
            &format!("{why}\n{}", run.streams()),
        );
    }
}

/// The program says who finished first on stdout.
/// Promises: 9
fn the_program_tells_who_was_first(program: Program) {
    for command in ["wait-for-1st", "block-runtime"] {
        let run = ran_well(&program, command);
        let said: Vec<&str> = run
            .stdout
            .lines()
            .filter(|line| line.trim_end().ends_with("finished 1st"))
            .collect();
        let elsewhere = run.stderr.contains("finished 1st");
        let why = if elsewhere {
            "Who finished first is the answer, and answers go to stdout: `println!`."
        } else {
            "Print the log's line `<name> finished 1st` to stdout."
        };
        assert_that(
            said.len() == 1,
            &format!(
                "{}: {} lines on stdout that end with `finished 1st`, promised is 1.",
                run.said,
                said.len()
            ),
            &format!("{why}\n{}", run.streams()),
        );
        let winner = said[0].split_whitespace().rev().nth(2).unwrap_or_default();
        let lines = told(&run.stderr);
        assert_that(
            lines.contains(&format!("START: {winner}"))
                && lines.contains(&format!("END: {winner}")),
            &format!("{}: stderr has no START and END of `{winner}`.", run.said),
            &format!(
                "The one that finished first has started and ended, and both lines go to stderr.\n{}",
                run.streams()
            ),
        );
        run.stdout_is(
            predicates::str::contains("START: ").count(0),
            "stdout is for the answer. What the program does meanwhile is for people to watch: `eprintln!`.",
        );
    }
}

/// An error goes to stderr as `ERROR: <program>: <chain>`, and the program exits with 1.
/// Promises: 10
/// Points: 2
fn the_program_reports_errors(program: Program) {
    let none = cases([("without a word", None)]);
    let dance = cases([("with the word `dance`", Some("dance"))]);
    for word in none.chain(dance).chain(texts().map(Some)) {
        let run = program.run(word.as_slice());
        let promised = match word {
            Some(word) => format!("unknown command: {word}"),
            None => "need command".into(),
        };
        let (name, _) = run
            .fails_with_an_error()
            .split_once(": ")
            .unwrap_or_default();
        let stem = Path::new(name)
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy();
        assert_that(
            stem == program.name(),
            &format!(
                "{}: after `ERROR: ` comes not the program's name, but `{name}`.",
                run.said
            ),
            &format!(
                "Who finds the line among those of ten programs wants to know whose it is: the first of `std::env::args`.\n{}",
                run.streams()
            ),
        );
        run.stderr_is(
            predicates::str::contains(&*promised),
            &format!("On stderr must stand: {promised}\nPrint the error's whole chain of causes: `{{:#}}` does, `{{}}` prints only the outermost."),
        );
        run.stderr_is(
            predicates::str::contains(format!("\"{promised}\"")).count(0),
            "`{:#?}` shows the error as a value in a program, in quotes: print its text with `{:#}`.",
        );
    }
    // A known command among them, so that an error is not all that the program can do.
    assert_same(
        "the exit code of `not-run`",
        program.run(&["not-run"]).code,
        Some(0),
        "A command that is known and ran is a success.",
    );
}
