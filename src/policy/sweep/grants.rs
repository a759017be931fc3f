//! What resource-based policies give, by the account of those that they name.

use std::collections::BTreeMap;

use crate::aws::Text;
use crate::policy::compile::Named;
use crate::policy::document::{Principals, Statement};

/// Group and place of a target.
type Cell = (usize, usize);

/// Grants of resource-based policies. What names one principal counts for all of its account.
#[derive(Debug, Default)]
pub(super) struct Grants {
    anyone: Vec<Cell>,
    accounts: BTreeMap<String, Vec<Cell>>,
    /// To services and identity providers.
    others: Vec<Cell>,
}

impl Grants {
    pub(super) fn anyone(&mut self, group: usize, place: usize) {
        self.anyone.push((group, place));
    }

    pub(super) fn add(&mut self, statement: &Statement, group: usize, place: usize) {
        let cell = (group, place);
        match &statement.principals {
            Principals::Absent => {}
            Principals::AllBut(_) => self.anyone.push(cell),
            Principals::Only(_) => {
                for named in &statement.compiled.principals {
                    let account = match named {
                        Named::Service(_) | Named::Federated(_) => {
                            self.others.push(cell);
                            continue;
                        }
                        Named::Account(account) => account.literal(),
                        Named::Arn { arn, .. } => arn.account.literal(),
                        Named::Everyone | Named::Other(_) | Named::CanonicalUser(_) | Named::Unknown(_) => None,
                    };
                    match account {
                        Some(account) => self.accounts.entry(account.to_owned()).or_default().push(cell),
                        None => self.anyone.push(cell),
                    }
                }
            }
        }
    }

    /// What principals of the account could get; all there is where it is not known.
    pub(super) fn to(&self, account: Option<&Text>, mut insert: impl FnMut(usize, usize)) {
        let mut give = |cells: &[Cell]| cells.iter().for_each(|(group, place)| insert(*group, *place));
        give(&self.anyone);
        match account.and_then(Text::literal) {
            Some(account) => self.accounts.get(account).into_iter().for_each(|cells| give(cells)),
            None => {
                give(&self.others);
                self.accounts.values().for_each(|cells| give(cells));
            }
        }
    }
}
