//! Shared access rules: what whoever has a key of one may do.
//!
//! *In:* the three rights of a rule, each known or not.
//! *Out:* whether a holder of its key may do something.
//! *Does not:* know where rules stand, or whether keys are accepted at all.
//!
//! Source: "Authorizing access to Event Hubs resources using Shared Access Signatures", Microsoft Learn.

/// The rights of a rule; `None` where one is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rights {
    /// It may receive.
    pub listen: Option<bool>,
    /// It may send.
    pub send: Option<bool>,
    /// It may manage, and so receive and send.
    pub manage: Option<bool>,
}

impl Rights {
    /// Whether it may receive; `None` where that is not known.
    pub fn may_listen(self) -> Option<bool> {
        or(self.listen, self.manage)
    }

    /// Whether it may send; `None` where that is not known.
    pub fn may_send(self) -> Option<bool> {
        or(self.send, self.manage)
    }
}

fn or(one: Option<bool>, other: Option<bool>) -> Option<bool> {
    match (one, other) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (Some(false), Some(false)) => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::Rights;

    #[test]
    fn manage_implies_both_and_unknown_stays_unknown() {
        let manage = Rights { listen: Some(false), send: None, manage: Some(true) };
        assert_eq!((manage.may_listen(), manage.may_send()), (Some(true), Some(true)));
        let send = Rights { listen: Some(false), send: Some(true), manage: Some(false) };
        assert_eq!((send.may_listen(), send.may_send()), (Some(false), Some(true)));
        assert_eq!(Rights { manage: None, ..send }.may_listen(), None);
    }
}
