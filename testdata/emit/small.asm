main.(*pair).area:
	// line +0
	push %rbp
	mov %rsp,%rbp
	// line +1
	mov (%rdi),%rax
	imul 8(%rdi),%rax
	imul %rsi,%rax
	mov %rbp,%rsp
	pop %rbp
	ret

main.main:
	// line +0
	push %rbp
	mov %rsp,%rbp
	mov %r15,%r9
	mov (%r9),%r9
	mov %rsp,%r10
	cmp %r9,%r10
	jb L0
	lea main.start,%rdi
	mov $3,%esi
	// line +1
	call main.(*pair).area
	lea main.result,%rcx
	mov %rax,(%rcx)
	// line +2
	mov %rbp,%rsp
	pop %rbp
	ret
L0:
	// line +0
	mov %r15,%rax
	lea main.main,%rcx
	mov %rcx,0x10(%rax)
	movq $0,0x18(%rax)
	mov %rbp,%rsp
	pop %rbp
	jmp rgo_morestack

