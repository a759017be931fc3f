//! Values to try for a key: one of every region that a condition's values cut the possible values into.

use super::operator::Family;
use super::test::{Operand, Test};
use super::{date, ip, number};
use crate::aws::Text;
use crate::policy::glob::{Token, text};

/// Values worth trying for a condition without variables. Complete for numbers, dates, addresses and booleans; for text the patterns'
/// own shapes.
pub(in crate::policy) fn samples(test: &Test) -> Vec<Text> {
    let Some(op) = test.operator else { return Vec::new() };
    let plain = |list: Vec<String>| list.into_iter().map(Text::from).collect::<Vec<_>>();
    match op.family {
        Family::Number(_) => plain(number::samples(&collect(test, |o| if let Operand::Number(n) = o { Some(*n) } else { None }))),
        Family::Date(_) => plain(date::samples(&collect(test, |o| if let Operand::Instant(n) = o { Some(*n) } else { None }))),
        Family::Ip => {
            let mut all = ip::samples(&collect(test, |o| if let Operand::Net(n) = o { Some(*n) } else { None }));
            if &*test.key == "aws:sourceip" {
                all.retain(|a| a.parse().is_ok_and(|a| !ip::is_private(a)));
            }
            plain(all)
        }
        Family::Bool => vec!["true".into(), "false".into()],
        Family::Null => Vec::new(),
        Family::Binary => collect(test, |o| if let Operand::Bytes(b) = o { Some(encode(b)) } else { None }),
        Family::Text(_) | Family::Arn => test
            .operands
            .iter()
            .filter_map(|o| if let Operand::Tokens(t) = o { Some(t) } else { None })
            .flat_map(|tokens| {
                let upper: Vec<Token> =
                    tokens.iter().map(|t| if let Token::Fold(c) = t { Token::Char(c.to_uppercase().next().unwrap_or(*c)) } else { *t }).collect();
                let lower = text(tokens);
                let upper = text(&upper);
                if lower == upper { vec![lower] } else { vec![lower, upper] }
            })
            .collect(),
    }
}

fn collect<T>(test: &Test, pick: impl Fn(&Operand) -> Option<T>) -> Vec<T> {
    test.operands.iter().filter_map(pick).collect()
}

fn encode(bytes: &[u8]) -> Text {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes).into()
}
