//! SSA text, compiled and run: what operations compute, and the machine-level contract.

use std::fmt::Write;

use crate::harness::{all_options, build, check, run};

/// A program that prints the results of operations on values that Cranelift cannot know, and of
/// the same operations on constants.
#[derive(Default)]
struct Cases {
    body: String,
    next: u32,
    expected: String,
}

impl Cases {
    fn fresh(&mut self) -> u32 {
        self.next += 1;
        self.next - 1
    }

    fn define(&mut self, ty: &str, text: &str) -> u32 {
        let v = self.fresh();
        let _ = writeln!(self.body, "  v{v}: {ty} = {text}");
        v
    }

    /// A value of type `ty` from 64 bits, hidden from the optimiser if `is_hidden`.
    fn value(&mut self, ty: &str, bits: i64, is_hidden: bool) -> u32 {
        let constant = self.define("i64", &format!("iconst {bits}"));
        let wide = match is_hidden {
            true => self.define("i64", &format!("call fn903 (v{constant})")),
            false => constant,
        };
        match ty {
            "i64" => wide,
            "f64" => self.define("f64", &format!("bitcast v{wide}")),
            "f32" => {
                let narrow = self.define("i32", &format!("trunc v{wide}"));
                self.define("f32", &format!("bitcast v{narrow}"))
            }
            _ => self.define(ty, &format!("trunc v{wide}")),
        }
    }

    fn print(&mut self, ty: &str, v: u32) {
        let wide = match ty {
            "i64" => v,
            "f64" => self.define("i64", &format!("bitcast v{v}")),
            "f32" => {
                let narrow = self.define("i32", &format!("bitcast v{v}"));
                self.define("i64", &format!("zext v{narrow}"))
            }
            _ => self.define("i64", &format!("sext v{v}")),
        };
        let _ = writeln!(self.body, "  call fn900 (v{wide})");
    }

    /// `op` on operands of the given types; prints one result.
    fn op(&mut self, op: &str, operands: &[(&str, i64)], result: &str, expected: i64) {
        self.ops(op, operands, &[(result, expected)]);
    }

    fn ops(&mut self, op: &str, operands: &[(&str, i64)], results: &[(&str, i64)]) {
        for is_hidden in [true, false] {
            let args: Vec<String> = operands
                .iter()
                .map(|&(ty, bits)| format!("v{}", self.value(ty, bits, is_hidden)))
                .collect();
            let values: Vec<u32> = results.iter().map(|_| self.fresh()).collect();
            let names: Vec<String> = values
                .iter()
                .zip(results)
                .map(|(v, (ty, _))| format!("v{v}: {ty}"))
                .collect();
            let (names, args) = (names.join(", "), args.join(", "));
            let _ = writeln!(self.body, "  {names} = {op} {args}");
            for (&v, &(ty, expected)) in values.iter().zip(results) {
                self.print(ty, v);
                let _ = writeln!(self.expected, "{expected}");
            }
        }
    }

    fn check(self, name: &str) {
        let text = format!(
            "func fn0() lowered barriered {{\nb0:\n{}  ret\n}}\n",
            self.body
        );
        check(name, &text, &self.expected);
    }
}

