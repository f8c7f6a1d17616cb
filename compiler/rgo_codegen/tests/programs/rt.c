// A runtime of a page: boots, prints, recovers, grows stacks. The layout of G and of the defer
// record comes from rgo_abi by -D.
#include <stdint.h>
typedef uint64_t u64; typedef int64_t i64; typedef uint32_t u32;
#define AT(p, off, ty) (*(ty *)((char *)(p) + (off)))

extern char rgo_moduledata[];
char g0[256] __attribute__((aligned(16)));
u32 runtime_writeBarrier __asm__("runtime.writeBarrier");
static u64 n_polls, n_splits, n_barriers;

static long sys(long n, long a, long b, long c) {
    long r;
    __asm__ volatile("syscall" : "=a"(r) : "a"(n), "D"(a), "S"(b), "d"(c) : "rcx", "r11", "memory");
    return r;
}
void rt_exit(i64 code) { sys(60, code, 0, 0); __builtin_unreachable(); }
static void put(const char *s, u64 n) { sys(1, 1, (long)s, n); }
static void puts_(const char *s) { u64 n = 0; while (s[n]) n++; put(s, n); }
void rt_print(i64 x) {
    char buf[24]; int at = 24; buf[--at] = '\n';
    u64 u = x < 0 ? -(u64)x : x;
    do buf[--at] = '0' + u % 10; while (u /= 10);
    if (x < 0) buf[--at] = '-';
    put(buf + at, 24 - at);
}
void rt_puts(const char *s, i64 n) { put(s, n); }
u64 rt_counts(void) { return n_polls << 32 | n_splits << 16 | n_barriers; }
void rt_set_barrier(u32 on) { runtime_writeBarrier = on; }
void rt_request_poll(void) { AT(g0, G_POLL, u32) = 1; }
void rt_poison(void) { AT(g0, G_STACK_GUARD, u64) = ~0ull; }
// Clobbers what a call may clobber.
i64 rt_scramble(i64 x) {
    __asm__ volatile("mov $-1,%%rcx; mov %%rcx,%%rdx; mov %%rcx,%%rsi; mov %%rcx,%%r8; mov %%rcx,%%r9;"
        "mov %%rcx,%%r10; mov %%rcx,%%r11; movq %%rcx,%%xmm0; movq %%rcx,%%xmm1; movq %%rcx,%%xmm7; movq %%rcx,%%xmm15"
        ::: "rcx","rdx","rsi","rdi","r8","r9","r10","r11","xmm0","xmm1","xmm7","xmm15");
    return x;
}
double rt_floor(double x) __asm__("floor");
double rt_floor(double x) { i64 i = (i64)x; return (double)(i - (x < (double)i)); }
void *rt_memmove(char *, const char *, u64) __asm__("runtime.memmove");
void *rt_memmove(char *d, const char *s, u64 n) {
    if (d < s) for (u64 i = 0; i < n; i++) d[i] = s[i];
    else while (n--) d[n] = s[n];
    return d;
}
void rt_memclr(char *, u64) __asm__("runtime.memclrNoHeapPointers");
void rt_memclr(char *d, u64 n) { while (n--) d[n] = 0; }

// Defer, panic, recover: the newest record is recovered at once.
void rgo_deferpush(char *record, u64 handler) {
    AT(record, DEFER_HANDLER, u64) = handler;
    AT(record, DEFER_LINK, u64) = AT(g0, G_DEFER, u64);
    AT(g0, G_DEFER, u64) = (u64)record;
    __asm__ volatile("mov $1,%%ebx; mov $2,%%r12d; mov $3,%%r13d; mov $4,%%r14d" ::: "rbx", "r12", "r13", "r14");
}
void rgo_deferreturn(char *record) { AT(g0, G_DEFER, u64) = AT(record, DEFER_LINK, u64); }
__attribute__((noreturn)) void rt_panic(void) {
    char *record = (char *)AT(g0, G_DEFER, u64);
    if (!record) { puts_("panic\n"); rt_exit(2); }
    __asm__ volatile(
        "mov %0,%%rax; xor %%edx,%%edx; mov %1,%%r11; mov %2,%%rcx; mov %3,%%rsp; mov %%rcx,%%rbp;"
        "mov $0xdead,%%ebx; mov %%rbx,%%rcx; mov %%rbx,%%rsi; mov %%rbx,%%rdi; mov %%rbx,%%r8; mov %%rbx,%%r9;"
        "mov %%rbx,%%r10; mov %%rbx,%%r12; mov %%rbx,%%r13; mov %%rbx,%%r14; jmp *%%r11"
        :: "r"(record), "r"(AT(record, DEFER_HANDLER, u64)), "r"(AT(record, DEFER_FP, u64)), "r"(AT(record, DEFER_SP, u64))
        : "rax", "rdx", "r11", "rcx", "memory");
    __builtin_unreachable();
}

