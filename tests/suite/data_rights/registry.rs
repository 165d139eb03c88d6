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

/// PD-6: what tells where somebody lives, or how they are reached, stands in no type that others
/// see: `Contact.masked` hangs on `Me` alone.
#[test]
fn pd_6_no_answer_shows_anothers_phone_identity_or_address() {
    let schema = Schema::get();
    let mut found = Vec::new();
    for ty in schema.of_kind("OBJECT") {
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
            if telling.iter().any(|word| name.contains(word)) {
                found.push(format!("{}.{}", ty.name, field.name));
            }
        }
    }
    // What the law has a business show [ECL 15], and the registration that those who act for the
    // shop and staff see. A natural person's name and address have no field: they are sealed texts.
    let of_a_business = [
        "OperatorLicence.legalName",
        "OperatorLicence.businessAddress",
        "Registration.legalName",
        "Registration.businessAddress",
    ];
    assert_eq!(found, of_a_business);
    let mut showing = Vec::new();
    for ty in schema.of_kind("OBJECT") {
        let fields = ty.fields().iter().filter(|field| field.ty.inner() == "Contact");
        showing.extend(fields.map(|field| format!("{}.{}", ty.name, field.name)));
    }
    assert_eq!(showing, ["ContactAddConfirmPayload.contact", "Me.contacts"]);
    let contact: Vec<&str> =
        schema.find("Contact").fields().iter().map(|field| field.name.as_str()).collect();
    assert_eq!(contact, ["kind", "masked", "verifiedAt"]);
}