#[test]
fn integer_operations_wrap_and_divide_as_in_go() {
    let mut cases = Cases::default();
    let samples = [
        0,
        1,
        -1,
        7,
        -7,
        127,
        -128,
        i64::MAX,
        i64::MIN,
        0x1234_5678_9abc,
    ];
    macro_rules! width {
        ($ty:literal, $int:ty, $uint:ty) => {
            for x in samples {
                for y in samples {
                    let (a, b) = (x as $int, y as $int);
                    let (ua, ub) = (a as $uint, b as $uint);
                    let operands = [($ty, x), ($ty, y)];
                    let mut binary = |op: &str, value: $int| {
                        cases.op(op, &operands, $ty, value as i64);
                    };
                    binary("add", a.wrapping_add(b));
                    binary("sub", a.wrapping_sub(b));
                    binary("mul", a.wrapping_mul(b));
                    binary("shl", a.wrapping_shl(b as u32));
                    binary("lshr", ua.wrapping_shr(b as u32) as $int);
                    binary("ashr", a.wrapping_shr(b as u32));
                    binary(
                        "rotl",
                        a.rotate_left((ub as u64 % <$uint>::BITS as u64) as u32),
                    );
                    if b != 0 {
                        binary("sdiv", a.wrapping_div(b));
                        binary("srem", a.wrapping_rem(b));
                        binary("udiv", (ua / ub) as $int);
                        binary("urem", (ua % ub) as $int);
                    }
                    for (cond, holds) in [
                        ("eq", a == b),
                        ("slt", a < b),
                        ("uge", ua >= ub),
                        ("ugt", ua > ub),
                    ] {
                        cases.op(&format!("icmp.{cond}"), &operands, "i8", holds.into());
                    }
                }
                let (a, operands) = (x as $int, [($ty, x)]);
                let mut unary = |op: &str, value: $int| {
                    cases.op(op, &operands, $ty, value as i64);
                };
                unary("neg", a.wrapping_neg());
                unary("not", !a);
                unary("clz", a.leading_zeros() as $int);
                unary("ctz", a.trailing_zeros() as $int);
                unary("popcnt", a.count_ones() as $int);
                if $ty != "i8" {
                    unary("bswap", a.swap_bytes());
                }
            }
        };
    }
    width!("i8", i8, u8);
    width!("i16", i16, u16);
    width!("i32", i32, u32);
    width!("i64", i64, u64);
    cases.check("integers");
}

#[test]
fn wide_operations_carry() {
    let mut cases = Cases::default();
    let samples = [
        0u64,
        1,
        2,
        u64::MAX,
        u64::MAX - 1,
        1 << 63,
        0x1234_5678_9abc_def0,
    ];
    for x in samples {
        for y in samples {
            let product = u128::from(x) * u128::from(y);
            let operands = [("i64", x as i64), ("i64", y as i64)];
            cases.op("umulh", &operands, "i64", (product >> 64) as i64);
            let signed = i128::from(x as i64) * i128::from(y as i64);
            cases.op("smulh", &operands, "i64", (signed >> 64) as i64);
            let halves = [("i64", (product >> 64) as i64), ("i64", product as i64)];
            cases.ops("umul_wide", &operands, &halves);
            for carry in [0u64, 1] {
                let operands = [operands[0], operands[1], ("i64", carry as i64)];
                let sum = u128::from(x) + u128::from(y) + u128::from(carry);
                let results = [("i64", sum as i64), ("i64", (sum >> 64) as i64)];
                cases.ops("add_carry", &operands, &results);
                let difference = u128::from(x)
                    .wrapping_sub(y.into())
                    .wrapping_sub(carry.into());
                let borrow = ((difference >> 64) & 1) as i64;
                let results = [("i64", difference as i64), ("i64", borrow)];
                cases.ops("sub_borrow", &operands, &results);
            }
        }
    }
    cases.check("wide");
}

