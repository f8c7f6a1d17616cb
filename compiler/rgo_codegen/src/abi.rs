//! Signatures: scalars of SSA to Cranelift's.
//!
//! SSA has already decomposed values into scalars and put what does not fit registers behind
//! pointers (`rgo_abi`'s calling convention); here each scalar becomes one parameter.

use cranelift_codegen::ir::{self, AbiParam, Signature, types};
use cranelift_codegen::isa::CallConv;
use rgo_abi::call::{FLOAT_ARGS, FLOAT_RESULTS, INT_ARGS, INT_RESULTS};
use rgo_abi::runtime_fn::{Convention, RuntimeFnInfo, Scalar};
use rgo_ssa::{self as ssa, Type};

/// Most bytes of stack arguments that a call may have: the callee pops them by a `ret` with a
/// 16-bit operand.
const MAX_STACK_ARG_BYTES: u64 = 32 << 10;

/// The Cranelift type of a scalar.
pub fn clif_type(ty: Type) -> ir::Type {
    match ty {
        Type::I8 => types::I8,
        Type::I16 => types::I16,
        Type::I32 => types::I32,
        Type::I64 | Type::Ptr => types::I64,
        Type::F32 => types::F32,
        Type::F64 => types::F64,
        Type::V128 => types::I8X16,
    }
}

/// The signature of a Go function.
pub fn go_signature(sig: &ssa::Signature) -> Signature {
    debug_assert!(results_fit(&sig.results), "results exceed the registers");
    assert!(
        stack_arg_bytes(&sig.params) <= MAX_STACK_ARG_BYTES,
        "too many parameters"
    );
    let mut clif = Signature::new(CallConv::Tail);
    let param = |&ty: &Type| AbiParam::new(clif_type(ty));
    clif.params.extend(sig.params.iter().map(param));
    clif.returns.extend(sig.results.iter().map(param));
    clif
}

fn results_fit(results: &[Type]) -> bool {
    let n_ints = results.iter().filter(|ty| ty.is_int_or_ptr()).count();
    n_ints <= INT_RESULTS && results.len() - n_ints <= FLOAT_RESULTS
}

/// Bytes of stack arguments in a call of a Go function with parameters `params`. The callee pops
/// them.
pub fn stack_arg_bytes(params: &[Type]) -> u64 {
    let (mut n_ints, mut n_floats, mut bytes) = (0, 0, 0u64);
    for &ty in params {
        let (n, registers) = if ty.is_int_or_ptr() {
            (&mut n_ints, INT_ARGS)
        } else {
            (&mut n_floats, FLOAT_ARGS)
        };
        *n += 1;
        if *n > registers {
            let size = u64::from(ty.bytes()).max(8);
            bytes = bytes.next_multiple_of(size) + size;
        }
    }
    bytes.next_multiple_of(16)
}

/// The signature of a runtime function.
pub fn runtime_signature(info: &RuntimeFnInfo) -> Signature {
    let mut clif = match info.convention {
        Convention::SystemV => Signature::new(CallConv::SystemV),
        // Arguments and results go through `g`.
        Convention::PreserveAll => return Signature::new(CallConv::PreserveAll),
    };
    for scalar in info.params {
        let param = AbiParam::new(scalar_type(*scalar));
        clif.params.push(match scalar {
            Scalar::Bool => param.uext(),
            Scalar::I32 | Scalar::I64 | Scalar::F64 | Scalar::Ptr => param,
        });
    }
    let returns = info.results.iter();
    clif.returns
        .extend(returns.map(|&scalar| AbiParam::new(scalar_type(scalar))));
    clif
}

fn scalar_type(scalar: Scalar) -> ir::Type {
    match scalar {
        Scalar::Bool => types::I8,
        Scalar::I32 => types::I32,
        Scalar::I64 | Scalar::Ptr => types::I64,
        Scalar::F64 => types::F64,
    }
}

#[cfg(test)]
mod tests {
    use super::stack_arg_bytes;
    use rgo_ssa::Type;

    #[test]
    fn arguments_beyond_registers_take_whole_words() {
        assert_eq!(stack_arg_bytes(&[Type::I8; 6]), 0);
        assert_eq!(stack_arg_bytes(&[Type::I8; 7]), 16);
        assert_eq!(stack_arg_bytes(&[Type::F32; 11]), 32);
        let mixed = [[Type::I64; 8].as_slice(), &[Type::F64; 9]].concat();
        assert_eq!(stack_arg_bytes(&mixed), 32);
    }
}
