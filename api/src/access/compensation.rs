//! Who may ask for what of compensation. Whose claims somebody sees or moves is decided where they
//! are read or moved.

use platform::graphql::Access::{Person, Staff};
use platform::graphql::{AccessRow, Role};

/// The rows of compensation.
pub const ROWS: &[AccessRow] = &[
    (
        "Compensation",
        Person,
        "advanceGround allowedTransitions amount balance base basis cap claimedAt contest \
         contestBy decidedAt dueAt entries floor id legalGround legalSource multiple operatorId \
         orderId paidAt payBy payer recourse reference rejectReason ruleVersion state timeline",
    ),
    ("CompensationApprovePayload", Staff(Role::Support), "compensation userErrors"),
    ("CompensationApproveUserError", Staff(Role::Support), "code field message retryAt"),
    ("CompensationConnection", Person, "edges nodes pageInfo"),
    ("CompensationContestDecidePayload", Staff(Role::Support), "compensation userErrors"),
    ("CompensationContestDecideUserError", Staff(Role::Support), "code field message retryAt"),
    ("CompensationContestPayload", Person, "compensation userErrors"),
    ("CompensationContestUserError", Person, "code field message retryAt"),
    ("CompensationEdge", Person, "cursor node"),
    ("CompensationEntry", Person, "amount at funder kind legalGround"),
    ("CompensationEntryConnection", Person, "edges nodes pageInfo"),
    ("CompensationEntryEdge", Person, "cursor node"),
    ("CompensationObjection", Person, "decidedAt filedAt id state text"),
    ("CompensationOpenPayload", Staff(Role::Support), "compensation userErrors"),
    ("CompensationOpenUserError", Staff(Role::Support), "code field message retryAt"),
    ("CompensationPayPayload", Person, "compensation userErrors"),
    ("CompensationPayUserError", Person, "code field message retryAt"),
    ("CompensationRejectPayload", Staff(Role::Support), "compensation userErrors"),
    ("CompensationRejectUserError", Staff(Role::Support), "code field message retryAt"),
    ("CompensationWriteOffPayload", Staff(Role::Risk), "compensation userErrors"),
    ("CompensationWriteOffUserError", Staff(Role::Risk), "code field message retryAt"),
    ("FabricationAppealDecidePayload", Staff(Role::Risk), "finding userErrors"),
    ("FabricationAppealDecideUserError", Staff(Role::Risk), "code field message retryAt"),
    ("FabricationAppealPayload", Person, "finding userErrors"),
    ("FabricationAppealUserError", Person, "code field message retryAt"),
    ("FabricationFinding", Person, "appeal appealBy barsMultiples foundAt id kind orderId reason"),
    ("FabricationFindingConnection", Person, "edges nodes pageInfo"),
    ("FabricationFindingEdge", Person, "cursor node"),
    ("FabricationRecordPayload", Staff(Role::Risk), "finding userErrors"),
    ("FabricationRecordUserError", Staff(Role::Risk), "code field message retryAt"),
    ("Mutation", Person, "compensationContest compensationPay fabricationAppeal"),
    (
        "Mutation",
        Staff(Role::Support),
        "compensationApprove compensationContestDecide compensationOpen compensationReject",
    ),
    (
        "Mutation",
        Staff(Role::Risk),
        "compensationWriteOff fabricationAppealDecide fabricationRecord",
    ),
    ("Query", Person, "compensation myCompensations myFabricationFindings operatorCompensations"),
    ("Query", Staff(Role::Support), "compensationQueue"),
    ("Query", Staff(Role::Risk), "fabricationAppealQueue"),
];
