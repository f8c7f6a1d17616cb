//! `.debug_info`: packages, functions, inlined calls, variables; and the sections it refers to.

use gimli::constants::{
    DW_AT_abstract_origin, DW_AT_byte_size, DW_AT_call_file, DW_AT_call_line, DW_AT_comp_dir,
    DW_AT_count, DW_AT_data_member_location, DW_AT_decl_file, DW_AT_decl_line, DW_AT_encoding,
    DW_AT_external, DW_AT_frame_base, DW_AT_high_pc, DW_AT_inline, DW_AT_language, DW_AT_location,
    DW_AT_low_pc, DW_AT_name, DW_AT_producer, DW_AT_ranges, DW_AT_stmt_list, DW_AT_type,
    DW_FORM_addr, DW_FORM_data1, DW_FORM_data2, DW_FORM_data4, DW_FORM_exprloc,
    DW_FORM_flag_present, DW_FORM_ref_addr, DW_FORM_sec_offset, DW_FORM_strp, DW_FORM_udata,
    DW_INL_inlined, DW_LANG_Go, DW_LANG_Rust, DW_LLE_base_address, DW_LLE_end_of_list,
    DW_LLE_offset_pair, DW_OP_call_frame_cfa, DW_RLE_end_of_list, DW_RLE_start_length,
    DW_TAG_array_type, DW_TAG_base_type, DW_TAG_compile_unit, DW_TAG_formal_parameter,
    DW_TAG_inlined_subroutine, DW_TAG_member, DW_TAG_pointer_type, DW_TAG_structure_type,
    DW_TAG_subprogram, DW_TAG_subrange_type, DW_TAG_typedef, DW_TAG_variable, DW_UT_compile, DwAt,
    DwForm, DwTag,
};
use rgo_abi::runtime_fn::ENTRY;
use rgo_base::Symbol;
use rgo_hir::FuncId;
use rgo_link::Layout;
use rgo_types::PkgId;
use rustc_hash::FxHashMap;

use super::FuncDebug;
use super::buffer::{Buffer, StringTable};
use super::entry;
use super::line::{Files, LineProgram, Row};
use super::types::Types;
use super::variable::{DebugVar, LocRange, VarPlace};
use crate::compile::Env;
use crate::position::{FuncPlace, Lines};

/// Contents of the sections that refer to each other.
pub struct Sections {
    pub info: Vec<u8>,
    pub line: Vec<u8>,
    pub line_strings: Vec<u8>,
    pub strings: Vec<u8>,
    pub locations: Vec<u8>,
    pub ranges: Vec<u8>,
    /// Places in `info` and `line` of the entry point's address.
    pub entry_in_info: Vec<u64>,
    pub entry_in_line: Vec<u64>,
}

/// Kinds of entries; the numbers are those of `.debug_abbrev`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Abbrev {
    Unit = 1,
    TypeUnit,
    EntryUnit,
    Func,
    InlinedFunc,
    InlinedCall,
    InlinedCallRanges,
    Var,
    VarList,
    VarNowhere,
    Param,
    ParamList,
    ParamNowhere,
    BaseType,
    Pointer,
    VoidPointer,
    Struct,
    Member,
    Array,
    Subrange,
    Typedef,
}

type Attrs = &'static [(DwAt, DwForm)];

const NAME: (DwAt, DwForm) = (DW_AT_name, DW_FORM_strp);
const TYPE: (DwAt, DwForm) = (DW_AT_type, DW_FORM_ref_addr);
const DECL_LINE: (DwAt, DwForm) = (DW_AT_decl_line, DW_FORM_data4);

