# Endless recursion ends in gc's words.
    .include "prelude.inc"
    text
    upcalls
    func main.f, 4096
    call main.f
    endfunc
    func main.main
    call main.f
    endfunc
    endtext
    module
