//! `completions`: a script that makes `kata` a command of the shell, which completes commands, options
//! and the names of katas.

use crate::{
    catalog::Catalog, commands::cli::Cli, exit_code::Exit, report::terminal, workspace::Workspace,
};
use anyhow::Result;
use clap::{CommandFactory as _, builder::PossibleValuesParser};
use clap_complete::Shell;

pub fn run(shell: Shell) -> Result<Exit> {
    let workspace = Workspace::find()?;
    let catalog = Catalog::load(&workspace, &workspace.katas())?;
    let names: Vec<String> = catalog.all().map(|kata| kata.name.clone()).collect();
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut knowing(&names), "kata", &mut script);
    let mut script = String::from_utf8_lossy(&script).into_owned();
    if shell == Shell::Fish {
        // Its generator leaves out what stands behind a command without an option.
        let (commands, names) = (with_names().join(" "), names.join(" "));
        script += &format!(
            "complete -c kata -n \"__fish_seen_subcommand_from {commands}\" -f -a \"{names}\"\n"
        );
    }
    // At the end, because some shells want their own words on the first line.
    terminal::write(&format!("{script}\n{}\n", function(shell)));
    Ok(Exit::Passed)
}

/// The commands that take names of katas.
fn with_names() -> Vec<String> {
    let cli = Cli::command();
    let commands = cli.get_subcommands();
    let named = commands.filter(|command| command.get_arguments().any(is_of_katas));
    named.map(|command| command.get_name().into()).collect()
}

fn is_of_katas(argument: &clap::Arg) -> bool {
    matches!(argument.get_id().as_str(), "kata" | "katas")
}

/// The command line, with the names of the katas wherever one is wanted.
fn knowing(names: &[String]) -> clap::Command {
    let named = |argument: clap::Arg| {
        if is_of_katas(&argument) {
            argument.value_parser(PossibleValuesParser::new(names.to_vec()))
        } else {
            argument
        }
    };
    Cli::command().mut_subcommands(|command| command.mut_args(named))
}

fn function(shell: Shell) -> &'static str {
    match shell {
        Shell::Fish => "function kata; cargo kata $argv; end",
        Shell::PowerShell => "function kata { cargo kata @args }",
        Shell::Elvish => "fn kata {|@words| e:cargo kata $@words }",
        _ => "kata() { cargo kata \"$@\"; }",
    }
}