/// Tag, whether there are children, attributes.
const ABBREVS: &[(Abbrev, DwTag, bool, Attrs)] = &[
    (
        Abbrev::Unit,
        DW_TAG_compile_unit,
        true,
        &[
            NAME,
            (DW_AT_producer, DW_FORM_strp),
            (DW_AT_language, DW_FORM_data2),
            (DW_AT_comp_dir, DW_FORM_strp),
            (DW_AT_stmt_list, DW_FORM_sec_offset),
            (DW_AT_low_pc, DW_FORM_addr),
            (DW_AT_ranges, DW_FORM_sec_offset),
        ],
    ),
    (
        Abbrev::TypeUnit,
        DW_TAG_compile_unit,
        true,
        &[
            NAME,
            (DW_AT_producer, DW_FORM_strp),
            (DW_AT_language, DW_FORM_data2),
        ],
    ),
    (
        Abbrev::EntryUnit,
        DW_TAG_compile_unit,
        true,
        &[
            NAME,
            (DW_AT_producer, DW_FORM_strp),
            (DW_AT_language, DW_FORM_data2),
            (DW_AT_stmt_list, DW_FORM_sec_offset),
            (DW_AT_low_pc, DW_FORM_addr),
            (DW_AT_high_pc, DW_FORM_data4),
        ],
    ),
    (
        Abbrev::Func,
        DW_TAG_subprogram,
        true,
        &[
            NAME,
            (DW_AT_low_pc, DW_FORM_addr),
            (DW_AT_high_pc, DW_FORM_data4),
            (DW_AT_frame_base, DW_FORM_exprloc),
            (DW_AT_decl_file, DW_FORM_data4),
            DECL_LINE,
            (DW_AT_external, DW_FORM_flag_present),
        ],
    ),
    (
        Abbrev::InlinedFunc,
        DW_TAG_subprogram,
        false,
        &[
            NAME,
            (DW_AT_inline, DW_FORM_data1),
            (DW_AT_decl_file, DW_FORM_data4),
            DECL_LINE,
            (DW_AT_external, DW_FORM_flag_present),
        ],
    ),
    (
        Abbrev::InlinedCall,
        DW_TAG_inlined_subroutine,
        true,
        &[
            (DW_AT_abstract_origin, DW_FORM_ref_addr),
            (DW_AT_low_pc, DW_FORM_addr),
            (DW_AT_high_pc, DW_FORM_data4),
            (DW_AT_call_file, DW_FORM_data4),
            (DW_AT_call_line, DW_FORM_data4),
        ],
    ),
    (
        Abbrev::InlinedCallRanges,
        DW_TAG_inlined_subroutine,
        true,
        &[
            (DW_AT_abstract_origin, DW_FORM_ref_addr),
            (DW_AT_ranges, DW_FORM_sec_offset),
            (DW_AT_call_file, DW_FORM_data4),
            (DW_AT_call_line, DW_FORM_data4),
        ],
    ),
    (
        Abbrev::Var,
        DW_TAG_variable,
        false,
        &[NAME, DECL_LINE, TYPE, (DW_AT_location, DW_FORM_exprloc)],
    ),
    (
        Abbrev::VarList,
        DW_TAG_variable,
        false,
        &[NAME, DECL_LINE, TYPE, (DW_AT_location, DW_FORM_sec_offset)],
    ),
    (
        Abbrev::VarNowhere,
        DW_TAG_variable,
        false,
        &[NAME, DECL_LINE, TYPE],
    ),
    (
        Abbrev::Param,
        DW_TAG_formal_parameter,
        false,
        &[NAME, DECL_LINE, TYPE, (DW_AT_location, DW_FORM_exprloc)],
    ),
    (
        Abbrev::ParamList,
        DW_TAG_formal_parameter,
        false,
        &[NAME, DECL_LINE, TYPE, (DW_AT_location, DW_FORM_sec_offset)],
    ),
    (
        Abbrev::ParamNowhere,
        DW_TAG_formal_parameter,
        false,
        &[NAME, DECL_LINE, TYPE],
    ),
    (
        Abbrev::BaseType,
        DW_TAG_base_type,
        false,
        &[
            NAME,
            (DW_AT_encoding, DW_FORM_data1),
            (DW_AT_byte_size, DW_FORM_data1),
        ],
    ),
    (Abbrev::Pointer, DW_TAG_pointer_type, false, &[NAME, TYPE]),
    (Abbrev::VoidPointer, DW_TAG_pointer_type, false, &[NAME]),
    (
        Abbrev::Struct,
        DW_TAG_structure_type,
        true,
        &[NAME, (DW_AT_byte_size, DW_FORM_udata)],
    ),
    (
        Abbrev::Member,
        DW_TAG_member,
        false,
        &[NAME, TYPE, (DW_AT_data_member_location, DW_FORM_udata)],
    ),
    (Abbrev::Array, DW_TAG_array_type, true, &[NAME, TYPE]),
    (
        Abbrev::Subrange,
        DW_TAG_subrange_type,
        false,
        &[(DW_AT_count, DW_FORM_udata)],
    ),
    (Abbrev::Typedef, DW_TAG_typedef, false, &[NAME, TYPE]),
];

