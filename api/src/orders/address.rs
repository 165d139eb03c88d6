//! An address to deliver to. Who gets it, the phone and the way there are sealed; the region alone
//! is in the clear, because freight and lists of goods go by it.
//!
//! What is sealed never changes: a corrected address is another one, so that an order keeps where
//! it was sent. A contract names an address by a salted hash, which its owner can open.

use contract::Commitment;
use platform::kernel::{Country, Id, Line, Noun};
use platform::{App, Failure};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;
use vault::mask;
use vault::normal::{Address as Street, Normal, PersonName, Phone};
use vault::pii::Pii;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::actions::keeping::{TradeKeys, open_trade};
use super::freight::is_region;
use crate::identity::Account;
use crate::privacy::{self, Asking, Denied, fields};

fields! {
    /// Name, phone, street and postcode of a delivery address, as JSON.
    AddressColumn = "postal_address"."address_sealed": Vec<u8>, Address, Address;
}

/// An address as it lies in the book of its owner.
#[derive(Debug, Clone)]
pub struct PostalAddress {
    pub id: Id<PostalAddress>,
    pub account_id: Id<Account>,
    pub country: Country,
    pub region: String,
    pub is_preferred: bool,
    pub created_at: OffsetDateTime,
    pub removed_at: Option<OffsetDateTime>,
    /// What is shown of recipient and phone, such as `林* 138****8000`.
    pub masked: String,
    /// What contracts say of it: SHA-256 over its salt and its text, in hex.
    pub commitment: String,
    /// By which its phone is known again, whoever's book it is in: as a contact's look-up. Gone
    /// when its owner leaves.
    pub phone_index: Option<String>,
    pub(super) sealed: Vec<u8>,
}

impl Noun for PostalAddress {
    const PREFIX: &'static str = "address";
}

/// What is sealed of an address.
#[derive(Clone, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
pub struct AddressText {
    /// Who receives it.
    pub recipient: String,
    /// As E.164.
    pub phone: String,
    /// From the large to the small, without country and region.
    pub street: String,
    /// Empty where there is none.
    pub postcode: String,
    /// What makes the commitment impossible to guess.
    pub salt: [u8; 32],
}

/// Why a text is no address, in order of precedence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoAddress {
    Region,
    Recipient,
    Phone,
    Street,
    Postcode,
}

/// What somebody wrote.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct AddressInput {
    pub region: String,
    pub recipient: String,
    pub phone: String,
    pub street: String,
    pub postcode: String,
}

impl AddressText {
    /// Reads what somebody wrote.
    ///
    /// # Errors
    /// In the order of [`NoAddress`].
    pub fn read(input: &AddressInput, salt: [u8; 32]) -> Result<Self, NoAddress> {
        if !is_region(&input.region) {
            return Err(NoAddress::Region);
        }
        let recipient = Line::<1, 60>::parse(&input.recipient).map_err(|_| NoAddress::Recipient)?;
        let phone = Phone::parse(&input.phone).map_err(|_| NoAddress::Phone)?;
        let street = Street::parse(&input.street).map_err(|_| NoAddress::Street)?;
        let postcode = input.postcode.trim();
        let sound = postcode.len() <= 12
            && postcode.bytes().all(|b| b.is_ascii_alphanumeric() || b == b' ' || b == b'-');
        if !sound {
            return Err(NoAddress::Postcode);
        }
        Ok(Self {
            recipient: recipient.into_string(),
            phone: phone.as_str().to_owned(),
            street: street.as_str().to_owned(),
            postcode: postcode.to_owned(),
            salt,
        })
    }

    /// What may be shown of it: its owner recognises it, nobody else learns it.
    pub fn masked(&self) -> String {
        let name = PersonName::parse(&self.recipient).map(|name| mask::name(&name));
        let phone = Phone::parse(&self.phone).map(|phone| mask::phone(&phone));
        format!("{} {}", name.unwrap_or_else(|_| "*".to_owned()), phone.unwrap_or_default())
    }

