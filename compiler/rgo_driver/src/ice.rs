//! What happens when the compiler itself fails: a report that says where, and asks to be sent.
//!
//! Stages note what they are doing ([`rgo_base::activity`]); a panic prints that after its own
//! message.

use std::panic::PanicHookInfo;
use std::sync::atomic::{AtomicBool, Ordering};

use rgo_base::activity::{self, Activity};

/// Exit code after a failure of the compiler itself.
pub const EXIT_BUG: i32 = 3;

/// Whether a report was printed: panics of other threads follow from the first.
static IS_REPORTED: AtomicBool = AtomicBool::new(false);

/// Makes the first panic print a report.
pub fn install() {
    std::panic::set_hook(Box::new(|info| {
        // Relaxed: only the flag itself matters.
        if !IS_REPORTED.swap(true, Ordering::Relaxed) {
            eprintln!("{}", report(info));
        }
    }));
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
    text(&format!("{message}{at}"), activity::current())
}

/// The report of a failure during an activity.
pub fn text(message: &str, activity: Activity) -> String {
    let mut text = format!("rgo: internal compiler error: {message}\n");
    text.push_str(&format!("\tstage: {}\n", activity.stage));
    if !activity.pass.is_empty() {
        text.push_str(&format!("\tpass: {}\n", activity.pass));
    }
    if !activity.subject.as_str().is_empty() {
        text.push_str(&format!("\tfunction: {}\n", activity.subject));
    }
    if std::env::var_os("RUST_BACKTRACE").is_some() {
        text.push_str(&format!("{}\n", std::backtrace::Backtrace::force_capture()));
    }
    text.push_str("\nThis is a bug in rgo. Please report it with the program that shows it and the lines above.");
    text
}
