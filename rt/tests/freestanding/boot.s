# Initialization tasks run in order in the main goroutine, then main.main; then the process ends
# with status 0.
    .include "prelude.inc"
    text
    upcalls

    func a.init.0
    say "a0 "
    endfunc

    func a.init.1
    say "a1 "
    endfunc

    func b.init
    say "b "
    endfunc

    func main.main
    say "main\n"
    endfunc

    endtext
    .section .data.rel.ro, "aw", @progbits
a_funcs:
    .quad a.init.0, a.init.1
b_funcs:
    .quad b.init
tasks:
    .quad a_name, 1, a_funcs, 2
    .quad b_name, 1, b_funcs, 1
    .section .rodata
a_name: .ascii "a"
b_name: .ascii "b"
    module tasks, 2