/// `.debug_abbrev`.
pub fn abbrevs() -> Vec<u8> {
    let mut out = Buffer::default();
    for &(abbrev, tag, has_children, attrs) in ABBREVS {
        out.uleb(abbrev as u64);
        out.uleb(tag.0.into());
        out.u8(has_children.into());
        for &(attr, form) in attrs {
            out.uleb(attr.0.into());
            out.uleb(form.0.into());
        }
        out.u16(0);
    }
    out.u8(0);
    out.bytes
}

/// A package's functions, and functions of it that were inlined somewhere.
#[derive(Default)]
struct Plan {
    funcs: Vec<usize>,
    inlined: Vec<FuncId>,
}

/// Writes all units.
pub fn emit(env: Env<'_>, layout: &Layout, funcs: &[FuncDebug]) -> Sections {
    let mut writer = Writer {
        env,
        layout,
        lines: Lines::new(env.sources, env.program),
        info: Buffer::default(),
        line: Buffer::default(),
        line_strings: StringTable::default(),
        strings: StringTable::default(),
        locations: Buffer::default(),
        ranges: Buffer::default(),
        types: Types::default(),
        origins: FxHashMap::default(),
        mentions: Vec::new(),
        entry_in_info: Vec::new(),
        entry_in_line: Vec::new(),
    };
    let list_header = |out: &mut Buffer| {
        let begin = out.begin_length();
        out.u16(5);
        out.u8(8);
        out.u8(0);
        out.u32(0);
        begin
    };
    let locations = list_header(&mut writer.locations);
    let ranges = list_header(&mut writer.ranges);
    for (pkg, plan) in plan_units(env, funcs) {
        writer.unit(pkg, &plan, funcs);
    }
    writer.type_unit();
    writer.entry_unit();
    writer.resolve();
    writer.locations.end_length(locations);
    writer.ranges.end_length(ranges);
    Sections {
        info: writer.info.bytes,
        line: writer.line.bytes,
        line_strings: writer.line_strings.bytes,
        strings: writer.strings.bytes,
        locations: writer.locations.bytes,
        ranges: writer.ranges.bytes,
        entry_in_info: writer.entry_in_info,
        entry_in_line: writer.entry_in_line,
    }
}

/// Packages in order of their first function or inlined function.
fn plan_units(env: Env<'_>, funcs: &[FuncDebug]) -> Vec<(Option<PkgId>, Plan)> {
    let mut plans: Vec<(Option<PkgId>, Plan)> = Vec::new();
    let mut places: FxHashMap<Option<PkgId>, usize> = FxHashMap::default();
    let mut seen: FxHashMap<FuncId, ()> = FxHashMap::default();
    let mut plan_of = |plans: &mut Vec<(Option<PkgId>, Plan)>, func: FuncId| {
        let pkg = env.program.funcs[func].pkg;
        *places.entry(pkg).or_insert_with(|| {
            plans.push((pkg, Plan::default()));
            plans.len() - 1
        })
    };
    for (at, func) in funcs.iter().enumerate() {
        let place = plan_of(&mut plans, func.id);
        plans[place].1.funcs.push(at);
        for call in &func.inlined {
            if seen.insert(call.callee, ()).is_none() {
                let place = plan_of(&mut plans, call.callee);
                plans[place].1.inlined.push(call.callee);
            }
        }
    }
    plans
}

