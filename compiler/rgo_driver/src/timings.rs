//! What the stages of a run took and counted, for `-timings`; on a terminal, which stage is running.

use std::fmt::Write as _;
use std::io::IsTerminal as _;
use std::time::{Duration, Instant};

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeVal;

/// Moves a terminal's cursor to the start of its line and clears it.
const CLEAR_LINE: &str = "\r\x1b[K";

/// One row of the table.
struct Row {
    stage: &'static str,
    wall: Duration,
    cpu: Duration,
    counts: Vec<(&'static str, u64)>,
}

/// The table of a run.
#[derive(Default)]
pub struct Timings {
    rows: Vec<Row>,
    /// Whether the name of the running stage is shown.
    shows_progress: bool,
}

impl Timings {
    /// An empty table. The name of the running stage is shown if a terminal is there to show it.
    pub fn on_terminal() -> Timings {
        Timings {
            rows: Vec::new(),
            shows_progress: std::io::stderr().is_terminal(),
        }
    }

    /// Runs a stage and notes what it took.
    pub fn stage<T>(&mut self, stage: &'static str, run: impl FnOnce() -> T) -> T {
        if self.shows_progress {
            eprint!("{CLEAR_LINE}rgo: {stage}");
        }
        let (wall, cpu) = (Instant::now(), cpu_time());
        let result = run();
        let cpu = cpu_time().saturating_sub(cpu);
        if self.shows_progress {
            eprint!("{CLEAR_LINE}");
        }
        self.rows.push(Row {
            stage,
            wall: wall.elapsed(),
            cpu,
            counts: Vec::new(),
        });
        result
    }

    /// Adds a number that does not depend on the machine to the last stage.
    pub fn count(&mut self, name: &'static str, n: u64) {
        if let Some(row) = self.rows.last_mut() {
            row.counts.push((name, n));
        }
    }

    /// The table: stage, wall and CPU time in milliseconds, counts.
    pub fn table(&self) -> String {
        let mut text = format!(
            "{:<10} {:>10} {:>10}  counts\n",
            "stage", "wall ms", "CPU ms"
        );
        let ms = |time: Duration| time.as_secs_f64() * 1e3;
        for row in &self.rows {
            let counts: Vec<String> = row
                .counts
                .iter()
                .map(|(name, n)| format!("{n} {name}"))
                .collect();
            let (wall, cpu) = (ms(row.wall), ms(row.cpu));
            let _ = writeln!(
                text,
                "{:<10} {wall:>10.1} {cpu:>10.1}  {}",
                row.stage,
                counts.join(", ")
            );
        }
        let wall: Duration = self.rows.iter().map(|row| row.wall).sum();
        let cpu: Duration = self.rows.iter().map(|row| row.cpu).sum();
        let _ = writeln!(text, "{:<10} {:>10.1} {:>10.1}", "total", ms(wall), ms(cpu));
        text
    }
}

/// CPU time of this process, all its threads, and the programs it ran; zero where the system does not
/// tell.
fn cpu_time() -> Duration {
    let of = |who| {
        let usage = getrusage(who).ok()?;
        Some(duration(usage.user_time()) + duration(usage.system_time()))
    };
    let both = [of(UsageWho::RUSAGE_SELF), of(UsageWho::RUSAGE_CHILDREN)];
    both.into_iter().flatten().sum()
}

fn duration(time: TimeVal) -> Duration {
    let micros = time.tv_sec() * 1_000_000 + time.tv_usec();
    Duration::from_micros(micros.unsigned_abs())
}

#[cfg(test)]
mod tests {
    use super::Timings;

    #[test]
    fn stages_are_rows_with_counts() {
        let mut timings = Timings::default();
        assert_eq!(timings.stage("load", || 7), 7);
        timings.count("files", 3);
        timings.count("lines", 5);
        let table = timings.table();
        assert!(table.contains("load ") && table.ends_with('\n'));
        assert!(
            table
                .lines()
                .nth(1)
                .is_some_and(|row| row.ends_with("3 files, 5 lines")),
            "{table}"
        );
    }
}
