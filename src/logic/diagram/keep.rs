//! What is left of diagrams when most functions are not needed any more.

use super::super::table::{Memo, Table};
use super::{DiagramManager, FALSE, FORGOTTEN, Head, LEAF, Node, TRUE, hash, within};

impl DiagramManager {
    /// Forgets every function that none of these is made of. They get other names; all others mean nothing any more.
    #[expect(
        clippy::indexing_slicing,
        reason = "INVARIANT (own ids): nodes come from these diagrams, children before parents"
    )]
    pub(crate) fn keep(&mut self, roots: &mut [&mut Node]) {
        let mut names = vec![FORGOTTEN; self.heads.len()];
        for root in [FALSE, TRUE].iter().chain(roots.iter().map(|root| &**root)) {
            names[root.0 as usize] = FALSE;
        }
        for id in (0..names.len()).rev() {
            if names[id] != FORGOTTEN {
                for child in self.children(Node::placed(id)) {
                    names[child.0 as usize] = FALSE;
                }
            }
        }
        self.unique = Table::with_room(names.iter().filter(|name| **name != FORGOTTEN).count());
        self.memo = Memo::default();
        // What stays moves down to where it belongs: children stand before parents, so nothing is overwritten that is still read.
        let (mut heads, mut children) = (0, 0);
        for id in 0..names.len() {
            if names[id] == FORGOTTEN {
                continue;
            }
            let Head { start, variable } = self.heads[id];
            let mut head = Head { start, variable };
            if variable != LEAF {
                head.start = within(children);
                for at in start as usize..start as usize + self.arity[usize::from(variable)] {
                    self.children[children] = names[self.children[at].0 as usize];
                    children += 1;
                }
            }
            let node = Node::placed(heads);
            self.heads[heads] = head;
            names[id] = node;
            heads += 1;
            let value = if variable == LEAF { start } else { 0 };
            let hash = hash(variable, value, self.children(node));
            self.unique.insert(hash, node.0);
        }
        self.heads.truncate(heads);
        self.children.truncate(children);
        for root in roots.iter_mut() {
            **root = names[root.0 as usize];
        }
    }
}
