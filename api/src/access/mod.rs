//! Who may ask for what: every field of every type, once. A field without a row is refused, and a
//! test compares the rows with the schema. Which rows of data somebody sees is decided where they
//! are read; a payload is as open as its mutation.

mod compensation;
mod complaints;
mod data_rights;
mod fulfilment;
mod group_buys;
mod invitations;
mod ledger;
mod notices;
mod operators;
mod orders;
mod payments;
mod price_cuts;
mod returns;
mod settlement;

use platform::graphql::Access::{Anyone, Person, Staff};
use platform::graphql::{AccessRow, Role};

/// The authority table.
pub const ROWS: &[AccessRow] = &joined::<{ rows_of(PARTS) }>(PARTS);

/// The parts of the table, one of each slice.
const PARTS: &[&[AccessRow]] = &[
    OLDER,
    operators::ROWS,
    notices::ROWS,
    ledger::ROWS,
    payments::ROWS,
    orders::ROWS,
    fulfilment::ROWS,
    settlement::ROWS,
    compensation::ROWS,
    group_buys::ROWS,
    price_cuts::ROWS,
    invitations::ROWS,
    returns::ROWS,
    complaints::ROWS,
    data_rights::ROWS,
];

const fn rows_of(parts: &[&[AccessRow]]) -> usize {
    let (mut rows, mut part) = (0, 0);
    while part < parts.len() {
        rows += parts[part].len();
        part += 1;
    }
    rows
}

/// The parts of the table as one.
const fn joined<const N: usize>(parts: &[&[AccessRow]]) -> [AccessRow; N] {
    let mut rows = [("", Anyone, ""); N];
    let (mut at, mut part) = (0, 0);
    while part < parts.len() {
        let mut row = 0;
        while row < parts[part].len() {
            rows[at] = parts[part][row];
            (at, row) = (at + 1, row + 1);
        }
        part += 1;
    }
    rows
}

