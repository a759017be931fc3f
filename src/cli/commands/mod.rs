//! One file a command.

pub(super) mod diagram;
pub(super) mod init;
pub(super) mod review;
pub(super) mod rules;
pub(super) mod schema;
pub(super) mod shell;
pub(super) mod simulate;
pub(super) mod trace;
pub(super) mod vendors;
