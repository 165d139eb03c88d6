//! Who may ask for what of settlement. Whose money somebody sees or moves is decided where it is
//! read or moved.

use platform::graphql::Access::{Anyone, Person, Staff};
use platform::graphql::{AccessRow, Role};

/// The rows of settlement.
pub const ROWS: &[AccessRow] = &[
    ("CoverExcludePayload", Staff(Role::Risk), "finding userErrors"),
    ("CoverExcludeUserError", Staff(Role::Risk), "code field message retryAt"),
    ("FastCollection", Person, "isOn"),
    ("FastCollectionSetPayload", Person, "fastCollection userErrors"),
    ("FastCollectionSetUserError", Person, "code field message retryAt"),
    ("FinanceAgreement", Anyone, "effectiveFrom textEn textZh version"),
    ("FraudAppeal", Person, "decidedAt filedAt id state text"),
    ("FraudAppealDecidePayload", Staff(Role::Risk), "finding userErrors"),
    ("FraudAppealDecideUserError", Staff(Role::Risk), "code field message retryAt"),
    ("FraudAppealFilePayload", Person, "finding userErrors"),
    ("FraudAppealFileUserError", Person, "code field message retryAt"),
    ("FraudFinding", Person, "appeal appealBy excludedAt foundAt id kind operatorId orderId"),
    ("FraudFindingConnection", Person, "edges nodes pageInfo"),
    ("FraudFindingEdge", Person, "cursor node"),
    ("FraudFindingRecordPayload", Staff(Role::Risk), "finding userErrors"),
    ("FraudFindingRecordUserError", Staff(Role::Risk), "code field message retryAt"),
    (
        "Mutation",
        Person,
        "fastCollectionSet fraudAppealFile operatorDepositTopUp payoutAccountSet payoutRequest",
    ),
    ("Mutation", Staff(Role::Risk), "coverExclude fraudAppealDecide fraudFindingRecord"),
    ("OperatorDeposit", Person, "balance isSufficient required restrictAt state"),
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
    (
        "Query",
        Person,
        "fraudFindings operatorDays operatorDeposit payoutAccount payouts receivables",
    ),
    ("Query", Staff(Role::Risk), "fraudAppealQueue"),
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
