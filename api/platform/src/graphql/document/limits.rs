//! How large, deep, wide and dear a document may be: trust.md §6, with its figures as defaults.
//! The cost table says what the schema alone cannot: which objects are free, how long lists are.

use async_graphql::{InputType, Value};

use crate::config::LimitSettings;

/// The limits of documents and their variables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentLimits {
    /// Bytes of the document's text.
    pub text_bytes: usize,
    /// Tokens of the document.
    pub tokens: usize,
    /// Brackets, braces and parentheses open at once.
    pub nesting: usize,
    /// Selections of one operation after its fragments are expanded.
    pub selections: usize,
    /// Named fragments.
    pub fragments: usize,
    /// Operations in one document.
    pub operations: usize,
    /// Selection sets inside each other; introspection has its own bound.
    pub depth: usize,
    /// The same beneath `__schema` and `__type`; the usual introspection queries need 15.
    pub introspection_depth: usize,
    /// Aliases of one operation after expansion.
    pub aliases: usize,
    /// Fields at the root of a query.
    pub root_fields: usize,
    /// Directives on one node.
    pub node_directives: usize,
    /// Directives of one operation and the fragments it uses.
    pub operation_directives: usize,
    /// Items of a list in arguments and variables.
    pub list_items: usize,
    /// Bytes of the variables.
    pub variable_bytes: usize,
    /// Lists and objects inside each other in the variables.
    pub variable_nesting: usize,
    /// The largest `first` or `last`.
    pub page: u32,
    /// The page where none is asked for.
    pub default_page: u32,
    /// Objects that one operation may load.
    pub cost: u32,
    /// What a mutation costs before anything is read.
    pub mutation_cost: u32,
    /// Bytes that the cache of compiled documents may take.
    pub cache_bytes: u64,
}

impl Default for DocumentLimits {
    fn default() -> Self {
        Self {
            text_bytes: 16 * 1024,
            tokens: 2_000,
            nesting: 32,
            selections: 1_000,
            fragments: 50,
            operations: 20,
            depth: 10,
            introspection_depth: 20,
            aliases: 30,
            root_fields: 10,
            node_directives: 3,
            operation_directives: 20,
            list_items: 100,
            variable_bytes: 32 * 1024,
            variable_nesting: 32,
            page: 50,
            default_page: 20,
            cost: 1_000,
            mutation_cost: 10,
            cache_bytes: 32 * 1024 * 1024,
        }
    }
}

/// What an operator may set; the rest is as it is by default.
impl From<&LimitSettings> for DocumentLimits {
    fn from(settings: &LimitSettings) -> Self {
        Self {
            text_bytes: settings.text,
            tokens: settings.tokens,
            nesting: settings.nesting,
            selections: settings.selections,
            depth: settings.depth,
            aliases: settings.aliases,
            root_fields: settings.root_fields,
            list_items: settings.list_items,
            variable_bytes: settings.variables,
            cost: settings.cost,
            ..Self::default()
        }
    }
}

/// What the static cost needs to know beyond the schema.
#[derive(Debug, Clone, Copy)]
pub struct CostTable {
    /// Object types that come with their parent: nothing is loaded for them.
    pub free_types: &'static [&'static str],
    /// `("Post.tags", 5)`: how long a list without pages may be expected to be.
    pub list_sizes: &'static [(&'static str, u32)],
    /// For lists that are not named above.
    pub list_size: u32,
}

impl Default for CostTable {
    fn default() -> Self {
        Self { free_types: &["Money", "PageInfo"], list_sizes: &[], list_size: 5 }
    }
}

/// A scalar of ours and the test that its inputs must pass before anything runs.
#[derive(Debug, Clone, Copy)]
pub struct ScalarCheck {
    /// The name in the schema.
    pub name: &'static str,
    /// Whether a value can be read.
    pub accepts: fn(&Value) -> bool,
}

impl ScalarCheck {
    /// The test that the scalar's own reader makes.
    pub const fn of<T: InputType>(name: &'static str) -> Self {
        Self { name, accepts: |value| T::parse(Some(value.clone())).is_ok() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Settings;

    #[test]
    fn nothing_set_means_the_defaults() {
        let settings = Settings::defaults().unwrap();
        assert_eq!(DocumentLimits::from(&settings.limits), DocumentLimits::default());
    }
}
