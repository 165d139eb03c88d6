//! Passkeys (WebAuthn): user verification always, counters that must grow, and sign-in without a
//! name, so that nobody can ask which accounts have one.

use platform::Failure;
use platform::config::Settings;
use platform::kernel::{Id, Noun};
use serde::de::DeserializeOwned;
use serde_json::Value;
use time::OffsetDateTime;
use uuid::Uuid;
use webauthn_rs::prelude::{
    AuthenticationResult, CreationChallengeResponse, DiscoverableAuthentication, DiscoverableKey,
    Passkey as Credential, PasskeyAuthentication, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential, RequestChallengeResponse, Webauthn, WebauthnBuilder,
};

use super::account::Account;
pub use super::store::CeremonyKind;

/// How many passkeys one account may have.
pub const MOST: usize = 10;

/// A public key of a person's device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passkey {
    pub id: Id<Passkey>,
    pub account_id: Id<Account>,
    pub name: String,
    /// The public key with its counter and flags, as the library keeps it.
    pub(super) credential: Value,
    pub(super) counter: i64,
    pub created_at: OffsetDateTime,
    pub used_at: Option<OffsetDateTime>,
}

impl Noun for Passkey {
    const PREFIX: &'static str = "passkey";
}

/// A challenge for the client, and the half that the server keeps.
pub(super) struct Challenge {
    /// JSON for `navigator.credentials`.
    pub options: String,
    pub state: Value,
}

/// A key that a device has just made.
pub(super) struct MadeKey {
    pub credential_id: String,
    pub credential: Value,
    pub counter: i64,
}

/// The site whose passkeys these are.
pub struct Passkeys(Webauthn);

impl Passkeys {
    /// The site as it is set: the name that devices bind keys to, and the origin of its pages.
    pub fn new(settings: &Settings) -> Result<Self, Failure> {
        let wrong = |error| Failure::because("passkey origin", error);
        let (id, origin) = (&settings.identity.webauthn_rp_id, &settings.identity.webauthn_origin);
        let builder = WebauthnBuilder::new(id, origin).map_err(wrong)?.rp_name("Fairstall");
        builder.build().map(Self).map_err(wrong)
    }

    /// Begins to make a key; the devices that hold one already are left out.
    pub(super) fn begin_registration(
        &self,
        account: &Account,
        existing: &[Passkey],
    ) -> Result<Challenge, Failure> {
        let known = existing
            .iter()
            .map(|passkey| Ok(credential(passkey)?.cred_id().clone()))
            .collect::<Result<Vec<_>, Failure>>()?;
        let (options, state): (CreationChallengeResponse, PasskeyRegistration) = self
            .0
            .start_passkey_registration(
                account.id.uuid(),
                &account.handle,
                &account.display_name,
                Some(known),
            )
            .map_err(|error| Failure::because("begin a passkey", error))?;
        // Sign-in names nobody, so the device must find the key by itself.
        let mut options = keep(&options.public_key)?;
        if let Some(wanted) = options.pointer_mut("/authenticatorSelection") {
            wanted["residentKey"] = "required".into();
            wanted["requireResidentKey"] = true.into();
        }
        challenge(&options, &state)
    }

    /// Checks what the device answered; none if it does not fit the challenge.
    pub(super) fn finish_registration(
        &self,
        answer: &str,
        state: Value,
    ) -> Result<Option<MadeKey>, Failure> {
        let state: PasskeyRegistration = kept(state)?;
        let Ok(answer) = serde_json::from_str::<RegisterPublicKeyCredential>(answer) else {
            return Ok(None);
        };
        let Ok(made) = self.0.finish_passkey_registration(&answer, &state) else {
            return Ok(None);
        };
        let credential_id = base64_url(made.cred_id());
        let credential = keep(&made)?;
        let counter = counter_of(&credential);
        Ok(Some(MadeKey { credential_id, credential, counter }))
    }

