//! Which files the sandbox leaves in reach: landlock, in Linux since 5.13.

use super::policy::{Role, SandboxPolicy};
use anyhow::{Result, ensure};
use landlock::{
    ABI, Access as _, AccessFs, AccessNet, BitFlags, CompatLevel, Compatible as _,
    RestrictionStatus, Ruleset, RulesetAttr as _, RulesetCreatedAttr as _, RulesetStatus, Scope,
    path_beneath_rules,
};
use std::path::PathBuf;

/// The newest rules that are asked for; older kernels hold those that they know.
const KNOWN: ABI = ABI::V6;

/// Leaves no file in reach: a way to find out whether this kernel has landlock at all.
pub fn restrict_everything() -> Result<()> {
    let ruleset = Ruleset::default()
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(AccessFs::from_all(KNOWN))?
        .create()?;
    expect_enforced(&ruleset.restrict_self()?)
}

/// Restricts the files (and, where the kernel knows how, TCP ports and signals) in reach.
pub fn restrict(policy: &SandboxPolicy) -> Result<()> {
    let read: BitFlags<AccessFs> = AccessFs::ReadFile | AccessFs::ReadDir;
    let ruleset = Ruleset::default()
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(AccessFs::from_all(KNOWN))?;
    let ruleset = match policy.role {
        Role::Student { loopback: true, .. } => ruleset,
        _ => ruleset.handle_access(AccessNet::from_all(KNOWN))?,
    };
    let write = match policy.role {
        Role::Student { .. } => create_only(),
        _ => AccessFs::from_all(KNOWN),
    };
    let devices = ["/dev/null", "/dev/zero"].map(PathBuf::from);
    let randomness = ["/dev/urandom", "/dev/random"].map(PathBuf::from);
    let device = read | AccessFs::WriteFile | AccessFs::IoctlDev;
    let status = ruleset
        .scope(Scope::from_all(KNOWN))?
        .create()?
        .add_rules(path_beneath_rules(&policy.read, read))?
        .add_rules(path_beneath_rules(&policy.list, AccessFs::ReadDir))?
        .add_rules(path_beneath_rules(randomness, read))?
        .add_rules(path_beneath_rules(
            &policy.execute,
            read | AccessFs::Execute,
        ))?
        .add_rules(path_beneath_rules(&policy.write, write))?
        .add_rules(path_beneath_rules(devices, device))?
        .restrict_self()?;
    expect_enforced(&status)
}

fn expect_enforced(status: &RestrictionStatus) -> Result<()> {
    ensure!(
        status.ruleset != RulesetStatus::NotEnforced,
        "failed to restrict the files in reach"
    );
    Ok(())
}

/// A student's program makes and writes ordinary files, and can neither remove them nor nest them:
/// so all that it has written lies in one flat folder, can be counted while it runs, and is gone
/// with that folder.
fn create_only() -> BitFlags<AccessFs> {
    AccessFs::ReadFile
        | AccessFs::ReadDir
        | AccessFs::WriteFile
        | AccessFs::Truncate
        | AccessFs::MakeReg
}
