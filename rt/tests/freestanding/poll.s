# A goroutine that never calls gives the processor away at its loop poll, with every register intact;
# one that only calls gives it away at an entry check.
    .include "prelude.inc"
    text
    upcalls

    func main.spin, 16
    mov rax, 1
    mov rcx, 2
    mov rdx, 3
    mov rbx, 4
    mov rsi, 5
    mov rdi, 6
    mov r8, 7
    mov r9, 8
    mov r10, 9
    mov r11, 10
    mov r12, 11
    mov r13, 12
    mov r14, 13
    movq xmm0, rax
    movq xmm15, r14
1:  poll
    cmp qword ptr [rip + done], 0
    je 1b
    cmp rax, 1
    jne bad
    cmp rcx, 2
    jne bad
    cmp rdx, 3
    jne bad
    cmp rbx, 4
    jne bad
    cmp rsi, 5
    jne bad
    cmp rdi, 6
    jne bad
    cmp r8, 7
    jne bad
    cmp r9, 8
    jne bad
    cmp r10, 9
    jne bad
    cmp r11, 10
    jne bad
    cmp r12, 11
    jne bad
    cmp r13, 12
    jne bad
    cmp r14, 13
    jne bad
    movq rax, xmm0
    cmp rax, 1
    jne bad
    movq rax, xmm15
    cmp rax, 13
    jne bad
    inc qword ptr [rip + done]
    endfunc

    func main.leaf
    endfunc

    func main.callspin, 16
1:  call main.leaf
    cmp qword ptr [rip + done], 3
    jb 1b
    inc qword ptr [rip + done]
    endfunc

    func main.set
    inc qword ptr [rip + done]
    endfunc

    closure spin, main.spin
    closure callspin, main.callspin
    closure set, main.set

    func main.main, 16
    lea rdi, [rip + set]
    call runtime.newproc
    lea rdi, [rip + spin]
    call runtime.newproc
    lea rdi, [rip + callspin]
    call runtime.newproc
1:  poll
    cmp qword ptr [rip + done], 2
    jb 1b
    inc qword ptr [rip + done]
2:  poll
    cmp qword ptr [rip + done], 4
    jb 2b
    say "ok\n"
    endfunc

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
