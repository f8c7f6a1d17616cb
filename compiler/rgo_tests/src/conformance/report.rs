//! What a sweep over the tree has shown, beside what was known.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{Lists, Outcome, TestResult};
use crate::directive::{MODES, Mode};

/// A cause is one line of at most this length.
const CAUSE_MAX: usize = 120;

/// Results sorted out.
pub struct Report<'a> {
    results: &'a [TestResult],
    /// Failures that are not known.
    pub new_failures: Vec<&'a TestResult>,
    /// Known failures that pass.
    pub new_passes: Vec<&'a TestResult>,
    /// Tests that neither ran nor are listed as not applicable.
    pub unlisted_skips: Vec<&'a TestResult>,
}

impl<'a> Report<'a> {
    pub fn new(results: &'a [TestResult], lists: &Lists) -> Report<'a> {
        let is_known = |result: &TestResult| lists.known_failures.contains_key(&result.path);
        let (mut new_failures, mut new_passes, mut unlisted_skips) = (vec![], vec![], vec![]);
        for result in results {
            match &result.outcome {
                Outcome::Passed if is_known(result) => new_passes.push(result),
                Outcome::Failed(_) if !is_known(result) => new_failures.push(result),
                Outcome::Skipped(_) if !is_listed_skip(result, lists) => {
                    unlisted_skips.push(result);
                }
                Outcome::Passed | Outcome::Failed(_) | Outcome::Skipped(_) => {}
            }
        }
        Report {
            results,
            new_failures,
            new_passes,
            unlisted_skips,
        }
    }

    /// Whether all is as the lists say.
    pub fn is_as_known(&self) -> bool {
        self.new_failures.is_empty() && self.new_passes.is_empty() && self.unlisted_skips.is_empty()
    }

    /// The table of modes, then what is new.
    pub fn text(&self) -> String {
        let mut text = self.table();
        let mut section = |title: &str, results: &[&TestResult]| {
            if results.is_empty() {
                return;
            }
            writeln!(text, "\n{title}:").expect("writing to a string");
            for result in results {
                let why = match &result.outcome {
                    Outcome::Passed => "",
                    Outcome::Failed(why) | Outcome::Skipped(why) => why.as_str(),
                };
                let why = why.trim_end().replace('\n', "\n\t\t");
                writeln!(text, "\t{}: {why}", result.path).expect("writing to a string");
            }
        };
        section("new failures", &self.new_failures);
        section("known failures that pass", &self.new_passes);
        section(
            "skipped, but not listed as not applicable",
            &self.unlisted_skips,
        );
        text
    }

    /// Passed, failed and skipped tests of each mode, and why tests were skipped.
    pub fn table(&self) -> String {
        let mut counts: BTreeMap<Option<Mode>, [usize; 3]> = BTreeMap::new();
        let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
        for result in self.results {
            let column = match &result.outcome {
                Outcome::Passed => 0,
                Outcome::Failed(_) => 1,
                Outcome::Skipped(reason) => {
                    *reasons.entry(reason).or_default() += 1;
                    2
                }
            };
            counts.entry(result.mode).or_default()[column] += 1;
        }
        let mut text = format!(
            "{:<22}{:>8}{:>8}{:>8}{:>9}\n",
            "mode", "passed", "failed", "skipped", "passed"
        );
        let mut total = [0; 3];
        let mut row = |name: &str, [passed, failed, skipped]: [usize; 3]| {
            let share = match passed + failed {
                0 => String::new(),
                n => format!("{:.1} %", 100.0 * passed as f64 / n as f64),
            };
            writeln!(
                text,
                "{name:<22}{passed:>8}{failed:>8}{skipped:>8}{share:>9}"
            )
            .expect("writing to a string");
        };
        for (mode, count) in &counts {
            let name = MODES.iter().find(|(other, _)| Some(*other) == *mode);
            row(name.map_or("(no directive)", |(_, name)| name), *count);
            total = std::array::from_fn(|column| total[column] + count[column]);
        }
        row("all", total);
        if !reasons.is_empty() {
            text.push_str("\nskipped because of:\n");
        }
        for (reason, n) in reasons {
            writeln!(text, "{n:>8}  {reason}").expect("writing to a string");
        }
        text
    }

    /// All failures with what was seen, for reading.
    pub fn failures(&self) -> String {
        let mut text = String::new();
        for result in self.results {
            if let Outcome::Failed(why) = &result.outcome {
                let why = why.trim_end().replace('\n', "\n\t");
                writeln!(text, "{}: {why}", result.path).expect("writing to a string");
            }
        }
        text
    }

    /// Makes the list of known failures what was seen: causes of those that still fail are kept.
    pub fn bless(&self, lists: &mut Lists) {
        for result in self.results {
            match &result.outcome {
                Outcome::Failed(why) => {
                    let first = why.lines().next().unwrap_or_default();
                    let cause: String = first.chars().take(CAUSE_MAX).collect();
                    lists
                        .known_failures
                        .entry(result.path.clone())
                        .or_insert(cause);
                }
                Outcome::Passed | Outcome::Skipped(_) => {
                    lists.known_failures.remove(&result.path);
                }
            }
        }
    }
}

/// Whether a skipped test may be skipped: it is of a mode that is never run, or in the list.
fn is_listed_skip(result: &TestResult, lists: &Lists) -> bool {
    matches!(result.mode, Some(Mode::AsmCheck | Mode::Skip))
        || lists.not_applicable.contains_key(&result.path)
}

#[cfg(test)]
mod tests {
    use super::{Lists, Outcome, Report, TestResult};
    use crate::directive::Mode;

    fn result(path: &str, outcome: Outcome) -> TestResult {
        TestResult {
            path: path.into(),
            mode: Some(Mode::Run),
            outcome,
        }
    }

    #[test]
    fn what_is_new_is_told_and_learned() {
        let results = [
            result("a.go", Outcome::Passed),
            result("b.go", Outcome::Failed("exit 2: x\nmore".into())),
            result("c.go", Outcome::Failed("y".into())),
            result("d.go", Outcome::Skipped("z".into())),
        ];
        let mut lists = Lists::default();
        lists.known_failures.insert("a.go".into(), "old".into());
        lists.known_failures.insert("c.go".into(), "a cause".into());
        let report = Report::new(&results, &lists);
        assert!(!report.is_as_known());
        assert_eq!(report.new_passes[0].path, "a.go");
        assert_eq!(report.new_failures[0].path, "b.go");
        assert_eq!(report.unlisted_skips[0].path, "d.go");
        let row = "run                          1       2       1   33.3 %";
        assert!(report.text().contains(row), "{}", report.text());
        report.bless(&mut lists);
        let known: Vec<_> = lists.known_failures.values().map(String::as_str).collect();
        assert_eq!(known, ["exit 2: x", "a cause"]);
    }
}
