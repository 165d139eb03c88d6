//! What the slice of operators holds of people: every column, declared, and its export.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use platform::kernel::Id;
use platform::{App, Failure};
use serde_json::{Map, Value, json};
use uuid::Uuid;
use vault::pii::FieldName;

use super::{Operator, payout, registration};
use crate::privacy::personal::Category::{
    Behaviour, Contact, Content, Credential, Name, Relation, Standing,
};
use crate::privacy::personal::Export::{Json, Opened as OpenedFirst, Plain, Withheld};
use crate::privacy::personal::{Column, Erasure, Subject, Table};
use crate::privacy::retention::Class;
use crate::privacy::{self, Asking, Ground, Opened, Purpose, Reader, Wish};

/// Every table of operators.
pub const TABLES: [Table; 14] = [
    Table {
        name: "operator",
        subject: Subject::Nobody,
        class: Class::OperatorIdentity,
        erasure: Erasure::Kept("a shop, not a person"),
        personal: &[],
        impersonal: "id handle name about logo_id opened_at state kind identity_index verified_at \
                     reverify_by exit_at exited_at registration_id listing_stopped_at",
    },
    Table {
        name: "operator_member",
        subject: Subject::Columns(&["account_id"]),
        class: Class::OperatorIdentity,
        erasure: Erasure::Kept("who acted for a shop"),
        personal: &[
            Column("operator_id", Relation, Plain),
            Column("role", Standing, Plain),
            Column("joined_at", Behaviour, Plain),
        ],
        impersonal: "account_id",
    },
    Table {
        name: "operator_permit",
        subject: Subject::Columns(&["filed_by"]),
        class: Class::OperatorIdentity,
        erasure: Erasure::Kept("the permit of a shop"),
        personal: &[Column("filed_at", Behaviour, Plain), Column("kind", Behaviour, Plain)],
        impersonal: "id operator_id number valid_from valid_until document_id filed_by",
    },
    Table {
        name: "registration",
        subject: Subject::Columns(&["created_by"]),
        class: Class::OperatorIdentity,
        erasure: Erasure::Kept("who a seller was, for three years after they leave"),
        personal: &[
            Column("legal_name", Standing, Plain),
            Column("business_address", Standing, Plain),
            Column("region", Standing, Plain),
            Column("exemption_ground", Standing, Plain),
            Column("declaration", Standing, Plain),
            Column("name_sealed", Name, OpenedFirst),
            Column("identity_sealed", Credential, OpenedFirst),
            Column("address_sealed", Contact, OpenedFirst),
            Column("phone_sealed", Contact, OpenedFirst),
            Column("email_sealed", Contact, OpenedFirst),
            Column("name_index", Name, Withheld(INDEX)),
            Column("identity_index", Credential, Withheld(INDEX)),
            Column("created_at", Behaviour, Plain),
            Column("submitted_at", Behaviour, Plain),
        ],
        impersonal: "id operator_id version purpose kind state confirms_id credit_code \
                     licence_from licence_until changed_on created_by submitted_by due_at \
                     overdue_at decided_at recommended_by",
    },
    Table {
        name: "registration_review",
        subject: Subject::Columns(&["staff_id"]),
        class: Class::OperatorIdentity,
        erasure: Erasure::Kept("who decided about a seller"),
        personal: &[
            Column("decision", Behaviour, Plain),
            Column("reasons", Content, Json),
            Column("at", Behaviour, Plain),
        ],
        impersonal: "id registration_id staff_id",
    },
    Table {
        name: "registration_document",
        subject: Subject::Nobody,
        class: Class::OperatorIdentity,
        erasure: Erasure::Kept("a registration's; the file is its sender's"),
        personal: &[],
        impersonal: "document_id registration_id kind",
    },
    Table {
        name: "operator_invitation",
        subject: Subject::Columns(&["account_id"]),
        class: Class::OperatorIdentity,
        erasure: Erasure::Kept("who was asked to act for a shop"),
        personal: &[
            Column("operator_id", Relation, Plain),
            Column("role", Standing, Plain),
            Column("invited_at", Behaviour, Plain),
            Column("decided_at", Behaviour, Plain),
            Column("token_hash", Credential, Withheld("who has it could answer as you")),
        ],
        impersonal: "id account_id state invited_by expires_at",
    },
    Table {
        name: "operator_transfer",
        subject: Subject::Columns(&["giver_id", "receiver_id"]),
        class: Class::OperatorIdentity,
        erasure: Erasure::Kept("who was liable for a shop, and when"),
        personal: &[
            Column("operator_id", Relation, Plain),
            Column("giver_id", Relation, Plain),
            Column("receiver_id", Relation, Plain),
            Column("offered_at", Behaviour, Plain),
            Column("accepted_at", Behaviour, Plain),
        ],
        impersonal: "id state ended_at",
    },
    Table {
        name: "operator_turnover",
        subject: Subject::Nobody,
        class: Class::OperatorIdentity,
        erasure: Erasure::Kept("a shop's, not a person's"),
        personal: &[],
        impersonal: "operator_id year amount_minor flagged_at",
    },
    Table {
        name: "operator_prompt",
        subject: Subject::Columns(&["account_id"]),
        class: Class::OperatorIdentity,
        erasure: Erasure::Kept("what the law has us remind sellers of"),
        personal: &[Column("kind", Behaviour, Plain), Column("at", Behaviour, Plain)],
        impersonal: "id operator_id account_id text_version",
    },
    Table {
        name: "operator_payout_holder",
        subject: Subject::Columns(&["set_by"]),
        class: Class::OperatorIdentity,
        erasure: Erasure::Kept("in whose name a seller was paid"),
        personal: &[
            Column("name_sealed", Name, OpenedFirst),
            Column("name_index", Name, Withheld(INDEX)),
            Column("set_at", Behaviour, Plain),
        ],
        impersonal: "operator_id set_by",
    },
    Table {
        name: "operator_deposit_account",
        subject: Subject::Columns(&["opened_by"]),
        class: Class::OperatorIdentity,
        erasure: Erasure::Kept("a shop's deposit"),
        personal: &[Column("opened_at", Behaviour, Plain)],
        impersonal: "operator_id opened_by",
    },
    Table {
        name: "operator_open_matter",
        subject: Subject::Nobody,
        class: Class::OperatorIdentity,
        erasure: Erasure::Kept("what keeps a shop from leaving"),
        personal: &[],
        impersonal: "operator_id matter_id kind since",
    },
    Table {
        name: "identity_report_run",
        subject: Subject::Nobody,
        class: Class::OperatorIdentity,
        erasure: Erasure::Kept("when the authority was told"),
        personal: &[],
        impersonal: "id half operators sha256 at",
    },
];

