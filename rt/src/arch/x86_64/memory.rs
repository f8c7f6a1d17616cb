//! Memory operations. The ones Go code calls are transparent: frameless leaves between two labels,
//! where a fault counts as one of the caller, whose return address is at `[rsp]`.
//!
//! Words that are aligned in source and destination are copied whole: the collector may look.

use core::arch::global_asm;

use crate::arch::x86_64::morestack::rgo_write_barrier_touch;

global_asm!(
    r#"
    .section .text.rgo_memory, "ax", @progbits
    .p2align 6
    .globl rgo_transparent_start
rgo_transparent_start:

    # memmove(rdi = dst, rsi = src, rdx = n); rax rcx rdx rsi rdi r8 r9 xmm0-7 are lost.
    .globl "runtime.memmove"
    .globl "reflect.memmove"
    .type "runtime.memmove", @function
    .p2align 5
"runtime.memmove":
"reflect.memmove":
rgo_memmove:
    cmp rdx, 16
    ja 20f
    cmp rdx, 8
    jae 12f
    cmp rdx, 4
    jae 71f
    test rdx, rdx
    je 70f
    mov r9, rdx
    shr r9, 1
    movzx eax, byte ptr [rsi]
    movzx ecx, byte ptr [rsi + rdx - 1]
    movzx r8d, byte ptr [rsi + r9]
    mov [rdi], al
    mov [rdi + r9], r8b
    mov [rdi + rdx - 1], cl
70: ret
71: mov eax, [rsi]
    mov ecx, [rsi + rdx - 4]
    mov [rdi], eax
    mov [rdi + rdx - 4], ecx
    ret
12: mov rax, [rsi]
    mov rcx, [rsi + rdx - 8]
    mov [rdi], rax
    mov [rdi + rdx - 8], rcx
    ret
20: cmp rdx, 32
    ja 21f
    movups xmm0, [rsi]
    movups xmm1, [rsi + rdx - 16]
    movups [rdi], xmm0
    movups [rdi + rdx - 16], xmm1
    ret
21: cmp rdx, 64
    ja 22f
    movups xmm0, [rsi]
    movups xmm1, [rsi + 16]
    movups xmm2, [rsi + rdx - 32]
    movups xmm3, [rsi + rdx - 16]
    movups [rdi], xmm0
    movups [rdi + 16], xmm1
    movups [rdi + rdx - 32], xmm2
    movups [rdi + rdx - 16], xmm3
    ret
22: cmp rdx, 128
    ja 30f
    movups xmm0, [rsi]
    movups xmm1, [rsi + 16]
    movups xmm2, [rsi + 32]
    movups xmm3, [rsi + 48]
    movups xmm4, [rsi + rdx - 64]
    movups xmm5, [rsi + rdx - 48]
    movups xmm6, [rsi + rdx - 32]
    movups xmm7, [rsi + rdx - 16]
    movups [rdi], xmm0
    movups [rdi + 16], xmm1
    movups [rdi + 32], xmm2
    movups [rdi + 48], xmm3
    movups [rdi + rdx - 64], xmm4
    movups [rdi + rdx - 48], xmm5
    movups [rdi + rdx - 32], xmm6
    movups [rdi + rdx - 16], xmm7
    ret
    # Large: backwards if the destination begins inside the source.
30: mov rax, rdi
    sub rax, rsi
    je 70b
    cmp rax, rdx
    jb 60f
    cmp byte ptr [rip + rgo_cpu_erms], 0
    je 40f
    cmp rdx, 2048
    jb 40f
    # The string move is slow when the blocks nearly coincide.
    cmp rax, -64
    ja 40f
    mov rcx, rdx
    rep movsb
    ret
40: cmp byte ptr [rip + rgo_cpu_avx2], 0
    je 50f
    cmp rdx, 256
    jb 50f
    vmovdqu ymm4, [rsi + rdx - 128]
    vmovdqu ymm5, [rsi + rdx - 96]
    vmovdqu ymm6, [rsi + rdx - 64]
    vmovdqu ymm7, [rsi + rdx - 32]
    lea r8, [rdi + rdx - 128]
    .p2align 4
41: vmovdqu ymm0, [rsi]
    vmovdqu ymm1, [rsi + 32]
    vmovdqu ymm2, [rsi + 64]
    vmovdqu ymm3, [rsi + 96]
    vmovdqu [rdi], ymm0
    vmovdqu [rdi + 32], ymm1
    vmovdqu [rdi + 64], ymm2
    vmovdqu [rdi + 96], ymm3
    add rsi, 128
    add rdi, 128
    cmp rdi, r8
    jb 41b
    vmovdqu [r8], ymm4
    vmovdqu [r8 + 32], ymm5
    vmovdqu [r8 + 64], ymm6
    vmovdqu [r8 + 96], ymm7
    vzeroupper
    ret
50: movups xmm4, [rsi + rdx - 64]
    movups xmm5, [rsi + rdx - 48]
    movups xmm6, [rsi + rdx - 32]
    movups xmm7, [rsi + rdx - 16]
    lea r8, [rdi + rdx - 64]
    .p2align 4
51: movups xmm0, [rsi]
    movups xmm1, [rsi + 16]
    movups xmm2, [rsi + 32]
    movups xmm3, [rsi + 48]
    movups [rdi], xmm0
    movups [rdi + 16], xmm1
    movups [rdi + 32], xmm2
    movups [rdi + 48], xmm3
    add rsi, 64
    add rdi, 64
    cmp rdi, r8
    jb 51b
    movups [r8], xmm4
    movups [r8 + 16], xmm5
    movups [r8 + 32], xmm6
    movups [r8 + 48], xmm7
    ret
60: movups xmm4, [rsi]
    movups xmm5, [rsi + 16]
    movups xmm6, [rsi + 32]
    movups xmm7, [rsi + 48]
    lea r8, [rdi + 64]
    mov r9, rdi
    add rsi, rdx
    add rdi, rdx
    .p2align 4
61: movups xmm0, [rsi - 16]
    movups xmm1, [rsi - 32]
    movups xmm2, [rsi - 48]
    movups xmm3, [rsi - 64]
    movups [rdi - 16], xmm0
    movups [rdi - 32], xmm1
    movups [rdi - 48], xmm2
    movups [rdi - 64], xmm3
    sub rsi, 64
    sub rdi, 64
    cmp rdi, r8
    ja 61b
    movups [r9], xmm4
    movups [r9 + 16], xmm5
    movups [r9 + 32], xmm6
    movups [r9 + 48], xmm7
    ret
    .size "runtime.memmove", . - "runtime.memmove"

    # memclr(rdi = ptr, rsi = n); rax rcx rdi xmm0 are lost.
    .globl "runtime.memclrNoHeapPointers"
    .type "runtime.memclrNoHeapPointers", @function
    .p2align 5
"runtime.memclrNoHeapPointers":
rgo_memclr:
    xor eax, eax
    cmp rsi, 16
    ja 20f
    cmp rsi, 8
    jae 12f
    cmp rsi, 4
    jae 71f
    test rsi, rsi
    je 70f
    mov rcx, rsi
    shr rcx, 1
    mov [rdi], al
    mov [rdi + rcx], al
    mov [rdi + rsi - 1], al
70: ret
71: mov [rdi], eax
    mov [rdi + rsi - 4], eax
    ret
12: mov [rdi], rax
    mov [rdi + rsi - 8], rax
    ret
20: pxor xmm0, xmm0
    cmp rsi, 32
    ja 21f
    movups [rdi], xmm0
    movups [rdi + rsi - 16], xmm0
    ret
21: cmp rsi, 64
    ja 22f
    movups [rdi], xmm0
    movups [rdi + 16], xmm0
    movups [rdi + rsi - 32], xmm0
    movups [rdi + rsi - 16], xmm0
    ret
22: cmp rsi, 2048
    jb 30f
    cmp byte ptr [rip + rgo_cpu_erms], 0
    je 30f
    mov rcx, rsi
    rep stosb
    ret
30: lea rcx, [rdi + rsi - 64]
    .p2align 4
31: movups [rdi], xmm0
    movups [rdi + 16], xmm0
    movups [rdi + 32], xmm0
    movups [rdi + 48], xmm0
    add rdi, 64
    cmp rdi, rcx
    jb 31b
    movups [rcx], xmm0
    movups [rcx + 16], xmm0
    movups [rcx + 32], xmm0
    movups [rcx + 48], xmm0
    ret
    .size "runtime.memclrNoHeapPointers", . - "runtime.memclrNoHeapPointers"

    # memequal(rdi = p, rsi = q, rdx = n) -> eax; rcx rdx rsi rdi r8 xmm0-5 are lost.
    .globl "runtime.memequal"
    .type "runtime.memequal", @function
    .p2align 5
"runtime.memequal":
rgo_memequal:
    cmp rdi, rsi
    je 90f
    cmp rdx, 8
    jb 70f
    cmp rdx, 16
    ja 20f
    mov rax, [rdi]
    mov rcx, [rdi + rdx - 8]
    xor rax, [rsi]
    xor rcx, [rsi + rdx - 8]
    or rax, rcx
    sete al
    movzx eax, al
    ret
70: cmp rdx, 4
    jb 71f
    mov eax, [rdi]
    mov ecx, [rdi + rdx - 4]
    xor eax, [rsi]
    xor ecx, [rsi + rdx - 4]
    or eax, ecx
    sete al
    movzx eax, al
    ret
71: test rdx, rdx
    je 90f
    mov r8, rdx
    shr r8, 1
    movzx eax, byte ptr [rdi]
    movzx ecx, byte ptr [rdi + r8]
    xor al, [rsi]
    xor cl, [rsi + r8]
    or al, cl
    mov cl, [rdi + rdx - 1]
    xor cl, [rsi + rdx - 1]
    or al, cl
    sete al
    movzx eax, al
    ret
20: cmp rdx, 64
    jae 30f
21: # 16 at a time, the last 16 overlapping.
    lea r8, [rdx - 16]
    xor ecx, ecx
22: movups xmm0, [rdi + rcx]
    movups xmm1, [rsi + rcx]
    pcmpeqb xmm0, xmm1
    pmovmskb eax, xmm0
    cmp eax, 0xffff
    jne 91f
    add rcx, 16
    cmp rcx, r8
    jb 22b
    movups xmm0, [rdi + r8]
    movups xmm1, [rsi + r8]
    pcmpeqb xmm0, xmm1
    pmovmskb eax, xmm0
    cmp eax, 0xffff
    jne 91f
90: mov eax, 1
    ret
91: xor eax, eax
    ret
30: cmp byte ptr [rip + rgo_cpu_avx2], 0
    je 21b
31: vmovdqu ymm0, [rdi]
    vmovdqu ymm1, [rdi + 32]
    vpcmpeqb ymm2, ymm0, [rsi]
    vpcmpeqb ymm3, ymm1, [rsi + 32]
    vpand ymm2, ymm2, ymm3
    vpmovmskb eax, ymm2
    cmp eax, -1
    jne 92f
    add rdi, 64
    add rsi, 64
    sub rdx, 64
    cmp rdx, 64
    jae 31b
    test rdx, rdx
    je 93f
    # The last 64, overlapping: there are at least 64 before.
    vmovdqu ymm0, [rdi + rdx - 64]
    vmovdqu ymm1, [rdi + rdx - 32]
    vpcmpeqb ymm2, ymm0, [rsi + rdx - 64]
    vpcmpeqb ymm3, ymm1, [rsi + rdx - 32]
    vpand ymm2, ymm2, ymm3
    vpmovmskb eax, ymm2
    cmp eax, -1
    jne 92f
93: vzeroupper
    mov eax, 1
    ret
92: vzeroupper
    xor eax, eax
    ret
    .size "runtime.memequal", . - "runtime.memequal"

    .globl rgo_transparent_end
rgo_transparent_end:
    "#
);

