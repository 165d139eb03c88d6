//! Who may ask for what of operators: registration, standing and team. Which rows of data somebody
//! sees is decided where they are read.

use platform::graphql::Access::{Anyone, Person, Staff};
use platform::graphql::{AccessRow, Role};

/// The rows of operators.
pub const ROWS: &[AccessRow] = &[
    ("Category", Anyone, "isDepositRequired"),
    ("DocumentTicket", Person, "expiresAt url"),
    ("DocumentUpload", Person, "bytes contentType id state token tokenExpiresAt uploadUrl"),
    (
        "Mutation",
        Person,
        "operatorDepositAccountOpen operatorDocumentOpen operatorDocumentStage \
         operatorExitAnnounce operatorInvitationAccept operatorInvitationDecline \
         operatorInvitationWithdraw operatorMemberInvite operatorMemberRoleSet \
         operatorPayoutHolderSet operatorTransferAccept operatorTransferCancel \
         operatorTransferStart registrationDocumentAttach registrationFill \
         registrationReveal registrationSubmit",
    ),
    (
        "Mutation",
        Staff(Role::Compliance),
        "operatorLegalHoldLift operatorLegalHoldPlace operatorReinstate operatorSuspend \
         registrationReview",
    ),
    (
        "Operator",
        Anyone,
        "allowedTransitions badge exitAt hasDepositAccount hasPendingChange invitations \
         licence payoutHolderSetAt pendingChangeDueAt prompts registrations reverifyBy state timeline \
         transfer turnover verifiedAt",
    ),
    ("OperatorDepositAccountOpenPayload", Person, "operator userErrors"),
    ("OperatorDepositAccountOpenUserError", Person, "code field message retryAt"),
    ("OperatorDocumentOpenPayload", Person, "ticket userErrors"),
    ("OperatorDocumentOpenUserError", Person, "code field message retryAt"),
    ("OperatorDocumentStagePayload", Person, "document userErrors"),
    ("OperatorDocumentStageUserError", Person, "code field message retryAt"),
    ("OperatorExitAnnouncePayload", Person, "operator userErrors"),
    ("OperatorExitAnnounceUserError", Person, "code field message retryAt"),
    ("OperatorInvitation", Person, "expiresAt id invitedAt operator role state user"),
    ("OperatorInvitationAcceptPayload", Person, "invitation userErrors"),
    ("OperatorInvitationAcceptUserError", Person, "code field message retryAt"),
    ("OperatorInvitationDeclinePayload", Person, "invitation userErrors"),
    ("OperatorInvitationDeclineUserError", Person, "code field message retryAt"),
    ("OperatorInvitationWithdrawPayload", Person, "invitation userErrors"),
    ("OperatorInvitationWithdrawUserError", Person, "code field message retryAt"),
    ("OperatorInvited", Person, "invitation token"),
    ("OperatorLegalHoldLiftPayload", Staff(Role::Compliance), "operator userErrors"),
    ("OperatorLegalHoldLiftUserError", Staff(Role::Compliance), "code field message retryAt"),
    ("OperatorLegalHoldPlacePayload", Staff(Role::Compliance), "operator userErrors"),
    ("OperatorLegalHoldPlaceUserError", Staff(Role::Compliance), "code field message retryAt"),
    (
        "OperatorLicence",
        Anyone,
        "businessAddress contactChannel creditCode declaration exemptionGround kind \
         legalName region validFrom validUntil",
    ),
    ("OperatorMemberInvitePayload", Person, "invited userErrors"),
    ("OperatorMemberInviteUserError", Person, "code field message retryAt"),
    ("OperatorMemberRoleSetPayload", Person, "operator userErrors"),
    ("OperatorMemberRoleSetUserError", Person, "code field message retryAt"),
    ("OperatorPayoutHolderSetPayload", Person, "operator userErrors"),
    ("OperatorPayoutHolderSetUserError", Person, "code field message retryAt"),
    ("OperatorPrompt", Person, "at kind text textEn textVersion user"),
    ("OperatorReinstatePayload", Staff(Role::Compliance), "operator userErrors"),
    ("OperatorReinstateUserError", Staff(Role::Compliance), "code field message retryAt"),
    ("OperatorSuspendPayload", Staff(Role::Compliance), "operator userErrors"),
    ("OperatorSuspendUserError", Staff(Role::Compliance), "code field message retryAt"),
    ("OperatorTransfer", Anyone, "acceptedAt areBothLiable giver id receiver state"),
    ("OperatorTransferAcceptPayload", Person, "transfer userErrors"),
    ("OperatorTransferAcceptUserError", Person, "code field message retryAt"),
    ("OperatorTransferCancelPayload", Person, "transfer userErrors"),
    ("OperatorTransferCancelUserError", Person, "code field message retryAt"),
    ("OperatorTransferStartPayload", Person, "transfer userErrors"),
    ("OperatorTransferStartUserError", Person, "code field message retryAt"),
    ("OperatorTurnover", Person, "amount isFlagged year"),
    ("Product", Anyone, "sellerBadge"),
    ("Query", Person, "myOperatorInvitations registration"),
    ("Query", Staff(Role::Compliance), "registrationQueue"),
    (
        "Registration",
        Person,
        "businessAddress changedOn creditCode decidedAt documents dueAt exemptionGround \
         id isOverdue isUnchanged kind legalName licenceFrom licenceUntil operator \
         purpose region reviews sealedFields state submittedAt timeline version",
    ),
    ("RegistrationConnection", Person, "edges nodes pageInfo"),
    ("RegistrationDocument", Person, "id kind"),
    ("RegistrationDocumentAttachPayload", Person, "registration userErrors"),
    ("RegistrationDocumentAttachUserError", Person, "code field message retryAt"),
    ("RegistrationEdge", Person, "cursor node"),
    ("RegistrationFillPayload", Person, "registration userErrors"),
    ("RegistrationFillUserError", Person, "code field message retryAt"),
    ("RegistrationReason", Person, "field text"),
    ("RegistrationRevealPayload", Person, "revelation userErrors"),
    ("RegistrationRevealUserError", Person, "code field message retryAt"),
    ("RegistrationRevelation", Person, "openedAt registration texts"),
    ("RegistrationReview", Person, "at decision reasons staff"),
    ("RegistrationReviewPayload", Staff(Role::Compliance), "registration userErrors"),
    ("RegistrationReviewUserError", Staff(Role::Compliance), "code field message retryAt"),
    ("RegistrationSubmitPayload", Person, "registration userErrors"),
    ("RegistrationSubmitUserError", Person, "code field message retryAt"),
    ("RegistrationText", Person, "field text"),
];
