//! One file a command.

pub(super) mod access_not_granted;
pub(super) mod can;
pub(super) mod collect;
pub(super) mod compare;
pub(super) mod diagram;
pub(super) mod init;
pub(super) mod new_access;
pub(super) mod reach;
pub(super) mod review;
pub(super) mod rules;
pub(super) mod schema;
pub(super) mod shell;
pub(super) mod simulate;
pub(super) mod trace;
pub(super) mod vendors;
pub(super) mod verify;
pub(super) mod who_can;
