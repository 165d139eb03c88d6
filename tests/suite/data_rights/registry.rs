//! Every column of every table is declared, once, to be personal or not; and no answer shows
//! another's phone, identity number or address.

use std::collections::{BTreeMap, BTreeSet};

use fairstall::data_rights::registry::tables;
use fairstall::privacy::personal::rows;
use kit::tables::tables as all_tables;
use kit::{Engine, World, scenario};

use crate::reflection::Schema;

async fn columns(world: &World, table: &str) -> BTreeSet<String> {
    let question = match world.engine() {
        Engine::Sqlite => format!("SELECT name FROM pragma_table_info('{table}')"),
        Engine::Postgres => format!(
            "SELECT column_name FROM information_schema.columns \
             WHERE table_schema = 'public' AND table_name = '{table}'"
        ),
    };
    world.ask(&question).await.into_iter().collect()
}

scenario! {
    async fn every_column_is_declared_once(world) {
        let mut declared: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
        for table in tables() {
            let personal = table.personal.iter().map(|column| column.0.to_owned());
            let names: Vec<String> =
                personal.chain(table.impersonal.split_whitespace().map(str::to_owned)).collect();
            let set: BTreeSet<String> = names.iter().cloned().collect();
            assert_eq!(set.len(), names.len(), "{}: a column twice", table.name);
            assert!(declared.insert(table.name, set).is_none(), "{} twice", table.name);
        }
        let mut wrong = Vec::new();
        for table in all_tables(world).await {
            let there = columns(world, &table).await;
            let Some(said) = declared.remove(table.as_str()) else {
                wrong.push(format!("{table}: nobody declares it"));
                continue;
            };
            wrong.extend(there.difference(&said).map(|c| format!("{table}.{c}: not declared")));
            wrong.extend(said.difference(&there).map(|c| format!("{table}.{c}: not there")));
        }
        declared.remove("sqlite_sequence");
        wrong.extend(declared.keys().map(|table| format!("{table}: declared, but not there")));
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    /// Every declared table can be asked for a person's rows, and answers sound JSON; what a slice
    /// opens beside its tables has a name of its own.
    async fn every_declared_table_can_be_exported(world) {
        let ana = world.person("ana").await;
        let subject = crate::data_rights::uuid(&ana.id);
        for declared in fairstall::data_rights::registry::REGISTRY {
            let found = rows(world.app().reader(), declared.tables, subject).await.unwrap();
            assert_eq!(found.contains_key("account"), declared.slice == "identity");
            let beside = (declared.export)(world.app().clone(), subject).await.unwrap();
            assert_eq!(beside.contains_key("contact_addresses"), declared.slice == "identity");
            assert!(declared.tables.iter().all(|table| !beside.contains_key(table.name)));
        }
    }
}

/// The fields of objects that show a type.
fn showing(schema: &Schema, ty: &str) -> Vec<String> {
    let mut showing = Vec::new();
    for object in schema.of_kind("OBJECT") {
        let fields = object.fields().iter().filter(|field| field.ty.inner() == ty);
        showing.extend(fields.map(|field| format!("{}.{}", object.name, field.name)));
    }
    showing
}

/// PD-6: what tells where somebody lives, or how they are reached, stands in no type that others
/// see: `Contact.masked` hangs on `Me` alone.
#[test]
fn pd_6_no_answer_shows_anothers_phone_identity_or_address() {
    let schema = Schema::get();
    let mut found = BTreeSet::new();
    for ty in schema.of_kind("OBJECT").filter(|ty| ty.name != "Mutation") {
        for field in ty.fields() {
            let name = field.name.to_lowercase();
            let telling = [
                "phone",
                "email",
                "street",
                "postal",
                "identitynumber",
                "idnumber",
                "realname",
                "legalname",
                "address",
                "birth",
            ];
            // Behind stars, as is looked at below.
            let masked = matches!(field.ty.inner(), "PostalAddress");
            if !masked && telling.iter().any(|word| name.contains(word)) {
                found.insert(format!("{}.{}", ty.name, field.name));
            }
        }
    }
    // What the law has a business show [ECL 15], and the registration that those who act for the
    // shop and staff see. A natural person's name and address have no field: they are sealed texts.
    // An address is in the clear only where somebody asked for it; each time is written down.
    let expected = [
        "OperatorLicence.legalName",
        "OperatorLicence.businessAddress",
        "Registration.legalName",
        "Registration.businessAddress",
        "RevealedAddress.phone",
        "RevealedAddress.street",
    ];
    assert_eq!(found, expected.map(str::to_owned).into());
    assert_eq!(
        showing(schema, "RevealedAddress"),
        ["AddressRevealPayload.revealed", "OrderAddressRevealPayload.revealed"]
    );
    assert_eq!(showing(schema, "Contact"), ["ContactAddConfirmPayload.contact", "Me.contacts"]);
    let address: BTreeSet<&str> =
        schema.find("PostalAddress").fields().iter().map(|field| field.name.as_str()).collect();
    let behind_stars = ["country", "createdAt", "id", "isPreferred", "masked", "region"];
    assert_eq!(address, behind_stars.into());
    let contact: Vec<&str> =
        schema.find("Contact").fields().iter().map(|field| field.name.as_str()).collect();
    assert_eq!(contact, ["kind", "masked", "verifiedAt"]);
}