// What the compiler of the runtime itself calls. Not transparent.
#[cfg(not(any(test, feature = "hosted")))]
global_asm!(
    r#"
    .section .text.rgo_libc, "ax", @progbits
    .globl memcpy
    .globl memmove
    .p2align 4
memcpy:
memmove:
    mov r11, rdi
    call rgo_memmove
    mov rax, r11
    ret

    .globl memset
    .p2align 4
memset:
    mov r11, rdi
    test sil, sil
    jne 6f
    mov rsi, rdx
    call rgo_memclr
    mov rax, r11
    ret
6:  movzx eax, sil
    mov rcx, rdx
    rep stosb
    mov rax, r11
    ret

    .globl memcmp
    .globl bcmp
    .p2align 4
memcmp:
bcmp:
    xor ecx, ecx
2:  cmp rcx, rdx
    je 3f
    movzx eax, byte ptr [rdi + rcx]
    movzx r8d, byte ptr [rsi + rcx]
    inc rcx
    sub eax, r8d
    je 2b
    ret
3:  xor eax, eax
    ret

    .globl strlen
    .p2align 4
strlen:
    xor eax, eax
4:  cmp byte ptr [rdi + rax], 0
    je 5f
    inc rax
    jmp 4b
5:  ret
    "#
);

unsafe extern "C" {
    /// Copies `n` bytes; the blocks may overlap. No barriers.
    #[link_name = "runtime.memmove"]
    pub fn memmove(dst: *mut u8, src: *const u8, n: usize);
    /// Zeroes `n` bytes. No barriers.
    #[link_name = "runtime.memclrNoHeapPointers"]
    pub fn memclr(ptr: *mut u8, n: usize);
    /// Whether `n` bytes are equal.
    #[link_name = "runtime.memequal"]
    pub fn memequal(p: *const u8, q: *const u8, n: usize) -> bool;

    fn rgo_transparent_start();
    fn rgo_transparent_end();
}