#[test]
fn floats_convert_and_compare_as_on_amd64() {
    let mut cases = Cases::default();
    let samples = [
        0.0,
        -0.0,
        1.5,
        -1.5,
        2.5,
        1e9,
        -3e9,
        9.3e18,
        1e19,
        -1e30,
        f64::INFINITY,
        f64::NEG_INFINITY,
        f64::NAN,
        9_223_372_036_854_775_807.0,
    ];
    // What cvttsd2si does.
    let to_int = |x: f64, min: f64, max: f64| {
        if x > min - 1.0 && x < max {
            x as i64
        } else {
            min as i64
        }
    };
    for x in samples {
        let bits = x.to_bits() as i64;
        let one = [("f64", bits)];
        let in_range = (-9_223_372_036_854_775_808.0..9_223_372_036_854_775_808.0).contains(&x);
        let i64_value = if in_range { x as i64 } else { i64::MIN };
        cases.op("f_to_sint", &one, "i64", i64_value);
        let i32_value = to_int(x, -2_147_483_648.0, 2_147_483_648.0);
        cases.op("f_to_sint", &one, "i32", i32_value);
        let narrow = [("f32", i64::from((x as f32).to_bits()))];
        let wide = f64::from(x as f32);
        let i32_value = to_int(wide, -2_147_483_648.0, 2_147_483_648.0);
        cases.op("f_to_sint", &narrow, "i32", i32_value);
        if !x.is_nan() {
            cases.op("fneg", &one, "f64", (-x).to_bits() as i64);
            cases.op("fabs", &one, "f64", x.abs().to_bits() as i64);
            cases.op("fdemote", &one, "f32", i64::from((x as f32).to_bits()));
            cases.op("fpromote", &narrow, "f64", wide.to_bits() as i64);
        }
        if x.is_finite() && x.abs() < 1e10 {
            cases.op(
                "ffloor",
                &one,
                "f64",
                x.floor().to_bits() as i64 & !(((x == 0.0) as i64) << 63),
            );
        }
        for y in samples {
            let operands = [("f64", bits), ("f64", y.to_bits() as i64)];
            for (cond, holds) in [
                ("eq", x == y),
                ("ne", x != y),
                ("lt", x < y),
                ("le", x <= y),
                ("gt", x > y),
                ("ge", x >= y),
                ("nlt", x >= y || x.is_nan() || y.is_nan()),
                ("nle", x > y || x.is_nan() || y.is_nan()),
                ("ngt", x <= y || x.is_nan() || y.is_nan()),
                ("nge", x < y || x.is_nan() || y.is_nan()),
            ] {
                cases.op(&format!("fcmp.{cond}"), &operands, "i8", holds.into());
            }
            if !x.is_nan() && !y.is_nan() {
                let sum = x + y;
                if !sum.is_nan() {
                    cases.op("fadd", &operands, "f64", sum.to_bits() as i64);
                }
                let (least, greatest) = match x.total_cmp(&y) {
                    std::cmp::Ordering::Less => (x, y),
                    _ => (y, x),
                };
                cases.op("fmin", &operands, "f64", least.to_bits() as i64);
                cases.op("fmax", &operands, "f64", greatest.to_bits() as i64);
                let signed = x.copysign(y);
                cases.op("fcopysign", &operands, "f64", signed.to_bits() as i64);
            }
        }
    }
    for n in [0u64, 1, u64::MAX, 1 << 63, (1 << 53) + 1, (1 << 63) + 1025] {
        let one = [("i64", n as i64)];
        cases.op("uint_to_f", &one, "f64", (n as f64).to_bits() as i64);
        cases.op("uint_to_f", &one, "f32", i64::from((n as f32).to_bits()));
        cases.op("sint_to_f", &one, "f64", (n as i64 as f64).to_bits() as i64);
        cases.op(
            "sint_to_f",
            &[("i32", n as i64)],
            "f64",
            (n as i32 as f64).to_bits() as i64,
        );
    }
    cases.check("floats");
}

#[test]
fn calls_pass_stack_arguments_and_sixteen_results() {
    check(
        "calls",
        "
func fn0() lowered barriered {
b0:
  v1: i64 = iconst 1
  v2: i64 = call fn903 (v1)
  v3: f64 = sint_to_f v2
  v10: i64, v11: i64, v12: i64, v13: i64, v14: i64, v15: i64, v16: i64, v17: i64, v20: f64, v21: f64, v22: f64, v23: f64, v24: f64, v25: f64, v26: f64, v27: f64 = call fn1 (v1, v2, v1, v2, v1, v2, v1, v2, v1, v3, v3, v3, v3, v3, v3, v3, v3, v3, v3)
  call fn900 (v10)
  call fn900 (v17)
  v30: i64 = f_to_sint v20
  call fn900 (v30)
  v31: i64 = f_to_sint v27
  call fn900 (v31)
  v32: ptr = symbol func fn2
  v33: i64 = call_indirect v32 (v17, v10)
  call fn900 (v33)
  ret
}

func fn1(i64, i64, i64, i64, i64, i64, i64, i64, i64, f64, f64, f64, f64, f64, f64, f64, f64, f64, f64) -> i64, i64, i64, i64, i64, i64, i64, i64, f64, f64, f64, f64, f64, f64, f64, f64 lowered barriered {
b0(v0: i64, v1: i64, v2: i64, v3: i64, v4: i64, v5: i64, v6: i64, v7: i64, v8: i64, v9: f64, v10: f64, v11: f64, v12: f64, v13: f64, v14: f64, v15: f64, v16: f64, v17: f64, v18: f64):
  v20: i64 = add v7, v8
  v21: i64 = add v20, v0
  v22: f64 = fadd v17, v18
  v23: f64 = fadd v22, v9
  ret v20, v20, v20, v20, v20, v20, v20, v21, v22, v22, v22, v22, v22, v22, v22, v23
}

func fn2(i64, i64) -> i64 lowered barriered {
b0(v0: i64, v1: i64):
  v2: i64 = sub v0, v1
  tail_call fn3 (v2, v0, v0, v0, v0, v0, v0, v1)
}

func fn3(i64, i64, i64, i64, i64, i64, i64, i64) -> i64 lowered barriered {
b0(v0: i64, v1: i64, v2: i64, v3: i64, v4: i64, v5: i64, v6: i64, v7: i64):
  v8: i64 = shl v7, v0
  ret v8
}
",
        "2\n3\n2\n3\n4\n",
    );
}

