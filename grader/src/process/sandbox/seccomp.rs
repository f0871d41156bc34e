//! What the sandbox leaves of the kernel: seccomp filters.
//!
//! They list what is denied, not what is allowed. A student's code is safe Rust on top of std,
//! tokio, futures and anyhow (no `unsafe`, no foreign functions, no other crates), so what it can
//! ask of the kernel is what those crates ask in its name: files, sockets, processes, clocks. All of
//! that which no kata needs is denied below, and so is what could undo the sandbox. An allow-list would
//! have to know every call that two C libraries on two architectures make to start a thread or to
//! read a clock, and a new release of either would cost honest students their marks.

use super::policy::Role;
use anyhow::{Context as _, Result};
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
    SeccompRule, TargetArch, apply_filter,
};
use std::{collections::BTreeMap, env::consts::ARCH};

type Rules = BTreeMap<i64, Vec<SeccompRule>>;

/// Denies what `role` has no need of.
pub fn restrict(role: Role) -> Result<()> {
    let mut denied: Rules = always(SANDBOX_ESCAPE_CALLS).collect();
    match role {
        Role::Compiler => {
            denied.insert(libc::SYS_socket, Vec::new());
            denied.extend(new_processes()?);
            #[cfg(target_arch = "x86_64")]
            denied.extend(always(NEW_PROCESSES_X86));
        }
        Role::Spawner => {
            denied.insert(libc::SYS_socket, Vec::new());
        }
        Role::Student {
            loopback,
            follows_links,
        } => {
            denied.extend(new_processes()?);
            denied.extend(always(NOT_FOR_STUDENTS));
            #[cfg(target_arch = "x86_64")]
            denied.extend(always(NEW_PROCESSES_X86).chain(always(NOT_FOR_STUDENTS_X86)));
            denied.extend(sockets(loopback)?);
            denied.extend(looking_at_paths()?);
            denied.extend(signals_to_others()?);
            if follows_links {
                denied.remove(&libc::SYS_readlinkat);
                #[cfg(target_arch = "x86_64")]
                denied.remove(&libc::SYS_readlink);
            }
        }
    }
    install(denied, libc::EPERM)?;
    if role != Role::Spawner {
        // The flags of clone3 are out of a filter's sight. Told that it does not exist, the C
        // library falls back to clone.
        install(always(&[libc::SYS_clone3]).collect(), libc::ENOSYS)?;
    }
    Ok(())
}

/// What could undo the sandbox, look into other processes, or is a large part of the kernel that
/// neither a compiler nor a kata has any use for.
const SANDBOX_ESCAPE_CALLS: &[i64] = &[
    libc::SYS_add_key,
    libc::SYS_bpf,
    libc::SYS_chroot,
    libc::SYS_fsopen,
    libc::SYS_fsmount,
    libc::SYS_io_uring_setup,
    libc::SYS_kcmp,
    libc::SYS_keyctl,
    libc::SYS_mount,
    libc::SYS_mount_setattr,
    libc::SYS_move_mount,
    libc::SYS_open_by_handle_at,
    libc::SYS_open_tree,
    libc::SYS_perf_event_open,
    libc::SYS_personality,
    libc::SYS_pidfd_getfd,
    libc::SYS_pivot_root,
    libc::SYS_process_madvise,
    libc::SYS_process_vm_readv,
    libc::SYS_process_vm_writev,
    libc::SYS_ptrace,
    libc::SYS_request_key,
    libc::SYS_setns,
    libc::SYS_umount2,
    libc::SYS_unshare,
    libc::SYS_userfaultfd,
];

/// What no kata needs. Landlock does not watch over who may change a file's mode, owner and times;
/// shared memory and message queues outlive their process; a process that leaves its group is
/// harder to find.
const NOT_FOR_STUDENTS: &[i64] = &[
    libc::SYS_execve,
    libc::SYS_fchmod,
    libc::SYS_fchmodat,
    libc::SYS_fchown,
    libc::SYS_fchownat,
    libc::SYS_utimensat,
    libc::SYS_setxattr,
    libc::SYS_lsetxattr,
    libc::SYS_fsetxattr,
    libc::SYS_removexattr,
    libc::SYS_lremovexattr,
    libc::SYS_fremovexattr,
    libc::SYS_getxattr,
    libc::SYS_lgetxattr,
    libc::SYS_listxattr,
    libc::SYS_llistxattr,
    libc::SYS_readlinkat,
    libc::SYS_faccessat,
    libc::SYS_faccessat2,
    libc::SYS_statfs,
    libc::SYS_truncate,
    libc::SYS_name_to_handle_at,
    libc::SYS_inotify_init1,
    libc::SYS_fanotify_init,
    libc::SYS_memfd_create,
    libc::SYS_shmget,
    libc::SYS_msgget,
    libc::SYS_semget,
    libc::SYS_mq_open,
    libc::SYS_setsid,
    libc::SYS_setpgid,
    libc::SYS_pidfd_open,
    libc::SYS_pidfd_send_signal,
    libc::SYS_rt_sigqueueinfo,
    libc::SYS_rt_tgsigqueueinfo,
    FCHMODAT2,
];

