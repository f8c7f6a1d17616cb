//! Running programs: their output, how they ended, a limit on how long they may take.

use std::io::Read;
use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

/// How a program ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum End {
    Exit(i32),
    Signal(i32),
    /// It took longer than it may and was killed with all it had started.
    Timeout,
}

/// What a program did.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finished {
    pub end: End,
    pub stdout: Vec<u8>,
    pub stderr: Vec<u8>,
}

impl Finished {
    pub fn is_success(&self) -> bool {
        self.end == End::Exit(0)
    }

    pub fn stdout_text(&self) -> String {
        String::from_utf8_lossy(&self.stdout).into_owned()
    }

    pub fn stderr_text(&self) -> String {
        String::from_utf8_lossy(&self.stderr).into_owned()
    }

    /// Standard output, then standard error.
    pub fn output_text(&self) -> String {
        self.stdout_text() + &self.stderr_text()
    }
}

/// What was left running by a finished program may keep its output open for ever: waiting ends here.
const PATIENCE: Duration = Duration::from_secs(10);

/// Runs a command to its end. It reads nothing from standard input.
///
/// # Errors
/// If the program cannot be started.
pub fn run(command: &mut Command, limit: Duration) -> std::io::Result<Finished> {
    let mut child = start(command.stdout(Stdio::piped()).stderr(Stdio::piped()))?;
    let stdout = read_all(child.stdout.take().expect("stdout is piped"));
    let stderr = read_all(child.stderr.take().expect("stderr is piped"));
    let end = wait(&mut child, limit)?;
    Ok(Finished {
        end,
        stdout: stdout.recv_timeout(PATIENCE).unwrap_or_default(),
        stderr: stderr.recv_timeout(PATIENCE).unwrap_or_default(),
    })
}

/// Like [`run`], with all output in `stdout`, in the order in which it was written.
///
/// # Errors
/// If the program cannot be started.
pub fn run_merged(command: &mut Command, limit: Duration) -> std::io::Result<Finished> {
    let (reader, writer) = std::io::pipe()?;
    let mut child = start(command.stdout(writer.try_clone()?).stderr(writer))?;
    // The command holds ends of the pipe that would keep it open.
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let output = read_all(reader);
    let end = wait(&mut child, limit)?;
    Ok(Finished {
        end,
        stdout: output.recv_timeout(PATIENCE).unwrap_or_default(),
        stderr: Vec::new(),
    })
}

/// Starts a process in a group of its own, so that what it starts can be ended with it.
fn start(command: &mut Command) -> std::io::Result<Child> {
    command.stdin(Stdio::null()).process_group(0).spawn()
}

fn read_all(mut pipe: impl Read + Send + 'static) -> mpsc::Receiver<Vec<u8>> {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        // An error ends the output like its end does.
        let _ = pipe.read_to_end(&mut bytes);
        let _ = sender.send(bytes);
    });
    receiver
}

fn wait(child: &mut Child, limit: Duration) -> std::io::Result<End> {
    let mut waited = Duration::ZERO;
    let mut pause = Duration::from_micros(200);
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(match (status.code(), status.signal()) {
                (Some(code), _) => End::Exit(code),
                (None, signal) => End::Signal(signal.unwrap_or(0)),
            });
        }
        if waited >= limit {
            kill_group(child);
            child.wait()?;
            return Ok(End::Timeout);
        }
        std::thread::sleep(pause);
        waited += pause;
        pause = (pause * 2).min(Duration::from_millis(20));
    }
}

/// Ends a child and all of its process group.
fn kill_group(child: &mut Child) {
    let group = format!("-{}", child.id());
    let killed = Command::new("kill").args(["-KILL", "--", &group]).status();
    if !killed.is_ok_and(|status| status.success()) {
        // The child itself at least.
        let _ = child.kill();
    }
}

#[cfg(test)]
mod tests {
    use std::process::Command;
    use std::time::Duration;

    use super::{End, run, run_merged};

    #[test]
    fn ends_are_told_apart() {
        let shell = |script: &str, millis| {
            let limit = Duration::from_millis(millis);
            run(Command::new("sh").args(["-c", script]), limit).expect("there is a shell")
        };
        let finished = shell("echo out; echo err >&2; exit 3", 10_000);
        assert_eq!(finished.end, End::Exit(3));
        assert_eq!(finished.output_text(), "out\nerr\n");
        let script = "echo a; echo b >&2; echo c";
        let merged = run_merged(
            Command::new("sh").args(["-c", script]),
            Duration::from_secs(10),
        );
        assert_eq!(merged.expect("there is a shell").stdout_text(), "a\nb\nc\n");
        assert_eq!(shell("kill -9 $$", 10_000).end, End::Signal(9));
        assert_eq!(shell("sleep 30 & wait", 100).end, End::Timeout);
    }
}
