//! Who may ask for what of orders. Which rows of data somebody sees is decided where they are read.

use platform::graphql::Access::{Anyone, Person, Staff};
use platform::graphql::{AccessRow, Role};

/// The rows of orders.
pub const ROWS: &[AccessRow] = &[
    ("AddressAddPayload", Person, "address userErrors"),
    ("AddressAddUserError", Person, "code field message retryAt"),
    ("AddressPreferPayload", Person, "address userErrors"),
    ("AddressPreferUserError", Person, "code field message retryAt"),
    ("AddressRemovePayload", Person, "address userErrors"),
    ("AddressRemoveUserError", Person, "code field message retryAt"),
    ("AddressRevealPayload", Person, "revealed userErrors"),
    ("AddressRevealUserError", Person, "code field message retryAt"),
    ("Cart", Person, "items"),
    ("CartItem", Person, "addedAt quantity sku skuId"),
    ("CartItemSetPayload", Person, "cart userErrors"),
    ("CartItemSetUserError", Person, "code field message retryAt"),
    ("Checkout", Person, "id orders payment submittedAt total"),
    ("CheckoutPreview", Person, "orders problems profile total"),
    ("CheckoutSubmitPayload", Person, "checkout userErrors"),
    ("CheckoutSubmitUserError", Person, "code field message operatorId retryAt saleBar skuId"),
    ("InvoiceAnswerPayload", Person, "order userErrors"),
    ("InvoiceAnswerUserError", Person, "code field message retryAt"),
    ("InvoiceRequestPayload", Person, "order userErrors"),
    ("InvoiceRequestUserError", Person, "code field message retryAt"),
    ("InvoiceRevealPayload", Person, "revealed userErrors"),
    ("InvoiceRevealUserError", Person, "code field message retryAt"),
    (
        "Mutation",
        Person,
        "addressAdd addressPrefer addressRemove addressReveal cartItemSet \
         checkoutSubmit invoiceAnswer invoiceRequest invoiceReveal orderAddressReveal orderCancel \
         orderComplete shippingRatesSet",
    ),
    (
        "Order",
        Person,
        "address allowedTransitions buyer cancelBy cancelledAt channel checkoutId \
         completeBy completedAt contract id invoice isPaused isSignatureAdvised lines \
         operator paidAt payBy price profile shipBy shippedAt signedAt state submittedAt \
         timeline",
    ),
    ("OrderAddressRevealPayload", Person, "revealed userErrors"),
    ("OrderAddressRevealUserError", Person, "code field message retryAt"),
    ("OrderCancelPayload", Person, "order userErrors"),
    ("OrderCancelUserError", Person, "code field message retryAt"),
    ("OrderCompletePayload", Person, "order userErrors"),
    ("OrderCompleteUserError", Person, "code field message retryAt"),
    ("OrderConnection", Person, "edges nodes pageInfo"),
    ("OrderContract", Person, "file fileUrl formedAt hash pdfUrl sequence"),
    ("OrderEdge", Person, "cursor node"),
    (
        "OrderInvoice",
        Person,
        "answeredAt dueAt id isOverdue number requestedAt state taxNumber titleKind",
    ),
    (
        "OrderLine",
        Person,
        "coolingOff image isCoolingOffExcluded options position product quantity skuId \
         title total unitPrice",
    ),
    ("OrderPrice", Person, "discount freight goods total"),
    ("OrderTerms", Anyone, "text version"),
    ("PostalAddress", Person, "country createdAt id isPreferred masked region"),
    ("Query", Person, "cart checkout checkoutPreview myAddresses myOrders operatorOrders order"),
    ("Query", Anyone, "orderTerms shippingRates"),
    ("Query", Staff(Role::Support), "orders"),
    (
        "QuotedLinePreview",
        Person,
        "coolingOff mayConfirmNoCoolingOff quantity sku title total unitPrice",
    ),
    ("QuotedOrderPreview", Person, "lines operator price"),
    ("RevealedAddress", Person, "address commitmentSalt phone postcode recipient street"),
    ("RevealedInvoice", Person, "invoice title"),
    ("ShippingRate", Anyone, "first freeFrom next region"),
    ("ShippingRates", Person, "rates"),
    ("ShippingRatesSetPayload", Person, "shippingRates userErrors"),
    ("ShippingRatesSetUserError", Person, "code field message retryAt"),
    ("Subscription", Person, "orderUpdated"),
];
