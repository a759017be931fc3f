//! Questions and answers.

use std::net::IpAddr;

use ipnet::IpNet;

use super::{Flow, Id, Reason};

/// One end of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Point {
    /// A network interface, perhaps by one of its addresses.
    Interface(Id, Option<IpAddr>),
    /// A host on the internet, perhaps with a certain address.
    Internet(Option<IpAddr>),
    /// Whatever has the address, as the other end sees it.
    Address(IpAddr),
}

/// Can `from` open this connection to `to`?
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The client.
    pub from: Point,
    /// The server.
    pub to: Point,
    /// Protocol and port.
    pub flow: Flow,
}

/// The answer in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Requests arrive and replies come back.
    Reachable,
    /// Requests arrive, replies do not (or not all).
    OneWay,
    /// Not known.
    Unknown,
    /// Requests do not arrive.
    Blocked,
}

impl Verdict {
    /// As it is written.
    pub fn name(self) -> &'static str {
        match self {
            Self::Reachable => "reachable",
            Self::OneWay => "one-way",
            Self::Unknown => "unknown",
            Self::Blocked => "blocked",
        }
    }

    /// Where connections come to be first, then where they may: what gets no reply is no connection.
    pub fn rank(self) -> u8 {
        match self {
            Self::Reachable => 0,
            Self::Unknown => 1,
            Self::OneWay | Self::Blocked => 2,
        }
    }
}

/// Which way a packet goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Leg {
    /// The request.
    Forward,
    /// The reply.
    Return,
}

impl Leg {
    /// As it is written.
    pub fn name(self) -> &'static str {
        match self {
            Self::Forward => "forward",
            Self::Return => "return",
        }
    }
}

/// A step of a packet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hop {
    /// The component it passes, by its id.
    pub component: String,
    /// What happens there.
    pub what: String,
    /// Rules and routes that let it pass.
    pub rules: Vec<String>,
    /// Source and destination when it gets there.
    pub source: IpNet,
    /// See `source`.
    pub destination: IpNet,
}

/// The answer with its proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// In a word.
    pub verdict: Verdict,
    /// What stops it (all of it on the way that lacks least), or leaves it open.
    pub reasons: Vec<Reason>,
    /// The request's way. Of a blocked one, the way it would go if all reasons were dealt with.
    pub forward: Vec<Hop>,
    /// The reply's way.
    pub back: Vec<Hop>,
}

impl Answer {
    /// The reasons in a line.
    pub fn why(&self) -> String {
        let told = self.reasons.iter().map(|r| if r.component.is_empty() { r.detail.clone() } else { format!("{}: {}", r.component, r.detail) });
        told.collect::<Vec<_>>().join("; ")
    }
}
