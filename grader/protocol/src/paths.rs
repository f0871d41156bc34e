//! What source files are called in messages: the compiler writes paths that say nothing of the machine.

/// The name in messages of the folder that a kata's checks are compiled in.
pub const CHECKS_FOLDER: &str = "hidden";
/// The name in messages of the kit's folder: its place in the repository.
pub const KIT_FOLDER: &str = "grader/kit";

/// Whether a source file is of the checks or of the kit, and not the student's or a library's.
pub fn is_of_the_grader(file: &str) -> bool {
    [CHECKS_FOLDER, KIT_FOLDER].iter().any(|folder| {
        let inside = file.strip_prefix(folder);
        inside.is_some_and(|rest| rest.starts_with('/'))
    })
}

/// The path of a library's source file without the part that only says where this machine keeps it:
/// `tokio-1.0.0/src/lib.rs`, `library/std/src/thread.rs`. Other paths stay as they are.
pub fn without_local_prefix(file: &str) -> &str {
    // `…/registry/src/<index>/tokio-1.0.0/src/lib.rs`
    let of_a_crate = file.split_once("/registry/src/");
    if let Some((_, rest)) = of_a_crate.and_then(|(_, rest)| rest.split_once('/')) {
        return rest;
    }
    // std's are in `/rustc/<hash>/library/…`, in a package's `/usr/src/rustc-1.96.0/library/…`, or in a
    // toolchain's `…/src/rust/library/…`.
    match file.find("/library/") {
        Some(at) if file.starts_with('/') => &file[at + 1..],
        _ => file,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_below_the_two_folders_are_of_the_grader() {
        assert!(is_of_the_grader("hidden/checks.rs"));
        assert!(is_of_the_grader("grader/kit/src/expect.rs:7"));
        assert!(!is_of_the_grader("hidden.rs"));
        assert!(!is_of_the_grader("exercises/hidden/x.rs"));
    }

    #[test]
    fn paths_of_libraries_lose_what_only_this_machine_knows() {
        for (path, shown) in [
            (
                "/home/a/.cargo/registry/src/index-1/tokio-1.0.0/src/lib.rs",
                "tokio-1.0.0/src/lib.rs",
            ),
            (
                "/rustc/59807616e1/library/std/src/thread.rs",
                "library/std/src/thread.rs",
            ),
            (
                "/usr/src/rustc-1.96.0/library/core/src/a.rs",
                "library/core/src/a.rs",
            ),
            (
                "exercises/01_a/src/library/a.rs",
                "exercises/01_a/src/library/a.rs",
            ),
        ] {
            assert_eq!(without_local_prefix(path), shown);
        }
    }
}
