//! Compiles an answer and the checks in `orders.rs` against what replaces std.

use super::{
    kit::FOR_STUDENTS,
    orders_library::OrdersLibrary,
    rustc::{Call, CrateType, Linked, WAITING_FUTURES},
    unit::{Unit, allow_only_execution},
};
use crate::{
    catalog::checks::{self, CheckSpec},
    rejection::{AttemptError, rustc_message},
    submission::Files,
};
use anyhow::{Context as _, anyhow};
use fs_err as fs;
use std::path::PathBuf;

/// What an answer can learn of an `Arc` beside what is in it. An `Arc` is the real one, and to drop it is no step.
const COUNTS_OF_ARCS: [&str; 6] = [
    "strong_count",
    "weak_count",
    "upgrade",
    "try_unwrap",
    "Arc::into_inner",
    "Arc::get_mut",
];

/// Whether an answer may use what std's replacement does not reach.
fn shares_by_more_than_std(files: &Files) -> bool {
    let mut names = FOR_STUDENTS.iter().chain(&COUNTS_OF_ARCS);
    names.any(|name| files.values().any(|text| text.contains(name)))
}

impl Unit<'_> {
    /// Compiles the student's library, which has been compiled with the real std before, and the checks that are
    /// `wanted` of the kata's `orders.rs`.
    ///
    /// If that fails, what replaces std lacks something: it is not the student's fault.
    pub fn compile_orders(
        &self,
        std: &OrdersLibrary,
        wanted: &[&CheckSpec],
    ) -> Result<PathBuf, AttemptError> {
        let waits_with_futures = self.files.values().any(|text| text.contains("block_on"));
        if waits_with_futures {
            let source = include_str!("../../orders/waiting_futures.rs");
            self.compile_stand_in(WAITING_FUTURES, source, Some(std.clone()))?;
        }
        let library = Call {
            crate_type: CrateType::Rlib,
            linked: Linked::Libraries,
            std: Some(std.clone()),
            futures: waits_with_futures.then_some(WAITING_FUTURES),
            arguments: vec!["-A", "warnings"],
            ..self.students("src/lib.rs", &self.kata.name)
        };
        self.expect_success(&library)?;
        let orders = self.kata.order_functions();
        let orders = orders.context("failed to find the orders.rs")?;
        let source = self.dir.checks().join("orders.rs");
        let mut text = checks::with_main(orders, &self.kata.order_checks(), wanted);
        text.push_str(&format!(
            "const SHARES_BY_LIBRARIES: bool = {};\n",
            shares_by_more_than_std(self.files)
        ));
        fs::write(&source, text)?;
        let program = self.executable("orders");
        self.expect_success(&Call {
            linked: Linked::KitAndAnswer,
            std: Some(std.clone()),
            arguments: vec!["-A", "warnings"],
            ..self.ours(source, "orders")
        })?;
        if !self.purpose.has_lines() {
            allow_only_execution(&program)?;
        }
        Ok(program)
    }

    fn expect_success(&self, call: &Call) -> Result<(), AttemptError> {
        let ended = self.run(call)?;
        if ended.succeeded() {
            return Ok(());
        }
        let messages = rustc_message::parse(&ended.output);
        let first = messages.iter().find(|message| message.is_error());
        let said = first.map_or_else(
            || ended.output.clone(),
            |message| message.rendered(&self.kata.exercise),
        );
        Err(AttemptError::Failed(anyhow!(
            "it is not your code: it compiles, but not against what replaces std where threads are run in every \
             order, which lacks something that you use:\n{said}"
        )))
    }
}
