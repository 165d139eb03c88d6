//! Where somebody has things delivered; what is sealed never changes.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "postal_address")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub account_id: Uuid,
    /// Two letters.
    pub country: String,
    /// The province or state, such as `CN-33`; freight is reckoned by it.
    pub region: String,
    /// What is shown of recipient and phone.
    pub masked: String,
    pub address_sealed: Vec<u8>,
    /// What a contract says of the address: a salted hash, in hex.
    pub commitment: String,
    /// By which its phone is known again: as the look-up of a contact.
    pub phone_index: Option<String>,
    pub is_preferred: bool,
    pub created_at: crate::Instant,
    pub removed_at: Option<crate::Instant>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
