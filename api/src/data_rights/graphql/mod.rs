//! Data rights as clients see them: translation only, decisions are made by the actions.

mod accesses;
mod breaches;
mod consents;
mod history;
mod holds;
mod notices;
mod requests;
mod staff;

use async_graphql::{ID, MergedObject};
use platform::graphql::{ErrorCode, RequestError};
use platform::kernel::{Noun as _, split_id};
use uuid::Uuid;

use super::actions::consents::Recipient;
use crate::identity::client::PartnerClient;
use crate::operators;
use crate::privacy::consent::{Purpose, RecipientKind, demands};

/// Root fields that read what people allowed, asked and are owed.
#[derive(MergedObject, Default)]
pub struct DataRightsQuery(
    consents::ConsentQuery,
    history::ConsentHistoryQuery,
    notices::NoticeQuery,
    requests::SubjectRequestQuery,
    staff::SubjectQueueQuery,
    holds::LegalHoldQuery,
    breaches::BreachQuery,
    accesses::DataAccessQuery,
);

/// Root fields that change it.
#[derive(MergedObject, Default)]
pub struct DataRightsMutation(
    consents::ConsentMutation,
    notices::NoticeMutation,
    requests::SubjectRequestMutation,
    staff::SubjectQueueMutation,
    holds::LegalHoldMutation,
    breaches::BreachMutation,
);

/// Reads the id of a recipient: a shop's or a partner's program's.
fn recipient(id: &ID) -> Result<Recipient, RequestError> {
    let kind = |prefix| match prefix {
        operators::Operator::PREFIX => Some(RecipientKind::Operator),
        PartnerClient::PREFIX => Some(RecipientKind::Client),
        _ => None,
    };
    let read =
        split_id(id).ok().and_then(|(prefix, id)| Some(Recipient { kind: kind(prefix)?, id }));
    read.ok_or_else(|| {
        let says = "An id that begins with `operator_` or `client_` is expected here.";
        RequestError::new(ErrorCode::InvalidId, says)
    })
}

/// The id of a recipient as clients read it.
fn recipient_id(purpose: Purpose, id: Uuid) -> ID {
    let prefix = match demands(purpose).recipient {
        Some(RecipientKind::Client) => PartnerClient::PREFIX,
        Some(RecipientKind::Operator) | None => operators::Operator::PREFIX,
    };
    format!("{prefix}_{}", id.simple()).into()
}
