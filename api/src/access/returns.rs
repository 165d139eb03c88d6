//! Who may ask for what of returns. Whose return somebody sees or moves is decided where it is read
//! or moved.

use platform::graphql::Access::{Anyone, Person, Staff};
use platform::graphql::{AccessRow, Role};

/// The rows of returns.
pub const ROWS: &[AccessRow] = &[
    (
        "Return",
        Person,
        "allowedTransitions breaches buyer carriage deadline deduction \
         doesShopBearCarriage endedAt evidence flaw id kind lines operator order profile \
         receipt receivedAt refund refundBy replacement requestedAt ruleVersion sentBack \
         state timeline viewerSide words",
    ),
    ("ReturnAddressGivePayload", Person, "return userErrors"),
    ("ReturnAddressGiveUserError", Person, "code field message retryAt"),
    ("ReturnAnswerPayload", Person, "return userErrors"),
    ("ReturnAnswerUserError", Person, "code field message retryAt"),
    ("ReturnAssessPayload", Person, "return userErrors"),
    ("ReturnAssessUserError", Person, "code field message retryAt"),
    ("ReturnBreach", Person, "at duty"),
    ("ReturnConfirmPayload", Person, "return userErrors"),
    ("ReturnConfirmUserError", Person, "code field message retryAt"),
    ("ReturnConnection", Person, "edges nodes pageInfo"),
    ("ReturnDeadline", Person, "at effect"),
    ("ReturnDecidePayload", Staff(Role::Support), "return userErrors"),
    ("ReturnDecideUserError", Staff(Role::Support), "code field message retryAt"),
    ("ReturnEdge", Person, "cursor node"),
    ("ReturnEvidence", Person, "at bySeller id sha256"),
    ("ReturnEvidenceAddPayload", Person, "return userErrors"),
    ("ReturnEvidenceAddUserError", Person, "code field message retryAt"),
    ("ReturnEvidenceOpenPayload", Person, "ticket userErrors"),
    ("ReturnEvidenceOpenUserError", Person, "code field message retryAt"),
    ("ReturnEvidenceStagePayload", Person, "document userErrors"),
    ("ReturnEvidenceStageUserError", Person, "code field message retryAt"),
    ("ReturnLimit", Staff(Role::Support), "id liftedAt reason until user"),
    ("ReturnLimitLiftPayload", Staff(Role::Support), "limit userErrors"),
    ("ReturnLimitLiftUserError", Staff(Role::Support), "code field message retryAt"),
    ("ReturnLimitSetPayload", Staff(Role::Support), "limit userErrors"),
    ("ReturnLimitSetUserError", Staff(Role::Support), "code field message retryAt"),
    ("ReturnLine", Person, "line quantity"),
    ("ReturnParcel", Person, "carrier waybill"),
    (
        "ReturnPreview",
        Person,
        "confirmation doesShopBearCarriage freight goods problem statement until",
    ),
    ("ReturnPromise", Anyone, "bearsCarriage days takesExcluded"),
    ("ReturnPromiseSetPayload", Person, "promise userErrors"),
    ("ReturnPromiseSetUserError", Person, "code field message retryAt"),
    ("ReturnReceivePayload", Person, "return userErrors"),
    ("ReturnReceiveUserError", Person, "code field message retryAt"),
    ("ReturnRefund", Person, "advanced at by freight goods total"),
    ("ReturnRefundPayload", Person, "return userErrors"),
    ("ReturnRefundUserError", Person, "code field message retryAt"),
    ("ReturnRefusePayload", Person, "return userErrors"),
    ("ReturnRefuseUserError", Person, "code field message retryAt"),
    ("ReturnReplacePayload", Person, "return userErrors"),
    ("ReturnReplaceUserError", Person, "code field message retryAt"),
    ("ReturnRequestPayload", Person, "return userErrors"),
    ("ReturnRequestUserError", Person, "code field message retryAt"),
    ("ReturnShipPayload", Person, "return userErrors"),
    ("ReturnShipUserError", Person, "code field message retryAt"),
    ("ReturnTerms", Person, "coolingOffUntil defectUntil isExcluded left repairUntil"),
    ("ReturnWithdrawPayload", Person, "return userErrors"),
    ("ReturnWithdrawUserError", Person, "code field message retryAt"),
    ("ReturnWord", Person, "at kind text"),
    ("WithdrawalReceipt", Person, "at sha256 text"),
    (
        "Mutation",
        Person,
        "returnAddressGive returnAnswer returnAssess returnConfirm returnEvidenceAdd \
         returnEvidenceOpen returnEvidenceStage returnPromiseSet returnReceive \
         returnRefund returnRefuse returnReplace returnRequest returnShip returnWithdraw",
    ),
    ("Mutation", Staff(Role::Support), "returnDecide returnLimitLift returnLimitSet"),
    ("Order", Person, "returns"),
    ("OrderLine", Person, "returnTerms"),
    ("Operator", Anyone, "returnPromise"),
    ("Query", Person, "myReturns operatorReturnHistory operatorReturns return returnPreview"),
    ("Query", Staff(Role::Support), "returnDesk"),
    ("Subscription", Person, "returnUpdated"),
];
