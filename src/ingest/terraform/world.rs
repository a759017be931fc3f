//! Instances of all sources, joined: sources that tell of the same world share addresses, and an address there is one instance.

use std::collections::{BTreeMap, BTreeSet};

use super::Document;
use super::address::{Address, Call, Key};
use super::config::Config;
use super::instance::Instance;
use crate::aws::Text;

/// The key of an instance and its place in [`World::instances`].
type Keyed = (Option<Key>, usize);

/// All instances, by address.
#[derive(Debug, Default)]
pub(super) struct World {
    /// Managed resources first, then data sources; in source order.
    pub instances: Vec<Instance>,
    /// What plans remove, as it was.
    pub removed: Vec<Instance>,
    /// Configurations by input.
    pub configs: Vec<Config>,
    /// Accounts that told all their principals, by the number of the input that says so: whom only this input names there is none.
    pub fully_told: BTreeSet<(u32, String)>,
    /// Instances by world and address without key.
    by_resource: BTreeMap<(u32, Address), Vec<Keyed>>,
    /// Keys of the instances of each module call, by world, path of the calling module, and name of the call.
    calls: BTreeMap<(u32, Vec<Call>, String), BTreeSet<Option<Key>>>,
}

impl World {
    /// Joins the instances of all sources.
    pub(super) fn join(documents: &mut [Document]) -> Self {
        let worlds = worlds(documents);
        let mut chosen: BTreeMap<(u32, Address), Instance> = BTreeMap::new();
        let mut order: Vec<(u32, Address)> = Vec::new();
        for (document, world) in documents.iter_mut().zip(&worlds) {
            for mut instance in document.instances.drain(..) {
                instance.world = *world;
                let place = (*world, instance.address.clone());
                match chosen.get_mut(&place) {
                    Some(other) => {
                        // A plan knows which provider configuration is meant, a state may not.
                        let provider = if instance.rank > other.rank { instance.provider.clone() } else { other.provider.clone() };
                        if outranks(&instance, other) {
                            *other = instance;
                        }
                        other.provider = provider;
                    }
                    None => {
                        order.push(place.clone());
                        chosen.insert(place, instance);
                    }
                }
            }
        }
        let mut removed = Vec::new();
        for (document, world) in documents.iter_mut().zip(&worlds) {
            removed.extend(document.removed.drain(..).map(|i| Instance { world: *world, ..i }));
            for address in &document.gone {
                let place = (*world, address.clone());
                if chosen.get(&place).is_some_and(|i| i.rank < 3) {
                    chosen.remove(&place);
                }
            }
        }
        let configs = documents.iter_mut().map(|d| std::mem::take(&mut d.config)).collect();
        let told = (0_u32..).zip(documents).flat_map(|(input, d)| std::mem::take(&mut d.fully_told).into_iter().map(move |account| (input, account)));
        let mut world = World { removed, configs, fully_told: told.collect(), ..World::default() };
        for data in [false, true] {
            for place in order.iter().filter(|(_, address)| address.data == data) {
                if let Some(instance) = chosen.remove(place) {
                    let resource = (place.0, place.1.resource());
                    world.note_calls(place.0, &place.1.modules);
                    world.by_resource.entry(resource).or_default().push((place.1.key.clone(), world.instances.len()));
                    world.instances.push(instance);
                }
            }
        }
        world
    }

    /// Whether an input that names a role tells that there is none: all principals of its account are told.
    pub(super) fn is_gone(&self, input: u32, account: &Text) -> bool {
        account.literal().is_some_and(|account| self.fully_told.contains(&(input, account.to_owned())))
    }

    /// The instances of a resource with their keys.
    pub(super) fn of(&self, world: u32, resource: &Address) -> &[(Option<Key>, usize)] {
        self.by_resource.get(&(world, resource.clone())).map_or(&[], Vec::as_slice)
    }

    fn note_calls(&mut self, world: u32, path: &[Call]) {
        let mut rest = path;
        while let Some((last, parents)) = rest.split_last() {
            let keys = self.calls.entry((world, parents.to_vec(), last.name.clone())).or_default();
            if !keys.insert(last.key.clone()) {
                break;
            }
            rest = parents;
        }
    }

    /// Keys of the instances of a module call that hold AWS resources; the call is the last of the path.
    pub(super) fn keys_of_call(&self, world: u32, path: &[Call]) -> Option<&BTreeSet<Option<Key>>> {
        let (last, parents) = path.split_last()?;
        self.calls.get(&(world, parents.to_vec(), last.name.clone()))
    }

    /// The configuration of the source an instance is from.
    pub(super) fn config(&self, instance: &Instance) -> Option<&Config> {
        self.configs.get(instance.input as usize)
    }
}

/// A plan is laid over a state, but a state that holds what the plan was to create is later than the plan.
fn outranks(new: &Instance, old: &Instance) -> bool {
    let rank = |i: &Instance, other: &Instance| if i.created && !i.existed && (1..3).contains(&other.rank) { 0 } else { i.rank + 1 };
    rank(new, old) > rank(old, new)
}

/// For each document the number of its world: that of the first document it shares a managed address with, unless a shared address has
/// different ARNs or ids in the two.
fn worlds(documents: &[Document]) -> Vec<u32> {
    let managed: Vec<BTreeMap<&Address, &Instance>> =
        documents.iter().map(|d| d.instances.iter().filter(|i| !i.address.data).map(|i| (&i.address, i)).collect()).collect();
    let gone: Vec<&[Address]> = documents.iter().map(|d| d.gone.as_slice()).collect();
    let mut worlds: Vec<u32> = (0..).take(documents.len()).collect();
    for (later, instances) in managed.iter().enumerate() {
        for (earlier, others) in managed.iter().enumerate().take(later) {
            let mut shared = instances.iter().filter_map(|(address, i)| Some((*i, *others.get(address)?))).peekable();
            let ends =
                |gone: Option<&&[Address]>, there: &BTreeMap<&Address, &Instance>| gone.is_some_and(|g| g.iter().any(|a| there.contains_key(a)));
            let related = shared.peek().is_some() || ends(gone.get(later), others) || ends(gone.get(earlier), instances);
            if related && shared.all(|(a, b)| agree(a, b, "arn")) {
                let world = worlds.get(earlier).copied().unwrap_or(0);
                if let Some(own) = worlds.get_mut(later) {
                    *own = world;
                }
                break;
            }
        }
    }
    worlds
}

fn agree(a: &Instance, b: &Instance, attribute: &str) -> bool {
    match (a.str(attribute), b.str(attribute)) {
        (Some(a), Some(b)) => a == b,
        _ => true,
    }
}
