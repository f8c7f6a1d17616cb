//! What the kernel puts on the stack of a new process: arguments, environment, auxiliary vector.

/// Entries of the auxiliary vector.
pub mod key {
    pub const NULL: usize = 0;
    pub const PAGESZ: usize = 6;
    pub const SECURE: usize = 23;
    pub const RANDOM: usize = 25;
    pub const SYSINFO_EHDR: usize = 33;
    pub const MINSIGSTKSZ: usize = 51;
}

/// The initial stack.
#[derive(Clone, Copy)]
pub struct ProcessStack {
    argc: usize,
    /// `argc` pointers, null, environment, null, auxiliary vector.
    argv: *const *const u8,
}

impl ProcessStack {
    /// No arguments at all.
    pub const EMPTY: ProcessStack = ProcessStack {
        argc: 0,
        argv: core::ptr::null(),
    };

    /// # Safety
    /// `sp` is the stack pointer the kernel started the process with, or `argv` of `main` less one
    /// word.
    pub unsafe fn new(sp: *const usize) -> ProcessStack {
        // SAFETY: by contract the word at `sp` is argc, and argv follows.
        unsafe {
            ProcessStack {
                argc: *sp,
                argv: sp.add(1).cast(),
            }
        }
    }

    /// Number of arguments, the program's name included.
    pub fn n_args(&self) -> usize {
        self.argc
    }

    /// An argument.
    pub fn arg(&self, i: usize) -> &'static [u8] {
        assert!(i < self.argc);
        // SAFETY: `i` is within argv, whose strings live as long as the process.
        unsafe { c_string(*self.argv.add(i)) }
    }

    fn env_start(&self) -> *const *const u8 {
        // SAFETY: the environment starts behind argv's null.
        unsafe { self.argv.add(self.argc + 1) }
    }

    /// Number of environment strings.
    pub fn n_envs(&self) -> usize {
        if self.argv.is_null() {
            return 0;
        }
        let mut n = 0;
        // SAFETY: the environment ends with a null pointer.
        while unsafe { !(*self.env_start().add(n)).is_null() } {
            n += 1;
        }
        n
    }

    /// An environment string, `KEY=value`.
    pub fn env(&self, i: usize) -> &'static [u8] {
        // SAFETY: callers stay below `n_envs`; strings live as long as the process.
        unsafe { c_string(*self.env_start().add(i)) }
    }

    /// The value of an environment variable.
    pub fn env_value(&self, key: &[u8]) -> Option<&'static [u8]> {
        (0..self.n_envs()).find_map(|i| {
            let rest = self.env(i).strip_prefix(key)?;
            rest.strip_prefix(b"=")
        })
    }

    /// The auxiliary vector as pairs, its end included.
    pub fn auxv(&self) -> &'static [[usize; 2]] {
        if self.argv.is_null() {
            return &[];
        }
        // SAFETY: the vector follows the environment's null and ends with a NULL entry.
        unsafe {
            let start: *const [usize; 2] = self.env_start().add(self.n_envs() + 1).cast();
            let mut n = 0;
            while (*start.add(n))[0] != key::NULL {
                n += 1;
            }
            core::slice::from_raw_parts(start, n + 1)
        }
    }

    /// Whether an address lies in the vectors or in the strings of arguments and environment.
    pub fn contains(&self, addr: usize) -> bool {
        let last = match (self.n_envs(), self.argc) {
            (0, 0) => return false,
            (0, n_args) => self.arg(n_args - 1),
            (n_envs, _) => self.env(n_envs - 1),
        };
        // The kernel puts the strings behind the vectors, in order.
        (self.argv as usize..=last.as_ptr() as usize + last.len()).contains(&addr)
    }

    /// An entry of the auxiliary vector.
    pub fn aux(&self, key: usize) -> Option<usize> {
        self.auxv()
            .iter()
            .find(|entry| entry[0] == key)
            .map(|entry| entry[1])
    }
}

/// # Safety
/// `at` points to a string with a zero byte at its end that is never changed.
unsafe fn c_string(at: *const u8) -> &'static [u8] {
    let mut n = 0;
    // SAFETY: by contract every byte up to the zero is readable.
    unsafe {
        while *at.add(n) != 0 {
            n += 1;
        }
        core::slice::from_raw_parts(at, n)
    }
}