struct Writer<'a> {
    env: Env<'a>,
    layout: &'a Layout,
    lines: Lines<'a>,
    info: Buffer,
    line: Buffer,
    line_strings: StringTable,
    strings: StringTable,
    locations: Buffer,
    ranges: Buffer,
    types: Types,
    /// Offsets of entries of inlined functions.
    origins: FxHashMap<FuncId, u32>,
    /// Places that refer to such entries.
    mentions: Vec<(usize, FuncId)>,
    entry_in_info: Vec<u64>,
    entry_in_line: Vec<u64>,
}

impl Writer<'_> {
    fn tag(&mut self, abbrev: Abbrev) {
        self.info.uleb(abbrev as u64);
    }

    fn string(&mut self, text: &str) {
        let offset = self.strings.offset(text);
        self.info.u32(offset);
    }

    /// Ends a list of children.
    fn end(&mut self) {
        self.info.u8(0);
    }

    fn begin_unit(&mut self) -> usize {
        let begin = self.info.begin_length();
        self.info.u16(5);
        self.info.u8(DW_UT_compile.0);
        self.info.u8(8);
        self.info.u32(0); // all units share the abbreviations
        begin
    }

    fn unit(&mut self, pkg: Option<PkgId>, plan: &Plan, funcs: &[FuncDebug]) {
        let begin = self.begin_unit();
        let name = match pkg {
            Some(pkg) => self.env.program.types.package_path(pkg).as_str(),
            None => "go",
        };
        self.tag(Abbrev::Unit);
        self.string(name);
        self.string("rgo");
        self.info.u16(DW_LANG_Go.0);
        self.string(".");
        let line = self.line.len() as u32;
        self.info.u32(line);
        self.info.u64(0);
        let extents: Vec<(u64, u64)> = plan
            .funcs
            .iter()
            .map(|&at| (self.layout.addr(funcs[at].atom), funcs[at].code_size.into()))
            .collect();
        let ranges = self.range_list(&extents);
        self.info.u32(ranges);

        let mut files = Files::default();
        let mut program = LineProgram::default();
        if let Some(&first) = plan.funcs.first() {
            files.index(funcs[first].place.file);
        }
        for &func in &plan.inlined {
            self.inlined_func(func, &mut files);
        }
        for &at in &plan.funcs {
            self.func(&funcs[at], &mut files, &mut program);
        }
        self.end();
        self.info.end_length(begin);
        program.finish(&files, &mut self.line, &mut self.line_strings);
    }

    fn inlined_func(&mut self, func: FuncId, files: &mut Files) {
        let FuncPlace { file, line } = self.lines.func(func);
        self.origins.insert(func, self.info.len() as u32);
        self.tag(Abbrev::InlinedFunc);
        self.string(self.env.program.funcs[func].display_name.as_str());
        self.info.u8(DW_INL_inlined.0);
        self.info.u32(files.index(file));
        self.info.u32(line);
    }

    fn func(&mut self, func: &FuncDebug, files: &mut Files, program: &mut LineProgram) {
        let addr = self.layout.addr(func.atom);
        self.tag(Abbrev::Func);
        self.string(self.env.program.funcs[func.id].display_name.as_str());
        self.info.u64(addr);
        self.info.u32(func.code_size);
        self.info.block(&[DW_OP_call_frame_cfa.0]);
        self.info.u32(files.index(func.place.file));
        self.info.u32(func.place.line);

        let places: Vec<FuncPlace> = func
            .inlined
            .iter()
            .map(|call| self.lines.func(call.callee))
            .collect();
        let place = |node: i32| usize::try_from(node).map_or(func.place, |node| places[node]);
        let absolute = |node: i32, line: i32| (place(node).line as i32 + line).max(0) as u32;
        let rows: Vec<Row> = func
            .lines
            .iter()
            .enumerate()
            .map(|(i, entry)| Row {
                pc: entry.pc,
                file: files.index(entry.file.unwrap_or(place(entry.node).file)),
                line: absolute(entry.node, entry.line),
                is_prologue_end: i == 1,
            })
            .collect();
        program.func(addr, func.code_size, &rows);

        self.vars(func, addr, -1, &absolute);
        let tree = InlineTree::new(func);
        for &node in &tree.roots {
            self.inlined_call(func, addr, node, &tree, &place, files);
        }
        self.end();
    }

    fn inlined_call(
        &mut self,
        func: &FuncDebug,
        addr: u64,
        node: usize,
        tree: &InlineTree,
        place: &dyn Fn(i32) -> FuncPlace,
        files: &mut Files,
    ) {
        let call = &func.inlined[node];
        let extents: Vec<(u64, u64)> = tree.ranges[node]
            .iter()
            .map(|&(start, end)| (addr + u64::from(start), u64::from(end - start)))
            .collect();
        let abbrev = match extents.len() {
            1 => Abbrev::InlinedCall,
            _ => Abbrev::InlinedCallRanges,
        };
        self.tag(abbrev);
        self.mentions.push((self.info.len(), call.callee));
        self.info.u32(0);
        if let [(start, length)] = extents[..] {
            self.info.u64(start);
            self.info.u32(length as u32);
        } else {
            let ranges = self.range_list(&extents);
            self.info.u32(ranges);
        }
        let caller = place(call.parent);
        let file = call.call_file.unwrap_or(caller.file);
        self.info.u32(files.index(file));
        let line = caller.line as i32 + call.call_line;
        self.info.u32(line.max(0) as u32);
        let absolute = |node: i32, line: i32| (place(node).line as i32 + line).max(0) as u32;
        self.vars(func, addr, node as i32, &absolute);
        for &child in &tree.children[node] {
            self.inlined_call(func, addr, child, tree, place, files);
        }
        self.end();
    }

    /// The variables of `node`.
    fn vars(&mut self, func: &FuncDebug, addr: u64, node: i32, absolute: &dyn Fn(i32, i32) -> u32) {
        for var in func.vars.iter().filter(|var| var.node == node) {
            self.var(var, addr, absolute(node, var.line));
        }
    }

    fn var(&mut self, var: &DebugVar, addr: u64, line: u32) {
        let abbrev = match (&var.place, var.is_param) {
            (VarPlace::Fixed(_), false) => Abbrev::Var,
            (VarPlace::List(_), false) => Abbrev::VarList,
            (VarPlace::Nowhere, false) => Abbrev::VarNowhere,
            (VarPlace::Fixed(_), true) => Abbrev::Param,
            (VarPlace::List(_), true) => Abbrev::ParamList,
            (VarPlace::Nowhere, true) => Abbrev::ParamNowhere,
        };
        self.tag(abbrev);
        self.string(var.name.as_str());
        self.info.u32(line);
        self.types.mention(&mut self.info, var.ty);
        match &var.place {
            VarPlace::Nowhere => {}
            VarPlace::Fixed(expr) => self.info.block(&expr.bytes),
            VarPlace::List(list) => {
                let offset = self.location_list(addr, list);
                self.info.u32(offset);
            }
        }
    }

    fn location_list(&mut self, addr: u64, list: &[LocRange]) -> u32 {
        let out = &mut self.locations;
        let offset = out.len() as u32;
        out.u8(DW_LLE_base_address.0);
        out.u64(addr);
        for range in list {
            out.u8(DW_LLE_offset_pair.0);
            out.uleb(range.start.into());
            out.uleb(range.end.into());
            out.block(&range.expr.bytes);
        }
        out.u8(DW_LLE_end_of_list.0);
        offset
    }

    fn range_list(&mut self, extents: &[(u64, u64)]) -> u32 {
        let out = &mut self.ranges;
        let offset = out.len() as u32;
        for &(start, length) in extents {
            out.u8(DW_RLE_start_length.0);
            out.u64(start);
            out.uleb(length);
        }
        out.u8(DW_RLE_end_of_list.0);
        offset
    }

    fn type_unit(&mut self) {
        let begin = self.begin_unit();
        self.tag(Abbrev::TypeUnit);
        self.string("types");
        self.string("rgo");
        self.info.u16(DW_LANG_Go.0);
        let ctx = self.env.program.types;
        self.types
            .describe_all(ctx, &mut self.info, &mut self.strings);
        self.end();
        self.info.end_length(begin);
    }

    /// The entry point. Its address is the system linker's to fill in.
    fn entry_unit(&mut self) {
        let begin = self.begin_unit();
        let (file, line) = (entry::file(), entry::line());
        let mut files = Files::default();
        let file_index = files.index(Symbol::intern(&file));
        let mut program = LineProgram::default();
        let row = Row {
            pc: 0,
            file: file_index,
            line,
            is_prologue_end: false,
        };
        let place = program.func(0, entry::CODE_SIZE, &[row]);
        let line_start = self.line.len() as u32;
        let start = program.finish(&files, &mut self.line, &mut self.line_strings);
        self.entry_in_line.push((start + place) as u64);

        self.tag(Abbrev::EntryUnit);
        self.string(&file);
        self.string("rgo");
        self.info.u16(DW_LANG_Rust.0);
        self.info.u32(line_start);
        self.entry_addr();
        self.tag(Abbrev::Func);
        self.string(ENTRY);
        self.entry_addr();
        self.info.block(&[DW_OP_call_frame_cfa.0]);
        self.info.u32(file_index);
        self.info.u32(line);
        self.end();
        self.end();
        self.info.end_length(begin);
    }

    fn entry_addr(&mut self) {
        self.entry_in_info.push(self.info.len() as u64);
        self.info.u64(0);
        self.info.u32(entry::CODE_SIZE);
    }

    fn resolve(&mut self) {
        self.types.resolve(&mut self.info);
        for (at, func) in &self.mentions {
            self.info.patch(*at, self.origins[func]);
        }
    }
}