/// Recursion to a depth that crosses several segments, with stack arguments; each level keeps
/// values in callee-saved registers, and a loop in it keeps values in all registers over a poll.
#[test]
fn stacks_grow_and_polls_keep_registers() {
    let text = "
func fn0() lowered barriered {
b0:
  v0: i64 = iconst 60000
  call fn907 ()
  v1: i64 = call fn1 (v0, v0, v0, v0, v0, v0, v0, v0)
  call fn900 (v1)
  v2: i64 = call fn905 ()
  v3: i64 = iconst 16
  v4: i64 = lshr v2, v3
  v5: i64 = iconst 65535
  v6: i64 = and v4, v5
  v7: i64 = iconst 0
  v8: i8 = icmp.ugt v6, v7
  v9: i64 = zext v8
  call fn900 (v9)
  v10: i64 = iconst 32
  v11: i64 = lshr v2, v10
  v12: i8 = icmp.ugt v11, v7
  v13: i64 = zext v12
  call fn900 (v13)
  ret
}

func fn1(i64, i64, i64, i64, i64, i64, i64, i64) -> i64 lowered barriered {
b0(v0: i64, v1: i64, v2: i64, v3: i64, v4: i64, v5: i64, v6: i64, v7: i64):
  v10: i64 = iconst 0
  v11: i8 = icmp.eq v7, v10
  br v11, b1, b2
b1:
  ret v10
b2:
  v12: i64 = iconst 1
  v13: i64 = sub v7, v12
  call fn906 ()
  jump b4(v10, v10)
b4(v20: i64, v21: i64):
  v22: i64 = add v21, v0
  v23: i64 = sub v22, v1
  v24: i64 = add v23, v2
  v25: i64 = sub v24, v3
  v26: i64 = add v25, v4
  v27: i64 = sub v26, v5
  v28: i64 = add v20, v12
  poll
  v29: i64 = iconst 3
  v30: i8 = icmp.slt v28, v29
  br v30, b4(v28, v27), b5
b5:
  v14: i64 = call fn1 (v0, v1, v2, v3, v4, v5, v6, v13)
  v15: i64 = add v14, v27
  v16: i64 = add v15, v12
  ret v16
}
";
    check("stacks", text, "60000\n1\n1\n");
}

#[test]
fn frames_of_any_size_are_checked_before_they_are_written() {
    check(
        "big_frame",
        "
func fn0() lowered barriered {
b0:
  v0: i64 = iconst 40
  v1: i64 = call fn1 (v0)
  call fn900 (v1)
  ret
}

func fn1(i64) -> i64 lowered barriered {
  slot0: 200000 align 8
b0(v0: i64):
  v1: ptr = slot_addr slot0
  zero t1 200000 v1
  store v1+8, v0
  v2: i64 = iconst 0
  v3: i8 = icmp.eq v0, v2
  br v3, b1, b2
b1:
  ret v2
b2:
  v4: i64 = iconst 1
  v5: i64 = sub v0, v4
  v6: i64 = call fn1 (v5)
  v7: i64 = load v1+8
  v8: i64 = add v6, v7
  ret v8
}
",
        "820\n",
    );
}

