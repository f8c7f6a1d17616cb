//! What machine code looks like where its form is part of the contract, or costs.

use crate::harness::dump;
use rgo_codegen::target::Options;

fn asm(text: &str) -> String {
    dump(text, Options::default()).1
}

/// Asserts that the machine code of `text` is `want`.
fn check(text: &str, want: &str) {
    let code = asm(text);
    let want: Vec<String> = want
        .trim()
        .lines()
        .map(|line| match line.strip_prefix("  ") {
            Some(instruction) => format!("\t{instruction}"),
            None => line.to_owned(),
        })
        .collect();
    assert_eq!(code.lines().collect::<Vec<_>>(), want, "\n{code}");
}

#[test]
fn a_leaf_has_no_entry_check() {
    check(
        "
func fn1(i64, ptr) -> i64 lowered barriered {
b0(v0: i64, v1: ptr):
  v2: i64 = load.fault v1+8
  v3: i64 = add v0, v2
  ret v3
}
",
        "
fn1:
  // line +0
  push %rbp
  mov %rsp,%rbp
  mov %rdi,%rax
  add 8(%rsi),%rax
  mov %rbp,%rsp
  pop %rbp
  ret
",
    );
}

/// On the way to a panic a leaf may call: the callee checks.
#[test]
fn a_panic_does_not_cost_a_leaf_its_form() {
    check(
        "
func fn1(i64, i64) -> i64 lowered barriered {
b0(v0: i64, v1: i64):
  v2: i8 = icmp.ult v0, v1
  br v2, b1, b2
b1:
  ret v0
b2 cold:
  call fn904 ()
  unreachable
}
",
        "
fn1:
  // line +0
  push %rbp
  mov %rsp,%rbp
  cmp %rsi,%rdi
  jae L0
  mov %rdi,%rax
  mov %rbp,%rsp
  pop %rbp
  ret
L0:
  call fn904
  ud2
",
    );
}

/// `gopanic` and `deferreturn` call deferred functions, which may lead back here.
#[test]
fn what_runs_deferred_functions_checks_the_stack() {
    let panics = "
func fn1(ptr, ptr) lowered barriered {
b0(v0: ptr, v1: ptr):
  call_runtime runtime.gopanic (v0, v1)
  unreachable
}
";
    let defers = "
func fn1() lowered barriered {
  slot0: 80 align 8 observed
b0:
  defer_push slot0, b1, b2
b1:
  v0: ptr = slot_addr slot0
  call_runtime rgo_deferreturn (v0)
  ret
b2(v1: ptr):
  call_runtime rgo_deferreturn (v1)
  ret
}
";
    for text in [panics, defers] {
        let code = asm(text);
        assert!(code.contains("jmp rgo_morestack"), "{code}");
    }
}

#[test]
fn a_caller_checks_the_stack_and_starts_over_behind_morestack() {
    check(
        "
func fn1(i64) -> i64 lowered barriered {
b0(v0: i64):
  v1: i64 = call fn2 (v0)
  v2: i64 = add v1, v0
  ret v2
}
",
        "
fn1:
  // line +0
  push %rbp
  mov %rsp,%rbp
  sub $0x10,%rsp
  mov %r12,(%rsp)
  mov %rdi,%r12
  mov %r15,%r9
  mov (%r9),%r9
  mov %rsp,%r10
  cmp %r9,%r10
  jb L0
  mov %r12,%rdi
  call fn2
  mov %r12,%rdi
  add %rdi,%rax
  mov (%rsp),%r12
  add $0x10,%rsp
  mov %rbp,%rsp
  pop %rbp
  ret
L0:
  mov %r12,%rdi
  mov %r15,%rax
  lea fn1,%rcx
  mov %rcx,0x10(%rax)
  movq $0,0x18(%rax)
  mov (%rsp),%r12
  add $0x10,%rsp
  mov %rbp,%rsp
  pop %rbp
  jmp rgo_morestack
",
    );
}

#[test]
fn a_nosplit_function_does_not_check() {
    let code = asm("
func fn1(i64) -> i64 nosplit lowered barriered {
b0(v0: i64):
  v1: i64 = call fn2 (v0)
  ret v1
}
");
    assert!(!code.contains("morestack"), "{code}");
}

/// A poll reads the flag each time round, and keeps the loop's registers.
#[test]
fn a_loop_polls_and_keeps_its_registers() {
    check(
        "
func fn1(i64) -> i64 lowered barriered {
b0(v0: i64):
  v1: i64 = iconst 0
  jump b1(v1, v1)
b1(v2: i64, v3: i64):
  v4: i64 = add v3, v2
  v5: i64 = iconst 1
  poll
  v6: i64 = add v2, v5
  v7: i8 = icmp.slt v6, v0
  br v7, b1(v6, v4), b2
b2:
  ret v4
}
",
        "
fn1:
  // line +0
  push %rbp
  mov %rsp,%rbp
  xor %rsi,%rsi
  mov %rsi,%rax
L0:
  mov %r15,%r11
  mov 8(%r11),%r11d
  test %r11d,%r11d
  jne L3
L1:
  lea 1(%rsi),%rcx
  add %rsi,%rax
  cmp %rdi,%rcx
  jge L2
  mov %rcx,%rsi
  jmp L0
L2:
  mov %rbp,%rsp
  pop %rbp
  ret
L3:
  call rgo_poll
  jmp L1
",
    );
}

/// An adapter drops the closure pointer and jumps.
#[test]
fn a_tail_call_is_a_jump() {
    check(
        "
func fn1(ptr, i64, i64) -> i64 closure wrapper lowered barriered {
b0(v0: ptr, v1: i64, v2: i64):
  tail_call fn2 (v1, v2)
}
",
        "
fn1:
  // line +0
  push %rbp
  mov %rsp,%rbp
  mov %rsi,%rdi
  mov %rdx,%rsi
  mov %rbp,%rsp
  pop %rbp
  jmp fn2
",
    );
}

#[test]
fn clif_dumps_name_what_they_import() {
    let text = "
func fn1() lowered barriered {
b0:
  v0: ptr = symbol global global3
  call fn2 (v0)
  ret
}
";
    let clif = dump(text, Options::default()).0;
    assert!(clif.contains(" ; fn2"), "{clif}");
    assert!(clif.contains(" ; global3"), "{clif}");
}
