//! Who may ask for what of price cuts. Which rows of data somebody sees is decided where they are
//! read.

use platform::graphql::Access::{Anyone, Person, Staff};
use platform::graphql::{AccessRow, Role};

/// The rows of price cuts.
pub const ROWS: &[AccessRow] = &[
    (
        "Mutation",
        Person,
        "priceCutAbandon priceCutBuy priceCutCampaignCreate priceCutCampaignStop \
         priceCutCampaignSubmit priceCutHelp priceCutHelpAppeal priceCutStart",
    ),
    ("Mutation", Staff(Role::Compliance), "priceCutCampaignDecide"),
    ("Mutation", Staff(Role::Risk), "priceCutHelpDecide"),
    (
        "PriceCut",
        Anyone,
        "allowedTransitions atMostMoreHelps buyBy campaign commitment deadline endedAt \
         file helpCount helps id order owner percent price remaining seed startedAt state \
         timeline",
    ),
    ("PriceCutAbandonPayload", Person, "priceCut userErrors"),
    ("PriceCutAbandonUserError", Person, "code field message retryAt"),
    ("PriceCutBuyPayload", Person, "priceCut userErrors"),
    ("PriceCutBuyUserError", Person, "code field message retryAt"),
    (
        "PriceCutCampaign",
        Anyone,
        "allowedTransitions endsAt floorPrice hours id leastPart mostHelps mostPart \
         operatorId partsBought piecesPerPerson productId rejection sku startPrice \
         startsAt state stock stockLeft termsVersion timeline",
    ),
    ("PriceCutCampaignConnection", Person, "edges nodes pageInfo"),
    ("PriceCutCampaignCreatePayload", Person, "campaign userErrors"),
    ("PriceCutCampaignCreateUserError", Person, "code field message retryAt"),
    ("PriceCutCampaignDecidePayload", Staff(Role::Compliance), "campaign userErrors"),
    ("PriceCutCampaignDecideUserError", Staff(Role::Compliance), "code field message retryAt"),
    ("PriceCutCampaignEdge", Person, "cursor node"),
    ("PriceCutCampaignStopPayload", Person, "campaign userErrors"),
    ("PriceCutCampaignStopUserError", Person, "code field message retryAt"),
    ("PriceCutCampaignSubmitPayload", Person, "campaign userErrors"),
    ("PriceCutCampaignSubmitUserError", Person, "code field message retryAt"),
    ("PriceCutConnection", Person, "edges nodes pageInfo"),
    ("PriceCutEdge", Person, "cursor node"),
    ("PriceCutHelp", Anyone, "amountMinor at decision heldFor helper id kind ordinal state"),
    ("PriceCutHelpAppealPayload", Person, "help userErrors"),
    ("PriceCutHelpAppealUserError", Person, "code field message retryAt"),
    ("PriceCutHelpConnection", Anyone, "edges nodes pageInfo"),
    ("PriceCutHelpDecidePayload", Staff(Role::Risk), "help userErrors"),
    ("PriceCutHelpDecideUserError", Staff(Role::Risk), "code field message retryAt"),
    ("PriceCutHelpEdge", Anyone, "cursor node"),
    ("PriceCutHelpPayload", Person, "help userErrors"),
    ("PriceCutHelpUserError", Person, "code field message retryAt"),
    ("PriceCutPreview", Person, "problems total"),
    ("PriceCutStartPayload", Person, "priceCut userErrors"),
    ("PriceCutStartUserError", Person, "code field message retryAt"),
    ("Product", Anyone, "priceCut"),
    ("Query", Anyone, "priceCut priceCutCampaign"),
    ("Query", Person, "myPriceCuts operatorPriceCutCampaigns priceCutPreview"),
    ("Query", Staff(Role::Compliance), "priceCutCampaignQueue"),
    ("Query", Staff(Role::Risk), "priceCutAppeals"),
    ("Subscription", Anyone, "priceCutUpdated"),
];