/// `fn1` defers, works through 30 calls with values live across all of them, and follows a pointer
/// that may be nil. It is left by a panic at each of these points in turn.
#[test]
fn recovery_reenters_at_every_point() {
    let calls = 30;
    let mut text = String::from(
        "
func fn0() lowered barriered {
  slot0: 16 align 8
b0:
  v0: ptr = slot_addr slot0
  v1: i64 = iconst 7
  store v0+8, v1
  v2: i64 = iconst 0
  v3: ptr = int_to_ptr v2
  jump b1(v2)
b1(v4: i64):
  v5: i64, v6: i64 = call fn1 (v0, v4)
  call fn900 (v5)
  call fn900 (v6)
  v7: i64 = iconst 1
  v8: i64 = add v4, v7
  v9: i64 = iconst 31
  v10: i8 = icmp.sle v8, v9
  br v10, b1(v8), b2
b2:
  v11: i64, v12: i64 = call fn1 (v3, v2)
  call fn900 (v11)
  call fn900 (v12)
  ret
}

func fn2(i64, i64) -> i64 lowered barriered {
b0(v0: i64, v1: i64):
  v2: i8 = icmp.eq v0, v1
  br v2, b1, b2
b1:
  call fn904 ()
  unreachable
b2:
  v3: i64 = iconst 1
  v4: i64 = add v1, v3
  ret v4
}

func fn1(ptr, i64) -> i64, i64 lowered barriered {
  slot0: 96 align 8 observed
b0(v0: ptr, v1: i64):
  v2: ptr = slot_addr slot0
  v5: ptr = symbol func fn3
  v6: i64 = call_indirect v5 (v1)
  v3: i64 = iconst 111
  store v2+80, v3
  store v2+88, v3
  v4: i64 = iconst 1
  defer_push slot0, b1(v4), b9
b1(v100: i64):
",
    );
    for k in 0..calls {
        let _ = writeln!(text, "  v{}: i64 = call fn2 (v1, v{})", 101 + k, 100 + k);
    }
    let _ = write!(
        text,
        "  v50: i64 = iconst 222
  store v2+80, v50
  v52: i64 = load.fault v0+8
  store v2+88, v52
"
    );
    let mut sum = 52;
    for k in 1..=calls {
        let _ = writeln!(text, "  v{}: i64 = add v{sum}, v{}", 200 + k, 100 + k);
        sum = 200 + k;
    }
    let _ = write!(
        text,
        "  v60: i64 = call fn2 (v1, v{sum})
  store v2+88, v60
  call_runtime rgo_deferreturn (v2)
  v61: i64 = load v2+80
  v62: i64 = load v2+88
  ret v61, v62
b9(v90: ptr):
  call_runtime rgo_deferreturn (v90)
  v92: i64 = load v90+80
  v93: i64 = load v90+88
  v96: ptr = symbol func fn3
  v97: i64 = call_indirect v96 (v93)
  v94: i64 = iconst 5000
  v95: i64 = add v97, v94
  ret v92, v95
}}

func fn3(i64) -> i64 lowered barriered {{
b0(v0: i64):
  ret v0
}}
"
    );
    let total: i64 = 7 + (2..=31).sum::<i64>();
    let mut expected = String::new();
    for at in 0..=31 {
        let (first, second) = match at {
            1..=30 => (111, 5111),
            _ => (222, total + 1),
        };
        let _ = writeln!(expected, "{first}\n{second}");
    }
    expected.push_str("nil dereference\n222\n5111\n");
    check("recovery", &text, &expected);
}

#[test]
fn faults_are_panics_with_their_kind() {
    let fault = |body: &str| {
        format!(
            "func fn0() lowered barriered {{\nb0:\n  v0: i64 = iconst 0\n  v1: i64 = call fn903 (v0)\n  v2: ptr = int_to_ptr v1\n{body}  ret\n}}\n"
        )
    };
    for (name, body, message) in [
        (
            "load",
            "  v3: i64 = load.fault v2+16\n  call fn900 (v3)\n",
            "nil dereference\n",
        ),
        ("check", "  v3: ptr = nil_check v2\n", "nil dereference\n"),
        ("store", "  store.fault v2+8, v0\n", "nil dereference\n"),
        (
            "atomic",
            "  v3: i64 = atomic_rmw.add.fault v2+8, v0\n",
            "nil dereference\n",
        ),
        (
            "div",
            "  v3: i64 = sdiv v0, v1\n  call fn900 (v3)\n",
            "divide by zero\n",
        ),
        (
            "rem",
            "  v3: i32 = trunc v1\n  v4: i32 = urem v3, v3\n  v5: i64 = zext v4\n  call fn900 (v5)\n",
            "divide by zero\n",
        ),
    ] {
        for options in all_options() {
            let output = run(&build(&format!("fault_{name}"), &fault(body), options));
            let stdout = String::from_utf8_lossy(&output.stdout);
            assert_eq!(stdout, format!("{message}panic\n"), "{name}");
            assert_eq!(output.status.code(), Some(2), "{name}");
        }
    }
}

