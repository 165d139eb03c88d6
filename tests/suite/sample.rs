//! Calls of root fields made from the schema alone: right in their types, wrong in what they say.

use super::reflection::{Field, Input, Ref, Schema};

/// What stands where a value is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    /// Short texts that mean nothing, ids that are none.
    Nonsense,
    /// Texts without a character, zeroes, ids of the right kind that lead nowhere.
    Empty,
    /// Texts longer than anything allows, the largest numbers, ids that lead nowhere.
    Huge,
    /// Control characters and the tricks of injection.
    Hostile,
}

impl Wrong {
    fn text(self) -> String {
        match self {
            Self::Nonsense => "x".to_owned(),
            Self::Empty => String::new(),
            Self::Huge => "长".repeat(6_000),
            Self::Hostile => "\\u0000\\u202E' OR 1=1 --<script>${7*7}\\r\\nX: y".to_owned(),
        }
    }

    fn number(self) -> &'static str {
        match self {
            Self::Nonsense => "1",
            Self::Empty => "0",
            Self::Huge => "2147483647",
            Self::Hostile => "-2147483648",
        }
    }

    fn id(self, input: &Input) -> String {
        if self == Self::Nonsense {
            return "x".to_owned();
        }
        format!("{}_{}", prefix(input), "0192f00000007000800000000000dead")
    }
}

/// The prefix of an id as its description gives it, or else the noun in the field's name.
fn prefix(input: &Input) -> String {
    let described = input.description.as_deref().unwrap_or_default();
    let quoted = described.split('`').find_map(|word| word.strip_suffix('_'));
    if let Some(prefix) = quoted {
        return prefix.to_owned();
    }
    let noun = input.name.trim_end_matches("Ids").trim_end_matches("Id");
    let noun = noun.rsplit(|c: char| c.is_ascii_uppercase()).next().unwrap_or(noun);
    noun.to_lowercase()
}

/// A value of an input's type, as a literal.
fn literal(input: &Input, ty: &Ref, wrong: Wrong, depth: usize) -> String {
    match (ty.kind.as_str(), &ty.of) {
        ("NON_NULL", Some(of)) => literal(input, of, wrong, depth),
        ("LIST", Some(of)) => format!("[{}]", literal(input, of, wrong, depth)),
        _ => named(input, ty.inner(), wrong, depth),
    }
}

fn named(input: &Input, name: &str, wrong: Wrong, depth: usize) -> String {
    match name {
        "Int" => return wrong.number().to_owned(),
        "Boolean" => return "true".to_owned(),
        "Int64" => return format!("\"{}\"", wrong.number()),
        "DateTime" => return "\"2026-11-22T02:00:00Z\"".to_owned(),
        "ID" => return format!("\"{}\"", wrong.id(input)),
        "String" => return format!("\"{}\"", wrong.text()),
        _ => {}
    }
    let ty = Schema::get().find(name);
    if let Some(values) = &ty.enum_values {
        return values[0].name.clone();
    }
    assert!(depth < 6, "{name} contains itself");
    let inputs = ty.inputs();
    let required: Vec<&Input> = inputs.iter().filter(|input| is_needed(input)).collect();
    // None required: one of several, of which exactly one is given.
    let given = if required.is_empty() { inputs.iter().take(1).collect() } else { required };
    let fields: Vec<String> = given
        .iter()
        .map(|i| format!("{}: {}", i.name, literal(i, &i.ty, wrong, depth + 1)))
        .collect();
    format!("{{ {} }}", fields.join(", "))
}

fn is_needed(input: &Input) -> bool {
    input.ty.is_required() && input.default.is_none()
}

/// A call of one root field with what it must be given.
pub fn call(operation: &str, field: &Field, wrong: Wrong) -> String {
    let required = field.args.iter().filter(|input| is_needed(input));
    let arguments: Vec<String> =
        required.map(|i| format!("{}: {}", i.name, literal(i, &i.ty, wrong, 0))).collect();
    let arguments =
        if arguments.is_empty() { String::new() } else { format!("({})", arguments.join(", ")) };
    let ty = Schema::get().find(field.ty.inner());
    let composite = ["OBJECT", "INTERFACE", "UNION"].contains(&ty.kind.as_str());
    let selection = match (composite, ty.field("userErrors")) {
        (true, Some(_)) => " { userErrors { code field message } }",
        (true, None) => " { __typename }",
        (false, _) => "",
    };
    format!("{operation} {{ {}{arguments}{selection} }}", field.name)
}