// Faults at known instructions become panics.
struct kernel_sigaction { void *handler; u64 flags; void *restorer; u64 mask; };
static void on_fault(int sig, void *info, char *uc) {
    u64 *regs = (u64 *)(uc + 40); // uc_mcontext.gregs
    u64 pc = regs[16];
    u64 text = AT(rgo_moduledata, MD_TEXT_START, u64);
    u32 *traps = (u32 *)AT(rgo_moduledata, MD_TRAPS, u64);
    u64 n = AT(rgo_moduledata, MD_TRAPS + 8, u64);
    for (u64 i = 0; i < n; i++)
        if (text + traps[2 * i] == pc) {
            if (traps[2 * i + 1] == 1) puts_("nil dereference\n");
            else if (traps[2 * i + 1] == 2) puts_("divide by zero\n");
            else { puts_("unreachable\n"); rt_exit(3); }
            u64 sp = ((regs[15] - 128) & ~15ull) - 8;
            AT(sp, 0, u64) = pc;
            regs[15] = sp;
            regs[16] = (u64)rt_panic;
            return;
        }
    puts_("unexpected fault\n");
    rt_exit(4);
}
__asm__("rt_restorer: mov $15,%eax; syscall");
extern char rt_restorer[];

static char stack[4 << 20], split[8][1 << 20];
static int depth;
static u64 guard_of(char *base) { return (u64)base + 8192; }
u64 rt_more(u64 **frame) { // returns the new stack top, or 0 to go on
    if (AT(g0, G_STACK_GUARD, u64) == ~0ull) { n_polls++; AT(g0, G_STACK_GUARD, u64) = guard_of(depth ? split[depth - 1] : stack); return 0; }
    n_splits++;
    if (depth == 8) { puts_("stack overflow\n"); rt_exit(5); }
    AT(g0, G_STACK_GUARD, u64) = guard_of(split[depth]);
    return (u64)split[depth++] + (1 << 20);
}
void rt_less(void) { depth--; AT(g0, G_STACK_GUARD, u64) = guard_of(depth ? split[depth - 1] : stack); }
#define SAVE_ARGS " mov %rdi,0(%rsp)\n mov %rsi,8(%rsp)\n mov %rdx,16(%rsp)\n mov %rcx,24(%rsp)\n mov %r8,32(%rsp)\n mov %r9,40(%rsp)\n" \
 " movups %xmm0,48(%rsp)\n movups %xmm1,64(%rsp)\n movups %xmm2,80(%rsp)\n movups %xmm3,96(%rsp)\n movups %xmm4,112(%rsp)\n movups %xmm5,128(%rsp)\n movups %xmm6,144(%rsp)\n movups %xmm7,160(%rsp)\n"
#define LOAD_ARGS " mov 0(%rsp),%rdi\n mov 8(%rsp),%rsi\n mov 16(%rsp),%rdx\n mov 24(%rsp),%rcx\n mov 32(%rsp),%r8\n mov 40(%rsp),%r9\n" \
 " movups 48(%rsp),%xmm0\n movups 64(%rsp),%xmm1\n movups 80(%rsp),%xmm2\n movups 96(%rsp),%xmm3\n movups 112(%rsp),%xmm4\n movups 128(%rsp),%xmm5\n movups 144(%rsp),%xmm6\n movups 160(%rsp),%xmm7\n"
#define STR(x) STR_(x)
#define STR_(x) #x
__asm__(".text\n.globl rgo_morestack\nrgo_morestack:\n"
 " push %rbp\n mov %rsp,%rbp\n sub $0x110,%rsp\n" SAVE_ARGS
 " mov " STR(G_MORE_FUNC) "(%r15),%rax\n mov %rax,-16(%rbp)\n mov " STR(G_MORE_ARGS) "(%r15),%rax\n mov %rax,-24(%rbp)\n"
 " call rt_more\n mov -16(%rbp),%r11\n mov -24(%rbp),%r10\n" LOAD_ARGS
 " test %rax,%rax\n jne 3f\n mov %rbp,%rsp\n pop %rbp\n jmp *%r11\n"
 "3: mov %rax,%rsp\n sub %r10,%rsp\n test %r10,%r10\n je 2f\n"
 "1: mov 8(%rbp,%r10),%rax\n mov %rax,-8(%rsp,%r10)\n sub $8,%r10\n jne 1b\n"
 "2: call *%r11\n"
 " sub $0x100,%rsp\n mov %rax,176(%rsp)\n mov %r10,184(%rsp)\n" SAVE_ARGS " call rt_less\n" LOAD_ARGS " mov 176(%rsp),%rax\n mov 184(%rsp),%r10\n"
 " mov -24(%rbp),%r11\n mov %rbp,%rsp\n pop %rbp\n push %rax\n mov 8(%rsp),%rax\n mov %rax,8(%rsp,%r11)\n pop %rax\n add %r11,%rsp\n ret\n");