#[test]
fn memory_is_copied_and_cleared_at_every_size() {
    let mut text = String::from(
        "func fn0() lowered barriered {\n  slot0: 512 align 16\nb0:\n  v0: ptr = slot_addr slot0\n",
    );
    let mut expected = String::new();
    let (mut next, mut memory) = (1, vec![0u8; 512]);
    let fill = |memory: &mut Vec<u8>, text: &mut String, next: &mut u32| {
        for at in (0..512).step_by(8) {
            let word = (at as u64).wrapping_mul(0x0101_0101_0101_0101) ^ 0x1122_3344_5566_7788;
            memory[at..at + 8].copy_from_slice(&word.to_le_bytes());
            let _ = writeln!(
                text,
                "  v{next}: i64 = iconst {}\n  store v0+{at}, v{next}",
                word as i64
            );
            *next += 1;
        }
    };
    let print = |memory: &[u8], text: &mut String, next: &mut u32, expected: &mut String| {
        let sum = memory.chunks(8).fold(0u64, |sum, word| {
            sum.rotate_left(1) ^ u64::from_le_bytes(word.try_into().expect("8 bytes"))
        });
        let _ = writeln!(
            text,
            "  v{next}: i64 = call fn1 (v0)\n  call fn900 (v{next})"
        );
        let _ = writeln!(expected, "{}", sum as i64);
        *next += 1;
    };
    for size in (0..40usize).chain([63, 64, 100, 127, 128, 129, 200]) {
        for (dst, src) in [(0, 250), (7, 3), (3, 7)] {
            fill(&mut memory, &mut text, &mut next);
            memory.copy_within(src..src + size, dst);
            let _ = writeln!(
                text,
                "  v{}: i64 = iconst {dst}\n  v{}: ptr = ptr_add v0, v{}\n  v{}: i64 = iconst {src}\n  v{}: ptr = ptr_add v0, v{}\n  move t1 {size} v{}, v{}",
                next,
                next + 1,
                next,
                next + 2,
                next + 3,
                next + 2,
                next + 1,
                next + 3
            );
            next += 4;
            print(&memory, &mut text, &mut next, &mut expected);
        }
        memory[256..256 + size].fill(0);
        let _ = writeln!(
            text,
            "  v{}: i64 = iconst 256\n  v{}: ptr = ptr_add v0, v{}\n  zero t1 {size} v{}",
            next,
            next + 1,
            next,
            next + 1
        );
        next += 2;
        print(&memory, &mut text, &mut next, &mut expected);
    }
    text.push_str(
        "  ret\n}
func fn1(ptr) -> i64 lowered barriered {
b0(v0: ptr):
  v1: i64 = iconst 0
  jump b1(v1, v1)
b1(v2: i64, v3: i64):
  v4: ptr = ptr_add v0, v2
  v5: i64 = load v4
  v6: i64 = iconst 1
  v7: i64 = rotl v3, v6
  v8: i64 = xor v7, v5
  v9: i64 = iconst 8
  v10: i64 = add v2, v9
  v11: i64 = iconst 512
  v12: i8 = icmp.slt v10, v11
  br v12, b1(v10, v8), b2
b2:
  ret v8
}
",
    );
    check("memory", &text, &expected);
}

#[test]
fn switches_and_selects_choose() {
    check(
        "switch",
        "
func fn0() lowered barriered {
b0:
  v0: i64 = iconst -1
  jump b1(v0)
b1(v1: i64):
  v2: i64 = call fn1 (v1)
  call fn900 (v2)
  v3: i32 = trunc v1
  v4: i64 = call fn2 (v3)
  call fn900 (v4)
  v5: i64 = iconst 1
  v6: i64 = add v1, v5
  v7: i64 = iconst 4
  v8: i8 = icmp.sle v6, v7
  br v8, b1(v6), b2
b2:
  v9: i64 = iconst 4294967297
  v10: i64 = call fn1 (v9)
  call fn900 (v10)
  ret
}

func fn1(i64) -> i64 lowered barriered {
b0(v0: i64):
  v1: i64 = iconst 10
  v2: i64 = iconst 11
  switch v0, b1(v1), [b1(v2), b2, b3]
b1(v3: i64):
  ret v3
b2:
  v4: i64 = iconst 12
  ret v4
b3:
  v5: i64 = iconst 13
  ret v5
}

func fn2(i32) -> i64 lowered barriered {
b0(v0: i32):
  v1: i64 = zext v0
  switch v1, b1, [b2, b1, b3]
b1:
  v3: i64 = iconst 20
  ret v3
b2:
  v4: i64 = iconst 21
  ret v4
b3:
  v5: i64 = iconst 22
  v6: i64 = iconst 23
  v7: i64 = iconst 2
  v8: i8 = icmp.eq v1, v7
  v9: i64 = select v8, v5, v6
  ret v9
}
",
        "10\n20\n11\n21\n12\n20\n13\n22\n10\n20\n10\n20\n10\n",
    );
}

