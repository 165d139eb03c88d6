//! What may be shown of a value to who may not read it. The owner recognises it, nobody else
//! learns it. Credit codes are public and have no mask.

use crate::normal::{Address, Email, IdentityNumber, Normal as _, PersonName, Phone};

/// `138****1234`; of a number abroad the first three characters and the last four.
pub fn phone(phone: &Phone) -> String {
    let shown = phone.as_str().strip_prefix("+86").unwrap_or(phone.as_str());
    let head = shown.get(..3).unwrap_or_default();
    let tail = shown.get(shown.len().saturating_sub(4)..).unwrap_or_default();
    format!("{head}****{tail}")
}

/// `a***@example.com`.
pub fn email(email: &Email) -> String {
    let (local, domain) = email.as_str().split_once('@').unwrap_or_default();
    format!("{}***@{domain}", local.get(..1).unwrap_or_default())
}

/// `张*`, `J*** D**`: the first letter of each word. A word of one letter is all star, or a name
/// of such words would be shown whole.
pub fn name(name: &PersonName) -> String {
    let mut masked = String::with_capacity(name.as_str().len());
    let mut letters = name.as_str().chars().peekable();
    let mut first_of_word = true;
    while let Some(letter) = letters.next() {
        let goes_on = letters.peek().is_some_and(|next| !next.is_whitespace());
        let shown = letter.is_whitespace() || (first_of_word && goes_on);
        masked.push(if shown { letter } else { '*' });
        first_of_word = letter.is_whitespace();
    }
    masked
}

/// `110***********1234`.
pub fn identity_number(number: &IdentityNumber) -> String {
    let text = number.as_str();
    let head = text.get(..3).unwrap_or_default();
    format!("{head}***********{}", text.get(14..).unwrap_or_default())
}

/// The first `keep` characters and `***`, at most half of the address: province and city stand
/// first in a Chinese address, and how many characters they are is the caller's to know.
pub fn address(address: &Address, keep: usize) -> String {
    let half = address.as_str().chars().count() / 2;
    let mut masked: String = address.as_str().chars().take(keep.min(half)).collect();
    masked.push_str("***");
    masked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_as_a_table() {
        let of_phone = |text| phone(&Phone::parse(text).ok().unwrap());
        assert_eq!(of_phone("13812341234"), "138****1234");
        assert_eq!(of_phone("+14155550100"), "+14****0100");
        assert_eq!(email(&Email::parse("ana@example.com").ok().unwrap()), "a***@example.com");
        let of_name = |text| name(&PersonName::parse(text).ok().unwrap());
        for (text, masked) in [
            ("张三", "张*"),
            ("欧阳娜娜", "欧***"),
            ("John Doe", "J*** D**"),
            ("张", "*"),
            ("A B", "* *"),
        ] {
            assert_eq!(of_name(text), masked);
        }
        let number = IdentityNumber::parse("11010519491231002X").ok().unwrap();
        assert_eq!(identity_number(&number), "110***********002X");
        let home = Address::parse("浙江省杭州市西湖区文三路 1 号").ok().unwrap();
        assert_eq!(address(&home, 6), "浙江省杭州市***");
        assert_eq!(address(&home, 1_000), "浙江省杭州市西湖***");
    }
}
