//! What a search through all orders of a program's threads has found.

/// How far a search came.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OrdersReport {
    /// How many orders were run, a failing one among them.
    pub tried: u64,
    /// Whether these are all that there are.
    pub is_complete: bool,
    /// Whether those were left out that differ in nothing from one that was run.
    pub leaves_out: bool,
    /// The order that failed.
    pub failing: Option<RunOrder>,
    /// The order that was asked for, as far as it was chosen.
    pub chosen: Option<RunOrder>,
}

/// An order in which a program was run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RunOrder {
    /// The names of the threads; empty where one has none.
    pub threads: Vec<String>,
    /// What they did, one after the other. Empty if the order could not be run once more.
    pub steps: Vec<OrderStep>,
    /// What those do at the end who wait.
    pub waiting: Vec<OrderStep>,
    /// How things stand at the end.
    pub at_the_end: OrderMoment,
    /// How it ended.
    pub end: OrderEnd,
    /// If it is open how it goes on: the ways in which it can.
    pub options: Vec<OrderStep>,
}

/// What a thread did that another one could notice.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OrderStep {
    /// The thread's number.
    pub thread: usize,
    /// What it did, as `lock`.
    pub action: String,
    /// The calls that led to it, the innermost first.
    pub stack: Vec<String>,
    /// Whether it has read a value that was not the newest, which a memory ordering allows.
    pub sees_an_old_value: bool,
    /// How things stood before it.
    pub before: OrderMoment,
}

/// How things stand at one moment of an order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OrderMoment {
    /// What each thread that has begun is at.
    pub threads: Vec<OrderThread>,
    /// Which locks are held: by which thread, and since which step.
    pub held: Vec<(usize, usize)>,
}

/// What a thread is at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderThread {
    /// It makes the step.
    Runs,
    /// It could go on.
    CanRun,
    /// It waits for what is not there.
    Waits,
    /// The check has stopped it for ever.
    IsStopped,
    /// It has ended.
    HasEnded,
}

/// How an order ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum OrderEnd {
    /// The check panicked: an assertion of ours, or the student's code.
    Panicked,
    /// Everybody waits.
    Deadlock,
    /// Somebody goes round without coming to an end.
    Spins,
    /// Everybody waits for a thread that the check has stopped for ever.
    WaitsForStopped,
    /// Somebody waits with something of the system, for which there is no stand-in.
    Blocks,
    /// All threads have come to their end, and nothing is wrong.
    Passed,
    /// It is chosen up to here.
    #[default]
    IsOpen,
}

const TRIED: &str = "tried";
const ALL: &str = "all";
const THREAD: &str = "thread";
const STEP: &str = "step";
const OPTION: &str = "option";
const CHOSEN: &str = "chosen";
const WAITS: &str = "waits";
const END: &str = "end";
const AT_THE_END: &str = "at the end";
const DIFFERENT: &str = "different";
const OLD: &str = "old";

impl OrderEnd {
    const NAMED: [(Self, &str); 7] = [
        (Self::Panicked, "panicked"),
        (Self::Deadlock, "deadlock"),
        (Self::Spins, "spins"),
        (Self::WaitsForStopped, "waits for stopped"),
        (Self::Blocks, "blocks"),
        (Self::Passed, "passed"),
        (Self::IsOpen, "is open"),
    ];

    fn word(self) -> &'static str {
        let named = Self::NAMED.iter().find(|(end, _)| *end == self);
        named.map_or("", |(_, word)| word)
    }

    fn parse(word: &str) -> Option<Self> {
        let named = Self::NAMED.iter().find(|(_, name)| *name == word);
        named.map(|(end, _)| *end)
    }
}

impl OrderThread {
    const NAMED: [(Self, char); 5] = [
        (Self::Runs, 'r'),
        (Self::CanRun, 'c'),
        (Self::Waits, 'w'),
        (Self::IsStopped, 's'),
        (Self::HasEnded, 'e'),
    ];

    fn letter(self) -> char {
        let named = Self::NAMED.iter().find(|(thread, _)| *thread == self);
        named.map_or(' ', |(_, letter)| *letter)
    }

    fn parse(letter: char) -> Option<Self> {
        let named = Self::NAMED.iter().find(|(_, named)| *named == letter);
        named.map(|(thread, _)| *thread)
    }
}

impl OrderMoment {
    fn write(&self) -> String {
        let threads: String = self.threads.iter().map(|thread| thread.letter()).collect();
        let held = self
            .held
            .iter()
            .map(|(thread, step)| format!(" {thread}:{step}"));
        threads + &held.collect::<String>()
    }

    fn parse(text: &str) -> Option<Self> {
        let mut words = text.split(' ');
        let threads = words.next()?.chars().map(OrderThread::parse);
        let held = words.map(|word| {
            let (thread, step) = word.split_once(':')?;
            Some((thread.parse().ok()?, step.parse().ok()?))
        });
        Some(Self {
            threads: threads.collect::<Option<_>>()?,
            held: held.collect::<Option<_>>()?,
        })
    }
}

