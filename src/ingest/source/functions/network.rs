//! Functions of CIDR blocks, for both versions of the Internet Protocol.

use std::net::IpAddr;

use super::super::value::{Sequence, Value};
use super::Answer;
use super::arguments::{Args, Fail, wrong};

pub(super) fn call(name: &str, args: Args<'_>) -> Option<Answer> {
    Some(match name {
        "cidrhost" => args.str(0).and_then(|s| host(Block::parse(&s)?, args.whole(1)?)),
        "cidrnetmask" => args.str(0).and_then(|s| {
            let block = Block::parse(&s)?;
            if block.bits == 128 { wrong("an IPv4 block is expected") } else { Ok(Value::string(&show(block.mask(), 32))) }
        }),
        "cidrsubnet" => args.str(0).and_then(|s| {
            let block = Block::parse(&s)?.subnet(args.count(1)?, u128::try_from(args.whole(2)?).map_err(|_| negative())?)?;
            Ok(Value::string(&block.show()))
        }),
        "cidrsubnets" => args.str(0).and_then(|s| subnets(Block::parse(&s)?, args)),
        _ => return None,
    })
}

fn negative() -> Fail {
    Fail::Message("a number is negative".to_owned())
}

/// A CIDR block.
#[derive(Clone, Copy)]
struct Block {
    address: u128,
    prefix: usize,
    bits: usize,
}

impl Block {
    fn parse(text: &str) -> Result<Self, Fail> {
        let parsed = text.split_once('/').and_then(|(address, prefix)| Some((address.parse().ok()?, prefix.parse::<usize>().ok()?)));
        let (address, prefix, bits) = match parsed {
            Some((IpAddr::V4(a), prefix)) => (u128::from(u32::from(a)), prefix, 32),
            Some((IpAddr::V6(a), prefix)) => (u128::from(a), prefix, 128),
            None => return wrong(format!("`{text}` is no CIDR block")),
        };
        if prefix > bits {
            return wrong(format!("`{text}` is no CIDR block"));
        }
        let mut block = Block { address, prefix, bits };
        block.address &= block.mask();
        Ok(block)
    }

    fn mask(self) -> u128 {
        let all = if self.bits == 128 { u128::MAX } else { (1 << self.bits) - 1 };
        let host = self.bits - self.prefix;
        let low = if host >= 128 { u128::MAX } else { (1_u128 << host) - 1 };
        all & !low
    }

    fn subnet(self, more: usize, number: u128) -> Result<Self, Fail> {
        let prefix = self.prefix.saturating_add(more);
        if prefix > self.bits {
            return wrong(format!("no room for {more} more bits in {}", self.show()));
        }
        if more < 128 && number >> more != 0 {
            return wrong(format!("{more} bits do not hold the number {number}"));
        }
        let shift = self.bits - prefix;
        let offset = if shift >= 128 { 0 } else { number << shift };
        Ok(Block { address: self.address | offset, prefix, bits: self.bits })
    }

    fn show(self) -> String {
        format!("{}/{}", show(self.address, self.bits), self.prefix)
    }
}

fn show(address: u128, bits: usize) -> String {
    match u32::try_from(address) {
        Ok(v4) if bits == 32 => std::net::Ipv4Addr::from(v4).to_string(),
        _ => std::net::Ipv6Addr::from(address).to_string(),
    }
}

fn host(block: Block, number: i128) -> Answer {
    let room = block.bits - block.prefix;
    let size = if room >= 127 { i128::MAX } else { 1 << room };
    if number >= size || number < -size {
        return wrong(format!("{} has no host {number}", block.show()));
    }
    let offset = if number >= 0 { number.unsigned_abs() } else { size.unsigned_abs() - number.unsigned_abs() };
    Ok(Value::string(&show(block.address | offset, block.bits)))
}

fn subnets(block: Block, args: Args<'_>) -> Answer {
    let mut out = Vec::new();
    // First address of the next block, relative to the whole.
    let mut next: u128 = 0;
    for i in 1..args.len() {
        let more = args.count(i)?;
        let prefix = block.prefix.saturating_add(more);
        if more == 0 || prefix > block.bits {
            return wrong(format!("no room for {more} more bits in {}", block.show()));
        }
        let size = 1_u128.checked_shl(u32::try_from(block.bits - prefix).unwrap_or(128)).ok_or(Fail::Unknown)?;
        let start = next.div_ceil(size).checked_mul(size).ok_or(Fail::Unknown)?;
        let room = block.bits - block.prefix;
        if room < 128 && start >> room != 0 {
            return wrong(format!("{} is used up", block.show()));
        }
        out.push(Value::string(&Block { address: block.address | start, prefix, bits: block.bits }.show()));
        next = start.checked_add(size).ok_or(Fail::Unknown)?;
    }
    Ok(Value::list(Sequence::List, out))
}
