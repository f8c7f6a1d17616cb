# Panics, recovery and Goexit, as compiled code uses them.
    .include "prelude.inc"
    .set REC_LINK, 0
    .set REC_SP, 8
    .set REC_FP, 16
    .set REC_LOOP, 48
    .set REC_BITS, 56
    .set REC_COUNT, 64
    .set REC_CLOSURES, 72
    .set REC_SIZE, 96

# A deferring function's prologue: a record for up to three closures at rbp - 96.
    .macro deferring handler
    mov [rbp - 96 + REC_SP], rsp
    mov [rbp - 96 + REC_FP], rbp
    mov qword ptr [rbp - 96 + REC_LOOP], 0
    mov qword ptr [rbp - 96 + REC_BITS], 0
    mov dword ptr [rbp - 96 + REC_COUNT], 3
    lea rdi, [rbp - 96]
    lea rsi, [rip + \handler]
    call rgo_deferpush
    .endm

    .macro defer i, closure
    lea rax, [rip + \closure]
    mov [rbp - 96 + REC_CLOSURES + 8 * \i], rax
    or qword ptr [rbp - 96 + REC_BITS], 1 << \i
    .endm

    text
    upcalls

# Prints what it recovers.
    func main.recoverer, 16
    mov rdi, rbp
    call rgo_recover
    test rax, rax
    je 1f
    mov rdi, [rdx]
    mov esi, [rdx + 8]
    call runtime.writeErrData
    say " recovered\n"
1:  endfunc
    closure recoverer, main.recoverer

# Recovers one call too deep: nothing.
    func main.deep, 16
    call main.recoverer
    endfunc
    closure deep, main.deep

    func main.say1
    say "one "
    endfunc
    closure say1, main.say1

    func main.say2
    say "two "
    endfunc
    closure say2, main.say2

# Runs `what` (rdi) under two deferred calls and a recover; returns 7 normally, 9 after recovery.
# It saves all callee-saved registers, as compiled deferring functions do: the handler is entered
# with garbage in them.
    .macro restore
    mov rbx, [rbp - 104]
    mov r12, [rbp - 112]
    mov r13, [rbp - 120]
    mov r14, [rbp - 128]
    .endm
    func main.protect, 144
    mov [rbp - 104], rbx
    mov [rbp - 112], r12
    mov [rbp - 120], r13
    mov [rbp - 128], r14
    mov [rbp - 136], rdi
    deferring protect_handler
    defer 0, recoverer
    defer 1, say1
    defer 2, say2
    call [rbp - 136]
    lea rdi, [rbp - 96]
    call rgo_deferreturn
    mov eax, 7
    restore
    endfunc
protect_handler:
    mov rdi, rax
    call rgo_deferreturn
    mov eax, 9
    restore
    endfunc

    func main.nothing
    endfunc

    func main.panics
    gopanic "boom"
    endfunc

# Panics deep in other stack segments.
    func main.deeper, 1024
    test rdi, rdi
    je main.panics
    dec rdi
    call main.deeper
    endfunc
    func main.panics_deep
    mov edi, 30000
    call main.deeper
    endfunc

    func main.faults
    xor eax, eax
    trap 1
    mov rax, [rax + 8]
    endfunc

    func main.faults_in_callee
    xor edi, edi
    mov esi, 8
    call runtime.memclrNoHeapPointers
    endfunc

    func main.divides
    xor ecx, ecx
    mov eax, 1
    cdq
    trap 2
    idiv ecx
    endfunc

    func main.calls_nil
    xor eax, eax
    trap 1
    call [rax]
    endfunc

    func main.calls_null_code, 16
    xor eax, eax
    call rax
    endfunc

# A deferred call that panics itself: the second panic is the one recovered.
    func main.panics2
    gopanic "second"
    endfunc
    closure panics2, main.panics2
    func main.nested, 112
    deferring nested_handler
    defer 0, panics2
    gopanic "first"
nested_handler:
    ud2

# Within a deferred call another panic is raised and recovered; the first goes on.
    func main.protects_panic
    lea rdi, [rip + main.panics2]
    call main.protect
    endfunc
    closure protects_panic, main.protects_panic
    func main.inner, 112
    deferring nested_handler
    defer 0, protects_panic
    gopanic "outer"

    func main.too_deep, 112
    deferring nested_handler
    defer 0, deep
    gopanic "deep"

# Goexit runs deferred calls; a panic among them that is recovered further out does not bring the
# function back.
    func main.goexits, 112
    deferring nested_handler
    defer 0, panics2
    call runtime.Goexit
    ud2
    func main.goexit_body, 112
    deferring goexit_handler
    defer 0, recoverer
    defer 1, say1
    call main.goexits
goexit_handler:
    say "back to life\n"
    ud2
    closure goexit_body, main.goexit_body
    func main.goexit_outer, 112
    deferring goexit_handler
    defer 0, last
    call main.goexit_body
    say "came back\n"
    ud2
    closure goexit_outer, main.goexit_outer
    func main.last
    say "exited\n"
    inc qword ptr [rip + done]
    endfunc
    closure last, main.last

    .macro expect func, want
    lea rdi, [rip + \func]
    call main.protect
    cmp rax, \want
    jne bad
    .endm

    func main.main, 112
    expect main.nothing, 7
    say "\n"
    expect main.panics, 9
    expect main.panics_deep, 9
    expect main.faults, 9
    expect main.faults_in_callee, 9
    expect main.divides, 9
    expect main.calls_nil, 9
    expect main.calls_null_code, 9
    expect main.nested, 9
    expect main.inner, 9
    expect main.too_deep, 9
    lea rdi, [rip + goexit_outer]
    call runtime.newproc
1:  call runtime.Gosched
    cmp qword ptr [rip + done], 0
    je 1b
    deferring nested_handler
    defer 0, panics2
    call main.dies
    endfunc

    func main.dies, 16
    gopanic "last words"

    func main.bad
bad:
    say "bad\n"
    mov edi, 1
    call syscall.Exit
    endfunc
    endtext
    .data
done: .quad 0
    module