/// The inlined calls of a function as a tree, with the code of each.
struct InlineTree {
    roots: Vec<usize>,
    children: Vec<Vec<usize>>,
    /// Ascending, merged; the code of inner calls included.
    ranges: Vec<Vec<(u32, u32)>>,
}

impl InlineTree {
    fn new(func: &FuncDebug) -> InlineTree {
        let n = func.inlined.len();
        let mut tree = InlineTree {
            roots: Vec::new(),
            children: vec![Vec::new(); n],
            ranges: vec![Vec::new(); n],
        };
        for (node, call) in func.inlined.iter().enumerate() {
            match usize::try_from(call.parent) {
                Ok(parent) => tree.children[parent].push(node),
                Err(_) => tree.roots.push(node),
            }
        }
        for (i, entry) in func.lines.iter().enumerate() {
            let end = func.lines.get(i + 1).map_or(func.code_size, |next| next.pc);
            let mut node = entry.node;
            while let Ok(at) = usize::try_from(node) {
                match tree.ranges[at].last_mut() {
                    Some(last) if last.1 == entry.pc => last.1 = end,
                    _ => tree.ranges[at].push((entry.pc, end)),
                }
                node = func.inlined[at].parent;
            }
        }
        tree
    }
}

#[cfg(test)]
mod tests {
    use super::{ABBREVS, Abbrev};

    #[test]
    fn numbers_follow_the_enum() {
        for (at, row) in ABBREVS.iter().enumerate() {
            assert_eq!(row.0 as usize, at + 1, "{:?}", row.0);
        }
        assert_eq!(ABBREVS.len(), Abbrev::Typedef as usize);
    }
}
