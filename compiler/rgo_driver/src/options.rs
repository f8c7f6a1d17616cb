//! What the flags of `build` and `run` ask for.

use std::path::PathBuf;

use clap::ArgMatches;
use rgo_load::load::GivenPackages;
use rgo_load::version::language_minor;

use crate::environment::split_quoted;
use crate::flags::{is_set, value, values};

/// A stage whose result can be printed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Emit {
    Tokens,
    Ast,
    Types,
    Hir,
    Ssa,
    Clif,
    Asm,
}

/// Flags of gc's compiler that mean something here.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct CompileFlags {
    /// `-e`: no limit on errors.
    pub all_errors: bool,
    /// `-C`: no columns in messages.
    pub no_columns: bool,
    /// `-l`: no inlining.
    pub no_inline: bool,
    /// `-N`: no optimisation.
    pub no_opt: bool,
    /// `-m`: how much to say about inlining and escape.
    pub diagnose: u8,
    /// `-lang`: minor number of the language version.
    pub lang: Option<u32>,
    /// What the compiler says of a `-lang` that is no version, once it is run for a package.
    pub bad_lang: Option<String>,
    /// `-complete`: no function has its body elsewhere.
    pub is_complete: bool,
    /// `-std`: the packages belong to the standard library.
    pub is_std: bool,
    /// `-smallframes`: less memory of a function may be in its frame.
    pub small_frames: bool,
    /// `-d` settings.
    pub debug: Vec<String>,
}

impl CompileFlags {
    /// `-d=crash=FUNC`: the function that the optimiser is to crash at, for tests of what happens
    /// then.
    pub fn crash(&self) -> Option<&str> {
        let mut settings = self.debug.iter();
        settings.find_map(|setting| setting.strip_prefix("crash="))
    }
}

/// Flags of gc's linker that mean something here.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct LinkFlags {
    /// `-s`: no symbol table.
    pub strip: bool,
    /// `-w`: no DWARF.
    pub no_dwarf: bool,
    /// `-compressdwarf`
    pub compress_dwarf: bool,
    /// `-X`: variables and their values.
    pub set: Vec<(String, String)>,
}

/// What to build and how.
#[derive(Clone, Debug)]
pub struct BuildOptions {
    /// Packages or files.
    pub patterns: Vec<String>,
    /// Packages file by file, in place of patterns.
    pub given: Option<GivenPackages>,
    /// Import path of a package, in place of patterns: its tests are built.
    pub tests: Option<String>,
    pub output: Option<PathBuf>,
    /// Whether `output` was written with a slash at its end.
    pub output_is_dir: bool,
    pub tags: Vec<String>,
    pub goroot: Option<String>,
    pub mod_flag: Option<String>,
    /// With the pattern of the packages they are for; none for those named on the command line.
    pub compile: Vec<(Option<String>, CompileFlags)>,
    pub link: LinkFlags,
    /// The last `-gcflags` and `-ldflags` as given.
    pub gcflags: String,
    pub ldflags: String,
    pub emit: Option<Emit>,
    /// Part of the symbol of the functions to emit; else it is those of the named packages.
    pub emit_func: Option<String>,
    pub timings: bool,
    pub verbose: bool,
    pub print_commands: bool,
    pub keep_work: bool,
    pub trim_path: bool,
    pub threads: usize,
}

