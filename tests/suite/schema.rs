//! The schema as a whole: what is committed is what the server prints, everything is described,
//! names and shapes follow the conventions, and no root field hides another.

use std::collections::BTreeMap;

use super::reflection::{Field, Input, Schema};
use super::tidy::source;

fn nothing(found: &[String], says: &str) {
    assert!(found.is_empty(), "{says}:\n{}", found.join("\n"));
}

#[test]
fn the_committed_schema_is_what_the_server_prints() {
    let committed = std::fs::read_to_string(source::root().join("schema.graphql")).unwrap();
    let printed = fairstall::schema::sdl();
    let first = committed.lines().zip(printed.lines()).find(|(ours, theirs)| ours != theirs);
    assert!(
        committed.trim_end() == printed.trim_end(),
        "run `cargo run -- schema > schema.graphql`; the first difference: {first:?}"
    );
}

/// Every type, field, argument, value and input field has words for those who use it.
#[test]
fn everything_is_described() {
    let mut bare = Vec::new();
    let mut check = |description: &Option<String>, name: String| {
        if description.as_deref().is_none_or(|text| text.trim().len() < 6) {
            bare.push(name);
        }
    };
    for ty in &Schema::get().types {
        // GraphQL's own; the schema language never prints its description.
        if ty.name == "ID" {
            continue;
        }
        check(&ty.description, ty.name.clone());
        for field in ty.fields() {
            check(&field.description, format!("{}.{}", ty.name, field.name));
            for input in &field.args {
                check(&input.description, format!("{}.{}({}:)", ty.name, field.name, input.name));
            }
        }
        for input in ty.inputs() {
            check(&input.description, format!("{}.{}", ty.name, input.name));
        }
        for value in ty.enum_values.iter().flatten() {
            check(&value.description, format!("{}.{}", ty.name, value.name));
        }
    }
    nothing(&bare, "without a description");
}

fn is_camel(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_alphanumeric())
}

fn is_pascal(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.chars().all(|c| c.is_ascii_alphanumeric())
}

fn is_screaming(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
}

#[test]
fn names_follow_the_conventions() {
    let mut wrong = Vec::new();
    for ty in &Schema::get().types {
        if !is_pascal(&ty.name) {
            wrong.push(ty.name.clone());
        }
        let inputs = ty.fields().iter().flat_map(|field| &field.args).chain(ty.inputs());
        let names = ty.fields().iter().map(|field| &field.name).chain(inputs.map(|i| &i.name));
        wrong.extend(names.filter(|name| !is_camel(name)).map(|n| format!("{}.{n}", ty.name)));
        let values = ty.enum_values.iter().flatten();
        let odd = values.filter(|value| !is_screaming(&value.name));
        wrong.extend(odd.map(|value| format!("{}.{}", ty.name, value.name)));
    }
    nothing(&wrong, "misnamed");
}

/// One input or none, and a payload of its own with `userErrors` of its own.
#[test]
fn mutations_have_the_shape_of_mutations() {
    /// The first three can be refused by no rule; of the others, two and two are one verb with one
    /// set of refusals.
    const EXCEPTIONS: [&str; 9] = [
        "ProcessingRestrictionLift",
        "SessionPasskeyStart",
        "SessionRevokeOthers",
        "TotpRemove",
        "TotpRecoveryCodesReplace",
        "AccountSuspend",
        "AccountReinstate",
        "GroupBuyOpen",
        "GroupBuyJoin",
    ];

    let schema = Schema::get();
    let mut wrong = Vec::new();
    for mutation in schema.find("Mutation").fields() {
        let name = format!("{}{}", mutation.name[..1].to_uppercase(), &mutation.name[1..]);
        let inputs: Vec<String> =
            mutation.args.iter().map(|i| format!("{}: {}", i.name, i.ty.text())).collect();
        if !(inputs.is_empty() || inputs == [format!("input: {name}Input!")]) {
            wrong.push(format!("{}: takes {inputs:?}", mutation.name));
        }
        if mutation.ty.text() != format!("{name}Payload!") {
            wrong.push(format!("{}: answers {}", mutation.name, mutation.ty.text()));
            continue;
        }
        if EXCEPTIONS.contains(&name.as_str()) {
            continue;
        }
        let payload = schema.find(&format!("{name}Payload"));
        let errors = payload.field("userErrors").map(|field| field.ty.text());
        if errors != Some(format!("[{name}UserError!]!")) {
            wrong.push(format!("{name}Payload.userErrors: {errors:?}"));
            continue;
        }
        let subject = payload.fields().iter().filter(|field| field.name != "userErrors");
        let required = subject.filter(|field| field.ty.is_required());
        wrong.extend(
            required.map(|f| format!("{name}Payload.{}: is not null when refused", f.name)),
        );
        let error = schema.find(&format!("{name}UserError"));
        for (field, ty) in [
            ("code", format!("{name}ErrorCode!")),
            ("field", "[String!]!".into()),
            ("message", "String!".into()),
        ] {
            if error.field(field).map(|field| field.ty.text()) != Some(ty) {
                wrong.push(format!("{name}UserError.{field}"));
            }
        }
    }
    nothing(&wrong, "not shaped as a mutation");
}

fn is_page(field: &Field) -> bool {
    let takes = |name: &str, ty: &str| {
        field.args.iter().any(|input: &Input| input.name == name && input.ty.text() == ty)
    };
    takes("first", "Int") && takes("after", "String")
}

