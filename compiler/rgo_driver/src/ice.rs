//! What happens when the compiler itself fails: a report that says where, and asks to be sent.
//!
//! Stages note what they are doing with [`note`]; a panic prints that after its own message.

use std::cell::RefCell;
use std::panic::PanicHookInfo;
use std::sync::Mutex;

/// What a thread is doing.
#[derive(Clone, Default, Debug)]
pub struct Activity {
    pub stage: &'static str,
    /// The pass of the stage, if it has passes.
    pub pass: &'static str,
    /// The function being compiled.
    pub function: String,
}

thread_local! {
    static ACTIVITY: RefCell<Activity> = RefCell::default();
}

/// Stage of the whole process, for threads that noted nothing.
static STAGE: Mutex<&str> = Mutex::new("start");

/// Notes what this thread is doing.
pub fn note(stage: &'static str, pass: &'static str, function: impl Into<String>) {
    ACTIVITY.set(Activity {
        stage,
        pass,
        function: function.into(),
    });
}

/// Notes the stage that the process has reached.
pub fn enter(stage: &'static str) {
    if let Ok(mut current) = STAGE.lock() {
        *current = stage;
    }
    note(stage, "", "");
}

/// Makes panics print a report.
pub fn install() {
    std::panic::set_hook(Box::new(|info| eprint!("{}", report(info))));
}

fn report(info: &PanicHookInfo<'_>) -> String {
    let message = info
        .payload()
        .downcast_ref::<&str>()
        .map(|text| (*text).to_string())
        .or_else(|| info.payload().downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "panic".into());
    let at = info
        .location()
        .map_or(String::new(), |at| format!("\n\tat {at}"));
    let mut activity = ACTIVITY
        .try_with(|activity| activity.borrow().clone())
        .unwrap_or_default();
    if activity.stage.is_empty() {
        activity.stage = STAGE.lock().map_or("unknown", |stage| *stage);
    }
    let mut text = format!("rgo: internal compiler error: {message}{at}\n");
    text.push_str(&format!("\tstage: {}\n", activity.stage));
    if !activity.pass.is_empty() {
        text.push_str(&format!("\tpass: {}\n", activity.pass));
    }
    if !activity.function.is_empty() {
        text.push_str(&format!("\tfunction: {}\n", activity.function));
    }
    if std::env::var_os("RUST_BACKTRACE").is_some() {
        text.push_str(&format!("{}\n", std::backtrace::Backtrace::force_capture()));
    }
    text.push_str("\nThis is a bug in rgo. Please report it with the program that shows it and the lines above.\n");
    text
}