impl BuildOptions {
    /// Reads clap's matches. An error is the text to print.
    pub fn new(matches: &ArgMatches) -> Result<BuildOptions, String> {
        let mut compile = Vec::new();
        for flags in values(matches, "gcflags") {
            let (pattern, flags) = split_pattern(flags);
            compile.push((
                pattern.map(str::to_string),
                compile_flags(&split_quoted(flags))?,
            ));
        }
        let levels = matches.try_get_many::<u8>("m").ok().flatten();
        let level = levels.map_or(0, |levels| levels.copied().sum());
        let lang = value(matches, "lang").map(parse_lang).transpose()?;
        if level > 0 || lang.is_some() {
            // These flags add to those of -gcflags, of which the last that fit count.
            let base = compile.iter().rfind(|(pattern, _)| pattern.is_none());
            let mut flags = base.map_or_else(CompileFlags::default, |(_, flags)| flags.clone());
            flags.diagnose = flags.diagnose.max(level);
            flags.lang = lang.or(flags.lang);
            compile.push((None, flags));
        }
        let ldflags = value(matches, "ldflags").unwrap_or_default();
        let link = link_flags(&split_quoted(split_pattern(ldflags).1))?;
        let output = value(matches, "o");
        let emit = value(matches, "emit").map(|emit| match emit.split_once(':') {
            Some((stage, func)) => (stage, Some(func)),
            None => (emit, None),
        });
        Ok(BuildOptions {
            patterns: values(matches, "rest")
                .into_iter()
                .map(str::to_string)
                .collect(),
            given: None,
            tests: None,
            output: output.map(PathBuf::from),
            output_is_dir: output.is_some_and(|output| output.ends_with('/')),
            tags: parse_tags(value(matches, "tags").unwrap_or_default()),
            goroot: value(matches, "goroot").map(str::to_string),
            mod_flag: value(matches, "mod").map(str::to_string),
            compile,
            link,
            gcflags: value(matches, "gcflags").unwrap_or_default().into(),
            ldflags: ldflags.into(),
            emit: emit.map(|(stage, _)| parse_emit(stage)).transpose()?,
            emit_func: emit.and_then(|(_, func)| func).map(str::to_string),
            timings: is_set(matches, "timings"),
            verbose: is_set(matches, "v"),
            print_commands: is_set(matches, "x"),
            keep_work: is_set(matches, "work"),
            trim_path: is_set(matches, "trimpath"),
            threads: parse_threads(value(matches, "p"))?,
        })
    }
}

fn parse_threads(flag: Option<&str>) -> Result<usize, String> {
    match flag {
        None => Ok(std::thread::available_parallelism().map_or(1, usize::from)),
        Some(text) => match text.parse() {
            Ok(n) if n > 0 => Ok(n),
            _ => Err(format!("-p must be a positive integer: {text}")),
        },
    }
}

/// Tags are separated by commas; blanks are an old way.
fn parse_tags(text: &str) -> Vec<String> {
    text.split([',', ' '])
        .filter(|tag| !tag.is_empty())
        .map(str::to_string)
        .collect()
}

fn parse_emit(stage: &str) -> Result<Emit, String> {
    Ok(match stage {
        "tokens" => Emit::Tokens,
        "ast" => Emit::Ast,
        "types" => Emit::Types,
        "hir" => Emit::Hir,
        "ssa" => Emit::Ssa,
        "clif" => Emit::Clif,
        "asm" => Emit::Asm,
        _ => {
            return Err(format!(
                "invalid --emit={stage}: want tokens, ast, types, hir, ssa, clif or asm"
            ));
        }
    })
}

fn parse_lang(text: &str) -> Result<u32, String> {
    let minor = text.strip_prefix("go").and_then(language_minor);
    let is_version = minor.is_some() && text.matches('.').count() == 1;
    match minor.filter(|_| is_version) {
        Some(minor) if minor <= rgo_load::goroot::GO_MINOR => Ok(minor),
        Some(_) => Err(format!(
            "invalid value {text:?} for -lang: max known version is \"go1.27\""
        )),
        None => Err(format!(
            "invalid value {text:?} for -lang: should be something like \"go1.12\""
        )),
    }
}

/// `pattern=flags`, or flags alone: those begin with a dash.
fn split_pattern(text: &str) -> (Option<&str>, &str) {
    if text.is_empty() || text.trim_start().starts_with(['-', '"', '\'']) {
        return (None, text);
    }
    match text.split_once('=') {
        Some((pattern, flags)) => (Some(pattern), flags),
        None => (None, text),
    }
}

