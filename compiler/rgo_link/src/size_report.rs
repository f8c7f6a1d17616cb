//! Where the bytes of a binary come from.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::object::{Object, Section};

/// Sizes by group and section. `group_of` names the group (the package) of an atom's symbol; atoms
/// without symbol are counted under their section.
pub fn report(object: &Object, group_of: impl Fn(&str) -> String) -> String {
    let mut groups: BTreeMap<String, [u64; Section::COUNT]> = BTreeMap::new();
    for atom in object.atoms.values() {
        let group = match atom.name.as_str() {
            "" => format!("({:?})", atom.section).to_lowercase(),
            name => group_of(name),
        };
        groups.entry(group).or_default()[atom.section as usize] += atom.size;
    }
    let mut rows: Vec<_> = groups.into_iter().collect();
    rows.sort_by_key(|(_, sizes)| std::cmp::Reverse(sizes.iter().sum::<u64>()));
    let mut text = String::new();
    for section in Section::ALL {
        let name = format!("{section:?}").to_lowercase();
        let _ = write!(text, "{name:>10}");
    }
    text.push_str("  group\n");
    for (group, sizes) in rows {
        for size in sizes {
            let _ = write!(text, "{size:>10}");
        }
        let _ = writeln!(text, "  {group}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::report;
    use crate::object::{Atom, Object, Section};
    use rgo_base::Symbol;

    #[test]
    fn largest_group_comes_first() {
        let mut object = Object::default();
        for (name, size) in [("a.f", 1), ("b.f", 9), ("a.g", 2), ("", 5)] {
            let mut atom = Atom::new(Section::Text, 1, vec![0; size]);
            atom.name = Symbol::intern(name);
            object.atoms.push(atom);
        }
        let text = report(&object, |name| name[..1].to_owned());
        let groups: Vec<&str> = text
            .lines()
            .map(|line| line.rsplit("  ").next().expect("a last column"))
            .collect();
        assert_eq!(groups, ["group", "b", "(text)", "a"]);
    }
}
