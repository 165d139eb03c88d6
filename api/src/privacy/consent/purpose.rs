//! Purposes: everything that the platform does with personal data, and what each demands.

pub use entity::privacy::notice::Purpose;

/// Every purpose, in the order in which people are shown them.
pub const ALL: [Purpose; 10] = [
    Purpose::Account,
    Purpose::OrderFulfilment,
    Purpose::ShareWithOperator,
    Purpose::ShareWithCarrier,
    Purpose::PersonalisedFeed,
    Purpose::Marketing,
    Purpose::IdentityVerification,
    Purpose::Publication,
    Purpose::ExportAbroad,
    Purpose::PartnerApi,
];

/// Whom data goes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecipientKind {
    /// A shop, or a carrier that is registered as a provider.
    Operator,
    /// A program of a partner.
    Client,
}

/// What a purpose demands before anything is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Demands {
    /// The service cannot be given without it: no consent is asked, and none can be taken back
    /// [PIPL 13, 16].
    pub necessary: bool,
    /// Data whose loss hurts: identity number, phone, address [PIPL 28].
    pub sensitive: bool,
    /// Consent to this and to nothing else [PIPL 23, 25, 29, 39].
    pub separate: bool,
    /// One consent for each of these.
    pub recipient: Option<RecipientKind>,
}

/// What a purpose demands.
pub fn demands(purpose: Purpose) -> Demands {
    let plain = Demands { necessary: false, sensitive: false, separate: false, recipient: None };
    let shared = |to| Demands { sensitive: true, separate: true, recipient: Some(to), ..plain };
    match purpose {
        Purpose::Account | Purpose::OrderFulfilment => Demands { necessary: true, ..plain },
        Purpose::ShareWithOperator | Purpose::ShareWithCarrier => shared(RecipientKind::Operator),
        Purpose::PersonalisedFeed | Purpose::Marketing => plain,
        Purpose::IdentityVerification => Demands { sensitive: true, separate: true, ..plain },
        Purpose::Publication => Demands { separate: true, ..plain },
        Purpose::ExportAbroad | Purpose::PartnerApi => shared(RecipientKind::Client),
    }
}