fn compile_flags(words: &[String]) -> Result<CompileFlags, String> {
    let mut flags = CompileFlags::default();
    for word in words {
        let body = word.trim_start_matches('-');
        let (name, value) = match body.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (body, None),
        };
        let on = value.is_none_or(|value| value != "false" && value != "0");
        match name {
            "e" => flags.all_errors = on,
            "C" => flags.no_columns = on,
            // From 2 on it asks for more inlining than usual.
            "l" => flags.no_inline = value.is_none_or(|value| matches!(value, "1" | "true")),
            "N" => flags.no_opt = on,
            "m" => {
                let level = value.map_or(Ok(1), str::parse::<u8>);
                flags.diagnose += level.map_err(|_| format!("invalid value for -m: {word}"))?;
            }
            "smallframes" => flags.small_frames = on,
            "lang" => match value.map(parse_lang).transpose() {
                Ok(lang) => flags.lang = lang,
                Err(why) => flags.bad_lang = Some(why),
            },
            "std" => flags.is_std = on,
            "complete" => flags.is_complete = on,
            "d" => flags
                .debug
                .extend(value.unwrap_or_default().split(',').map(str::to_string)),
            // What these ask of gc is either how things are or without a counterpart.
            "0" | "+" | "live" | "wb" | "json" | "B" | "c" | "shared" | "dwarf" | "trimpath"
            | "spectre" | "race" | "t" | "L" | "S" | "W" | "dynlink" => {}
            _ => return Err(format!("flag provided but not defined: -{name}")),
        }
    }
    Ok(flags)
}

fn link_flags(words: &[String]) -> Result<LinkFlags, String> {
    let mut flags = LinkFlags::default();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let body = word.trim_start_matches('-');
        let (name, mut value) = match body.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (body, None),
        };
        let on = value.is_none_or(|value| value != "false" && value != "0");
        match name {
            "s" => flags.strip = on,
            "w" => flags.no_dwarf = on,
            "compressdwarf" => flags.compress_dwarf = on,
            "X" => {
                value = value.or_else(|| words.next().map(String::as_str));
                let set = value.and_then(|value| value.split_once('='));
                let Some((variable, value)) = set.filter(|(variable, _)| variable.contains('.'))
                else {
                    return Err(
                        "-X flag requires argument of the form importpath.name=value".into(),
                    );
                };
                flags.set.push((variable.into(), value.into()));
            }
            "linkmode" | "extldflags" | "extld" | "buildid" | "H" | "r" | "B" | "strictdups" => {
                if value.is_none() {
                    words.next();
                }
            }
            "v" | "race" | "msan" | "c" | "dumpdep" | "f" | "n" => {}
            _ => return Err(format!("flag provided but not defined: -{name}")),
        }
    }
    // Without a symbol table there is no use for DWARF.
    flags.no_dwarf |= flags.strip;
    Ok(flags)
}

#[cfg(test)]
mod tests {
    use super::{compile_flags, link_flags, parse_lang, split_pattern};

    fn words(text: &str) -> Vec<String> {
        text.split(' ').map(str::to_string).collect()
    }

    #[test]
    fn compiler_flags_are_gc_s() {
        let flags =
            compile_flags(&words("-e -m -m=2 -l -lang=go1.20 -d=panic,nil")).expect("known");
        assert!(flags.all_errors && flags.no_inline && !flags.no_opt);
        assert_eq!((flags.diagnose, flags.lang), (3, Some(20)));
        assert_eq!(flags.debug, ["panic", "nil"]);
        assert!(compile_flags(&words("-bogus")).is_err());
    }

    #[test]
    fn linker_flags_are_gc_s() {
        let flags =
            link_flags(&words("-s -X main.v=1 -X=a/b.c=d=e -linkmode internal")).expect("known");
        assert!(flags.strip && flags.no_dwarf);
        let set = [("main.v", "1"), ("a/b.c", "d=e")];
        assert_eq!(
            flags.set,
            set.map(|(name, value)| (name.to_string(), value.to_string()))
        );
        assert!(link_flags(&words("-X novalue")).is_err());
    }

    #[test]
    fn patterns_precede_flags() {
        assert_eq!(split_pattern("all=-m -m"), (Some("all"), "-m -m"));
        assert_eq!(split_pattern("-lang=go1.20"), (None, "-lang=go1.20"));
    }

    #[test]
    fn language_versions_are_known_ones() {
        assert_eq!(parse_lang("go1.18"), Ok(18));
        assert!(parse_lang("go1.99").is_err() && parse_lang("1.18").is_err());
        assert!(parse_lang("go1.18.2").is_err());
    }
}
