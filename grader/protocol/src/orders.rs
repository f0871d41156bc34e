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
    pub failing: Option<FailingOrder>,
}

/// An order in which a program fails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailingOrder {
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

/// How a failing order ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
}

const TRIED: &str = "tried";
const ALL: &str = "all";
const THREAD: &str = "thread";
const STEP: &str = "step";
const WAITS: &str = "waits";
const END: &str = "end";
const AT_THE_END: &str = "at the end";
const DIFFERENT: &str = "different";
const OLD: &str = "old";

impl OrderEnd {
    const NAMED: [(Self, &str); 5] = [
        (Self::Panicked, "panicked"),
        (Self::Deadlock, "deadlock"),
        (Self::Spins, "spins"),
        (Self::WaitsForStopped, "waits for stopped"),
        (Self::Blocks, "blocks"),
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
        if let Some(failing) = &self.failing {
            text.push_str(&format!("{END}\t{}\n", failing.end.word()));
            let at_the_end = failing.at_the_end.write();
            text.push_str(&format!("{AT_THE_END}\t{at_the_end}\n"));
            for name in &failing.threads {
                text.push_str(&format!("{THREAD}\t{}\n", name.replace(['\t', '\n'], " ")));
            }
            failing
                .steps
                .iter()
                .for_each(|step| text.push_str(&step.write(STEP)));
            failing
                .waiting
                .iter()
                .for_each(|step| text.push_str(&step.write(WAITS)));
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
                    failing: None,
                });
                continue;
            }
            let report = report.as_mut()?;
            if let [END, word] = *parts {
                report.failing = Some(FailingOrder {
                    threads: Vec::new(),
                    steps: Vec::new(),
                    waiting: Vec::new(),
                    at_the_end: OrderMoment::default(),
                    end: OrderEnd::parse(word)?,
                });
                continue;
            }
            let failing = report.failing.as_mut()?;
            match *parts {
                [THREAD, name] => failing.threads.push(name.into()),
                [AT_THE_END, moment] => failing.at_the_end = OrderMoment::parse(moment)?,
                [STEP, a, b, c, d, e] => {
                    failing.steps.push(OrderStep::parse([a, b, c, d, e])?);
                }
                [WAITS, a, b, c, d, e] => {
                    failing.waiting.push(OrderStep::parse([a, b, c, d, e])?);
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
        let failing = FailingOrder {
            threads: vec!["main".into(), String::new()],
            steps: vec![step(0, &["program+7", "program+-9"]), step(1, &[])],
            waiting: vec![step(1, &["program+7"])],
            at_the_end: OrderMoment {
                threads: vec![OrderThread::HasEnded, OrderThread::IsStopped],
                held: Vec::new(),
            },
            end: OrderEnd::Deadlock,
        };
        for report in [
            OrdersReport {
                tried: 90,
                is_complete: true,
                leaves_out: true,
                failing: None,
            },
            OrdersReport {
                tried: 7,
                is_complete: false,
                leaves_out: false,
                failing: Some(failing),
            },
        ] {
            assert_eq!(OrdersReport::parse(&report.write()), Some(report));
        }
        assert_eq!(OrdersReport::parse(""), None);
    }
}
