//! What a test program prints, as JSON events: one a line, as `go test -json` prints them.
//!
//! The program runs with `-test.v=test2json` and marks lines of its own, such as `=== RUN   TestX`, with
//! a control character, and errors with two. Lines become `output` events of the test that they belong
//! to; marked ones become an event of their own besides.

use std::io::Write;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// Before a line about tests.
const FRAME: u8 = 0x16;
const ERROR_BEGIN: u8 = 0x0f;
const ERROR_END: u8 = 0x0e;
/// Before one of these characters in what tests print.
const ESCAPE: u8 = 0x1b;

const UPDATES: [&str; 9] = [
    "RUN   ",
    "PAUSE ",
    "CONT  ",
    "NAME  ",
    "PASS  ",
    "FAIL  ",
    "SKIP  ",
    "ATTR  ",
    "ARTIFACTS ",
];
const REPORTS: [&str; 4] = ["PASS: ", "FAIL: ", "SKIP: ", "BENCH: "];

/// The result of a test, held back until nothing more can come of it.
struct Outcome {
    action: String,
    test: String,
    elapsed: Option<f64>,
}

/// A stream of events about one package.
pub struct Events<W: Write> {
    package: String,
    out: W,
    start: Instant,
    /// The beginning of a line.
    partial: Vec<u8>,
    /// The test that prints now.
    test: String,
    /// Tests around it that have ended, outermost first.
    outcomes: Vec<Outcome>,
    /// Whether lines about tests are marked.
    are_marked: bool,
    /// Between the marks of an error.
    in_error: bool,
    is_skipped: bool,
    has_started: bool,
    /// The package that could not be compiled.
    failed_build: Option<String>,
}

impl<W: Write> Events<W> {
    pub fn new(package: &str, out: W) -> Events<W> {
        Events {
            package: package.into(),
            out,
            start: Instant::now(),
            partial: Vec::new(),
            test: String::new(),
            outcomes: Vec::new(),
            are_marked: false,
            in_error: false,
            is_skipped: false,
            has_started: false,
            failed_build: None,
        }
    }

    /// Prints what the compiler says: blocks of lines, each with `# package` before it. Comes before
    /// anything else.
    pub fn build_failure(&mut self, text: &str) {
        let mut package = self.package.clone();
        for line in text.lines() {
            if let Some(name) = line.strip_prefix("# ") {
                if self.failed_build.is_some() {
                    self.build_event(&package, "build-fail", "");
                }
                package = name.into();
                self.failed_build.get_or_insert(package.clone());
            }
            let output = format!(",\"Output\":{}", json(&format!("{line}\n")));
            self.build_event(&package, "build-output", &output);
        }
        self.build_event(&package, "build-fail", "");
    }

    fn build_event(&mut self, package: &str, action: &str, more: &str) {
        let package = json(package);
        self.print(&format!(
            "{{\"ImportPath\":{package},\"Action\":\"{action}\"{more}}}\n"
        ));
    }

    /// Takes what the program prints, in pieces of any size.
    pub fn write(&mut self, text: &[u8]) {
        self.partial.extend_from_slice(text);
        while let Some(end) = self.partial.iter().position(|&b| b == b'\n') {
            let line: Vec<u8> = self.partial.drain(..=end).collect();
            self.line(&line);
        }
    }

    /// Takes a line that does not come from the program.
    pub fn say(&mut self, line: &str) {
        if line.starts_with("FAIL\t") {
            self.write(&[FRAME]);
        }
        self.write(line.as_bytes());
    }

    /// Ends the stream with what became of the package.
    pub fn finish(mut self, passed: bool) {
        let rest = std::mem::take(&mut self.partial);
        if !rest.is_empty() {
            self.line(&rest);
        }
        self.flush(0);
        let action = match passed {
            true if self.is_skipped => "skip",
            true => "pass",
            false => "fail",
        };
        let elapsed = (self.start.elapsed().as_secs_f64() * 1e3).round() / 1e3;
        let failed_build = match &self.failed_build {
            Some(package) => format!(",\"FailedBuild\":{}", json(package)),
            None => String::new(),
        };
        self.event(action, "", &format!(",\"Elapsed\":{elapsed}{failed_build}"));
    }

