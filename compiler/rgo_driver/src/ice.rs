//! What happens when the compiler itself fails: a report that says where, and asks to be sent.
//!
//! Stages note what they are doing ([`rgo_base::activity`]); a panic prints that after its own
//! message.

use std::panic::PanicHookInfo;

use rgo_base::activity;

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
    let activity = activity::current();
    let mut text = format!("rgo: internal compiler error: {message}{at}\n");
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
    text.push_str("\nThis is a bug in rgo. Please report it with the program that shows it and the lines above.\n");
    text
}
