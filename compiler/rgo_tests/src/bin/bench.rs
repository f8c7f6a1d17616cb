//! Compares rgo with gc: what programs cost, start up with, weigh, and take to compile.
//!
//! `bench [-rounds=N] [-readme] [word...]`: with words, only programs whose names have one of them;
//! `-readme` puts the tables into README.md. Every figure is from one run of this program, in which the
//! two compilers take turns; ratios are medians over the rounds, means over programs are geometric.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Duration;

use rgo_tests::benchmark::{Benchmark, benchmarks};
use rgo_tests::measure::{Cost, measure, measure_one};
use rgo_tests::process::run;
use rgo_tests::tools::{self, set_go_environment};

/// No program and no compilation takes longer.
const LIMIT: Duration = Duration::from_secs(300);
/// Starts of a program that are measured as one: a single one is shorter than the clock's grain.
const N_STARTS: usize = 20;
const README_BEGIN: &str = "<!-- bench begins: written by `make bench` -->\n";
const README_END: &str = "<!-- bench ends -->\n";

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Compiler {
    Gc,
    Rgo,
}

const COMPILERS: [Compiler; 2] = [Compiler::Gc, Compiler::Rgo];

/// Figures of gc and of rgo.
type Pair<T> = [T; 2];

struct Bench {
    words: Vec<String>,
    rounds: usize,
    dir: PathBuf,
    /// What went wrong.
    problems: Vec<String>,
}

