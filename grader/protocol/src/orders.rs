//! What a search through all orders of a program's threads has found.

/// How far a search came.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OrdersReport {
    /// How many orders were run, a failing one among them.
    pub tried: u64,
    /// Whether these are all that there are.
    pub is_complete: bool,
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
}

const TRIED: &str = "tried";
const ALL: &str = "all";
const THREAD: &str = "thread";
const STEP: &str = "step";
const WAITS: &str = "waits";
const END: &str = "end";

impl OrderEnd {
    const NAMED: [(Self, &str); 3] = [
        (Self::Panicked, "panicked"),
        (Self::Deadlock, "deadlock"),
        (Self::Spins, "spins"),
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

impl OrderStep {
    fn write(&self, kind: &str) -> String {
        let stack = self.stack.join(" ");
        format!("{kind}\t{}\t{}\t{stack}\n", self.thread, self.action)
    }

    fn parse(thread: &str, action: &str, stack: &str) -> Option<Self> {
        Some(Self {
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
        let mut text = format!("{TRIED}\t{}\t{all}\n", self.tried);
        if let Some(failing) = &self.failing {
            text.push_str(&format!("{END}\t{}\n", failing.end.word()));
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
            if let [TRIED, tried, all] = *parts {
                report = Some(Self {
                    tried: tried.parse().ok()?,
                    is_complete: all == ALL,
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
                    end: OrderEnd::parse(word)?,
                });
                continue;
            }
            let failing = report.failing.as_mut()?;
            match *parts {
                [THREAD, name] => failing.threads.push(name.into()),
                [STEP, a, b, c] => failing.steps.push(OrderStep::parse(a, b, c)?),
                [WAITS, a, b, c] => failing.waiting.push(OrderStep::parse(a, b, c)?),
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
        };
        let failing = FailingOrder {
            threads: vec!["main".into(), String::new()],
            steps: vec![step(0, &["program+7", "program+-9"]), step(1, &[])],
            waiting: vec![step(1, &["program+7"])],
            end: OrderEnd::Deadlock,
        };
        for report in [
            OrdersReport {
                tried: 90,
                is_complete: true,
                failing: None,
            },
            OrdersReport {
                tried: 7,
                is_complete: false,
                failing: Some(failing),
            },
        ] {
            assert_eq!(OrdersReport::parse(&report.write()), Some(report));
        }
        assert_eq!(OrdersReport::parse(""), None);
    }
}
