//! Who may ask for what: every field of every type, once. A field without a row is refused, and a
//! test compares the rows with the schema. Which rows of data somebody sees is decided where they
//! are read.

use platform::graphql::Access::{Anyone, Person};
use platform::graphql::AccessRow;

/// The authority table, by type.
pub const ROWS: &[AccessRow] = &[
    ("Query", Person, "upload"),
    ("Mutation", Person, "uploadCreate"),
    ("Image", Anyone, "id url width height dominantColor placeholder alt"),
    (
        "Upload",
        Person,
        "id purpose contentType bytes sha256 state rejection uploadUrl token tokenExpiresAt \
         expiresAt image",
    ),
    ("UploadCreatePayload", Person, "upload userErrors"),
    ("UploadCreateUserError", Person, "code message field retryAt"),
];
