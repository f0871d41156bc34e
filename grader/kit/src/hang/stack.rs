//! Stacks as addresses that mean the same in another process: a module's name and an offset in it.
//!
//! In the program itself the offset is counted from a function of the checks (the anchor), because
//! the same program with line tables has the same code at another place of its file.

use crate::sys;
use kata_protocol::{Symbol, SymbolTable};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// The longest stack that is taken.
const MAX_FRAMES: usize = 128;
/// The name of the module that is the program itself.
const PROGRAM: &str = "program";

static ANCHOR: AtomicUsize = AtomicUsize::new(0);

/// Declares a function of the program as the place to count from.
pub(crate) fn set_anchor(function: fn()) {
    ANCHOR.store(function as usize, Relaxed);
}

/// The calls that led here, the innermost first.
pub(super) fn here() -> Vec<String> {
    let mut addresses = Vec::new();
    backtrace::trace(|frame| {
        addresses.push(frame.ip() as usize);
        addresses.len() < MAX_FRAMES
    });
    addresses.into_iter().filter_map(portable).collect()
}

/// The calls that led here, as far as they are in the checks or the student's code.
pub(crate) fn in_the_program() -> Vec<String> {
    let mut stack = here();
    stack.retain(|address| address.starts_with(PROGRAM));
    stack
}

/// A return address of this process as text for another one; `None` if it belongs to no module.
pub(super) fn portable(return_address: usize) -> Option<String> {
    // One less is inside the call, which is what is meant.
    let address = return_address.checked_sub(1)?;
    let (base, name) = sys::module_of(address)?;
    let anchor = ANCHOR.load(Relaxed);
    match sys::module_of(anchor) {
        Some((program, _)) if program == base => {
            let offset = (address as i64).wrapping_sub(anchor as i64);
            Some(format!("{PROGRAM}+{offset}"))
        }
        _ => Some(format!("{}+{}", without_spaces(&name), address - base)),
    }
}

/// A place that is known without any address.
#[cfg(feature = "taskdump")]
pub(super) fn of_place(file: &str, line: u32) -> String {
    format!("@{}:{line}", without_spaces(file))
}

/// Whether a stack leads through the checks or the student's code.
#[cfg(target_os = "linux")]
pub(super) fn is_of_the_program(stack: &[String]) -> bool {
    stack.iter().any(|address| address.starts_with(PROGRAM))
}

/// What `addresses`, written by another process, stand for in this one.
pub(crate) fn symbolize(addresses: Vec<String>) -> SymbolTable {
    let known = addresses.into_iter().map(|address| {
        let symbols = symbols_at(&address);
        (address, symbols)
    });
    SymbolTable(known.collect())
}

fn symbols_at(address: &str) -> Vec<Symbol> {
    let mut symbols = Vec::new();
    let Some((module, offset)) = address.rsplit_once('+') else {
        return symbols;
    };
    let here = match (module, offset.parse::<i64>()) {
        (PROGRAM, Ok(offset)) => (ANCHOR.load(Relaxed) as i64).wrapping_add(offset) as usize,
        (module, Ok(offset)) => match base_of(module) {
            Some(base) => (base as i64).wrapping_add(offset) as usize,
            None => return symbols,
        },
        _ => return symbols,
    };
    if is_in_the_c_library(here) {
        // Some systems have its debug information, which takes a second to read; its names suffice.
        let function = sys::exported_function(here).map(|function| Symbol {
            function,
            ..Symbol::default()
        });
        return function.into_iter().collect();
    }
    // It takes one off what it is given, as `portable` has done already.
    backtrace::resolve((here + 1) as *mut _, |symbol| {
        let name = symbol.name().map(|name| format!("{name:#}"));
        let file = symbol.filename().map(|file| file.display().to_string());
        symbols.push(Symbol {
            function: name.unwrap_or_default(),
            file: file.unwrap_or_default(),
            line: symbol.lineno().unwrap_or_default(),
        });
    });
    symbols
}

fn is_in_the_c_library(address: usize) -> bool {
    let base = |address| sys::module_of(address).map(|(base, _)| base);
    base(address).is_some() && base(address) == base(sys::libc_address())
}

/// Where a module is in this process: the kit's, the standard library's or the C library's.
fn base_of(module: &str) -> Option<usize> {
    let known = [
        here as fn() -> Vec<String> as usize,
        std::thread::yield_now as fn() as usize,
        sys::libc_address(),
    ];
    let mut modules = known.into_iter().filter_map(sys::module_of);
    modules
        .find(|(_, name)| without_spaces(name) == module)
        .map(|(base, _)| base)
}

fn without_spaces(name: &str) -> String {
    name.replace(char::is_whitespace, "_")
}
