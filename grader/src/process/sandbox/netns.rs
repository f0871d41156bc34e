//! A network with nobody else in it, for katas that need sockets: a network namespace, which any
//! user can have where the kernel allows user namespaces.

use anyhow::{Context as _, Result, ensure};
use nix::{
    sched::{CloneFlags, unshare},
    sys::socket::{
        AddressFamily, MsgFlags, NetlinkAddr, SockFlag, SockProtocol, SockType, recv, sendto,
        socket,
    },
};
use std::{fs, os::fd::AsRawFd as _};

/// Takes this process out of the machine's network into an empty one, whose loopback device works.
pub fn unshare_network() -> Result<()> {
    let user = rustix::process::getuid().as_raw();
    let group = rustix::process::getgid().as_raw();
    unshare(CloneFlags::CLONE_NEWUSER | CloneFlags::CLONE_NEWNET)
        .context("failed to get a network of its own")?;
    // It keeps its user and group, or it could not make files.
    fs::write("/proc/self/setgroups", "deny").context("failed to stay in its groups")?;
    fs::write("/proc/self/uid_map", format!("{user} {user} 1"))
        .context("failed to stay the same user")?;
    fs::write("/proc/self/gid_map", format!("{group} {group} 1"))
        .context("failed to stay in the same group")?;
    loopback_up().context("failed to switch the loopback device on")
}

/// Asks the kernel, in the one message that this takes, to switch on device 1.
fn loopback_up() -> Result<()> {
    const LENGTH: u32 = 32;
    const REQUEST: u16 = (libc::NLM_F_REQUEST | libc::NLM_F_ACK) as u16;
    const UP: u32 = libc::IFF_UP as u32;
    let mut message = Vec::new();
    message.extend(LENGTH.to_ne_bytes());
    message.extend(libc::RTM_NEWLINK.to_ne_bytes());
    message.extend(REQUEST.to_ne_bytes());
    // The sequence number and the port may be 0, and so may the kind of device.
    message.extend([0; 8 + 4]);
    message.extend(1u32.to_ne_bytes());
    message.extend(UP.to_ne_bytes());
    message.extend(UP.to_ne_bytes());
    let socket = socket(
        AddressFamily::Netlink,
        SockType::Raw,
        SockFlag::SOCK_CLOEXEC,
        SockProtocol::NetlinkRoute,
    )?;
    let kernel = NetlinkAddr::new(0, 0);
    sendto(socket.as_raw_fd(), &message, &kernel, MsgFlags::empty())?;
    let mut answer = [0; 64];
    let length = recv(socket.as_raw_fd(), &mut answer, MsgFlags::empty())?;
    // An answer is a header and the number of the error, which is 0 if there was none.
    ensure!(
        length >= 20 && answer[16..20] == [0; 4],
        "the kernel refused"
    );
    Ok(())
}