    /// Begins a sign-in that names nobody.
    pub(super) fn begin_sign_in(&self) -> Result<Challenge, Failure> {
        let (options, state): (RequestChallengeResponse, DiscoverableAuthentication) = self
            .0
            .start_discoverable_authentication()
            .map_err(|error| Failure::because("begin a passkey sign-in", error))?;
        challenge(&options.public_key, &state)
    }

    /// Begins a step-up with one of a person's own keys.
    pub(super) fn begin_step_up(&self, existing: &[Passkey]) -> Result<Challenge, Failure> {
        let keys = existing.iter().map(credential).collect::<Result<Vec<_>, Failure>>()?;
        let (options, state): (RequestChallengeResponse, PasskeyAuthentication) = self
            .0
            .start_passkey_authentication(&keys)
            .map_err(|error| Failure::because("begin a passkey step-up", error))?;
        challenge(&options.public_key, &state)
    }

    /// The key used, its counter moved on, if the answer fits the sign-in's challenge, was made by
    /// this key for its own account, and the counter has grown.
    pub(super) fn finish_sign_in(
        &self,
        answer: &Answer,
        state: Value,
        passkey: &Passkey,
    ) -> Result<Option<Passkey>, Failure> {
        let state: DiscoverableAuthentication = kept(state)?;
        let key = credential(passkey)?;
        let named = self.0.identify_discoverable_authentication(&answer.0);
        if !named.is_ok_and(|(account, _): (Uuid, _)| account == passkey.account_id.uuid()) {
            return Ok(None);
        }
        let result = self.0.finish_discoverable_authentication_v2(
            &answer.0,
            state,
            DiscoverableKey::from(&key),
        );
        result.map_or(Ok(None), |result| moved_on(passkey, key, &result))
    }

    /// The same for a step-up.
    pub(super) fn finish_step_up(
        &self,
        answer: &Answer,
        state: Value,
        passkey: &Passkey,
    ) -> Result<Option<Passkey>, Failure> {
        let state: PasskeyAuthentication = kept(state)?;
        let result = self.0.finish_passkey_authentication(&answer.0, &state);
        let key = credential(passkey)?;
        result.map_or(Ok(None), |result| moved_on(passkey, key, &result))
    }
}

/// What a device answered to a sign-in or step-up.
pub(super) struct Answer(PublicKeyCredential);

impl Answer {
    /// Reads the JSON that `navigator.credentials.get` gave.
    pub(super) fn parse(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok().map(Self)
    }

    /// Which key it says it used.
    pub(super) fn credential_id(&self) -> String {
        base64_url(self.0.get_credential_id())
    }
}

/// The key after its use. A counter that did not grow means that somebody copied the device.
fn moved_on(
    passkey: &Passkey,
    mut key: Credential,
    result: &AuthenticationResult,
) -> Result<Option<Passkey>, Failure> {
    let counter = i64::from(result.counter());
    let copied = (counter > 0 || passkey.counter > 0) && counter <= passkey.counter;
    if copied || !result.user_verified() || key.update_credential(result).is_none() {
        return Ok(None);
    }
    Ok(Some(Passkey { credential: keep(&key)?, counter, ..passkey.clone() }))
}

fn challenge<O: serde::Serialize, S: serde::Serialize>(
    options: &O,
    state: &S,
) -> Result<Challenge, Failure> {
    let options = serde_json::to_string(options)
        .map_err(|error| Failure::because("passkey options", error))?;
    Ok(Challenge { options, state: keep(state)? })
}

fn credential(passkey: &Passkey) -> Result<Credential, Failure> {
    kept(passkey.credential.clone())
}

fn keep<T: serde::Serialize>(value: &T) -> Result<Value, Failure> {
    serde_json::to_value(value).map_err(|error| Failure::because("keep passkey state", error))
}

fn kept<T: DeserializeOwned>(value: Value) -> Result<T, Failure> {
    serde_json::from_value(value).map_err(|error| Failure::because("kept passkey state", error))
}

fn counter_of(credential: &Value) -> i64 {
    credential.pointer("/cred/counter").and_then(Value::as_i64).unwrap_or_default()
}

fn base64_url(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
}