fn main() -> ExitCode {
    if let Some(code) = measure_one() {
        return code;
    }
    let args: Vec<String> = std::env::args().skip(1).collect();
    let rounds = args.iter().find_map(|arg| arg.strip_prefix("-rounds="));
    let mut bench = Bench {
        words: args
            .iter()
            .filter(|arg| !arg.starts_with('-'))
            .cloned()
            .collect(),
        rounds: rounds.and_then(|n| n.parse().ok()).unwrap_or(5),
        dir: tools::scratch("bench"),
        problems: Vec::new(),
    };
    let text = bench.programs() + &bench.starts() + &bench.sizes() + &bench.compilations();
    println!("{text}");
    if args.iter().any(|arg| arg == "-readme") {
        write_readme(&text);
    }
    for problem in &bench.problems {
        eprintln!("{problem}");
    }
    if bench.problems.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

impl Bench {
    fn selected(&self, folder: &str) -> Vec<Benchmark> {
        let mut selected = benchmarks(folder);
        let is_wanted = |name: &str| self.words.iter().any(|word| name.contains(word.as_str()));
        selected.retain(|benchmark| self.words.is_empty() || is_wanted(&benchmark.name));
        selected
    }

    /// Builds a program by both compilers.
    fn build(&mut self, benchmark: &Benchmark, flags: &[&str]) -> Option<Pair<PathBuf>> {
        let mut programs = Vec::new();
        for compiler in COMPILERS {
            let program = self.dir.join(format!("{}-{compiler:?}", benchmark.name));
            let mut command = compiler.command();
            command
                .arg("build")
                .args(flags)
                .arg("-o")
                .arg(&program)
                .arg(&benchmark.file);
            match run(&mut command, LIMIT) {
                Ok(built) if built.is_success() => programs.push(program),
                Ok(built) => self.fail(benchmark, compiler, &built.output_text()),
                Err(error) => self.fail(benchmark, compiler, &error.to_string()),
            }
        }
        programs.try_into().ok()
    }

    fn fail(&mut self, benchmark: &Benchmark, compiler: Compiler, problem: &str) {
        let name = &benchmark.name;
        self.problems
            .push(format!("{name} ({compiler:?}): {}", problem.trim_end()));
    }

    /// Runs both programs, turn by turn. Costs by round.
    fn compare(
        &mut self,
        benchmark: &Benchmark,
        programs: &Pair<PathBuf>,
    ) -> Option<Vec<Pair<Cost>>> {
        let expected = benchmark.expected(false);
        let mut rounds = Vec::new();
        for _ in 0..self.rounds {
            let mut costs = Vec::new();
            for (compiler, program) in COMPILERS.into_iter().zip(programs) {
                let mut command = Command::new(program);
                command.arg("-t").env("GOMAXPROCS", "2");
                let (finished, cost) = measure(&command, &self.dir, LIMIT);
                if !finished.is_success() || finished.stdout != expected {
                    let problem = format!("{:?}\n{}", finished.end, finished.output_text());
                    self.fail(benchmark, compiler, &problem);
                    return None;
                }
                costs.push(cost);
            }
            rounds.push(costs.try_into().expect("there are two compilers"));
        }
        Some(rounds)
    }

    fn programs(&mut self) -> String {
        let mut rows = Vec::new();
        let mut benchmarks = self.selected("");
        benchmarks.sort_by(|x, y| (&x.group, &x.name).cmp(&(&y.group, &y.name)));
        for benchmark in &benchmarks {
            eprintln!("{}", benchmark.name);
            let programs = self.build(benchmark, &[]);
            let rounds = programs.and_then(|programs| self.compare(benchmark, &programs));
            rows.push((benchmark, rounds.map(|rounds| Row::new(&rounds))));
        }
        if rows.is_empty() {
            return String::new();
        }
        let mut text = String::from(
            "| group | program | gc CPU s | rgo CPU s | rgo/gc | wall rgo/gc | memory rgo/gc |\n|---|---|--:|--:|--:|--:|--:|\n",
        );
        let mut groups: Vec<&str> = Vec::new();
        for (benchmark, row) in &rows {
            if !groups.contains(&benchmark.group.as_str()) {
                groups.push(&benchmark.group);
            }
            let cells = match row {
                Some(row) => format!(
                    "{:.2} | {:.2} | {:.2} | {:.2} | {:.2}",
                    row.cpu_s[0], row.cpu_s[1], row.cpu, row.wall, row.memory
                ),
                None => "| | fails | | ".into(),
            };
            writeln!(
                text,
                "| {} | {} | {cells} |",
                benchmark.group, benchmark.name
            )
            .expect("writing to a string");
        }
        text.push_str("\n| group | programs | CPU rgo/gc | wall rgo/gc | memory rgo/gc |\n|---|--:|--:|--:|--:|\n");
        for group in groups {
            let of_group = rows
                .iter()
                .filter(|(benchmark, _)| benchmark.group == group);
            let done: Vec<&Row> = of_group
                .clone()
                .filter_map(|(_, row)| row.as_ref())
                .collect();
            let mean = |figure: fn(&Row) -> f64| geometric_mean(done.iter().map(|row| figure(row)));
            writeln!(
                text,
                "| {group} | {} of {} | {:.2} | {:.2} | {:.2} |",
                done.len(),
                of_group.count(),
                mean(|row| row.cpu),
                mean(|row| row.wall),
                mean(|row| row.memory)
            )
            .expect("writing to a string");
        }
        text
    }

    /// What it takes to start a program and to end it.
    fn starts(&mut self) -> String {
        let mut rows = String::new();
        for benchmark in self.selected("startup") {
            let Some(programs) = self.build(&benchmark, &[]) else {
                continue;
            };
            let mut rounds: Vec<Pair<Cost>> = Vec::new();
            for _ in 0..self.rounds {
                rounds.push(programs.each_ref().map(|program| self.start_often(program)));
            }
            let row = Row::new(&rounds);
            let per_start = row.cpu_s.map(|seconds| seconds * 1000.0 / N_STARTS as f64);
            writeln!(
                rows,
                "| {} | {:.2} | {:.2} | {:.2} | {:.2} |",
                benchmark.name, per_start[0], per_start[1], row.cpu, row.memory
            )
            .expect("writing to a string");
        }
        match rows.is_empty() {
            true => rows,
            false => format!(
                "\n| start | gc CPU ms | rgo CPU ms | rgo/gc | memory rgo/gc |\n|---|--:|--:|--:|--:|\n{rows}"
            ),
        }
    }

    fn start_often(&self, program: &Path) -> Cost {
        let mut command = Command::new("sh");
        let script = format!("for i in $(seq {N_STARTS}); do \"$0\" >/dev/null 2>&1; done");
        command.args(["-c", &script]).arg(program);
        measure(&command, &self.dir, LIMIT).1
    }

    /// Sizes of executables, as they are and stripped.
    fn sizes(&mut self) -> String {
        let mut rows = String::new();
        for benchmark in self.selected("size") {
            let mut cells = String::new();
            for flags in [&[][..], &["-ldflags=-s -w"]] {
                let Some(programs) = self.build(&benchmark, flags) else {
                    continue;
                };
                let [gc, rgo] = programs.map(|program| file_size(&program) as f64 / 1e6);
                write!(cells, " {gc:.2} | {rgo:.2} | {:.2} |", rgo / gc)
                    .expect("writing to a string");
            }
            if !cells.is_empty() {
                writeln!(rows, "| {} |{cells}", benchmark.name).expect("writing to a string");
            }
        }
        match rows.is_empty() {
            true => rows,
            false => format!(
                "\n| size | gc MB | rgo MB | rgo/gc | gc stripped | rgo stripped | rgo/gc |\n|---|--:|--:|--:|--:|--:|--:|\n{rows}"
            ),
        }
    }

    /// How long programs take to compile: gc's first time with nothing in its cache.
    fn compilations(&mut self) -> String {
        let mut rows = String::new();
        for benchmark in self.selected("size") {
            if !matches!(benchmark.name.as_str(), "hello_fmt" | "httpserver") {
                continue;
            }
            eprintln!("compile {}", benchmark.name);
            let Some((cold, warm, rgo)) = self.compile(&benchmark) else {
                continue;
            };
            let s = |time: Duration| time.as_secs_f64();
            writeln!(
                rows,
                "| {} | {:.2} | {:.2} | {:.3} | {:.3} | {:.0} × | {:.0} |",
                benchmark.name,
                s(cold.wall),
                s(warm.wall),
                s(rgo.wall),
                s(rgo.cpu),
                s(cold.wall) / s(rgo.wall),
                rgo.peak_kib as f64 / 1024.0
            )
            .expect("writing to a string");
        }
        match rows.is_empty() {
            true => rows,
            false => format!(
                "\n| compile | gc, empty cache, s | gc, full cache, s | rgo s | rgo CPU s | empty cache/rgo | rgo MiB |\n|---|--:|--:|--:|--:|--:|--:|\n{rows}"
            ),
        }
    }

    /// Costs of gc with an empty cache, of gc with a full one, of rgo.
    fn compile(&mut self, benchmark: &Benchmark) -> Option<(Cost, Cost, Cost)> {
        let cache = self.dir.join("gocache");
        // It is there from the last program.
        let _ = fs::remove_dir_all(&cache);
        let mut all: [Vec<Cost>; 3] = Default::default();
        for round in 0..self.rounds {
            let runs = [Compiler::Gc, Compiler::Gc, Compiler::Rgo];
            // The library is compiled once: that is long enough for a figure.
            for (index, compiler) in runs.into_iter().enumerate().skip(usize::from(round > 0)) {
                let mut command = compiler.command();
                command
                    .arg("build")
                    .arg("-o")
                    .arg(self.dir.join("compiled"))
                    .arg(&benchmark.file);
                command
                    .env("GOCACHE", &cache)
                    .env("RGO_CACHE", tools::cache());
                let (finished, cost) = measure(&command, &self.dir, LIMIT);
                if !finished.is_success() {
                    self.fail(benchmark, compiler, &finished.output_text());
                    return None;
                }
                all[index].push(cost);
            }
        }
        let [cold, warm, rgo] = all.map(|mut costs| {
            costs.sort_by_key(|cost| cost.wall);
            costs[costs.len() / 2]
        });
        Some((cold, warm, rgo))
    }
}

impl Compiler {
    fn command(self) -> Command {
        let mut command = match self {
            Compiler::Gc => Command::new(tools::goroot().join("bin/go")),
            Compiler::Rgo => Command::new(tools::rgo()),
        };
        set_go_environment(&mut command);
        command
    }
}

/// Medians over the rounds.
struct Row {
    cpu_s: Pair<f64>,
    /// Ratios of rgo to gc.
    cpu: f64,
    wall: f64,
    memory: f64,
}

impl Row {
    fn new(rounds: &[Pair<Cost>]) -> Row {
        let ratio = |figure: fn(&Cost) -> f64| {
            median(
                rounds
                    .iter()
                    .map(|[gc, rgo]| figure(rgo) / figure(gc).max(1e-9)),
            )
        };
        let cpu = |cost: &Cost| cost.cpu.as_secs_f64();
        Row {
            cpu_s: [0, 1]
                .map(|index| median(rounds.iter().map(|pair: &Pair<Cost>| cpu(&pair[index])))),
            cpu: ratio(|cost| cost.cpu.as_secs_f64()),
            wall: ratio(|cost| cost.wall.as_secs_f64()),
            memory: ratio(|cost| cost.peak_kib as f64),
        }
    }
}

fn median(figures: impl Iterator<Item = f64>) -> f64 {
    let mut figures: Vec<f64> = figures.collect();
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}

fn geometric_mean(figures: impl Iterator<Item = f64>) -> f64 {
    let logs: Vec<f64> = figures.map(f64::ln).collect();
    (logs.iter().sum::<f64>() / logs.len() as f64).exp()
}

fn file_size(file: &Path) -> u64 {
    fs::metadata(file).map_or(0, |metadata| metadata.len())
}

/// Replaces what is between the marks in README.md.
fn write_readme(text: &str) {
    let file = tools::root().join("README.md");
    let readme = fs::read_to_string(&file).expect("there is a README");
    let (before, rest) = readme
        .split_once(README_BEGIN)
        .expect("README has the first mark");
    let (_, behind) = rest
        .split_once(README_END)
        .expect("README has the last mark");
    let readme = format!(
        "{before}{README_BEGIN}{}\n{README_END}{behind}",
        text.trim_end()
    );
    fs::write(file, readme).expect("the project's files are writable");
}
