//! Who may ask for what of complaints. Whose case somebody sees or moves is decided where it is
//! read or moved.

use platform::graphql::Access::{Anyone, Person, Staff};
use platform::graphql::{AccessRow, Role};

/// The rows of complaints.
pub const ROWS: &[AccessRow] = &[
    (
        "Complaint",
        Person,
        "about aboutId allowedTransitions answeredAt appealBy archive breachedAt channel claim \
         complainant deadline declineReason endedAt evidence evidenceWanted filedAt id \
         instance isAssigned isSellerSilent issue messages offers operator order pauseAskedBy \
         pausedFor priority referredTo repliedAt resolvedHow rulings satisfaction \
         sellerEvidenceBy state timeline viewerSide wish",
    ),
    ("ComplaintAcceptPayload", Staff(Role::Support), "complaint userErrors"),
    ("ComplaintAcceptUserError", Staff(Role::Support), "code field message retryAt"),
    ("ComplaintAmounts", Person, "compensation penalty refund replacement"),
    ("ComplaintAppealPayload", Person, "complaint userErrors"),
    ("ComplaintAppealUserError", Person, "code field message retryAt"),
    ("ComplaintArchive", Person, "askedAt bytes expiresAt id readyAt sha256"),
    ("ComplaintArchiveAskPayload", Person, "complaint userErrors"),
    ("ComplaintArchiveAskUserError", Person, "code field message retryAt"),
    ("ComplaintArchiveLink", Person, "expiresAt url"),
    ("ComplaintArchiveOpenPayload", Person, "link userErrors"),
    ("ComplaintArchiveOpenUserError", Person, "code field message retryAt"),
    ("ComplaintAssignPayload", Staff(Role::Support), "complaint userErrors"),
    ("ComplaintAssignUserError", Staff(Role::Support), "code field message retryAt"),
    ("ComplaintConnection", Person, "edges nodes pageInfo"),
    ("ComplaintDeadline", Person, "at effect"),
    ("ComplaintDeclinePayload", Staff(Role::Support), "complaint userErrors"),
    ("ComplaintDeclineUserError", Staff(Role::Support), "code field message retryAt"),
    ("ComplaintEdge", Person, "cursor node"),
    ("ComplaintEscalatePayload", Person, "complaint userErrors"),
    ("ComplaintEscalateUserError", Person, "code field message retryAt"),
    ("ComplaintEvidence", Person, "at bytes contentType custody id redactsId sha256 shows side"),
    ("ComplaintEvidenceAddPayload", Person, "complaint userErrors"),
    ("ComplaintEvidenceAddUserError", Person, "code field message retryAt"),
    ("ComplaintEvidenceOpenPayload", Person, "ticket userErrors"),
    ("ComplaintEvidenceOpenUserError", Person, "code field message retryAt"),
    ("ComplaintEvidenceStagePayload", Person, "document userErrors"),
    ("ComplaintEvidenceStageUserError", Person, "code field message retryAt"),
    ("ComplaintExecutePayload", Person, "complaint userErrors"),
    ("ComplaintExecuteUserError", Person, "code field message retryAt"),
    ("ComplaintFeedbackGivePayload", Person, "complaint userErrors"),
    ("ComplaintFeedbackGiveUserError", Person, "code field message retryAt"),
    ("ComplaintFilePayload", Person, "complaint userErrors"),
    ("ComplaintFileUserError", Person, "code field message retryAt"),
    ("ComplaintFindingRecordPayload", Staff(Role::Support), "complaint userErrors"),
    ("ComplaintFindingRecordUserError", Staff(Role::Support), "code field message retryAt"),
    ("ComplaintMediationEndPayload", Person, "complaint userErrors"),
    ("ComplaintMediationEndUserError", Person, "code field message retryAt"),
    ("ComplaintMessage", Person, "at kind number side text"),
    ("ComplaintMessageConnection", Person, "edges nodes pageInfo"),
    ("ComplaintMessageEdge", Person, "cursor node"),
    ("ComplaintMessageSendPayload", Person, "complaint userErrors"),
    ("ComplaintMessageSendUserError", Person, "code field message retryAt"),
    ("ComplaintOffer", Person, "amounts complainantAgreedAt id madeAt sellerAgreedAt side state"),
    ("ComplaintOfferAnswerPayload", Person, "complaint userErrors"),
    ("ComplaintOfferAnswerUserError", Person, "code field message retryAt"),
    ("ComplaintOfferMakePayload", Person, "complaint userErrors"),
    ("ComplaintOfferMakeUserError", Person, "code field message retryAt"),
    ("ComplaintPanelDrawPayload", Staff(Role::Support), "complaint userErrors"),
    ("ComplaintPanelDrawUserError", Staff(Role::Support), "code field message retryAt"),
    ("ComplaintRecusePayload", Person, "complaint userErrors"),
    ("ComplaintRecuseUserError", Person, "code field message retryAt"),
    ("ComplaintReferPayload", Person, "complaint userErrors"),
    ("ComplaintReferUserError", Person, "code field message retryAt"),
    ("ComplaintReplyPayload", Person, "complaint userErrors"),
    ("ComplaintReplyUserError", Person, "code field message retryAt"),
    ("ComplaintResumePayload", Person, "complaint userErrors"),
    ("ComplaintResumeUserError", Person, "code field message retryAt"),
    (
        "ComplaintRuling",
        Person,
        "advanced amounts basis contractHash executeBy executedAt executedBy finding id \
         instance madeAt ruleVersion state",
    ),
    ("ComplaintRulingDraftPayload", Staff(Role::Arbitrator), "complaint userErrors"),
    ("ComplaintRulingDraftUserError", Staff(Role::Arbitrator), "code field message retryAt"),
    ("ComplaintRulingVotePayload", Staff(Role::Arbitrator), "complaint userErrors"),
    ("ComplaintRulingVoteUserError", Staff(Role::Arbitrator), "code field message retryAt"),
    ("ComplaintSuspendPayload", Person, "complaint userErrors"),
    ("ComplaintSuspendUserError", Person, "code field message retryAt"),
    ("ComplaintWithdrawPayload", Person, "complaint userErrors"),
    ("ComplaintWithdrawUserError", Person, "code field message retryAt"),
    ("CustodyEntry", Person, "act at isViewer number"),
    ("DisputeOfficer", Anyone, "background duty isListed organisation user"),
    ("DisputeOfficerConnection", Anyone, "edges nodes pageInfo"),
    ("DisputeOfficerEdge", Anyone, "cursor node"),
    ("DisputeOfficerSetPayload", Staff(Role::Admin), "officer userErrors"),
    ("DisputeOfficerSetUserError", Staff(Role::Admin), "code field message retryAt"),
    (
        "Mutation",
        Person,
        "complaintAppeal complaintArchiveAsk complaintArchiveOpen complaintEscalate complaintEvidenceAdd complaintEvidenceOpen \
         complaintEvidenceStage complaintExecute complaintFeedbackGive complaintFile \
         complaintMediationEnd complaintMessageSend complaintOfferAnswer complaintOfferMake \
         complaintRecuse complaintRefer complaintReply complaintResume complaintSuspend \
         complaintWithdraw",
    ),
    (
        "Mutation",
        Staff(Role::Support),
        "complaintAccept complaintAssign complaintDecline complaintFindingRecord \
         complaintPanelDraw",
    ),
    ("Mutation", Staff(Role::Arbitrator), "complaintRulingDraft complaintRulingVote"),
    ("Mutation", Staff(Role::Admin), "disputeOfficerSet"),
    ("Order", Person, "complaints"),
    ("Query", Person, "complaint myComplaints operatorComplaintHistory operatorComplaints"),
    ("Query", Anyone, "disputeOfficers"),
    ("Query", Staff(Role::Support), "complaintDesk"),
    ("Query", Staff(Role::Mediator), "mediationCases"),
    ("Query", Staff(Role::Arbitrator), "panelCases"),
    ("Subscription", Person, "complaintUpdated"),
];