/// Whether `pc` lies in a transparent stub, or in the transparent part of one.
pub fn is_transparent(pc: usize) -> bool {
    if pc == rgo_write_barrier_touch as *const () as usize {
        return true;
    }
    let start = rgo_transparent_start as *const () as usize;
    let end = rgo_transparent_end as *const () as usize;
    (start..end).contains(&pc)
}

#[cfg(test)]
mod tests {
    use super::{memclr, memequal, memmove};
    use crate::arch::x86_64::cpu;
    use crate::sync::Relaxed;

    fn lengths() -> impl Iterator<Item = usize> {
        (0..300).chain([511, 512, 513, 1000, 2047, 2048, 2049, 5000, 70_000])
    }

    fn with_each_cpu(f: impl Fn()) {
        static LOCK: std::sync::Mutex<()> = std::sync::Mutex::new(());
        let _guard = LOCK.lock();
        for (avx2, erms) in [(false, false), (true, false), (true, true)] {
            cpu::init();
            cpu::AVX2.fetch_and(avx2, Relaxed);
            cpu::ERMS.fetch_and(erms, Relaxed);
            f();
        }
        cpu::init();
    }

    #[test]
    fn moves_agree_with_the_library() {
        with_each_cpu(|| {
            let src: Vec<u8> = (0..80_000u32).map(|i| (i * 7 + i / 251) as u8).collect();
            for n in lengths() {
                for (from, to) in [
                    (0, 0),
                    (3, 1),
                    (1, 3),
                    (0, 200),
                    (200, 0),
                    (64, 63),
                    (63, 64),
                ] {
                    let mut ours = src.clone();
                    let mut want = src.clone();
                    want.copy_within(from..from + n, to);
                    // SAFETY: both ranges lie in `ours`.
                    unsafe { memmove(ours.as_mut_ptr().add(to), ours.as_ptr().add(from), n) };
                    assert!(ours == want, "n={n} from={from} to={to}");
                }
            }
        });
    }