// Stubs that preserve every register.
void rt_on_poll(void) { n_polls++; AT(g0, G_POLL, u32) = 0; rt_scramble(0); }
void rt_on_barrier(u64 *slot, u64 new) { n_barriers += (u64)slot == new; rt_scramble(0); }
#define SAVE_ALL " push %rbp\n mov %rsp,%rbp\n push %rax\n push %rcx\n push %rdx\n push %rbx\n push %rsi\n push %rdi\n push %r8\n push %r9\n push %r10\n push %r11\n push %r12\n push %r13\n push %r14\n sub $264,%rsp\n" \
 " movups %xmm0,(%rsp)\n movups %xmm1,16(%rsp)\n movups %xmm2,32(%rsp)\n movups %xmm3,48(%rsp)\n movups %xmm4,64(%rsp)\n movups %xmm5,80(%rsp)\n movups %xmm6,96(%rsp)\n movups %xmm7,112(%rsp)\n" \
 " movups %xmm8,128(%rsp)\n movups %xmm9,144(%rsp)\n movups %xmm10,160(%rsp)\n movups %xmm11,176(%rsp)\n movups %xmm12,192(%rsp)\n movups %xmm13,208(%rsp)\n movups %xmm14,224(%rsp)\n movups %xmm15,240(%rsp)\n"
#define LOAD_ALL " movups (%rsp),%xmm0\n movups 16(%rsp),%xmm1\n movups 32(%rsp),%xmm2\n movups 48(%rsp),%xmm3\n movups 64(%rsp),%xmm4\n movups 80(%rsp),%xmm5\n movups 96(%rsp),%xmm6\n movups 112(%rsp),%xmm7\n" \
 " movups 128(%rsp),%xmm8\n movups 144(%rsp),%xmm9\n movups 160(%rsp),%xmm10\n movups 176(%rsp),%xmm11\n movups 192(%rsp),%xmm12\n movups 208(%rsp),%xmm13\n movups 224(%rsp),%xmm14\n movups 240(%rsp),%xmm15\n" \
 " add $264,%rsp\n pop %r14\n pop %r13\n pop %r12\n pop %r11\n pop %r10\n pop %r9\n pop %r8\n pop %rdi\n pop %rsi\n pop %rbx\n pop %rdx\n pop %rcx\n pop %rax\n pop %rbp\n ret\n"
__asm__(".globl rgo_poll\nrgo_poll:\n" SAVE_ALL " call rt_on_poll\n" LOAD_ALL);
__asm__(".globl rgo_write_barrier\nrgo_write_barrier:\n" SAVE_ALL " mov " STR(G_ARGS) "(%r15),%rdi\n mov " STR(G_ARGS) "+8(%r15),%rsi\n call rt_on_barrier\n" LOAD_ALL);

void rt_boot(void) {
    struct kernel_sigaction sa = { on_fault, 0x44000004, rt_restorer, 0 }; // SIGINFO, RESTORER, NODEFER
    for (int sig = 4; sig <= 11; sig++)
        if (sig == 4 || sig == 8 || sig == 11) {
            register long r10 __asm__("r10") = 8;
            long r;
            __asm__ volatile("syscall" : "=a"(r) : "a"(13), "D"(sig), "S"(&sa), "d"(0), "r"(r10) : "rcx", "r11", "memory");
        }
    AT(g0, G_STACK_GUARD, u64) = guard_of(stack);
}
__asm__(".globl _rt0_amd64_linux\n_rt0_amd64_linux:\n xor %ebp,%ebp\n and $-16,%rsp\n call rt_boot\n"
 " lea g0(%rip),%r15\n lea stack+4194304(%rip),%rsp\n mov rgo_moduledata+" STR(MD_MAIN) "(%rip),%rax\n call *%rax\n xor %edi,%edi\n call rt_exit\n");