/// Newer than the libc crate on some systems; the number is the same on all architectures.
const FCHMODAT2: i64 = 452;

/// The older calls that only this architecture has.
#[cfg(target_arch = "x86_64")]
const NEW_PROCESSES_X86: &[i64] = &[libc::SYS_fork, libc::SYS_vfork];
#[cfg(target_arch = "x86_64")]
const NOT_FOR_STUDENTS_X86: &[i64] = &[
    libc::SYS_access,
    libc::SYS_chmod,
    libc::SYS_chown,
    libc::SYS_lchown,
    libc::SYS_futimesat,
    libc::SYS_inotify_init,
    libc::SYS_lstat,
    libc::SYS_readlink,
    libc::SYS_stat,
    libc::SYS_utime,
    libc::SYS_utimes,
];

fn always(calls: &[i64]) -> impl Iterator<Item = (i64, Vec<SeccompRule>)> {
    calls.iter().map(|call| (*call, Vec::new()))
}

/// A thread is a clone with CLONE_THREAD; every other clone is a process.
fn new_processes() -> Result<Rules> {
    let flag = u64::try_from(libc::CLONE_THREAD)?;
    let no_thread = rule(&[(0, SeccompCmpOp::MaskedEq(flag), 0)])?;
    Ok([(libc::SYS_clone, vec![no_thread])].into())
}

/// At most TCP: a Unix socket could reach services of this machine, for which its network is no
/// matter, and so could kinds of sockets that nobody here has heard of. A pair of streams, which
/// tokio has for its signals, leads nowhere; one of datagrams could be pointed at a service.
fn sockets(loopback: bool) -> Result<Rules> {
    let mut denied: Rules = always(&[libc::SYS_sendmsg, libc::SYS_sendmmsg]).collect();
    denied.insert(libc::SYS_socketpair, all_but_streams()?);
    if !loopback {
        let calls = [
            libc::SYS_socket,
            libc::SYS_connect,
            libc::SYS_bind,
            libc::SYS_listen,
        ];
        denied.extend(always(&calls));
        return Ok(denied);
    }
    let (v4, v6) = (
        u64::try_from(libc::AF_INET)?,
        u64::try_from(libc::AF_INET6)?,
    );
    let mut rules = all_but_streams()?;
    rules.push(rule(&[
        (0, SeccompCmpOp::Ne, v4),
        (0, SeccompCmpOp::Ne, v6),
    ])?);
    denied.insert(libc::SYS_socket, rules);
    Ok(denied)
}

/// Holds for every kind of socket but streams; the kind is the second argument, with flags above it.
fn all_but_streams() -> Result<Vec<SeccompRule>> {
    const KIND: u64 = 0xf;
    let stream = u64::try_from(libc::SOCK_STREAM)?;
    let others = (0..=KIND).filter(|kind| *kind != stream);
    others
        .map(|kind| rule(&[(1, SeccompCmpOp::MaskedEq(KIND), kind)]))
        .collect()
}

/// Landlock keeps files from being opened, not from being looked at: what is there, how large, since
/// when, whose process. Looking at an open file (with the flag below) stays possible.
fn looking_at_paths() -> Result<Rules> {
    let flag = u64::try_from(libc::AT_EMPTY_PATH)?;
    Ok([
        (
            libc::SYS_newfstatat,
            vec![rule(&[(3, SeccompCmpOp::MaskedEq(flag), 0)])?],
        ),
        (
            libc::SYS_statx,
            vec![rule(&[(2, SeccompCmpOp::MaskedEq(flag), 0)])?],
        ),
    ]
    .into())
}

/// Aborting is a signal to oneself, and allowed; so is asking for one's own limits. The process keeps its number through the exec.
fn signals_to_others() -> Result<Rules> {
    let itself = u64::from(std::process::id());
    let to_others = || rule(&[(0, SeccompCmpOp::Ne, itself)]);
    let other_limits = rule(&[(0, SeccompCmpOp::Ne, 0)])?;
    Ok([
        (libc::SYS_kill, vec![to_others()?]),
        (libc::SYS_tgkill, vec![to_others()?]),
        (libc::SYS_prlimit64, vec![other_limits]),
    ]
    .into())
}

/// Holds if all conditions hold: the argument with this index compares so with this number.
fn rule(conditions: &[(u8, SeccompCmpOp, u64)]) -> Result<SeccompRule> {
    let conditions = conditions
        .iter()
        .cloned()
        .map(|(argument, compares, number)| {
            SeccompCondition::new(argument, SeccompCmpArgLen::Dword, compares, number)
        });
    Ok(SeccompRule::new(conditions.collect::<Result<_, _>>()?)?)
}

fn install(denied: Rules, error: i32) -> Result<()> {
    let error = SeccompAction::Errno(u32::try_from(error)?);
    let machine: TargetArch = ARCH.try_into()?;
    let filter = SeccompFilter::new(denied, SeccompAction::Allow, error, machine)?;
    let program: BpfProgram = filter.try_into()?;
    apply_filter(&program).context("failed to restrict the system calls")
}
