//! Addresses as sets: a host, or the block in which an address that is not known lies.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::{IpNet, Ipv4Net};

/// Whether something holds of an address of which perhaps only the block is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Holds {
    No,
    Maybe,
    Yes,
}

impl Holds {
    pub(super) fn sure(yes: bool) -> Self {
        if yes { Self::Yes } else { Self::No }
    }

    pub(super) fn and(self, other: Self) -> Self {
        self.min(other)
    }
}

/// The block of one host.
pub(super) fn host(address: IpAddr) -> IpNet {
    IpNet::from(address)
}

/// Hosts that stand for the internet where no address is said. No AWS service has these addresses.
pub(super) fn somebody() -> [IpNet; 2] {
    [host(Ipv4Addr::new(8, 8, 8, 8).into()), host(Ipv6Addr::new(0x2001, 0x4860, 0x4860, 0, 0, 0, 0, 0x8888).into())]
}

/// Some public IPv4 address, not known which.
pub(super) fn some_public() -> IpNet {
    IpNet::V4(Ipv4Net::default())
}

/// Whether the address lies in the block.
pub(super) fn within(spot: &IpNet, block: &IpNet) -> Holds {
    if *spot == some_public() && block.prefix_len() > 0 && !public(block) {
        return Holds::No;
    }
    if block.contains(spot) {
        Holds::Yes
    } else if spot.contains(block) {
        Holds::Maybe
    } else {
        Holds::No
    }
}

/// IPv6.
pub(super) fn v6(spot: &IpNet) -> bool {
    matches!(spot, IpNet::V6(_))
}

const PRIVATE: [([u8; 4], u8); 3] = [([10, 0, 0, 0], 8), ([172, 16, 0, 0], 12), ([192, 168, 0, 0], 16)];

fn in_any(spot: &IpNet, blocks: &[([u8; 4], u8)]) -> bool {
    blocks.iter().filter_map(|(octets, length)| Ipv4Net::new((*octets).into(), *length).ok()).any(|block| IpNet::V4(block).contains(spot))
}

/// RFC 1918.
pub(super) fn rfc1918(spot: &IpNet) -> bool {
    in_any(spot, &PRIVATE)
}

/// RFC 6598.
pub(super) fn rfc6598(spot: &IpNet) -> bool {
    in_any(spot, &[([100, 64, 0, 0], 10)])
}

/// 169.254.168.0/22 and `fd00:ec2::/32`, which no router forwards ("Route table concepts").
pub(super) fn reserved(spot: &IpNet) -> bool {
    match spot {
        IpNet::V4(_) => in_any(spot, &[([169, 254, 168, 0], 22)]),
        IpNet::V6(net) => net.addr().segments().starts_with(&[0xfd00, 0x0ec2]) && net.prefix_len() >= 32,
    }
}

/// The blocks of which this file tells whether an address is in them.
pub(super) fn landmarks() -> Vec<IpNet> {
    let v4 = [
        ([100, 64, 0, 0], 10),
        ([169, 254, 168, 0], 22),
        ([127, 0, 0, 0], 8),
        ([169, 254, 0, 0], 16),
        ([224, 0, 0, 0], 4),
        ([255, 255, 255, 255], 32),
        ([0, 0, 0, 0], 8),
    ];
    let v4 = PRIVATE.into_iter().chain(v4).filter_map(|(octets, length)| Ipv4Net::new(octets.into(), length).ok()).map(IpNet::V4);
    let v6 = [([0xfd00, 0x0ec2], 32), ([0x2000, 0], 3)];
    let v6 = v6.into_iter().filter_map(|([a, b], length)| IpNet::new(Ipv6Addr::new(a, b, 0, 0, 0, 0, 0, 0).into(), length).ok());
    v4.chain(v6).chain(somebody()).collect()
}

/// An address that hosts on the internet can have.
pub(super) fn public(spot: &IpNet) -> bool {
    match spot {
        IpNet::V4(net) if net.prefix_len() == 0 => true,
        IpNet::V4(net) => {
            let address = net.network();
            !(rfc1918(spot)
                || rfc6598(spot)
                || address.is_loopback()
                || address.is_link_local()
                || address.is_multicast()
                || address.is_broadcast()
                || address.octets().starts_with(&[0]))
        }
        IpNet::V6(net) => net.network().segments().first().is_some_and(|s| s & 0xe000 == 0x2000),
    }
}