    fn line(&mut self, line: &[u8]) {
        let is_marked = line[0] == FRAME;
        if self.are_marked && !is_marked {
            return self.output(line, false);
        }
        let line = if is_marked { &line[1..] } else { line };
        let text = String::from_utf8_lossy(line).into_owned();
        let trimmed = text.trim_end_matches(['\n', '\r']);
        if trimmed == "PASS" || trimmed == "FAIL" || trimmed.starts_with("FAIL\t") {
            self.flush(0);
            self.are_marked = is_marked;
            return self.output(line, true);
        }
        if trimmed.starts_with("?   \t") && trimmed.ends_with("\t[no test files]") {
            self.is_skipped = true;
        }
        if let Some(update) = trimmed.strip_prefix("=== ")
            && UPDATES
                .iter()
                .any(|known| format!("{update} ").starts_with(known.trim_end()))
        {
            self.are_marked = is_marked;
            return self.update(update, line);
        }
        let mut indent = 0;
        let mut rest = trimmed;
        while let Some(inner) = rest.strip_prefix("    ") {
            rest = inner;
            indent += 1;
        }
        match rest.strip_prefix("--- ") {
            Some(report)
                if REPORTS.iter().any(|known| report.starts_with(known))
                    && indent <= self.outcomes.len() =>
            {
                self.are_marked = is_marked;
                self.report(report, indent, line);
            }
            _ => {
                if let Some(outcome) = indent.checked_sub(1).and_then(|at| self.outcomes.get(at)) {
                    self.test.clone_from(&outcome.test);
                }
                self.output(line, false);
            }
        }
    }

    /// `ACTION  Test`: something happens to a test.
    fn update(&mut self, update: &str, line: &[u8]) {
        let (action, name) = update.split_once(' ').unwrap_or((update, ""));
        let action = action.to_lowercase();
        let mut name = name.trim();
        let mut more = String::new();
        match action.as_str() {
            "attr" => {
                let (test, rest) = name.split_once(' ').unwrap_or((name, ""));
                let (key, value) = rest.split_once(' ').unwrap_or((rest, ""));
                name = test;
                more = format!(",\"Key\":{},\"Value\":{}", json(key), json(value));
            }
            "artifacts" => {
                let (test, path) = name.split_once(' ').unwrap_or((name, ""));
                name = test;
                more = format!(",\"Path\":{}", json(path));
            }
            _ => {}
        }
        self.flush(0);
        self.test = name.into();
        if action == "name" {
            return;
        }
        let test = self.test.clone();
        if action == "pause" {
            self.output(line, true);
            self.event(&action, &test, &more);
        } else {
            self.event(&action, &test, &more);
            self.output(line, true);
        }
    }

    /// `ACTION: Test (1.00s)`: a test has ended.
    fn report(&mut self, report: &str, indent: usize, line: &[u8]) {
        let (action, name) = report.split_once(' ').unwrap_or((report, ""));
        let (test, elapsed) = match name.split_once(" (") {
            Some((test, time)) => (test, time.strip_suffix("s)").and_then(|t| t.parse().ok())),
            None => (name, None),
        };
        self.flush(indent);
        self.test = test.into();
        self.outcomes.push(Outcome {
            action: action.trim_end_matches(':').to_lowercase(),
            test: test.into(),
            elapsed,
        });
        self.output(line, true);
    }

    /// Prints the outcomes of tests nested `depth` deep or deeper.
    fn flush(&mut self, depth: usize) {
        self.test.clear();
        while self.outcomes.len() > depth {
            let Some(outcome) = self.outcomes.pop() else {
                return;
            };
            let elapsed = outcome.elapsed.map(|s| format!(",\"Elapsed\":{s}"));
            self.event(&outcome.action, &outcome.test, &elapsed.unwrap_or_default());
        }
    }

    /// Prints a line as output of the current test, errors in it apart.
    fn output(&mut self, line: &[u8], is_frame: bool) {
        let mut kind = match () {
            () if is_frame => "frame",
            () if self.in_error => "error-continue",
            () => "",
        };
        let mut part = Vec::new();
        let mut bytes = line.iter().copied().peekable();
        while let Some(b) = bytes.next() {
            match b {
                ESCAPE => part.extend(bytes.next()),
                ERROR_BEGIN => {
                    self.output_event(&part, kind);
                    part.clear();
                    self.in_error = true;
                    kind = "error";
                }
                ERROR_END => {
                    part.extend(bytes.next_if_eq(&b'\n'));
                    self.output_event(&part, kind);
                    part.clear();
                    self.in_error = false;
                    kind = "";
                }
                _ => part.push(b),
            }
        }
        self.output_event(&part, kind);
    }