#[test]
fn connections_are_paged_and_complete() {
    let schema = Schema::get();
    let mut wrong = Vec::new();
    for ty in schema.of_kind("OBJECT") {
        for field in ty.fields().iter().filter(|field| field.ty.inner().ends_with("Connection")) {
            if !is_page(field) {
                wrong.push(format!("{}.{} takes no `first` and `after`", ty.name, field.name));
            }
        }
        if let Some(item) = ty.name.strip_suffix("Connection") {
            let edges = ty.field("edges").map(|field| field.ty.text());
            let info = ty.field("pageInfo").map(|field| field.ty.text());
            if edges != Some(format!("[{item}Edge!]!"))
                || info.as_deref() != Some("PageInfo!")
                || ty.field("nodes").is_none()
            {
                wrong.push(format!("{}: edges {edges:?}, pageInfo {info:?}", ty.name));
            }
        }
    }
    nothing(&wrong, "not shaped as a connection");
}

/// A list that is no page says how long it can be.
#[test]
fn every_list_has_a_bound() {
    let mut unbounded = Vec::new();
    for ty in Schema::get().of_kind("OBJECT") {
        let carrier = ["Connection", "UserError", "Payload"].iter().any(|e| ty.name.ends_with(e));
        for field in ty.fields().iter().filter(|field| !carrier && field.ty.is_list()) {
            let says = field.description.as_deref().unwrap_or_default().to_lowercase();
            let numbers =
                ["at most", "up to", "one for each", "none unless", "in the order of the"];
            let closed = Schema::get().find(field.ty.inner()).kind == "ENUM";
            if !closed && !numbers.iter().any(|word| says.contains(word)) {
                unbounded.push(format!("{}.{}: {says}", ty.name, field.name));
            }
        }
    }
    nothing(&unbounded, "lists that do not say how long they can be");
}

/// `id: ID!` everywhere, and `Node` for what can be found by it.
#[test]
fn ids_are_opaque() {
    let mut wrong = Vec::new();
    for ty in Schema::get().of_kind("OBJECT") {
        for field in ty.fields().iter().filter(|field| field.name == "id") {
            if field.ty.text() != "ID!" {
                wrong.push(format!("{}.id: {}", ty.name, field.ty.text()));
            }
        }
        let is_node = ty.interfaces.iter().flatten().any(|interface| interface.name == "Node");
        if is_node && ty.field("id").is_none() {
            wrong.push(format!("{} is a node without an id", ty.name));
        }
    }
    nothing(&wrong, "ids");
}

/// No amount of money is a number on the wire, and nothing is a float.
#[test]
fn no_float_and_no_bare_amount() {
    let mut wrong = Vec::new();
    for ty in &Schema::get().types {
        let refs = ty.fields().iter().map(|field| (&field.name, &field.ty));
        for (name, reference) in
            refs.chain(ty.inputs().iter().map(|input| (&input.name, &input.ty)))
        {
            let amount = name.ends_with("Minor") || name.to_lowercase().ends_with("amount");
            if reference.inner() == "Float" || (amount && reference.inner() == "Int") {
                wrong.push(format!("{}.{name}: {}", ty.name, reference.text()));
            }
        }
    }
    nothing(&wrong, "numbers that lose something");
}

/// Two slices declaring one root field shadow each other in silence: the last wins. So the fields
/// are counted where they are written.
#[test]
fn no_root_field_hides_another() {
    for root in ["Query", "Mutation", "Subscription"] {
        let mut written: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for file in source::tree().iter().filter(|file| file.path.starts_with("api/src/")) {
            for name in root_fields(&file.product, root) {
                written.entry(name).or_default().push(file.path.clone());
            }
        }
        let doubles: Vec<String> = written
            .iter()
            .filter(|(_, files)| files.len() > 1)
            .map(|(name, files)| format!("{name}: {}", files.join(", ")))
            .collect();
        nothing(&doubles, "root fields written twice");
        let served = Schema::get().find(root).fields().len();
        assert_eq!(written.len(), served, "{root}: written and served: {:?}", written.keys());
    }
}

/// The functions of `impl …Query { … }` blocks, as GraphQL names them.
fn root_fields(code: &str, root: &str) -> Vec<String> {
    let mut names = Vec::new();
    for (at, _) in code.match_indices("impl ") {
        let Some(open) = code[at..].find('{').map(|ahead| at + ahead) else { continue };
        let subject = code[at + 5..open].trim();
        if !subject.ends_with(root) || subject.contains(' ') {
            continue;
        }
        let body = &code[open..source::closing(code, open)];
        let functions = body.lines().filter_map(|line| line.strip_prefix("    async fn "));
        for function in functions {
            let end = function.find(['(', '<']).unwrap_or(function.len());
            names.push(camel(&function[..end]));
        }
    }
    names
}

fn camel(snake: &str) -> String {
    let mut words = snake.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| {
        let mut letters = word.chars();
        let head = letters.next().map(|c| c.to_ascii_uppercase());
        name + &head.into_iter().chain(letters).collect::<String>()
    })
}

#[test]
fn root_fields_are_read_from_the_source() {
    let code = "#[Object]\nimpl PostQuery {\n    async fn my_post(&self) {}\n    fn own(&self) {}\n}\n\
                impl PostMutation {\n    async fn post_hide(&self) {}\n}\n";
    assert_eq!(root_fields(code, "Query"), ["myPost"]);
    assert_eq!(root_fields(code, "Mutation"), ["postHide"]);
}
