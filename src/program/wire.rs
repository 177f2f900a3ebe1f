//! What rests on what: the order in which answers are settled, and what has to be settled again.

use crate::logic::{QuestionId, QuestionSet};

use super::cells::{Asks, Cell, UNKNOWN, Var, Variable};
use super::own::set;
use super::tree::Tree;
use super::{Derived, Fallback, Program, Step, bits};

/// The questions and derivations in an order in which each comes after what it rests on.
pub(super) fn order(
    variables: &[Variable],
    derivations: &[Derived],
    fallbacks: &[Vec<Fallback>],
) -> Vec<Step> {
    struct Order<'o> {
        variables: &'o [Variable],
        fallbacks: &'o [Vec<Fallback>],
        derivations: &'o [Derived],
        questions: Vec<bool>,
        derived: Vec<bool>,
        found: Vec<Step>,
    }
    impl Order<'_> {
        // INVARIANT (acyclic): compiling a pack refuses circles of fallbacks and of derivations.
        fn trees(&mut self, trees: &[&Tree]) {
            let mut vars: Vec<Var> = trees.iter().flat_map(|tree| tree.vars()).collect();
            vars.sort_unstable();
            vars.dedup();
            for var in vars {
                let variable = invariant!(
                    self.variables.get(var.index()),
                    "a condition looks at variables of its program"
                );
                match variable.asks {
                    Asks::Derived(at) => self.derived(at),
                    _ => self.question(variable.question.index()),
                }
            }
        }
        fn question(&mut self, at: usize) {
            let seen = invariant!(self.questions.get_mut(at), "a variable asks a question of its program");
            if std::mem::replace(seen, true) {
                return;
            }
            let fallbacks = invariant!(self.fallbacks.get(at), "every question has a list of fallbacks");
            let trees: Vec<&Tree> = fallbacks.iter().filter_map(|f| f.when.as_ref()).flatten().collect();
            self.trees(&trees);
            self.found.push(Step::Question(QuestionId::nth(at)));
        }
        fn derived(&mut self, at: usize) {
            let seen = invariant!(self.derived.get_mut(at), "a variable of a derivation has its derivation");
            if std::mem::replace(seen, true) {
                return;
            }
            let derivations = self.derivations;
            let own = invariant!(derivations.get(at), "a variable of a derivation has its derivation");
            self.trees(&own.trees.iter().collect::<Vec<_>>());
            self.found.push(Step::Derived(at));
        }
    }
    let mut order = Order {
        variables,
        fallbacks,
        derivations,
        questions: vec![false; fallbacks.len()],
        derived: vec![false; derivations.len()],
        found: Vec::new(),
    };
    (0..fallbacks.len()).for_each(|at| order.question(at));
    (0..derivations.len()).for_each(|at| order.derived(at));
    order.found
}

/// For each question, itself and all that its value rests on while nobody states it; and for each derivation, what it rests on.
pub(super) fn rests_on(
    variables: &[Variable],
    derivations: &[Derived],
    fallbacks: &[Vec<Fallback>],
    order: &[Step],
) -> (Vec<QuestionSet>, Vec<QuestionSet>) {
    let mut all = vec![QuestionSet::default(); fallbacks.len()];
    let mut derived = vec![QuestionSet::default(); derivations.len()];
    for step in order {
        let trees: Vec<&Tree> = match step {
            Step::Question(question) => {
                let own =
                    invariant!(fallbacks.get(question.index()), "every question has a list of fallbacks");
                own.iter().filter_map(|fallback| fallback.when.as_ref()).flatten().collect()
            }
            Step::Derived(at) => {
                let own = invariant!(derivations.get(*at), "a step is one of its program");
                own.trees.iter().collect()
            }
        };
        let mut set = QuestionSet::default();
        for var in trees.iter().flat_map(|tree| tree.vars()) {
            let variable =
                invariant!(variables.get(var.index()), "a condition looks at variables of its program");
            // INVARIANT (in order): what it rests on has been settled before.
            let more = match variable.asks {
                Asks::Derived(at) => derived.get(at),
                _ => all.get(variable.question.index()),
            };
            set.extend(*invariant!(more, "a variable asks a question or a derivation of its program"));
        }
        let slot = match step {
            Step::Question(question) => {
                set.insert(*question);
                all.get_mut(question.index())
            }
            Step::Derived(at) => derived.get_mut(*at),
        };
        *invariant!(slot, "a step is one of its program") = set;
    }
    (all, derived)
}

impl Program {
    /// Works out what has to be computed again when a question is stated.
    pub(super) fn wire(&mut self) {
        let steps = self.steps.len();
        let mut triggers = vec![vec![0_u64; bits(steps)]; self.questions.len()];
        for (at, step) in self.steps.iter().enumerate() {
            let questions = match step {
                Step::Question(question) => {
                    let mut set = self.rests_on(*question);
                    // A question that is stated itself has nothing standing in for it.
                    set.remove(*question);
                    set
                }
                Step::Derived(derived) => self.derived_on(*derived),
            };
            for question in questions.iter() {
                set(invariant!(triggers.get_mut(question.index()), "a question is one of its program"), at);
            }
            self.by_provider |= self.walk.is_some_and(|walk| questions.contains(walk));
        }
        self.triggers = triggers.into_iter().map(Vec::into_boxed_slice).collect();
        let behind = |variable: &Variable| match variable.asks {
            Asks::Derived(at) => self.derived_on(at),
            _ => self.rests_on(variable.question),
        };
        self.behind = self.variables.iter().map(behind).collect();
        let of_node = |node: &super::Node| {
            let mut all = QuestionSet::default();
            node.arms.iter().for_each(|(guard, _)| all.extend(guard.questions(|var| self.behind(var))));
            all
        };
        self.node_questions = self.nodes.iter().map(of_node).collect();
        let of_conflict = |tree: &Tree| tree.questions(|var| self.behind(var));
        self.conflict_questions = self.conflicts.iter().map(of_conflict).collect();
        for (at, fallbacks) in (0..).map(QuestionId).zip(&self.fallbacks) {
            if let Some(var) = self.walked(at)
                && fallbacks.iter().any(|fallback| fallback.is_assumed)
            {
                self.assumable.push((at, var));
            }
            let is_closed = fallbacks.first().is_some_and(|first| first.when.is_none() && !first.is_assumed);
            if !is_closed && self.walk != Some(at) {
                self.may_open.insert(at);
            }
        }
    }

    /// Settles what holds when nothing is stated.
    pub(super) fn fill_template(&mut self) {
        let mut cells: Vec<Cell> =
            self.variables.iter().map(|variable| variable.unknown() | UNKNOWN).collect();
        for (variable, cell) in self.variables.iter().zip(&mut cells) {
            if variable.asks == Asks::Answered {
                *cell = 0;
            }
        }
        for step in &self.steps {
            self.settle(*step, &mut cells);
        }
        self.template = cells;
        self.checks.rebase(&self.template);
    }
}
