//! Which protections this machine offers, and which are demanded.

use anyhow::{Result, bail};
use serde::{Deserialize, Serialize};

/// Which protections hold on this machine.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Protections {
    /// Files are out of reach but for those that are needed.
    pub landlock: bool,
    /// No network, no new processes, no other process's memory.
    pub seccomp: bool,
    /// Memory, CPU time and file sizes are limited.
    pub limits: bool,
    /// Where sockets are needed, a network of its own with nobody else in it.
    pub netns: bool,
}

/// Whether foreign code is locked in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Mode {
    /// With everything the kernel offers.
    Auto,
    /// With landlock, seccomp and limits, or nothing is graded.
    Require,
    /// Not at all: for looking for a fault in the grader itself.
    Off,
}

impl Protections {
    /// What this machine offers, found out by a process that locks itself in.
    pub fn of_this_machine(mode: Mode) -> Result<Self> {
        let offered = match mode {
            Mode::Off => Self::default(),
            Mode::Auto | Mode::Require => Self::probe()?,
        };
        offered.suffice(mode)?;
        Ok(offered)
    }

    fn suffice(self, mode: Mode) -> Result<()> {
        if mode != Mode::Require || (self.landlock && self.seccomp && self.limits) {
            return Ok(());
        }
        bail!(
            "failed to build the sandbox that somebody else's code is run in: this machine offers only {self}.\n\
             It takes Linux 5.13 or newer with landlock and seccomp. Where `CI` is set, `--submission` implies \
             `--sandbox require`; `--sandbox auto` takes what there is, if you trust the code."
        );
    }

    /// Checks that sockets, if a kata `needs` them, lead nowhere but to itself.
    pub fn suffice_for_sockets(self, mode: Mode, needs: bool) -> Result<()> {
        if mode != Mode::Require || !needs || self.netns {
            return Ok(());
        }
        bail!(
            "failed to keep the kata's sockets away from the network: this machine gives nobody a network of \
             their own. On Ubuntu `sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0` changes that; \
             `--sandbox auto` takes what there is, if you trust the code"
        );
    }

    #[cfg(unix)]
    fn probe() -> Result<Self> {
        use super::SANDBOX_EXEC;
        use crate::process::supervisor;
        use anyhow::Context as _;
        use std::{
            env,
            process::{Command, Stdio},
        };

        let itself = env::current_exe().context("failed to find the grader's own file")?;
        let mut probe = Command::new(itself);
        probe
            .arg(SANDBOX_EXEC)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let output = supervisor::output(&mut probe).context("failed to try the sandbox")?;
        for line in String::from_utf8_lossy(&output.stderr).lines() {
            tracing::info!("trying the sandbox: {line}");
        }
        serde_json::from_slice(&output.stdout)
            .with_context(|| format!("failed to try the sandbox ({})", output.status))
    }

    #[cfg(not(unix))]
    fn probe() -> Result<Self> {
        Ok(Self::default())
    }
}

impl std::fmt::Display for Protections {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let parts = [
            (self.landlock, "landlock"),
            (self.seccomp, "seccomp"),
            (self.limits, "limits"),
            (self.netns, "netns"),
        ];
        let held: Vec<&str> = parts
            .iter()
            .filter(|(holds, _)| *holds)
            .map(|(_, name)| *name)
            .collect();
        f.write_str(&if held.is_empty() {
            "none".into()
        } else {
            held.join("+")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Mode, Protections};

    const ALL: Protections = Protections {
        landlock: true,
        seccomp: true,
        limits: true,
        netns: true,
    };

    #[test]
    fn required_protections_that_are_not_there_are_an_error_with_a_way_on() {
        assert!(ALL.suffice(Mode::Require).is_ok());
        for lacking in [
            Protections {
                landlock: false,
                ..ALL
            },
            Protections {
                seccomp: false,
                ..ALL
            },
            Protections::default(),
        ] {
            assert!(lacking.suffice(Mode::Auto).is_ok());
            let said = lacking
                .suffice(Mode::Require)
                .map_err(|error| error.to_string());
            let said = said.expect_err("it does not suffice");
            assert!(said.contains(&lacking.to_string()) && said.contains("--sandbox auto"));
        }
    }

    #[test]
    fn only_a_kata_with_sockets_requires_a_network_of_its_own() {
        let lacking = Protections {
            netns: false,
            ..ALL
        };
        assert!(lacking.suffice(Mode::Require).is_ok());
        assert!(lacking.suffice_for_sockets(Mode::Require, false).is_ok());
        assert!(lacking.suffice_for_sockets(Mode::Auto, true).is_ok());
        assert!(lacking.suffice_for_sockets(Mode::Require, true).is_err());
        assert!(ALL.suffice_for_sockets(Mode::Require, true).is_ok());
    }
}
