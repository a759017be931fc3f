//! IP address operators: prefixes of IPv4 and IPv6 in one list; a bare address is a prefix of full length; the families never match.
//!
//! Source: "IAM JSON policy elements: Condition operators", IP address condition operators.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A prefix: all addresses of one family from `first` to `last`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::policy) struct Net {
    v6: bool,
    first: u128,
    last: u128,
}

impl Net {
    pub(super) fn holds(&self, address: IpAddr) -> bool {
        let (v6, n) = number(address);
        v6 == self.v6 && (self.first..=self.last).contains(&n)
    }

    /// Whether the prefix is long enough that S3 does not take it for the public: /8 and longer for IPv4, /32 and longer for IPv6.
    pub(in crate::policy) fn is_narrow(&self) -> bool {
        self.last - self.first < 1_u128 << if self.v6 { 96 } else { 24 }
    }
}

/// Reads an address or a prefix; bits after the prefix are ignored.
pub(super) fn read(s: &str) -> Option<Net> {
    let (address, length) = match s.split_once('/') {
        Some((a, l)) => (a.parse::<IpAddr>().ok()?, Some(l.parse::<u32>().ok()?)),
        None => (s.parse::<IpAddr>().ok()?, None),
    };
    let (v6, n) = number(address);
    let bits = if v6 { 128 } else { 32 };
    let length = length.unwrap_or(bits);
    if length > bits {
        return None;
    }
    let host = if length == 0 { low(bits) } else { low(bits - length) };
    Some(Net { v6, first: n & !host, last: n | host })
}

/// The `n` lowest bits.
fn low(n: u32) -> u128 {
    1_u128.checked_shl(n).map_or(u128::MAX, |b| b - 1)
}

fn number(address: IpAddr) -> (bool, u128) {
    match address {
        IpAddr::V4(a) => (false, u128::from(u32::from(a))),
        IpAddr::V6(a) => (true, u128::from(a)),
    }
}

fn address(v6: bool, n: u128) -> Option<IpAddr> {
    if v6 { Some(IpAddr::V6(Ipv6Addr::from(n))) } else { u32::try_from(n).ok().map(|n| IpAddr::V4(Ipv4Addr::from(n))) }
}

/// Address ranges that `aws:SourceIp` never holds: it is the public address of the caller.
pub(super) const PRIVATE: [&str; 8] =
    ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "169.254.0.0/16", "100.64.0.0/10", "fc00::/7", "fe80::/10"];

/// Whether the address is one that is only used inside networks.
pub(super) fn is_private(a: IpAddr) -> bool {
    PRIVATE.iter().filter_map(|p| read(p)).any(|net| net.holds(a))
}

/// One address of every region that these prefixes and the private ranges cut both families into.
pub(super) fn samples(nets: &[Net]) -> Vec<String> {
    let private: Vec<Net> = PRIVATE.iter().filter_map(|p| read(p)).collect();
    let edges = |net: &Net| {
        let v6 = net.v6;
        [Some(net.first), net.last.checked_add(1)].into_iter().flatten().map(move |n| (v6, n)).collect::<Vec<_>>()
    };
    let strangers = [(false, u128::from(u32::from(Ipv4Addr::new(203, 0, 113, 1)))), (false, 0), (true, 0)];
    nets.iter()
        .flat_map(edges)
        .chain(strangers)
        .chain(private.iter().flat_map(edges))
        .filter_map(|(v6, n)| address(v6, n))
        .map(|a| a.to_string())
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn holds(net: &str, a: &str) -> bool {
        read(net).unwrap().holds(a.parse().unwrap())
    }

    #[test]
    fn prefixes_of_both_families() {
        assert!(holds("0.0.0.0/0", "203.0.113.7"));
        assert!(!holds("0.0.0.0/0", "2001:db8::1"));
        assert!(holds("::/0", "2001:db8::1"));
        assert!(holds("203.0.113.7", "203.0.113.7"));
        assert!(holds("10.1.2.3/8", "10.9.9.9"));
        assert!(!holds("10.0.0.0/8", "11.0.0.0"));
        assert!(read("10.0.0.0/33").is_none());
        assert!(read("x").is_none());
    }
}
