//! Sessions after they began: refreshed, listed, ended (D20).

use platform::kernel::Id;
use platform::{App, Error, Failure, refusals, transaction};

use super::committed;
use super::sign_in::{SignedIn, issue_tokens};
use crate::identity::session::{self, EndCause, Refresh, Session};
use crate::identity::store::{accounts, sessions};
use crate::identity::viewer::Person;

refusals! {
    /// Why a session was not refreshed, in order of precedence. Sign in again after any of them.
    pub enum RefreshRefusal: "SessionRefreshErrorCode", SessionRefreshUserError {
        /// No such token, or its session is over.
        RefreshTokenInvalid at ["refreshToken"] says "You are signed out. Sign in again.",
        /// The token was exchanged before and its successor has been used: somebody else may hold a
        /// copy, so the session has been ended everywhere.
        RefreshTokenReused at ["refreshToken"]
            says "This session was ended because its token was used twice. Sign in again.",
    }
}

refusals! {
    /// Why a session was not ended, in order of precedence.
    pub enum SessionRevokeRefusal: "SessionRevokeErrorCode", SessionRevokeUserError {
        /// There is no such live session of yours.
        SessionNotFound at ["sessionId"] says "There is no such session of yours.",
    }
}

refusals! {
    /// Why nobody was signed out, in order of precedence.
    pub enum SignOutRefusal: "SessionSignOutErrorCode", SessionSignOutUserError {
        /// The caller is signed in elsewhere (a token of an outside issuer), not in a session here.
        SessionNeeded at [] says "You are not in a session of ours.",
    }
}

/// Exchanges a refresh token. Each works once; a replay whose answer was lost gets another, and any
/// other replay ends the session (D20).
pub async fn refresh(app: &App, token: &str) -> Result<SignedIn, Error<RefreshRefusal>> {
    use RefreshRefusal as R;
    let hash = sessions::refresh_hash(app, token);
    committed(transaction!(app, |tx| {
        let found = sessions::refresh_token(tx.conn(), &hash).await?;
        let Some((session_id, _)) = found else { return Ok(Err(R::RefreshTokenInvalid)) };
        let session = sessions::lock(tx, session_id).await?.ok_or(R::RefreshTokenInvalid)?;
        // Read again under the lock: another request may just have exchanged it.
        let found = sessions::refresh_token(tx.conn(), &hash).await?;
        let newest = sessions::newest_token(tx, session_id).await?;
        let (Some((_, shown)), Some(newest)) = (found, newest) else {
            return Ok(Err(R::RefreshTokenInvalid));
        };
        match session::refresh(session.life, shown, newest, tx.now()) {
            Refresh::Over => return Ok(Err(R::RefreshTokenInvalid)),
            Refresh::Revoke => {
                let account = session.account_id.uuid();
                sessions::end(tx, account, session_id, EndCause::Replay).await?;
                return Ok(Err(R::RefreshTokenReused));
            }
            Refresh::Rotate => sessions::use_token(tx, shown.id).await?,
            Refresh::Reissue { superseded } => sessions::supersede_token(tx, superseded).await?,
        }
        let account = accounts::by_id(tx.conn(), session.account_id.uuid()).await?;
        let account = account.ok_or_else(|| Failure::broken("a session without an account"))?;
        let tokens = issue_tokens(tx, &session, Some(shown.id)).await?;
        Ok(Ok(SignedIn { account, session, tokens }))
    }))
}

/// Ends one of a person's own sessions.
pub async fn revoke(
    app: &App,
    person: &Person,
    id: Id<Session>,
) -> Result<Id<Session>, Error<SessionRevokeRefusal>> {
    transaction!(app, |tx| {
        let account = person.account_id().uuid();
        if !sessions::end(tx, account, id.uuid(), EndCause::Revoked).await? {
            return Err(SessionRevokeRefusal::SessionNotFound.into());
        }
        Ok(id)
    })
}

/// Ends all of a person's sessions but the one they ask in; answers how many.
pub async fn revoke_others(app: &App, person: &Person) -> Result<u64, Failure> {
    transaction!(app, |tx| {
        let keep = person.session_id().map(Id::uuid);
        sessions::end_others(tx, person.account_id().uuid(), keep, EndCause::Revoked).await
    })
}

/// Ends the session that a person asks in.
pub async fn sign_out(app: &App, person: &Person) -> Result<Id<Session>, Error<SignOutRefusal>> {
    let id = person.session_id().ok_or(SignOutRefusal::SessionNeeded)?;
    transaction!(app, |tx| {
        // Ended already is signed out all the same.
        sessions::end(tx, person.account_id().uuid(), id.uuid(), EndCause::SignedOut).await?;
        Ok(id)
    })
}
