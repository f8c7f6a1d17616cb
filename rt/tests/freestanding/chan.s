# Two goroutines pass numbers over unbuffered and buffered channels; close ends the loop.
    .include "prelude.inc"
    text
    upcalls
    type type.chan, 8, 8, 18, 1, type.int

    func main.producer, 32
    mov qword ptr [rbp - 8], 0
1:  inc qword ptr [rbp - 8]
    mov rdi, [rip + chan_var]
    lea rsi, [rbp - 8]
    call runtime.chansend1
    cmp qword ptr [rbp - 8], 1000
    jb 1b
    mov rdi, [rip + chan_var]
    call runtime.closechan
    endfunc
    closure producer, main.producer

    func main.run, 32
    mov rsi, rdi
    lea rdi, [rip + type.chan]
    call runtime.makechan
    mov [rip + chan_var], rax
    lea rdi, [rip + producer]
    call runtime.newproc
    mov qword ptr [rbp - 16], 0
1:  mov rdi, [rip + chan_var]
    lea rsi, [rbp - 8]
    call runtime.chanrecv2
    test al, al
    je 2f
    mov rax, [rbp - 8]
    add [rbp - 16], rax
    jmp 1b
2:  mov rax, [rbp - 16]
    cmp rax, 500500
    jne bad
    endfunc

    func main.main, 16
    xor edi, edi
    call main.run
    mov edi, 10
    call main.run
    mov edi, 5000000
    call time.Sleep
    say "ok\n"
    # Nobody sends any more.
    lea rdi, [rip + type.chan]
    xor esi, esi
    call runtime.makechan
    mov rdi, rax
    xor esi, esi
    call runtime.chanrecv2
    endfunc

    func main.bad
bad:
    say "bad\n"
    mov edi, 1
    call syscall.Exit
    endfunc
    endtext
    .section .rgo_globals
chan_var: .quad 0
    module