#[test]
fn atomics_return_what_they_say() {
    check(
        "atomics",
        "
func fn0() lowered barriered {
  slot0: 16 align 16
b0:
  v0: ptr = slot_addr slot0
  v1: i64 = iconst 5
  atomic_store v0+8, v1
  v2: i64 = iconst 3
  v3: i64 = atomic_rmw.add v0+8, v2
  call fn900 (v3)
  v4: i64 = atomic_load v0+8
  call fn900 (v4)
  v5: i64 = iconst 8
  v6: i64 = iconst 12
  v7: i8 = atomic_cas v0+8, v5, v6
  v8: i64 = zext v7
  call fn900 (v8)
  v9: i8 = atomic_cas v0+8, v5, v6
  v10: i64 = zext v9
  call fn900 (v10)
  v11: i64 = iconst 6
  v12: i64 = atomic_rmw.and v0+8, v11
  call fn900 (v12)
  v13: i64 = iconst 1
  v14: i64 = atomic_rmw.or v0+8, v13
  call fn900 (v14)
  v15: i64 = atomic_rmw.xchg v0+8, v1
  call fn900 (v15)
  fence
  v16: i8 = iconst -56
  atomic_store v0, v16
  v17: i8 = atomic_rmw.or v0, v16
  v18: i64 = zext v17
  call fn900 (v18)
  prefetch v0
  keep_alive v0
  v19: i64 = atomic_load v0+8
  call fn900 (v19)
  ret
}
",
        "5\n8\n1\n0\n12\n4\n5\n200\n5\n",
    );
}

#[test]
fn vectors_match_bytes() {
    check(
        "vectors",
        "
func fn0() lowered barriered {
b0:
  v0: i64 = iconst 9187201950435737472
  v1: i64 = call fn903 (v0)
  v2: v128 = vlow v1
  v3: i32 = vhigh_bits.i8x16 v2
  v4: i64 = zext v3
  call fn900 (v4)
  v5: i64 = iconst 578437695752307201
  v6: i64 = call fn903 (v5)
  v7: v128 = vlow v6
  v8: i8 = iconst 3
  v9: v128 = vsplat.i8x16 v8
  v10: v128 = vicmp.eq.i8x16 v7, v9
  v11: i32 = vhigh_bits.i8x16 v10
  v12: i64 = zext v11
  call fn900 (v12)
  v13: v128 = vbin.add.i32x4 v7, v9
  v14: i32 = vextract.i32x4.0 v13
  v15: i64 = zext v14
  call fn900 (v15)
  v16: f64 = sint_to_f v6
  v17: v128 = vsplat.f64x2 v16
  v18: v128 = vbin.sub.f64x2 v17, v17
  v19: f64 = vextract.f64x2.1 v18
  v20: i64 = f_to_sint v19
  call fn900 (v20)
  ret
}
",
        "1\n4\n117835012\n0\n",
    );
}

#[test]
fn barriers_run_only_while_the_flag_is_set() {
    check(
        "barrier",
        "
func fn0() lowered barriered {
  slot0: 16 align 8
b0:
  v0: ptr = slot_addr slot0
  call fn1 (v0, v0)
  v1: i32 = iconst 1
  call fn908 (v1)
  call fn1 (v0, v0)
  call fn1 (v0, v0)
  v2: i64 = call fn905 ()
  v3: i64 = iconst 65535
  v4: i64 = and v2, v3
  call fn900 (v4)
  ret
}

func fn1(ptr, ptr) lowered barriered {
b0(v0: ptr, v1: ptr):
  v2: i32 = barrier_flag
  v3: i32 = iconst 0
  v4: i8 = icmp.ne v2, v3
  br v4, b1, b2
b1 cold:
  call_runtime rgo_write_barrier (v0, v1)
  jump b2
b2:
  store v0, v1
  ret
}
",
        "2\n",
    );
}