impl OrderStep {
    fn write(&self, kind: &str) -> String {
        let stack = self.stack.join(" ");
        let old = if self.sees_an_old_value { OLD } else { "" };
        let (thread, action, before) = (self.thread, &self.action, self.before.write());
        format!("{kind}\t{thread}\t{action}\t{stack}\t{old}\t{before}\n")
    }

    fn parse([thread, action, stack, old, before]: [&str; 5]) -> Option<Self> {
        Some(Self {
            sees_an_old_value: old == OLD,
            before: OrderMoment::parse(before)?,
            thread: thread.parse().ok()?,
            action: action.into(),
            stack: stack
                .split(' ')
                .filter(|a| !a.is_empty())
                .map(String::from)
                .collect(),
        })
    }
}

impl OrdersReport {
    /// The report as text: one fact a line, with tabs between its parts.
    pub(crate) fn write(&self) -> String {
        let all = if self.is_complete { ALL } else { "" };
        let different = if self.leaves_out { DIFFERENT } else { "" };
        let mut text = format!("{TRIED}\t{}\t{all}\t{different}\n", self.tried);
        let orders = self.failing.iter().map(|order| (END, order));
        let orders = orders.chain(self.chosen.iter().map(|order| (CHOSEN, order)));
        for (word, order) in orders {
            text.push_str(&format!("{word}\t{}\n", order.end.word()));
            let at_the_end = order.at_the_end.write();
            text.push_str(&format!("{AT_THE_END}\t{at_the_end}\n"));
            for name in &order.threads {
                text.push_str(&format!("{THREAD}\t{}\n", name.replace(['\t', '\n'], " ")));
            }
            for (kind, steps) in [
                (STEP, &order.steps),
                (WAITS, &order.waiting),
                (OPTION, &order.options),
            ] {
                steps
                    .iter()
                    .for_each(|step| text.push_str(&step.write(kind)));
            }
        }
        text
    }

    /// Reads the text back; `None` if there is none.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut report = None::<Self>;
        for line in text.lines() {
            let parts: Vec<&str> = line.split('\t').collect();
            if let [TRIED, tried, all, different] = *parts {
                report = Some(Self {
                    tried: tried.parse().ok()?,
                    is_complete: all == ALL,
                    leaves_out: different == DIFFERENT,
                    ..Self::default()
                });
                continue;
            }
            let report = report.as_mut()?;
            if let [word @ (END | CHOSEN), end] = *parts {
                let order = RunOrder {
                    end: OrderEnd::parse(end)?,
                    ..RunOrder::default()
                };
                if word == END {
                    report.failing = Some(order);
                } else {
                    report.chosen = Some(order);
                }
                continue;
            }
            let order = report.chosen.as_mut().or(report.failing.as_mut())?;
            match *parts {
                [THREAD, name] => order.threads.push(name.into()),
                [AT_THE_END, moment] => order.at_the_end = OrderMoment::parse(moment)?,
                [kind, a, b, c, d, e] => {
                    let steps = match kind {
                        STEP => &mut order.steps,
                        WAITS => &mut order.waiting,
                        OPTION => &mut order.options,
                        _ => return None,
                    };
                    steps.push(OrderStep::parse([a, b, c, d, e])?);
                }
                _ => return None,
            }
        }
        report
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_reads_back_as_it_was() {
        let step = |thread, stack: &[&str]| OrderStep {
            thread,
            action: "lock".into(),
            stack: stack.iter().map(|address| address.to_string()).collect(),
            sees_an_old_value: thread == 0,
            before: OrderMoment {
                threads: vec![OrderThread::Runs, OrderThread::Waits],
                held: vec![(0, 3), (1, 12)],
            },
        };
        let failing = RunOrder {
            threads: vec!["main".into(), String::new()],
            steps: vec![step(0, &["program+7", "program+-9"]), step(1, &[])],
            waiting: vec![step(1, &["program+7"])],
            at_the_end: OrderMoment {
                threads: vec![OrderThread::HasEnded, OrderThread::IsStopped],
                held: Vec::new(),
            },
            end: OrderEnd::Deadlock,
            options: Vec::new(),
        };
        let chosen = RunOrder {
            options: vec![step(1, &["program+7"]), step(0, &[])],
            end: OrderEnd::IsOpen,
            ..failing.clone()
        };
        for report in [
            OrdersReport {
                chosen: Some(chosen),
                ..OrdersReport::default()
            },
            OrdersReport {
                tried: 90,
                is_complete: true,
                leaves_out: true,
                ..OrdersReport::default()
            },
            OrdersReport {
                tried: 7,
                failing: Some(failing),
                ..OrdersReport::default()
            },
        ] {
            assert_eq!(OrdersReport::parse(&report.write()), Some(report));
        }
        assert_eq!(OrdersReport::parse(""), None);
    }
}