const INDEX: &str = "a keyed hash, by which the same value is found again";

/// What the slice of operators opens for a person beside its tables: the personal texts of the
/// registrations that they filled in or submitted, for themselves or for the business they stand
/// for, and the name in which they had a shop paid out.
///
/// # Errors
/// Ours.
pub async fn export(app: &App, subject: Uuid) -> Result<Map<String, Value>, Failure> {
    let versions = registration::given_by(app.reader(), subject).await?;
    let holders = payout::set_by(app.reader(), subject).await?;
    let of_versions = versions.iter().map(|version| (version.operator_id.uuid(), version.names()));
    let of_holders =
        holders.iter().map(|holder| (holder.operator(), vec![payout::Holder::field()]));
    let mut wanted: BTreeMap<Uuid, BTreeSet<FieldName>> = BTreeMap::new();
    for (operator, names) in of_versions.chain(of_holders) {
        wanted.entry(operator).or_default().extend(names);
    }
    let wishes: Vec<Wish> = wanted.iter().map(|wanted| wish(subject, wanted)).collect();
    let opened = privacy::open_all(app, &wishes).await?;
    let shops = wanted.into_keys();
    let opened: HashMap<Uuid, Opened> =
        shops.zip(opened).filter_map(|(shop, opened)| Some((shop, opened.ok()?))).collect();
    let mut texts = Vec::new();
    for version in &versions {
        let Some(opened) = opened.get(&version.operator_id.uuid()) else { continue };
        let mut said = json!({ "registration": version.id.to_string() });
        for (field, text) in version.texts(opened)? {
            said[field.name().to_lowercase()] = json!(text.as_str());
        }
        texts.push(said);
    }
    let mut names = Vec::new();
    for holder in &holders {
        let Some(opened) = opened.get(&holder.operator()) else { continue };
        let shop = Id::<Operator>::from_uuid(holder.operator()).to_string();
        names.push(json!({ "operator": shop, "name": holder.read(opened)?.as_str() }));
    }
    let mut found = Map::new();
    for (name, list) in [("registration_texts", texts), ("payout_names", names)] {
        if !list.is_empty() {
            found.insert(name.to_owned(), Value::Array(list));
        }
    }
    Ok(found)
}

/// What somebody gave of a shop, for themselves: the shop is the subject, as its key is.
fn wish(giver: Uuid, (shop, fields): (&Uuid, &BTreeSet<FieldName>)) -> Wish {
    let asking = Asking {
        reader: Reader::Giver(giver),
        subject: *shop,
        purpose: Purpose::OwnData,
        ground: Ground::Contract,
        request: String::new(),
    };
    Wish::of(asking, fields.iter().copied().collect())
}
