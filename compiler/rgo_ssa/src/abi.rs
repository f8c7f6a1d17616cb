//! The calling convention of `rgo_abi`'s crate documentation, as signatures of scalars.

use std::ops::Range;

use rgo_abi::call::{FLOAT_RESULTS, INT_RESULTS};
use rgo_types::{Type as GoType, TypeId};

use crate::func::Signature;
use crate::shape::Shapes;
use crate::type_::Type;

/// How a parameter travels.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Pass {
    /// As these parameters of the scalar signature: the scalars of its shape.
    Scalars(Range<usize>),
    /// As this parameter: a pointer to a copy that nobody changes during the call.
    Pointer(usize),
}

/// How results travel.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ResultPass {
    /// Each as these results of the scalar signature.
    Registers(Vec<Range<usize>>),
    /// In a struct that the result pointer leads to.
    Memory(ResultArea),
}

/// The struct of results returned in memory.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ResultArea {
    pub offsets: Vec<u64>,
    pub size: u64,
    pub align: u32,
}

/// How a Go function is called.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FuncAbi {
    /// Closure pointer, result pointer, then parameters.
    pub sig: Signature,
    pub has_closure: bool,
    /// Which parameter of `sig` is the result pointer.
    pub result_ptr: Option<usize>,
    pub params: Vec<Pass>,
    pub results: ResultPass,
}

/// Classifies a function with these parameters (the receiver first) and results.
pub fn func_abi(
    shapes: &Shapes<'_>,
    has_closure: bool,
    params: &[TypeId],
    results: &[TypeId],
) -> FuncAbi {
    let mut sig = Signature::default();
    if has_closure {
        sig.params.push(Type::Ptr);
    }
    let results = result_pass(shapes, results, &mut sig);
    let result_ptr = match results {
        ResultPass::Registers(_) => None,
        ResultPass::Memory(_) => {
            sig.params.push(Type::Ptr);
            Some(sig.params.len() - 1)
        }
    };
    let params = params
        .iter()
        .map(|&ty| {
            let shape = shapes.get(ty);
            let start = sig.params.len();
            match shape.scalars() {
                Some(scalars) if shape.is_register_class() => {
                    sig.params.extend(scalars.iter().map(|scalar| scalar.ty));
                    Pass::Scalars(start..sig.params.len())
                }
                _ => {
                    sig.params.push(Type::Ptr);
                    Pass::Pointer(start)
                }
            }
        })
        .collect();
    FuncAbi {
        sig,
        has_closure,
        result_ptr,
        params,
        results,
    }
}

/// Classifies a function of this signature type without receiver, called with `recv`.
pub fn signature_abi(
    shapes: &Shapes<'_>,
    has_closure: bool,
    recv: Option<TypeId>,
    sig: TypeId,
) -> FuncAbi {
    let (params, results) = signature_types(shapes, sig);
    let params: Vec<TypeId> = recv.into_iter().chain(params).collect();
    func_abi(shapes, has_closure, &params, &results)
}

/// Parameter and result types of a signature type.
pub fn signature_types(shapes: &Shapes<'_>, sig: TypeId) -> (Vec<TypeId>, Vec<TypeId>) {
    let cx = shapes.types;
    let GoType::Signature(sig) = cx.under(sig) else {
        panic!("only functions are called")
    };
    let types = |params: &[rgo_types::type_::Param]| params.iter().map(|p| p.ty).collect();
    (types(&sig.params), types(&sig.results))
}

/// Decides on registers or memory; in registers, adds the scalars to `sig.results`.
fn result_pass(shapes: &Shapes<'_>, results: &[TypeId], sig: &mut Signature) -> ResultPass {
    let mut ranges = Vec::with_capacity(results.len());
    let mut types = Vec::new();
    let mut fits = true;
    for &ty in results {
        let shape = shapes.get(ty);
        let start = types.len();
        match shape.scalars() {
            Some(scalars) if shape.is_register_class() => {
                types.extend(scalars.iter().map(|scalar| scalar.ty));
            }
            _ => fits = false,
        }
        ranges.push(start..types.len());
    }
    let n_floats = types.iter().filter(|ty| ty.is_float()).count();
    if fits && n_floats <= FLOAT_RESULTS && types.len() - n_floats <= INT_RESULTS {
        sig.results = types;
        return ResultPass::Registers(ranges);
    }
    let mut area = ResultArea {
        offsets: Vec::with_capacity(results.len()),
        size: 0,
        align: 1,
    };
    for &ty in results {
        let shape = shapes.get(ty);
        let offset = area.size.next_multiple_of(u64::from(shape.align));
        area.offsets.push(offset);
        area.size = offset + shape.size;
        area.align = area.align.max(shape.align);
    }
    area.size = area.size.next_multiple_of(u64::from(area.align));
    ResultPass::Memory(area)
}
