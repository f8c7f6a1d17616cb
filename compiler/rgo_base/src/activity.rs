//! What each thread is doing, for the report of a failure of the compiler itself.

use std::cell::Cell;
use std::sync::Mutex;

use crate::Symbol;

/// What a thread is doing.
#[derive(Clone, Copy, Debug)]
pub struct Activity {
    pub stage: &'static str,
    /// The pass of the stage; empty if it has none.
    pub pass: &'static str,
    /// The function or package worked on; empty if none.
    pub subject: Symbol,
}

impl Activity {
    const NONE: Activity = Activity {
        stage: "",
        pass: "",
        subject: Symbol::EMPTY,
    };
}

thread_local! {
    static ACTIVITY: Cell<Activity> = const { Cell::new(Activity::NONE) };
}

/// Stage of the whole process, for threads that noted nothing.
static STAGE: Mutex<&str> = Mutex::new("start");

/// Notes the stage that the process has reached.
pub fn enter(stage: &'static str) {
    if let Ok(mut current) = STAGE.lock() {
        *current = stage;
    }
    ACTIVITY.set(Activity::NONE);
}

/// Runs a pass over `subject`, noted.
pub fn during<T>(
    stage: &'static str,
    pass: &'static str,
    subject: Symbol,
    run: impl FnOnce() -> T,
) -> T {
    let before = ACTIVITY.replace(Activity {
        stage,
        pass,
        subject,
    });
    let result = run();
    ACTIVITY.set(before);
    result
}

/// Notes which pass of what [`during`] notes is running.
pub fn pass(pass: &'static str) {
    ACTIVITY.set(Activity {
        pass,
        ..ACTIVITY.get()
    });
}

/// What this thread is doing.
pub fn current() -> Activity {
    let mut activity = ACTIVITY.try_with(Cell::get).unwrap_or(Activity::NONE);
    if activity.stage.is_empty() {
        activity.stage = STAGE.lock().map_or("unknown", |stage| *stage);
    }
    activity
}
