//! Programs of partners: made and revoked by an admin; they get short tokens for their secret.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use platform::kernel::Id;
use platform::kernel::Line;
use platform::{App, Error, refusals, transaction};
use subtle::ConstantTimeEq as _;
use time::OffsetDateTime;

use super::gate::Gate;
use crate::identity::client::{PartnerClient, scopes};
use crate::identity::store::clients;
use crate::identity::token::{AccessTokens, Bearer};
use crate::identity::viewer::{Admin, Staff};

refusals! {
    /// Why no client was made, in order of precedence.
    pub enum ClientCreateRefusal: "PartnerClientCreateErrorCode", PartnerClientCreateUserError {
        /// Not 1–80 characters on one line.
        NameInvalid at ["name"] says "A name has 1 to 80 characters.",
        /// None, or one that there is not.
        ScopesInvalid at ["scopes"] says "Choose at least one of the scopes there are.",
        /// Step up first.
        StepUpNeeded at [] says "Confirm that it is you first.",
        /// Another client has this name.
        NameTaken at ["name"] says "Another client has this name.",
    }
}

refusals! {
    /// Why the client was not revoked, in order of precedence.
    pub enum ClientRevokeRefusal: "PartnerClientRevokeErrorCode", PartnerClientRevokeUserError {
        /// Step up first.
        StepUpNeeded at [] says "Confirm that it is you first.",
        /// There is no such client, or it was revoked before.
        ClientNotFound at ["clientId"] says "There is no such client.",
    }
}

refusals! {
    /// Why no token was issued, in order of precedence.
    pub enum ClientTokenRefusal: "ClientTokenIssueErrorCode", ClientTokenIssueUserError {
        /// Too many failures from here or for this client; `retryAt` says when to go on.
        TooManyAttempts at [] says "Too many attempts. Wait a little.",
        /// No such client, a wrong secret, or the client was revoked; which is not said.
        CredentialsWrong at ["clientSecret"] says "The client or its secret is wrong.",
    }
}

/// A new client with its secret, shown once.
pub struct NewClient {
    pub client: PartnerClient,
    pub secret: String,
}

/// A client's access token.
pub struct ClientToken {
    pub access_token: String,
    pub expires_at: OffsetDateTime,
    pub scopes: Vec<String>,
}

/// Makes a client for a partner's program. Needs a fresh proof of the admin.
pub async fn create(
    app: &App,
    admin: &Staff<Admin>,
    name: &str,
    wanted: &[String],
) -> Result<NewClient, Error<ClientCreateRefusal>> {
    use ClientCreateRefusal as R;
    let name = Line::<1, 80>::parse(name).map_err(|_| R::NameInvalid)?;
    let scopes = scopes(wanted).ok_or(R::ScopesInvalid)?;
    let person = admin.person();
    transaction!(app, |tx| {
        if !person.stepped_up(tx).await? {
            return Err(R::StepUpNeeded.into());
        }
        let id: Id<PartnerClient> = app.new_id();
        let secret = format!("fsc_{}", URL_SAFE_NO_PAD.encode(app.chance().bytes::<32>()));
        let client = PartnerClient {
            id,
            name: name.as_str().to_owned(),
            scopes: scopes.clone(),
            created_at: tx.now(),
            revoked_at: None,
            secret_hash: clients::secret_hash(app, id.uuid(), &secret),
        };
        clients::insert(tx, &client, person.account_id().uuid())
            .await
            .map_err(|failure| failure.or_refuse("uq_partner_client__name", R::NameTaken))?;
        Ok(NewClient { client, secret })
    })
}

/// Revokes a client; its tokens stop within three seconds.
pub async fn revoke(
    app: &App,
    admin: &Staff<Admin>,
    id: Id<PartnerClient>,
) -> Result<Id<PartnerClient>, Error<ClientRevokeRefusal>> {
    use ClientRevokeRefusal as R;
    transaction!(app, |tx| {
        if !admin.person().stepped_up(tx).await? {
            return Err(R::StepUpNeeded.into());
        }
        if !clients::revoke(tx, id.uuid()).await? {
            return Err(R::ClientNotFound.into());
        }
        Ok(id)
    })
}

/// Gives a client a token with its scopes, for its secret.
pub async fn issue_token(
    app: &App,
    address: &str,
    id: Id<PartnerClient>,
    secret: &str,
) -> Result<ClientToken, Error<ClientTokenRefusal>> {
    use ClientTokenRefusal as R;
    let gate = Gate::account(app, address, format!("client:{}", id.uuid()));
    if let Some(at) = gate.enter(app).await? {
        return Err(Error::until(R::TooManyAttempts, at));
    }
    let client = clients::by_id(app.reader(), id.uuid()).await?;
    let shown = clients::secret_hash(app, id.uuid(), secret);
    let client = client.filter(|client| {
        let same = client.secret_hash.as_bytes().ct_eq(shown.as_bytes());
        bool::from(same) && client.revoked_at.is_none()
    });
    let client = client.ok_or(R::CredentialsWrong)?;
    transaction!(app, |tx| { Ok::<_, Error<R>>(gate.pass(tx).await?) })?;
    let bearer = Bearer::Client { client: id, scopes: client.scopes.clone() };
    let (access_token, expires_at) = AccessTokens::new(app).issue(&bearer, app.now())?;
    Ok(ClientToken { access_token, expires_at, scopes: client.scopes.into_iter().collect() })
}
