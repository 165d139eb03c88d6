//! Keys that are of use nowhere but here. `theirs` plays the provider's.

pub const OURS_PKCS8: &str = include_str!("keys/ours.pem");
pub const OURS_PKCS1: &str = include_str!("keys/ours_pkcs1.pem");
pub const OURS_PUBLIC: &str = include_str!("keys/ours_public.pem");
pub const OURS_CERTIFICATE: &str = include_str!("keys/ours_certificate.pem");
pub const OURS_SERIAL: &str = "5157F09EFDC096DE15EBE81A47057A7232F1B8E1";
pub const THEIRS_PKCS8: &str = include_str!("keys/theirs.pem");
pub const THEIRS_PUBLIC: &str = include_str!("keys/theirs_public.pem");
pub const SHORT_PRIVATE: &str = include_str!("keys/short.pem");
pub const SHORT_PUBLIC: &str = include_str!("keys/short_public.pem");
