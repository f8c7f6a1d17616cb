# Recursion across all stack segments: eight integer arguments, two of them on the stack, a float,
# four results. Then a function whose frame is larger than the next two segments.
    .include "prelude.inc"
    text
    upcalls

# rec(n, a, b, c, d, e, [f, g], x) = (f + n*a, g + n*b, x, sum) in rax rcx xmm0 rdx, recursively:
# f and g grow by a and b per level, x by 1.5; the fourth result counts levels.
    func main.rec, 48, 16
    test rdi, rdi
    jne 1f
    mov rax, [rbp + 16]
    mov rcx, [rbp + 24]
    xor edx, edx
    endfunc 16
1:  mov [rbp - 8], rdi
    mov rax, [rbp + 16]
    add rax, rsi
    mov r10, [rbp + 24]
    add r10, rdx
    sub rsp, 16
    mov [rsp], rax
    mov [rsp + 8], r10
    dec rdi
    addsd xmm0, [rip + one_and_half]
    call main.rec
    inc rdx
    cmp rdi, rdi
    endfunc 16

    func main.big, 40000000
    mov byte ptr [rsp], 1
    mov byte ptr [rsp + 20000000], 2
    lea rax, [rdi + 1]
    endfunc

    func main.check, 32
    mov [rbp - 8], rdi
    mov esi, 3
    mov edx, 5
    xorps xmm0, xmm0
    sub rsp, 16
    mov qword ptr [rsp], 7
    mov qword ptr [rsp + 8], 11
    call main.rec
    mov r8, [rbp - 8]
    cmp rdx, r8
    jne bad
    lea r9, [r8 + 2 * r8]
    add r9, 7
    cmp rax, r9
    jne bad
    lea r9, [r8 + 4 * r8]
    add r9, 11
    cmp rcx, r9
    jne bad
    cvtsi2sd xmm1, r8
    mulsd xmm1, [rip + one_and_half]
    ucomisd xmm0, xmm1
    jne bad
    endfunc

    func main.main, 32
    mov qword ptr [rbp - 8], 1
1:  mov rdi, [rbp - 8]
    call main.check
    mov rax, [rbp - 8]
    imul rax, rax, 7
    add rax, 13
    mov [rbp - 8], rax
    cmp rax, 2000000
    jb 1b
    mov edi, 100
    call main.big
    cmp rax, 101
    jne bad
    # A loop that sits at a segment boundary, and one in the middle of the stack again.
    mov qword ptr [rbp - 8], 500
2:  mov edi, 600
    call main.check
    dec qword ptr [rbp - 8]
    jne 2b
    say "ok\n"
    endfunc

    func main.bad
bad:
    say "bad\n"
    mov edi, 1
    call syscall.Exit
    endfunc

    endtext
    .section .rodata
    .p2align 3
one_and_half: .double 1.5
    module
