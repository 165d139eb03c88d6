//! Who may ask for what of orders on their way. Which rows of data somebody sees is decided where
//! they are read.

use platform::graphql::Access::{Anyone, Person, Staff};
use platform::graphql::{AccessRow, Role};

/// The rows of fulfilment.
pub const ROWS: &[AccessRow] = &[
    ("Carrier", Anyone, "code isTracked name"),
    (
        "Mutation",
        Person,
        "orderConfirmReceipt orderDecline parcelCreate parcelTrackingAdd parcelsImport \
         shippingClaimAppeal shippingClaimFile shippingExcuseAgree shippingExcuseFile",
    ),
    ("Mutation", Staff(Role::Support), "shippingClaimDecide"),
    ("Order", Person, "parcels shippingClaims"),
    ("OrderConfirmReceiptPayload", Person, "order userErrors"),
    ("OrderConfirmReceiptUserError", Person, "code field message retryAt"),
    ("OrderDeclinePayload", Person, "order userErrors"),
    ("OrderDeclineUserError", Person, "code field message retryAt"),
    (
        "Parcel",
        Person,
        "carrier createdAt deliveredAt events id lines orderId scannedAt state timeline waybill",
    ),
    ("ParcelCreatePayload", Person, "parcel userErrors"),
    ("ParcelCreateUserError", Person, "code field message retryAt"),
    ("ParcelImport", Person, "rows"),
    ("ParcelImportRow", Person, "eventRefusal isMalformed line parcel parcelRefusal"),
    ("ParcelLine", Person, "position quantity"),
    ("ParcelTrackingAddPayload", Person, "parcel userErrors"),
    ("ParcelTrackingAddUserError", Person, "code field message retryAt"),
    ("ParcelsImportPayload", Person, "parcelImport userErrors"),
    ("ParcelsImportUserError", Person, "code field message retryAt"),
    ("Query", Anyone, "carriers"),
    ("Query", Staff(Role::Support), "shippingClaims"),
    (
        "ShippingClaim",
        Person,
        "allowedTransitions amount appealBy claimBy claimedAt compensatedAt excuse foundAt id kind \
         operatorId orderId paid ruleVersion state timeline",
    ),
    ("ShippingClaimAppealPayload", Person, "claim userErrors"),
    ("ShippingClaimAppealUserError", Person, "code field message retryAt"),
    ("ShippingClaimConnection", Staff(Role::Support), "edges nodes pageInfo"),
    ("ShippingClaimDecidePayload", Staff(Role::Support), "claim userErrors"),
    ("ShippingClaimDecideUserError", Staff(Role::Support), "code field message retryAt"),
    ("ShippingClaimEdge", Staff(Role::Support), "cursor node"),
    ("ShippingClaimFilePayload", Person, "claim userErrors"),
    ("ShippingClaimFileUserError", Person, "code field message retryAt"),
    ("ShippingExcuseAgreePayload", Person, "claim userErrors"),
    ("ShippingExcuseAgreeUserError", Person, "code field message retryAt"),
    ("ShippingExcuseFilePayload", Person, "claim userErrors"),
    ("ShippingExcuseFileUserError", Person, "code field message retryAt"),
    ("TrackingEvent", Person, "at kind place recordedAt source"),
    ("TrackingEventConnection", Person, "edges nodes pageInfo"),
    ("TrackingEventEdge", Person, "cursor node"),
];
