//! A contract as rows of a page: every value of it, under what it is called in both languages.

use serde_json::{Map, Value};

use super::words::{self, HOW, Word};
use crate::{Contract, canonical, hexadecimal};

/// One row, before it is broken into lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Row {
    /// The head of the first page.
    Title(String),
    /// Begins a part; never stands last on a page.
    Heading(String),
    /// A value beside what it is called.
    Field { label: String, value: String, indent: i16 },
    /// A paragraph.
    Note(String),
}

/// Everything that the pages say.
pub fn rows(contract: &Contract) -> Vec<Row> {
    let mut rows = vec![Row::Title(both(named("contract")))];
    let none = Map::new();
    let body = contract.body().as_object().unwrap_or(&none);
    let currency = body.get("currency").and_then(Value::as_str).unwrap_or_default();
    let mut page = Page { rows: &mut rows, currency };
    page.members(body, 0);
    page.heading(both(named("proof")));
    page.proof(contract);
    rows.extend(HOW.iter().map(|line| Row::Note((*line).to_owned())));
    rows
}

/// What a member is called; a member that has no words is called by its name.
fn named(name: &str) -> Word {
    words::member(name).unwrap_or(("", ""))
}

fn label(name: &str) -> String {
    words::member(name).map_or_else(|| name.to_owned(), both)
}

fn both((han, english): Word) -> String {
    format!("{han} {english}")
}

struct Page<'a> {
    rows: &'a mut Vec<Row>,
    currency: &'a str,
}

impl Page<'_> {
    fn heading(&mut self, text: String) {
        self.rows.push(Row::Heading(text));
    }

    fn field(&mut self, label: String, value: String, depth: i16) {
        let indent = depth.saturating_mul(10);
        self.rows.push(Row::Field { label, value, indent });
    }

    fn members(&mut self, members: &Map<String, Value>, depth: i16) {
        let mut ordered: Vec<_> = members.iter().collect();
        ordered.sort_by_key(|(name, _)| words::rank(name));
        for (name, member) in ordered {
            self.member(name, label(name), member, depth);
        }
    }

    fn member(&mut self, name: &str, label: String, member: &Value, depth: i16) {
        match member {
            Value::Object(members) => {
                if depth == 0 {
                    self.heading(label);
                } else {
                    self.field(label, String::new(), depth);
                }
                self.members(members, depth.saturating_add(1));
            }
            Value::Array(items) if !items.is_empty() => {
                for (place, item) in items.iter().enumerate() {
                    let label = format!("{label} {}", place.saturating_add(1));
                    self.member(name, label, item, depth);
                }
            }
            single => {
                let value = self.text(name, single);
                self.field(label, value, depth);
            }
        }
    }

    fn text(&self, name: &str, value: &Value) -> String {
        match value {
            Value::Null | Value::Array(_) | Value::Object(_) => both(named("none")),
            Value::Bool(true) => "是 yes".to_owned(),
            Value::Bool(false) => "否 no".to_owned(),
            Value::Number(number) if name.ends_with("Minor") => {
                number.as_i64().map_or_else(String::new, |minor| amount(minor, self.currency))
            }
            Value::Number(number) => number.to_string(),
            Value::String(text) => words::code(name, text)
                .map_or_else(|| text.clone(), |word| format!("{} ({text})", both(word))),
        }
    }

    fn proof(&mut self, contract: &Contract) {
        let link = contract.link();
        let own = [
            ("format", contract.format.clone()),
            ("chain", link.chain.clone()),
            ("seq", link.seq.to_string()),
            ("previous", hexadecimal::write(&link.previous)),
            ("hash", contract.hash_text()),
            ("keyId", contract.key_id().to_owned()),
            ("signature", contract.signature_text()),
            ("marks", contract.marks.to_text()),
        ];
        for (name, value) in own {
            self.field(label(name), value, 1);
        }
    }
}

/// Minor units as a decimal, with the currency. Yen and won have no smaller unit.
fn amount(minor: i64, currency: &str) -> String {
    if ["JPY", "KRW"].contains(&currency)
        || minor.unsigned_abs() > canonical::LARGEST.unsigned_abs()
    {
        return format!("{minor} {currency}");
    }
    let sign = if minor < 0 { "-" } else { "" };
    let minor = minor.unsigned_abs();
    format!("{sign}{}.{:02} {currency}", minor / 100, minor % 100)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::marks::visit;
    use crate::tests::sample::contract;

    #[test]
    fn every_value_of_a_contract_is_on_the_pages() {
        let contract = contract();
        let shown: Vec<String> = rows(&contract)
            .into_iter()
            .map(|row| match row {
                Row::Field { value, .. } => value,
                Row::Title(text) | Row::Heading(text) | Row::Note(text) => text,
            })
            .collect();
        visit::<()>(contract.body(), &mut |pointer, value| {
            let name = pointer.rsplit('/').find(|step| step.parse::<u8>().is_err()).unwrap();
            assert!(words::member(name).is_some(), "{name} has no words");
            let text = match value {
                Value::String(text) => text.clone(),
                Value::Number(number) if name.ends_with("Minor") => {
                    amount(number.as_i64().unwrap(), "CNY")
                }
                Value::Number(number) => number.to_string(),
                Value::Bool(true) => "是 yes".to_owned(),
                Value::Bool(false) => "否 no".to_owned(),
                _ => "无 none".to_owned(),
            };
            assert!(shown.iter().any(|line| line.contains(&text)), "{pointer} is not shown");
            Ok(())
        })
        .unwrap();
        for text in [contract.hash_text(), contract.key_id().to_owned(), contract.signature_text()]
        {
            assert!(shown.contains(&text));
        }
    }

    #[test]
    fn amounts_are_written_in_whole_and_hundredths() {
        assert_eq!(amount(28_905, "CNY"), "289.05 CNY");
        assert_eq!(amount(5, "EUR"), "0.05 EUR");
        assert_eq!(amount(500, "JPY"), "500 JPY");
    }
}
