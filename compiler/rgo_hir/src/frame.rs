//! Frames that are too large for any stack.
//!
//! Takes:  a function as built.
//! Gives:  gc's words for it if its variables, its parameters and results, or what it passes to a call take a
//!         gigabyte.
//!
//! What is small is not counted: most of it will be in registers.

use rgo_types::{Context, TypeId};

use crate::escape::MAX_STACK_VAR_BYTES;
use crate::tree::walk::each_stmt;
use crate::tree::{Func, LocalData, LocalKind, StmtKind};

/// As much does no frame hold.
const MAX_FRAME_BYTES: u64 = 1 << 30;
/// Smaller values do not count.
const MIN_COUNTED_BYTES: u64 = 1 << 10;

/// What to say of a function whose frame is too large.
pub fn too_large(cx: &Context, func: &Func) -> Option<String> {
    let mut args = 0;
    let mut locals = 0;
    for (_, data) in func.locals.iter() {
        match data.kind {
            LocalKind::Param | LocalKind::Result => add(&mut args, counted(cx, data.ty)),
            LocalKind::Var | LocalKind::Temp if !is_moved_to_heap(cx, data) => {
                add(&mut locals, counted(cx, data.ty));
            }
            LocalKind::Var | LocalKind::Temp | LocalKind::Capture => {}
        }
    }
    let mut callee = 0;
    each_stmt(&func.body, &mut |stmt| {
        if let StmtKind::Call(call) | StmtKind::TailCall(call) = &stmt.kind {
            let mut passed = 0;
            for arg in &call.args {
                add(&mut passed, counted(cx, arg.ty));
            }
            callee = callee.max(passed);
        }
    });
    let mb = |bytes: u64| bytes >> 20;
    let mut message = format!(
        "stack frame too large (>1GB): {} MB locals + {} MB args",
        mb(locals),
        mb(args)
    );
    if locals < MAX_FRAME_BYTES && args < MAX_FRAME_BYTES {
        if locals.saturating_add(callee) < MAX_FRAME_BYTES {
            return None;
        }
        message.push_str(&format!(" + {} MB callee", mb(callee)));
    }
    Some(message)
}

fn add(sum: &mut u64, bytes: u64) {
    *sum = sum.saturating_add(bytes);
}

fn counted(cx: &Context, ty: TypeId) -> u64 {
    let bytes = cx.size_of(ty);
    if bytes < MIN_COUNTED_BYTES { 0 } else { bytes }
}

/// Whether gc keeps a local outside of the frame: every large variable, and what large temporaries are
/// pointed to.
fn is_moved_to_heap(cx: &Context, data: &LocalData) -> bool {
    let may_move = data.kind == LocalKind::Var || data.is_addr_taken;
    may_move && cx.size_of(data.ty) > MAX_STACK_VAR_BYTES
}