    #[test]
    fn clears_exactly() {
        with_each_cpu(|| {
            for n in lengths() {
                let mut bytes = vec![1u8; n + 40];
                // SAFETY: the range lies in `bytes`.
                unsafe { memclr(bytes.as_mut_ptr().add(17), n) };
                assert!(
                    bytes[..17].iter().chain(&bytes[17 + n..]).all(|&b| b == 1),
                    "n={n}"
                );
                assert!(bytes[17..17 + n].iter().all(|&b| b == 0), "n={n}");
            }
        });
    }

    #[test]
    fn equality_sees_every_byte() {
        with_each_cpu(|| {
            for n in lengths().filter(|&n| n < 6000) {
                let a: Vec<u8> = (0..n).map(|i| i as u8).collect();
                let mut b = a.clone();
                // SAFETY: both blocks have `n` bytes.
                let equal = |a: &[u8], b: &[u8]| unsafe { memequal(a.as_ptr(), b.as_ptr(), n) };
                assert!(equal(&a, &b), "n={n}");
                let step = if n > 600 { 37 } else { 1 };
                for i in (0..n).step_by(step) {
                    b[i] ^= 0x80;
                    assert!(!equal(&a, &b), "n={n} i={i}");
                    b[i] ^= 0x80;
                }
            }
        });
    }
}
