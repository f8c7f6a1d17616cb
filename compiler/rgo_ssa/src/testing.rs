//! What tests of several modules share.

use rgo_base::EntityRef;
use rgo_hir::FuncId;

use crate::entities::Block;
use crate::func::Src;
use crate::func::{Func, Signature, Term};
use crate::op::Op;
use crate::type_::Type;

/// A function of `n` empty blocks with random branches, none of them to the entry.
pub fn random_graph(n: usize, random: &mut impl FnMut(usize) -> usize) -> Func {
    let mut func = Func::new(FuncId::new(0), Signature::default());
    for _ in 0..n {
        let block = func.make_block();
        func.layout.push(block);
    }
    for at in 0..n {
        let block = func.layout[at];
        let mut target = || Block::new(1 + random(n.max(2) - 1));
        let (a, b) = (target(), target());
        let term = match if n == 1 { 0 } else { random(5) } {
            0 => Term::Return(Default::default()),
            1 | 2 => Term::Jump(func.block_call(a, &[])),
            _ => {
                let cond = func.append1(block, Op::Iconst(1), &[], Type::I8, Src::none());
                Term::Br {
                    cond,
                    then: func.block_call(a, &[]),
                    otherwise: func.block_call(b, &[]),
                }
            }
        };
        func.blocks[block].term = term;
    }
    func
}