    /// What a contract says of it: whoever has the text and its salt can show that it is this one,
    /// and nobody can guess it.
    pub fn commitment(&self, region: &str) -> String {
        let parts = [
            ("region", region),
            ("recipient", &self.recipient),
            ("phone", &self.phone),
            ("street", &self.street),
            ("postcode", &self.postcode),
        ];
        let parts = parts.map(|(name, part)| (name.to_owned(), part.to_owned())).into();
        Commitment::to(&parts, &Zeroizing::new(self.salt)).to_hex()
    }

    /// Seals it for the row of its id.
    pub(super) fn seal(&self, under: &TradeKeys, id: Uuid) -> Result<Vec<u8>, Failure> {
        let text = serde_json::to_vec(self).map_err(|error| Failure::because("address", error))?;
        let text = Zeroizing::new(text);
        let row = privacy::row(under.subject, id, 1);
        let sealed = under.keys.seal::<AddressColumn>(&text, &row)?;
        Ok(sealed.as_bytes().to_vec())
    }
}

/// Opens addresses of one person through the gate: one access for all of them.
///
/// # Errors
/// The inner one says why they stay shut; the outer one is ours.
pub async fn open(
    app: &App,
    asking: &Asking,
    addresses: &[PostalAddress],
) -> Result<Result<Vec<AddressText>, Denied>, Failure> {
    let (opened, subject) = match open_trade::<AddressColumn>(app, asking).await? {
        Ok(opened) => opened,
        Err(denied) => return Ok(Err(denied)),
    };
    let read = |address: &PostalAddress| {
        let sealed = Pii::<AddressColumn>::from_bytes(address.sealed.clone())
            .map_err(|_| Failure::broken("a sealed address is no record"))?;
        let row = privacy::row(subject, address.id.uuid(), 1);
        let plain = opened.read(&sealed, &row)?;
        serde_json::from_slice(plain.expose())
            .map_err(|_| Failure::broken("a sealed address is not readable"))
    };
    addresses.iter().map(read).collect::<Result<Vec<_>, _>>().map(Ok)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input() -> AddressInput {
        AddressInput {
            region: "CN-33".into(),
            recipient: " 林安 ".into(),
            phone: "138 0013 8000".into(),
            street: "杭州市西湖区文三路 1 号".into(),
            postcode: "310012".into(),
        }
    }

    #[test]
    fn addresses_as_a_table() {
        let read = AddressText::read(&input(), [7; 32]).ok().unwrap();
        assert_eq!((read.recipient.as_str(), read.phone.as_str()), ("林安", "+8613800138000"));
        let with = |change: fn(&mut AddressInput)| {
            let mut input = input();
            change(&mut input);
            AddressText::read(&input, [7; 32]).err()
        };
        assert_eq!(with(|a| a.region = "Zhejiang".into()), Some(NoAddress::Region));
        assert_eq!(with(|a| a.recipient = " ".into()), Some(NoAddress::Recipient));
        assert_eq!(with(|a| a.phone = "12".into()), Some(NoAddress::Phone));
        assert_eq!(with(|a| a.street = "a\nb".into()), Some(NoAddress::Street));
        assert_eq!(with(|a| a.postcode = "310-012-310-012".into()), Some(NoAddress::Postcode));
    }

    #[test]
    fn a_commitment_changes_with_every_part_and_with_its_salt() {
        let read = |input: &AddressInput, salt| AddressText::read(input, salt).ok().unwrap();
        let own = read(&input(), [7; 32]);
        assert_eq!(own.commitment("CN-33").len(), 64);
        assert_eq!(own.commitment("CN-33"), read(&input(), [7; 32]).commitment("CN-33"));
        assert_ne!(own.commitment("CN-33"), own.commitment("CN-31"));
        assert_ne!(own.commitment("CN-33"), read(&input(), [8; 32]).commitment("CN-33"));
        let mut other = input();
        other.recipient = "林".into();
        other.street = "安杭州市西湖区文三路 1 号".into();
        assert_ne!(own.commitment("CN-33"), read(&other, [7; 32]).commitment("CN-33"));
    }
}
