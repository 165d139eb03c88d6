//! How large an operation is once its fragments are expanded, counted in linear time: every
//! fragment is weighed once, whoever spreads it. Runs before any rule that follows spreads.

use std::collections::HashMap;

use super::ast::{Document, FragmentNode, Selection};
use super::limits::DocumentLimits;
use super::scan::too_complex;
use crate::graphql::{ErrorCode, RequestError};

/// What one selection set amounts to, with all fragments in place; sums never wrap.
#[derive(Debug, Clone, Copy, Default)]
struct Weight {
    selections: usize,
    aliases: usize,
}

impl Weight {
    fn add(&mut self, other: Self) {
        self.selections = self.selections.saturating_add(other.selections);
        self.aliases = self.aliases.saturating_add(other.aliases);
    }
}

/// Refuses cycles, and documents that expand to more than the limits.
pub fn check(document: &Document, limits: &DocumentLimits) -> Result<(), RequestError> {
    if document.fragments.len() > limits.fragments {
        return Err(too_complex(format!(
            "The document has {} fragments; {} are allowed.",
            document.fragments.len(),
            limits.fragments
        )));
    }
    if document.operations.len() > limits.operations {
        return Err(too_complex(format!(
            "The document has {} operations; {} are allowed.",
            document.operations.len(),
            limits.operations
        )));
    }
    let mut scale = Scale {
        fragments: document.fragments.iter().rev().map(|f| (f.name.name.as_str(), f)).collect(),
        known: HashMap::new(),
        path: Vec::new(),
    };
    // Fragments that no operation uses are weighed too: rules look at them all the same.
    for fragment in &document.fragments {
        let weight = scale.fragment(fragment)?;
        within(weight, limits)?;
    }
    for operation in &document.operations {
        let weight = scale.set(&operation.selections)?;
        within(weight, limits)
            .map_err(|error| error.at(operation.pos.line, operation.pos.column))?;
    }
    Ok(())
}

fn within(weight: Weight, limits: &DocumentLimits) -> Result<(), RequestError> {
    if weight.selections > limits.selections {
        return Err(too_complex(format!(
            "The operation selects more than {} fields once its fragments are expanded.",
            limits.selections
        )));
    }
    if weight.aliases > limits.aliases {
        return Err(too_complex(format!(
            "The operation uses more than {} aliases once its fragments are expanded.",
            limits.aliases
        )));
    }
    Ok(())
}

struct Scale<'d> {
    fragments: HashMap<&'d str, &'d FragmentNode>,
    /// `None` while a fragment is being weighed: meeting it again is a cycle.
    known: HashMap<&'d str, Option<Weight>>,
    path: Vec<&'d str>,
}

impl<'d> Scale<'d> {
    fn fragment(&mut self, fragment: &'d FragmentNode) -> Result<Weight, RequestError> {
        let name = fragment.name.name.as_str();
        match self.known.get(name) {
            Some(Some(weight)) => return Ok(*weight),
            Some(None) => return Err(self.cycle(fragment)),
            None => {}
        }
        self.known.insert(name, None);
        self.path.push(name);
        let weight = self.set(&fragment.selections)?;
        self.path.pop();
        self.known.insert(name, Some(weight));
        Ok(weight)
    }

    fn cycle(&self, fragment: &FragmentNode) -> RequestError {
        let name = fragment.name.name.as_str();
        let via: Vec<String> = self
            .path
            .iter()
            .skip_while(|step| **step != name)
            .skip(1)
            .map(|step| format!("\"{step}\""))
            .collect();
        let via = if via.is_empty() { String::new() } else { format!(" via {}", via.join(", ")) };
        RequestError::new(
            ErrorCode::GraphqlValidationFailed,
            format!("Cannot spread fragment \"{name}\" within itself{via}."),
        )
        .at(fragment.pos.line, fragment.pos.column)
    }

    fn set(&mut self, selections: &'d [Selection]) -> Result<Weight, RequestError> {
        let mut total = Weight::default();
        for selection in selections {
            total.add(Weight { selections: 1, aliases: 0 });
            match selection {
                Selection::Field(field) => {
                    total.aliases = total.aliases.saturating_add(field.alias.is_some().into());
                    total.add(self.set(&field.selections)?);
                }
                Selection::Inline(inline) => total.add(self.set(&inline.selections)?),
                Selection::Spread(spread) => {
                    // An unknown fragment is the validator's to report.
                    if let Some(fragment) = self.fragments.get(spread.name.name.as_str()).copied() {
                        total.add(self.fragment(fragment)?);
                    }
                }
            }
        }
        Ok(total)
    }
}
