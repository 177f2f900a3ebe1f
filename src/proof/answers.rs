//! A whole pack as its answers: one diagram a provider, from which the answer to any requirement is read off.

use crate::catalog::ProviderId;
use crate::logic::Limits;
use crate::program::DatedRules;
use crate::requirement::EncodedAnswers;

use super::model::{Label, Labels, Model, TooLarge};
use super::space::{Axis, Cells, RequirementSpace};
use crate::logic::diagram::{DiagramManager, Node, Variable};

/// What a pack answers to every requirement, without evaluating any.
#[derive(Debug)]
pub struct Answers {
    space: RequirementSpace,
    d: DiagramManager,
    labels: Labels,
    providers: Vec<(ProviderId, Node)>,
}

impl Answers {
    /// The answers of a pack on its day.
    ///
    /// # Errors
    /// There is no room for its diagrams.
    pub fn new(dated: &DatedRules) -> Result<Self, TooLarge> {
        let space = RequirementSpace::new(&[dated]);
        let mut d = DiagramManager::new(space.arity(), Limits::default());
        let mut labels = Labels::new();
        let model = Model::new(&mut d, &mut labels, &space, 0, dated, None)?;
        if !model.unproven.is_empty() {
            return Err(TooLarge);
        }
        let providers = model.providers.iter().map(|provider| (provider.id, provider.answers)).collect();
        drop(model);
        Ok(Self { space, d, labels, providers })
    }

    /// The answer to a requirement for one provider; none for a provider that the catalog does not have.
    #[must_use]
    pub fn of(&self, encoded: &EncodedAnswers, provider: ProviderId) -> Option<&Label> {
        let (_, mut node) = *self.providers.iter().find(|(id, _)| *id == provider)?;
        while let Some(variable) = self.d.asks(node) {
            let cell = cell(self.space.axis_of(variable)?, variable, encoded)?;
            node = *self.d.children(node).get(cell)?;
        }
        self.labels.of(self.d.value(node)?)
    }
}

/// The cell of a variable that a requirement is in.
fn cell(axis: &Axis, variable: Variable, encoded: &EncodedAnswers) -> Option<usize> {
    let code = axis.questions.first().and_then(|question| encoded.code(*question));
    match &axis.answers {
        Cells::One(cells) => {
            let Some(code) = code else { return Some(0) };
            let holds = |member: &super::space::Member| {
                member.codes.first().is_some_and(|first| (*first..=member.last).contains(&code))
            };
            cells.iter().position(|cell| cell.members.iter().any(holds)).map(|at| at + 1)
        }
        Cells::Any(_) if variable == axis.first => Some(usize::from(code.is_some())),
        Cells::Any(blocks) => {
            let block = blocks.get(usize::from(variable - axis.first).checked_sub(1)?)?;
            let stated = code.unwrap_or_default().cast_unsigned() & block.masks.first()?;
            Some(match stated.count_ones() {
                0 => 0,
                count if count == block.size() => block.cells() - 1,
                _ => 1,
            })
        }
    }
}

#[cfg(test)]
mod tests;
