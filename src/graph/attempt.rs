//! One attempted step: its needs as the evaluator answered them, and the three-valued AND over them.

use super::{Edge, EdgeId, EdgeKind, Given, Need, NodeId, NodeKind, Refusal, Status, Unsettled};
use crate::aws::{Action, Text};
use crate::model::Origin;
use crate::policy::{Denial, Evaluation, Scope};

/// A step that was tried.
#[derive(Clone, Debug)]
pub(super) struct Attempt {
    pub also: Vec<NodeKind>,
    pub to: NodeKind,
    pub kind: EdgeKind,
    pub ids: Vec<&'static str>,
    pub needs: Vec<(Need, Evaluation)>,
    /// Roles of Azure that it rests on.
    pub given: Vec<Given>,
    /// Where facts stand.
    pub places: Vec<Origin>,
    /// How many needs besides the policies' are met.
    pub met: usize,
    pub facts: Vec<String>,
    /// A fact that is known not to hold.
    pub missing: Option<String>,
    /// Facts that the input does not show.
    pub unseen: Vec<String>,
    pub assumptions: Vec<&'static str>,
    /// It holds under a condition that its facts tell.
    pub conditional: bool,
}

impl Attempt {
    pub fn new(to: NodeKind, kind: EdgeKind, ids: &[&'static str]) -> Self {
        Self {
            also: Vec::new(),
            to,
            kind,
            ids: ids.to_vec(),
            needs: Vec::new(),
            given: Vec::new(),
            places: Vec::new(),
            met: 0,
            facts: Vec::new(),
            missing: None,
            unseen: Vec::new(),
            assumptions: Vec::new(),
            conditional: false,
        }
    }

    pub fn need(&mut self, action: &Action, resource: Text, answer: Evaluation) {
        self.needs.push((Need { action: action.clone(), resource }, answer));
    }

    /// The first need that is denied.
    pub fn denied(&self) -> Option<(&Need, &Denial)> {
        self.needs.iter().find_map(|(need, answer)| match answer {
            Evaluation::Denied(denial) => Some((need, denial)),
            _ => None,
        })
    }

    pub fn refused(&self) -> bool {
        self.missing.is_some() || self.denied().is_some()
    }

    /// How good the step is: `None` when refused.
    pub fn status(&self) -> Option<Status> {
        if self.refused() {
            return None;
        }
        let of = |answer: &Evaluation| match answer {
            Evaluation::Allowed(_) => Status::Certain,
            Evaluation::AllowedIf(..) => Status::Conditional,
            Evaluation::Denied(_) | Evaluation::Uncertain(_) => Status::Unknown,
        };
        let most = if self.conditional { Status::Conditional } else { Status::Certain };
        let worst = self.needs.iter().map(|(_, a)| of(a)).min().unwrap_or(most).min(most);
        Some(if self.unseen.is_empty() { worst } else { Status::Unknown })
    }

    pub fn refusal(&self, from: NodeId, to: NodeId) -> Refusal {
        let met = self.met + self.needs.iter().filter(|(_, a)| !matches!(a, Evaluation::Denied(_))).count();
        let denied = self.denied();
        Refusal {
            from,
            to,
            kind: self.kind,
            ids: self.ids.clone(),
            need: denied.map(|(n, _)| n.clone()),
            denial: denied.map(|(_, d)| d.clone()),
            missing: self.missing.clone(),
            met,
        }
    }

    /// The edge, when the step is not refused.
    pub fn edge(self, id: EdgeId, from: NodeId, also: Vec<NodeId>, to: NodeId) -> Option<Edge> {
        let status = self.status()?;
        let mut edge = Edge {
            id,
            from,
            also,
            to,
            kind: self.kind,
            ids: self.ids,
            needs: Vec::new(),
            status,
            statements: Vec::new(),
            given: self.given,
            places: self.places,
            conditions: Vec::new(),
            assumptions: self.assumptions,
            doubts: self.unseen.into_iter().map(Unsettled::Fact).collect(),
            facts: self.facts,
            scope: Scope::All,
        };
        for (need, answer) in self.needs {
            edge.needs.push(need);
            let grant = match answer {
                Evaluation::Allowed(grant) => grant,
                Evaluation::AllowedIf(conditions, _, grant) => {
                    edge.conditions.extend(conditions);
                    grant
                }
                Evaluation::Uncertain(doubts) => {
                    edge.doubts.extend(doubts.into_iter().map(Unsettled::Policy));
                    continue;
                }
                Evaluation::Denied(_) => continue,
            };
            edge.statements.extend(grant.statements);
            edge.assumptions.extend(grant.assumptions);
            if grant.scope == Scope::Some {
                edge.scope = Scope::Some;
            }
        }
        tidy(&mut edge.statements);
        tidy(&mut edge.conditions);
        edge.assumptions.sort_unstable();
        edge.assumptions.dedup();
        edge.doubts.sort();
        edge.doubts.dedup();
        Some(edge)
    }
}

/// Removes repetitions; keeps the order of first occurrence.
fn tidy<T: PartialEq>(list: &mut Vec<T>) {
    let mut kept: Vec<T> = Vec::with_capacity(list.len());
    for item in list.drain(..) {
        if !kept.contains(&item) {
            kept.push(item);
        }
    }
    *list = kept;
}
