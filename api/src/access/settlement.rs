//! Who may ask for what of settlement. Whose money somebody sees or moves is decided where it is
//! read or moved.

use platform::graphql::Access::{Anyone, Person};
use platform::graphql::AccessRow;

/// The rows of settlement.
pub const ROWS: &[AccessRow] = &[
    ("FastCollection", Person, "isOn"),
    ("FastCollectionSetPayload", Person, "fastCollection userErrors"),
    ("FastCollectionSetUserError", Person, "code field message retryAt"),
    ("FinanceAgreement", Anyone, "effectiveFrom textEn textZh version"),
    ("Mutation", Person, "fastCollectionSet operatorDepositTopUp payoutAccountSet payoutRequest"),
    ("OperatorDeposit", Person, "balance isSufficient required"),
    ("OperatorDepositTopUpPayload", Person, "deposit userErrors"),
    ("OperatorDepositTopUpUserError", Person, "code field message retryAt"),
    ("Payout", Person, "amount endedAt failure id reference requestedAt sentAt state timeline"),
    ("PayoutAccount", Person, "masked setAt"),
    ("PayoutAccountSetPayload", Person, "account userErrors"),
    ("PayoutAccountSetUserError", Person, "code field message retryAt"),
    ("PayoutConnection", Person, "edges nodes pageInfo"),
    ("PayoutEdge", Person, "cursor node"),
    ("PayoutRequestPayload", Person, "payout userErrors"),
    ("PayoutRequestUserError", Person, "code field message retryAt"),
    ("Query", Anyone, "financeAgreement"),
    ("Query", Person, "operatorDays operatorDeposit payoutAccount payouts receivables"),
    (
        "Receivable",
        Person,
        "advanced agreementVersion dueAt id offeredAt orderId repaid state timeline",
    ),
    ("ReceivableConnection", Person, "edges nodes pageInfo"),
    ("ReceivableEdge", Person, "cursor node"),
    (
        "ShopDay",
        Person,
        "cancelledOrders completedOrders day fees lateOrders lateRatePoints paid paidOrders refunded settled shippedOrders",
    ),
    ("ShopDayConnection", Person, "edges nodes pageInfo"),
    ("ShopDayEdge", Person, "cursor node"),
];
