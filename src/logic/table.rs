//! The two tables behind decision diagrams: one that finds equal nodes, one that remembers results.
//!
//! Both are addressed by hash and never iterated, so no order of theirs can reach an output.

/// An empty slot.
const EMPTY: u32 = u32::MAX;

/// Ids by the hash of what they stand for.
#[derive(Debug, Default)]
pub(super) struct Table {
    /// Half of each hash, and the id.
    slots: Vec<(u32, u32)>,
    used: usize,
}

impl Table {
    /// Empty, with room for so many ids.
    pub(super) fn with_room(ids: usize) -> Self {
        Self { slots: vec![(0, EMPTY); (ids * 2 + 1).next_power_of_two().max(256)], used: 0 }
    }

    /// The id whose content is `same`.
    pub(super) fn find(&self, hash: u64, same: impl Fn(u32) -> bool) -> Option<u32> {
        let hash = half(hash);
        let mut at = slot(hash, self.slots.len());
        loop {
            let (other, id) = *self.slots.get(at)?;
            if id == EMPTY {
                return None;
            }
            if other == hash && same(id) {
                return Some(id);
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }

    /// Adds an id that is not in it.
    pub(super) fn insert(&mut self, hash: u64, id: u32) {
        let hash = half(hash);
        if self.used * 2 >= self.slots.len() {
            let old = std::mem::take(&mut self.slots);
            self.slots = vec![(0, EMPTY); (old.len() * 2).max(256)];
            old.into_iter().filter(|(_, id)| *id != EMPTY).for_each(|(hash, id)| self.place(hash, id));
        }
        self.place(hash, id);
        self.used += 1;
    }

    fn place(&mut self, hash: u32, id: u32) {
        let mut at = slot(hash, self.slots.len());
        while self.slots.get(at).is_some_and(|(_, taken)| *taken != EMPTY) {
            at = (at + 1) & (self.slots.len() - 1);
        }
        if let Some(free) = self.slots.get_mut(at) {
            *free = (hash, id);
        }
    }
}

/// The operation and its operands.
type Key = [u32; 5];

/// Results of operations. A newer result may push an older one out: it is then computed again.
#[derive(Debug, Default)]
pub(super) struct Memo {
    slots: Vec<(Key, u32)>,
}

/// The most results that are remembered.
const MAX_REMEMBERED: usize = 1 << 22;

impl Memo {
    pub(super) fn get(&self, key: &Key) -> Option<u32> {
        let (known, result) = self.slots.get(slot(half(hash(key)), self.slots.len()))?;
        (known == key).then_some(*result)
    }

    /// Remembers a result; `nodes` says how many nodes there are, so that the memory grows with them.
    pub(super) fn put(&mut self, key: Key, result: u32, nodes: usize) {
        if nodes * 2 >= self.slots.len() && self.slots.len() < MAX_REMEMBERED {
            let size = (self.slots.len() * 4).max(1024);
            let old = std::mem::replace(&mut self.slots, vec![([0; 5], 0); size]);
            for (key, result) in old.into_iter().filter(|(key, _)| *key != [0; 5]) {
                self.set(key, result);
            }
        }
        self.set(key, result);
    }

    fn set(&mut self, key: Key, result: u32) {
        let at = slot(half(hash(&key)), self.slots.len());
        if let Some(place) = self.slots.get_mut(at) {
            *place = (key, result);
        }
    }
}

/// The bits of a hash that are kept: four thousand million of them tell more nodes apart than there is room for.
fn half(hash: u64) -> u32 {
    invariant!(u32::try_from(hash >> 20 & u64::from(u32::MAX)).ok(), "half of a hash has 32 bits")
}

/// A power of two is the number of slots.
fn slot(hash: u32, slots: usize) -> usize {
    if slots == 0 { 0 } else { hash as usize & (slots - 1) }
}

fn hash(key: &Key) -> u64 {
    key.iter().fold(0xCBF2_9CE4_8422_2325, |hash: u64, part| {
        let hash = (hash ^ u64::from(*part)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        hash ^ (hash >> 31)
    })
}
