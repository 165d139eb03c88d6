//! Who may ask for what of group buys. Which groups somebody sees, and how much of them, is decided
//! where they are read.

use platform::graphql::Access::{Anyone, Person, Staff};
use platform::graphql::{AccessRow, Role};

/// The rows of group buys.
pub const ROWS: &[AccessRow] = &[
    (
        "GroupBuy",
        Anyone,
        "campaign deadline disclosure id leader leaderBenefit members membersMissing \
         mostPerPerson mySeat paid price product seats secondsLeft size skuId soloPrice state \
         succeededAt timeline waiver",
    ),
    (
        "GroupBuyCampaign",
        Anyone,
        "disclosure endsAt groupPrice hours id leaderBenefit mostPerPerson operator \
         product rejection size skuId soloPrice startsAt state stock stockLeft \
         stoppedAt timeline",
    ),
    ("GroupBuyCampaignBenefit", Anyone, "amount cap funder isApproved promised"),
    ("GroupBuyCampaignConnection", Person, "edges nodes pageInfo"),
    ("GroupBuyCampaignCreatePayload", Person, "campaign userErrors"),
    ("GroupBuyCampaignCreateUserError", Person, "code field message retryAt"),
    ("GroupBuyCampaignEdge", Person, "cursor node"),
    ("GroupBuyCampaignReviewPayload", Person, "campaign userErrors"),
    ("GroupBuyCampaignReviewUserError", Person, "code field message retryAt"),
    ("GroupBuyCampaignStopPayload", Person, "campaign userErrors"),
    ("GroupBuyCampaignStopUserError", Person, "code field message retryAt"),
    ("GroupBuyCampaignSubmitPayload", Person, "campaign userErrors"),
    ("GroupBuyCampaignSubmitUserError", Person, "code field message retryAt"),
    ("GroupBuyConnection", Anyone, "edges nodes pageInfo"),
    ("GroupBuyDisclosure", Anyone, "textEn textZh version"),
    ("GroupBuyEdge", Anyone, "cursor node"),
    ("GroupBuyJoinPayload", Person, "seating userErrors"),
    ("GroupBuyLeaderBenefit", Anyone, "amount funder state"),
    ("GroupBuyLeavePayload", Person, "seating userErrors"),
    ("GroupBuyLeaveUserError", Person, "code field message retryAt"),
    ("GroupBuyMember", Anyone, "hasPaid isLeader user"),
    ("GroupBuyMemberConnection", Anyone, "edges nodes pageInfo"),
    ("GroupBuyMemberEdge", Anyone, "cursor node"),
    ("GroupBuyOpenPayload", Person, "seating userErrors"),
    ("GroupBuyPreview", Person, "freight problems saved total"),
    // Null for everybody but whose seat it is, so that one query serves visitors as well.
    ("GroupBuySeat", Anyone, "isLeader payBy quantity refundedAt state"),
    ("GroupBuySeat", Person, "order"),
    ("GroupBuySeatUserError", Person, "code field message retryAt"),
    ("GroupBuySeating", Person, "group seat"),
    ("GroupBuyWaivePayload", Person, "group userErrors"),
    ("GroupBuyWaiveUserError", Person, "code field message retryAt"),
    ("GroupBuyWaiver", Anyone, "completedWith declaredAt size"),
    (
        "Mutation",
        Person,
        "groupBuyCampaignCreate groupBuyCampaignStop groupBuyCampaignSubmit \
         groupBuyJoin groupBuyLeave groupBuyOpen groupBuyWaive",
    ),
    ("Mutation", Staff(Role::Compliance), "groupBuyCampaignReview"),
    ("Mutation", Staff(Role::Admin), "groupBuyCampaignFund"),
    ("GroupBuyCampaignFundPayload", Staff(Role::Admin), "campaign userErrors"),
    ("GroupBuyCampaignFundUserError", Staff(Role::Admin), "code field message retryAt"),
    ("Order", Person, "groupBuy"),
    ("Product", Anyone, "groupBuyCampaigns groupBuys"),
    ("Query", Anyone, "groupBuy groupBuyCampaign"),
    ("Query", Person, "groupBuyCampaigns groupBuyPreview myGroupBuys"),
    ("Query", Staff(Role::Compliance), "groupBuyCampaignQueue"),
    ("Subscription", Anyone, "groupBuyUpdated"),
];
