//! What complaints hold of people: who complained of what, and who did what in a case. What was
//! said and shown lies under the case's own key, and goes three years after the case has ended.

use platform::{App, Failure};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::complaint::Side;
use super::party::Party;
use super::store::{cases, messages};
use super::words;
use crate::privacy::personal::Category::{Behaviour, Content, Relation, Standing};
use crate::privacy::personal::Export::{Opened, Plain, Withheld};
use crate::privacy::personal::{Column, Erasure, Subject, Table};
use crate::privacy::retention::Class;

const ANOTHER: &str = "another person";
const FOR_DISPUTES: &str = "what was said and decided in a dispute, for three years";

const fn of_case(name: &'static str, impersonal: &'static str) -> Table {
    Table {
        name,
        subject: Subject::Nobody,
        class: Class::Trade,
        erasure: Erasure::Kept(FOR_DISPUTES),
        personal: &[],
        impersonal,
    }
}

const fn done_by(
    name: &'static str,
    by: &'static [&'static str],
    personal: &'static [Column],
    impersonal: &'static str,
) -> Table {
    Table {
        name,
        subject: Subject::Columns(by),
        class: Class::Trade,
        erasure: Erasure::Kept(FOR_DISPUTES),
        personal,
        impersonal,
    }
}

/// Every table of complaints.
pub const TABLES: [Table; 11] = [
    done_by(
        "dispute_officer",
        &["account_id"],
        &[
            Column("background", Standing, Plain),
            Column("organisation", Standing, Plain),
            Column("listed_at", Behaviour, Plain),
        ],
        "account_id duty is_listed",
    ),
    done_by(
        "complaint",
        &["complainant"],
        &[
            Column("about", Behaviour, Plain),
            Column("issue", Behaviour, Plain),
            Column("wish", Behaviour, Plain),
            Column("claim_minor", Behaviour, Plain),
            Column("state", Standing, Plain),
            Column("filed_at", Behaviour, Plain),
            Column("satisfaction", Behaviour, Plain),
            Column("assigned_to", Relation, Withheld(ANOTHER)),
            Column("mediator", Relation, Withheld(ANOTHER)),
        ],
        "id about_id order_id operator_id complainant priority currency channel is_open \
         answered_at breached_at due_at replied_at is_silent instance suspended_from \
         suspended_why suspended_at left_millis pause_asked declined_why referred_to \
         resolved_how resolved_at appeal_by ended_at version",
    ),
    done_by(
        "complaint_message",
        &["author"],
        &[
            Column("words", Content, Opened),
            Column("kind", Behaviour, Plain),
            Column("at", Behaviour, Plain),
        ],
        "complaint_id seq side author about_id",
    ),
    done_by(
        "complaint_evidence",
        &["owner"],
        &[
            Column("shows", Behaviour, Plain),
            Column("sha256", Content, Plain),
            Column("at", Behaviour, Plain),
        ],
        "id complaint_id document_id side owner bytes content_type redacts",
    ),
    done_by(
        "complaint_custody",
        &["actor"],
        &[Column("act", Behaviour, Plain), Column("at", Behaviour, Plain)],
        "evidence_id seq actor",
    ),
    done_by(
        "complaint_archive",
        &["asked_by"],
        &[Column("asked_at", Behaviour, Plain)],
        "id complaint_id asked_by side ready_at expires_at bytes sha256 link_hash link_until \
         link_entry",
    ),
    of_case("complaint_pause", "complaint_id seq why from_at until_at"),
    done_by(
        "complaint_offer",
        &["made_by"],
        &[
            Column("refund_minor", Behaviour, Plain),
            Column("compensation_minor", Behaviour, Plain),
            Column("made_at", Behaviour, Plain),
        ],
        "id complaint_id side made_by with_replacement state complainant_agreed_at \
         seller_agreed_at ended_at",
    ),
    done_by(
        "complaint_remedy",
        &["made_by"],
        &[Column("finding", Behaviour, Plain), Column("made_at", Behaviour, Plain)],
        "id complaint_id instance basis refund_minor compensation_minor penalty_minor \
         with_replacement contract_hash rule_version state made_by execute_by executed_at \
         executed_by refunded_minor compensated_minor advanced_minor",
    ),
    done_by(
        "complaint_seat",
        &["arbitrator"],
        &[Column("drawn_at", Behaviour, Plain), Column("recused_at", Behaviour, Plain)],
        "id complaint_id instance seat arbitrator",
    ),
    done_by(
        "complaint_vote",
        &["arbitrator"],
        &[Column("agrees", Behaviour, Plain), Column("at", Behaviour, Plain)],
        "remedy_id arbitrator",
    ),
];

/// What a person has said in cases, for their own eyes: of the cases in which they complained.
///
/// # Errors
/// Either database's own.
pub async fn export(app: &App, subject: Uuid) -> Result<Map<String, Value>, Failure> {
    let mut found = Map::new();
    let spoken = messages::cases_of(app.reader(), subject).await?;
    let mut said = Vec::new();
    // Two hundred cases at most, each with a key of its own.
    for case in cases::many(app.reader(), spoken).await? {
        let own = messages::all(app.reader(), case.id).await?;
        let own: Vec<_> =
            own.into_iter().filter(|message| message.author.uuid() == subject).collect();
        let account = platform::kernel::Id::from_uuid(subject);
        let is_complainant = case.complainant.uuid() == subject;
        let side = if is_complainant { Side::Complainant } else { Side::Seller };
        let texts = words::read(app, &case, Party { side, account }, &own).await?;
        said.extend(texts.into_iter().flatten());
    }
    if !said.is_empty() {
        found.insert("complaint_message.words".to_owned(), said.into());
    }
    Ok(found)
}