    fn output_event(&mut self, text: &[u8], kind: &str) {
        if text.is_empty() {
            return;
        }
        let kind = match kind {
            "" => String::new(),
            _ => format!(",\"OutputType\":\"{kind}\""),
        };
        let text = json(&String::from_utf8_lossy(text));
        let test = self.test.clone();
        self.event("output", &test, &format!(",\"Output\":{text}{kind}"));
    }

    /// Prints an event; `more` are fields with a comma before each.
    fn event(&mut self, action: &str, test: &str, more: &str) {
        if !std::mem::replace(&mut self.has_started, true) {
            self.event("start", "", "");
        }
        let time = now();
        let package = json(&self.package);
        let test = match test {
            "" => String::new(),
            _ => format!(",\"Test\":{}", json(test)),
        };
        let event = format!(
            "{{\"Time\":\"{time}\",\"Action\":\"{action}\",\"Package\":{package}{test}{more}}}\n"
        );
        self.print(&event);
    }

    fn print(&mut self, event: &str) {
        // That nobody reads does not matter to the tests.
        let _ = self.out.write_all(event.as_bytes());
    }
}

/// A JSON string, as Go writes it.
fn json(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' | '\0'..='\u{1f}' => {
                out.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            _ => out.push(c),
        }
    }
    out.push('"');
    out
}

/// The time in UTC, as RFC 3339 writes it.
fn now() -> String {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    let (seconds, nanos) = (since.as_secs(), since.subsec_nanos());
    let (year, month, day) = civil(seconds / 86400);
    let (hour, minute, second) = (seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{nanos:09}Z")
}

/// Year, month and day of a number of days since 1970.
fn civil(mut days: u64) -> (u64, u64, u64) {
    let is_leap = |year: u64| {
        year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
    };
    let mut year = 1970;
    while days >= 365 + u64::from(is_leap(year)) {
        days -= 365 + u64::from(is_leap(year));
        year += 1;
    }
    let february = 28 + u64::from(is_leap(year));
    let mut month = 1;
    for n_days in [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30] {
        if days < n_days {
            break;
        }
        days -= n_days;
        month += 1;
    }
    (year, month, days + 1)
}

#[cfg(test)]
mod tests {
    use super::{Events, civil};

    /// Events without their times.
    fn events(text: &str) -> Vec<String> {
        let mut out = Vec::new();
        let mut events = Events::new("p", &mut out);
        events.write(text.as_bytes());
        events.finish(true);
        let text = String::from_utf8(out).expect("JSON is text");
        text.lines()
            .map(|line| {
                let at = line.find("\"Action\"").expect("every event has an action");
                let end = line.find(",\"Elapsed\"").unwrap_or(line.len() - 1);
                line[at..end].replace("\"Package\":\"p\"", "p")
            })
            .collect()
    }

    #[test]
    fn outcomes_follow_output() {
        let events = events(
            "\x16=== RUN   TestA\nhello\n    a_test.go:3: \x0fbad\x0e\n\x16--- FAIL: TestA (0.25s)\n\x16FAIL\n",
        );
        let want = [
            r#""Action":"start",p"#,
            r#""Action":"run",p,"Test":"TestA""#,
            r#""Action":"output",p,"Test":"TestA","Output":"=== RUN   TestA\n","OutputType":"frame""#,
            r#""Action":"output",p,"Test":"TestA","Output":"hello\n""#,
            r#""Action":"output",p,"Test":"TestA","Output":"    a_test.go:3: ""#,
            r#""Action":"output",p,"Test":"TestA","Output":"bad\n","OutputType":"error""#,
            r#""Action":"output",p,"Test":"TestA","Output":"--- FAIL: TestA (0.25s)\n","OutputType":"frame""#,
            r#""Action":"fail",p,"Test":"TestA""#,
            r#""Action":"output",p,"Output":"FAIL\n","OutputType":"frame""#,
            r#""Action":"pass",p"#,
        ];
        assert_eq!(events, want);
    }

    #[test]
    fn days_are_dates() {
        assert_eq!(civil(0), (1970, 1, 1));
        assert_eq!(civil(19_782), (2024, 2, 29));
        assert_eq!(civil(20_819), (2027, 1, 1));
    }
}
