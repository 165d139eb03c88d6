//! Who may ask for what of payments and of the risk centre. Which rows of data somebody sees is
//! decided where they are read.

use platform::graphql::Access::{Anyone, Person, Staff};
use platform::graphql::{AccessRow, Role};

/// The rows of payments.
pub const ROWS: &[AccessRow] = &[
    (
        "EmergencyStop",
        Staff(Role::Risk),
        "fromAt id liftedAt operator provider reason scope setBy untilAt",
    ),
    ("EmergencyStopLiftPayload", Staff(Role::Risk), "stop userErrors"),
    ("EmergencyStopLiftUserError", Staff(Role::Risk), "code field message retryAt"),
    ("EmergencyStopSetPayload", Staff(Role::Risk), "stop userErrors"),
    ("EmergencyStopSetUserError", Staff(Role::Risk), "code field message retryAt"),
    (
        "Mutation",
        Person,
        "paymentAppeal paymentConfirm paymentPasswordSet paymentUnauthorisedReport \
         walletTopUp",
    ),
    (
        "Mutation",
        Staff(Role::Risk),
        "emergencyStopLift emergencyStopSet paymentAccountClassSet riskCaseDecide \
         riskRulesPropose riskRulesPublish",
    ),
    (
        "Payment",
        Person,
        "allowedTransitions amount capturedAt confirmationDigest confirmedAt createdAt \
         expiresAt factorsNeeded id payees purpose refunds state stoppedReason tenders \
         timeline",
    ),
    ("PaymentAccountClassSetPayload", Staff(Role::Risk), "userErrors wallet"),
    ("PaymentAccountClassSetUserError", Staff(Role::Risk), "code field message retryAt"),
    ("PaymentAppealPayload", Person, "case userErrors"),
    ("PaymentAppealUserError", Person, "code field message retryAt"),
    ("PaymentConfirmPayload", Person, "payment userErrors"),
    ("PaymentConfirmUserError", Person, "code field message retryAt"),
    ("PaymentConnection", Person, "edges nodes pageInfo"),
    ("PaymentEdge", Person, "cursor node"),
    ("PaymentNextStep", Person, "kind value"),
    ("PaymentPasswordSetPayload", Person, "userErrors wallet"),
    ("PaymentPasswordSetUserError", Person, "code field message retryAt"),
    ("PaymentPayee", Person, "amount isWanted operator refunded"),
    ("PaymentRefund", Person, "amount askedAt id paidAt state"),
    ("PaymentTender", Person, "amount failure kind nextStep refunded state"),
    ("PaymentUnauthorisedReportPayload", Person, "case userErrors"),
    ("PaymentUnauthorisedReportUserError", Person, "code field message retryAt"),
    ("Query", Anyone, "paymentProviders"),
    ("Query", Person, "myPayments myWallet payment riskCase"),
    ("Query", Staff(Role::Risk), "emergencyStops riskCaseQueue riskRules"),
    (
        "RiskCase",
        Person,
        "decidedAt dueAt findings id isOverdue kind loss openedAt payment reason state \
         text",
    ),
    ("RiskCaseConnection", Staff(Role::Risk), "edges nodes pageInfo"),
    ("RiskCaseDecidePayload", Staff(Role::Risk), "case userErrors"),
    ("RiskCaseDecideUserError", Staff(Role::Risk), "code field message retryAt"),
    ("RiskCaseEdge", Staff(Role::Risk), "cursor node"),
    ("RiskFinding", Person, "at hits rulesVersion score verdict"),
    ("RiskRules", Staff(Role::Risk), "body proposedAt proposedBy publishedAt publishedBy version"),
    ("RiskRulesConnection", Staff(Role::Risk), "edges nodes pageInfo"),
    ("RiskRulesEdge", Staff(Role::Risk), "cursor node"),
    ("RiskRulesProposePayload", Staff(Role::Risk), "rules userErrors"),
    ("RiskRulesProposeUserError", Staff(Role::Risk), "code field message retryAt"),
    ("RiskRulesPublishPayload", Staff(Role::Risk), "rules userErrors"),
    ("RiskRulesPublishUserError", Staff(Role::Risk), "code field message retryAt"),
    ("Subscription", Person, "paymentUpdated"),
    (
        "Wallet",
        Person,
        "balance class frozenAt hasPaymentPassword held passwordRestsUntil spentThisYear \
         spentToday user",
    ),
    ("WalletTopUpPayload", Person, "payment userErrors"),
    ("WalletTopUpUserError", Person, "code field message retryAt"),
];