/// Identity, shops and catalogue, then media and posts.
const OLDER: &[AccessRow] = &[
    ("AccountClosePayload", Anyone, "userErrors userId"),
    ("AccountCloseUserError", Anyone, "code field message retryAt"),
    ("AccountModerateUserError", Anyone, "code field message retryAt"),
    ("AccountRegisterConfirmPayload", Anyone, "signIn userErrors"),
    ("AccountRegisterConfirmUserError", Anyone, "code field message retryAt"),
    ("AccountRegisterStartPayload", Anyone, "challenge userErrors"),
    ("AccountRegisterStartUserError", Anyone, "code field message retryAt"),
    ("AccountReinstatePayload", Anyone, "user userErrors"),
    ("AccountSuspendPayload", Anyone, "user userErrors"),
    ("Category", Anyone, "coolingOff goodsKind id name parent slug"),
    ("ClientToken", Anyone, "accessToken expiresAt scopes"),
    ("ClientTokenIssuePayload", Anyone, "token userErrors"),
    ("ClientTokenIssueUserError", Anyone, "code field message retryAt"),
    ("CodeChallenge", Anyone, "expiresAt id resendAt"),
    ("Contact", Anyone, "kind masked verifiedAt"),
    ("ContactAddConfirmPayload", Anyone, "contact userErrors"),
    ("ContactAddConfirmUserError", Anyone, "code field message retryAt"),
    ("ContactAddStartPayload", Anyone, "challenge userErrors"),
    ("ContactAddStartUserError", Anyone, "code field message retryAt"),
    ("ContactRemovePayload", Anyone, "kind userErrors"),
    ("ContactRemoveUserError", Anyone, "code field message retryAt"),
    ("Factors", Anyone, "hasPassword hasTotp passkeys recoveryCodesLeft"),
    (
        "Guardianship",
        Anyone,
        "allowedTransitions child decidedAt guardian id requestedAt state timeline",
    ),
    ("GuardianshipConfirmPayload", Anyone, "guardianship userErrors"),
    ("GuardianshipConfirmUserError", Anyone, "code field message retryAt"),
    ("GuardianshipEndPayload", Anyone, "guardianship userErrors"),
    ("GuardianshipEndUserError", Anyone, "code field message retryAt"),
    ("GuardianshipRequestPayload", Anyone, "guardianship userErrors"),
    ("GuardianshipRequestUserError", Anyone, "code field message retryAt"),
    ("Image", Anyone, "alt dominantColor height id placeholder url width"),
    (
        "Me",
        Person,
        "ageBand contacts factors guardianNeeded guardianships handleFreeAt locale mayAct \
      sessions staffRoles unreadNotificationCount user",
    ),
    ("Money", Anyone, "amount amountMinor currency"),
    (
        "Mutation",
        Anyone,
        "accountRegisterConfirm accountRegisterStart clientTokenIssue sessionCodeRequest \
      sessionCreateWithCode sessionCreateWithPasskey sessionCreateWithPassword \
      sessionPasskeyStart sessionRefresh",
    ),
    (
        "Mutation",
        Person,
        "accountClose contactAddConfirm contactAddStart contactRemove guardianshipConfirm \
      guardianshipEnd guardianshipRequest operatorLogoSet \
      operatorMemberDismiss operatorOpen passkeyRegisterConfirm passkeyRegisterStart \
      passkeyRemove passwordSet productCreate productDelist productSubmit profileUpdate sessionRevoke \
      sessionRevokeOthers sessionSignOut sessionStepUp sessionStepUpCodeRequest \
      sessionStepUpPasskeyStart skuUpdate totpConfirm totpRecoveryCodesReplace totpRemove \
      totpStart",
    ),
    (
        "Mutation",
        Staff(Role::Admin),
        "partnerClientCreate partnerClientRevoke staffRoleGrant staffRoleRevoke",
    ),
    ("Mutation", Staff(Role::Compliance), "productScreen"),
    ("Mutation", Person, "operatorPermitFile productExtrasSet productLabelSet"),
    ("Mutation", Staff(Role::Compliance), "goodsListPublish"),
    ("Query", Anyone, "goodsRules"),
    ("Query", Staff(Role::Compliance), "goodsRuleHistory productQueue"),
    ("GoodsListPublishPayload", Anyone, "userErrors version"),
    ("GoodsListPublishUserError", Anyone, "code field message retryAt"),
    ("GoodsListVersion", Anyone, "list rules version"),
    ("GoodsMeasure", Anyone, "kind liable rule takenAt"),
    (
        "GoodsRule",
        Anyone,
        "action category channel country effectiveFrom effectiveTo evidence id isIllegal list \
      term version",
    ),
    ("GoodsRuleConnection", Anyone, "edges nodes pageInfo"),
    ("GoodsRuleEdge", Anyone, "cursor node"),
    ("LabelLine", Anyone, "field value"),
    ("OperatorPermit", Anyone, "document id isGood kind number validFrom validUntil"),
    ("OperatorPermitFilePayload", Anyone, "permit userErrors"),
    ("OperatorPermitFileUserError", Anyone, "code field message retryAt"),
    ("ProductExtra", Anyone, "note sku"),
    ("ProductExtrasSetPayload", Anyone, "product userErrors"),
    ("ProductExtrasSetUserError", Anyone, "code field message retryAt"),
    ("ProductLabel", Anyone, "language lines"),
    ("ProductLabelSetPayload", Anyone, "product userErrors"),
    ("ProductLabelSetUserError", Anyone, "code field message retryAt"),
    ("ProductRuleHit", Anyone, "clearedAt foundAt product rule"),
    ("ProductRuleHitConnection", Anyone, "edges nodes pageInfo"),
    ("ProductRuleHitEdge", Anyone, "cursor node"),
    ("Saleability", Anyone, "isSaleable permit reason rule"),
    ("Mutation", Staff(Role::Risk), "accountReinstate accountSuspend userReactionsVoid"),
    ("Node", Anyone, "id"),
    ("Operator", Anyone, "about handle id logo name openedAt permits viewerRole"),
    ("OperatorLogoSetPayload", Anyone, "operator userErrors"),
    ("OperatorLogoSetUserError", Anyone, "code field message retryAt"),
    ("OperatorMemberDismissPayload", Anyone, "operator userErrors"),
    ("OperatorMemberDismissUserError", Anyone, "code field message retryAt"),
    ("OperatorMembership", Anyone, "operator role"),
    ("OperatorOpenPayload", Anyone, "operator userErrors"),
    ("OperatorOpenUserError", Anyone, "code field message retryAt"),
    ("PageInfo", Anyone, "endCursor hasNextPage hasPreviousPage startCursor"),
    ("PartnerClientCreatePayload", Anyone, "credentials userErrors"),
    ("PartnerClientCreateUserError", Anyone, "code field message retryAt"),
    ("PartnerClientCredentials", Anyone, "clientId clientSecret scopes"),
    ("PartnerClientRevokePayload", Anyone, "clientId userErrors"),
    ("PartnerClientRevokeUserError", Anyone, "code field message retryAt"),
    ("Passkey", Anyone, "createdAt id name usedAt"),
    ("PasskeyCeremony", Anyone, "expiresAt id options"),
    ("PasskeyRegisterConfirmPayload", Anyone, "passkey userErrors"),
    ("PasskeyRegisterConfirmUserError", Anyone, "code field message retryAt"),
    ("PasskeyRegisterStartPayload", Anyone, "ceremony userErrors"),
    ("PasskeyRegisterStartUserError", Anyone, "code field message retryAt"),
    ("PasskeyRemovePayload", Anyone, "passkeyId userErrors"),
    ("PasskeyRemoveUserError", Anyone, "code field message retryAt"),
    ("PasswordSetPayload", Anyone, "sessionsEnded userErrors"),
    ("PasswordSetUserError", Anyone, "code field message retryAt"),
    (
        "Product",
        Anyone,
        "allowedTransitions blockReason category description extras id images labels listedAt \
      measures operator originCountry priceFrom ruleHits saleable skus state timeline title",
    ),
    ("ProductConnection", Anyone, "edges nodes pageInfo"),
    ("ProductCreatePayload", Anyone, "product userErrors"),
    ("ProductCreateUserError", Anyone, "code field message retryAt"),
    ("ProductDelistPayload", Anyone, "product userErrors"),
    ("ProductDelistUserError", Anyone, "code field message retryAt"),
    ("ProductEdge", Anyone, "cursor node"),
    ("ProductScreenPayload", Anyone, "product userErrors"),
    ("ProductScreenUserError", Anyone, "code field message retryAt"),
    ("ProductSubmitPayload", Anyone, "product userErrors"),
    (
        "ProductSubmitUserError",
        Anyone,
        "code field liable message missingFields missingPermit retryAt",
    ),
    ("ProfileUpdatePayload", Anyone, "user userErrors"),
    ("ProfileUpdateUserError", Anyone, "code field message retryAt"),
    ("Query", Anyone, "categories node nodes operator product products user userByHandle"),
    ("Query", Person, "me myOperators"),
    (
        "Session",
        Anyone,
        "createdAt deviceName expiresAt hasSecondFactor id isCurrent method refreshedAt \
      steppedUpUntil",
    ),
    ("SessionCodeRequestPayload", Anyone, "challenge userErrors"),
    ("SessionCodeRequestUserError", Anyone, "code field message retryAt"),
    ("SessionConnection", Anyone, "edges nodes pageInfo"),
    ("SessionCreateWithCodePayload", Anyone, "signIn userErrors"),
    ("SessionCreateWithCodeUserError", Anyone, "code field message retryAt"),
    ("SessionCreateWithPasskeyPayload", Anyone, "signIn userErrors"),
    ("SessionCreateWithPasskeyUserError", Anyone, "code field message retryAt"),
    ("SessionCreateWithPasswordPayload", Anyone, "signIn userErrors"),
    ("SessionCreateWithPasswordUserError", Anyone, "code field message retryAt"),
    ("SessionEdge", Anyone, "cursor node"),
    ("SessionPasskeyStartPayload", Anyone, "ceremony"),
    ("SessionRefreshPayload", Anyone, "signIn userErrors"),
    ("SessionRefreshUserError", Anyone, "code field message retryAt"),
    ("SessionRevokeOthersPayload", Anyone, "ended"),
    ("SessionRevokePayload", Anyone, "sessionId userErrors"),
    ("SessionRevokeUserError", Anyone, "code field message retryAt"),
    ("SessionSignOutPayload", Anyone, "sessionId userErrors"),
    ("SessionSignOutUserError", Anyone, "code field message retryAt"),
    ("SessionStepUpCodeRequestPayload", Anyone, "challenge userErrors"),
    ("SessionStepUpCodeRequestUserError", Anyone, "code field message retryAt"),
    ("SessionStepUpPasskeyStartPayload", Anyone, "ceremony userErrors"),
    ("SessionStepUpPasskeyStartUserError", Anyone, "code field message retryAt"),
    ("SessionStepUpPayload", Anyone, "session userErrors"),
    ("SessionStepUpUserError", Anyone, "code field message retryAt"),
    ("SignIn", Anyone, "accessExpiresAt accessToken refreshExpiresAt refreshToken session user"),
    ("Sku", Anyone, "available code comparedPrice id options price product"),
    ("SkuOption", Anyone, "name value"),
    ("SkuUpdatePayload", Anyone, "sku userErrors"),
    ("SkuUpdateUserError", Anyone, "code field message retryAt"),
    ("StaffRoleGrantPayload", Anyone, "user userErrors"),
    ("StaffRoleGrantUserError", Anyone, "code field message retryAt"),
    ("StaffRoleRevokePayload", Anyone, "userErrors userId"),
    ("StaffRoleRevokeUserError", Anyone, "code field message retryAt"),
    ("TimelineConnection", Anyone, "edges nodes pageInfo"),
    ("TimelineEdge", Anyone, "cursor node"),
    ("TimelineEntry", Anyone, "actor at cause from ruleVersion to"),
    ("TotpChangeUserError", Anyone, "code field message retryAt"),
    ("TotpConfirmPayload", Anyone, "recoveryCodes userErrors"),
    ("TotpConfirmUserError", Anyone, "code field message retryAt"),
    ("TotpRecoveryCodesReplacePayload", Anyone, "recoveryCodes userErrors"),
    ("TotpRemovePayload", Anyone, "removed userErrors"),
    ("TotpSecret", Anyone, "secret uri"),
    ("TotpStartPayload", Anyone, "totp userErrors"),
    ("TotpStartUserError", Anyone, "code field message retryAt"),
    ("User", Anyone, "allowedTransitions bio displayName handle id joinedAt picture state"),
    ("Query", Person, "upload"),
    ("Mutation", Person, "uploadCreate profilePictureSet"),
    ("UserReactionsVoidPayload", Staff(Role::Risk), "userId userErrors"),
    ("UserReactionsVoidUserError", Staff(Role::Risk), "code message field retryAt"),
    ("ProfilePictureSetPayload", Person, "user userErrors"),
    ("ProfilePictureSetUserError", Person, "code message field retryAt"),
    (
        "Upload",
        Person,
        "id purpose contentType bytes sha256 state rejection uploadUrl token tokenExpiresAt \
         expiresAt image",
    ),
    ("UploadCreatePayload", Person, "upload userErrors"),
    ("UploadCreateUserError", Person, "code message field retryAt"),
    ("Query", Anyone, "post comment posts feedDiscover topics"),
    ("Query", Person, "feedFollowing savedPosts myPosts"),
    ("Query", Staff(Role::Compliance), "postQueue reports"),
    (
        "Mutation",
        Person,
        "postCreate postUpdate postPublish postRemove postAppeal postReport postLike \
         postUnlike postSave postUnsave commentAdd commentRemove userFollow userUnfollow \
         userBlock userUnblock",
    ),
    (
        "Mutation",
        Staff(Role::Compliance),
        "postApprove postHide postRestore postAppealDismiss postReportDismiss",
    ),
    ("Subscription", Anyone, "postUpdated commentAdded"),
    ("User", Anyone, "followerCount followingCount postCount viewerFollows viewerBlocks posts"),
    (
        "Comment",
        Anyone,
        "id post author text isRemoved parentId replyCount replies viewerMayRemove \
         createdAt",
    ),
    ("CommentAddPayload", Person, "comment userErrors"),
    ("CommentAddUserError", Person, "code message field retryAt"),
    ("CommentConnection", Anyone, "edges nodes pageInfo"),
    ("CommentEdge", Anyone, "cursor node"),
    ("CommentRemovePayload", Person, "comment userErrors"),
    ("CommentRemoveUserError", Person, "code message field retryAt"),
    (
        "Post",
        Anyone,
        "id author text images tags topics state allowedTransitions visibility relation \
         adLabel likeCount saveCount commentCount viewer shareUrl comments timeline \
         hiddenReason appeal createdAt publishedAt updatedAt version",
    ),
    ("PostAppeal", Person, "text at answer"),
    ("PostAppealDismissPayload", Staff(Role::Compliance), "post userErrors"),
    ("PostAppealDismissUserError", Staff(Role::Compliance), "code message field retryAt"),
    ("PostAppealPayload", Person, "post userErrors"),
    ("PostAppealUserError", Person, "code message field retryAt"),
    ("PostApprovePayload", Staff(Role::Compliance), "post userErrors"),
    ("PostApproveUserError", Staff(Role::Compliance), "code message field retryAt"),
    ("PostConnection", Anyone, "edges nodes pageInfo"),
    ("PostCreatePayload", Person, "post userErrors"),
    ("PostCreateUserError", Person, "code message field retryAt"),
    ("PostEdge", Anyone, "cursor node"),
    ("PostHidePayload", Staff(Role::Compliance), "post userErrors"),
    ("PostHideUserError", Staff(Role::Compliance), "code message field retryAt"),
    ("PostLikePayload", Person, "post userErrors"),
    ("PostLikeUserError", Person, "code message field retryAt"),
    ("PostPublishPayload", Person, "post userErrors"),
    ("PostPublishUserError", Person, "code message field retryAt"),
    ("PostRemovePayload", Person, "post userErrors"),
    ("PostRemoveUserError", Person, "code message field retryAt"),
    ("PostReport", Person, "id post reporter reason note state filedAt decidedAt"),
    ("PostReportConnection", Staff(Role::Compliance), "edges nodes pageInfo"),
    ("PostReportDismissPayload", Staff(Role::Compliance), "report userErrors"),
    ("PostReportDismissUserError", Staff(Role::Compliance), "code message field retryAt"),
    ("PostReportEdge", Staff(Role::Compliance), "cursor node"),
    ("PostReportPayload", Person, "report userErrors"),
    ("PostReportUserError", Person, "code message field retryAt"),
    ("PostRestorePayload", Staff(Role::Compliance), "post userErrors"),
    ("PostRestoreUserError", Staff(Role::Compliance), "code message field retryAt"),
    ("PostSavePayload", Person, "post userErrors"),
    ("PostSaveUserError", Person, "code message field retryAt"),
    (
        "PostTag",
        Anyone,
        "id picture x y state title priceAtPublication operatorName product sku isBought",
    ),
    ("PostUnlikePayload", Person, "post userErrors"),
    ("PostUnlikeUserError", Person, "code message field retryAt"),
    ("PostUnsavePayload", Person, "post userErrors"),
    ("PostUnsaveUserError", Person, "code message field retryAt"),
    ("PostUpdatePayload", Person, "post userErrors"),
    ("PostUpdateUserError", Person, "code message field retryAt"),
    ("PostViewer", Anyone, "hasLiked hasSaved isAuthor"),
    ("Topic", Anyone, "name postCount"),
    ("TopicConnection", Anyone, "edges nodes pageInfo"),
    ("TopicEdge", Anyone, "cursor node"),
    ("UserBlockPayload", Person, "user userErrors"),
    ("UserBlockUserError", Person, "code message field retryAt"),
    ("UserFollowPayload", Person, "user userErrors"),
    ("UserFollowUserError", Person, "code message field retryAt"),
    ("UserUnblockPayload", Person, "user userErrors"),
    ("UserUnblockUserError", Person, "code message field retryAt"),
    ("UserUnfollowPayload", Person, "user userErrors"),
    ("UserUnfollowUserError", Person, "code message field retryAt"),
];
