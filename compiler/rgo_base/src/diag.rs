//! Diagnostics: what a stage has to say about the user's program.
//!
//! A stage reports and goes on. Sorting, the ten-error limit, paths and exit codes belong to the
//! driver. The wording is gc's.

use std::sync::Mutex;

use crate::span::Pos;

/// One error with its position and further lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    pub pos: Pos,
    /// gc's text; may have several lines.
    pub message: String,
    /// Further positions, each printed on a line of its own: `\tPOS: text`.
    pub notes: Vec<(Pos, String)>,
    /// A soft error leaves types valid ("declared and not used").
    pub is_soft: bool,
}

impl Diagnostic {
    pub fn error(pos: Pos, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            pos,
            message: message.into(),
            notes: Vec::new(),
            is_soft: false,
        }
    }

    pub fn soft(pos: Pos, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            is_soft: true,
            ..Diagnostic::error(pos, message)
        }
    }

    #[must_use]
    pub fn note(mut self, pos: Pos, message: impl Into<String>) -> Diagnostic {
        self.notes.push((pos, message.into()));
        self
    }
}

/// A sink for diagnostics, shared by threads. Their order carries no meaning.
#[derive(Default)]
pub struct Diagnostics {
    list: Mutex<Vec<Diagnostic>>,
}

impl Diagnostics {
    pub fn report(&self, diagnostic: Diagnostic) {
        self.list
            .lock()
            .expect("reporting does not panic")
            .push(diagnostic);
    }

    pub fn extend(&self, diagnostics: Vec<Diagnostic>) {
        self.list
            .lock()
            .expect("reporting does not panic")
            .extend(diagnostics);
    }

    pub fn is_empty(&self) -> bool {
        self.list
            .lock()
            .expect("reporting does not panic")
            .is_empty()
    }

    /// Takes everything reported so far.
    pub fn take(&self) -> Vec<Diagnostic> {
        std::mem::take(&mut self.list.lock().expect("reporting does not panic"))
    }
}
