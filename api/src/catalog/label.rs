//! Labels: what has to be told of goods of a kind, and what of it is missing (CA-4, CA-5, CA-7).

pub use entity::catalog::category::GoodsKind;
pub use entity::catalog::product_label::{LabelField, LabelLanguage};
use platform::kernel::calendar::written_day;
use platform::kernel::{Country, Prose};
use time::OffsetDateTime;

use crate::operators::{Permit, PermitKind};

/// One line of a label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelLine {
    pub field: LabelField,
    pub value: String,
}

/// A field that the law demands of the label of a kind of goods, while it does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirement {
    pub kind: GoodsKind,
    pub field: LabelField,
    /// Only of goods made elsewhere than in mainland China.
    pub imported_only: bool,
    pub basis: String,
    pub effective_from: OffsetDateTime,
    pub effective_to: Option<OffsetDateTime>,
}

/// What a label says, in the order in which it is printed.
pub const FIELDS: [LabelField; 17] = [
    LabelField::ConformityCertificate,
    LabelField::ProductName,
    LabelField::MakerName,
    LabelField::MakerAddress,
    LabelField::Specification,
    LabelField::ProductionDate,
    LabelField::SafeUseUntil,
    LabelField::Warnings,
    LabelField::NetContent,
    LabelField::Ingredients,
    LabelField::ShelfLife,
    LabelField::StandardCode,
    LabelField::Storage,
    LabelField::Additives,
    LabelField::LicenceNumber,
    LabelField::FilingNumber,
    LabelField::Importer,
];

/// A set of fields, small enough to stand in a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FieldSet(u32);

impl FieldSet {
    /// The set of these.
    pub fn of(fields: impl IntoIterator<Item = LabelField>) -> Self {
        let bit = |field| FIELDS.iter().position(|own| *own == field).map_or(0, |at| 1 << at);
        Self(fields.into_iter().map(bit).fold(0, |set, bit| set | bit))
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// All of them, in the order in which a label is printed.
    pub fn fields(self) -> Vec<LabelField> {
        FIELDS.into_iter().filter(|field| self.0 & Self::of([*field]).0 != 0).collect()
    }
}

/// What keeps goods from being offered, in order of precedence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gap {
    /// Imported food without a label in Chinese: its seller answers for it (CA-7).
    ChineseLabel,
    /// The label leaves out what it must say (CA-4).
    Label(FieldSet),
    /// Their seller has no such permit on file that is still good (CA-5).
    Permit(PermitKind),
}

/// The permit that sellers of a kind of goods need [FSL 62, COS 45].
pub fn permit_for(kind: GoodsKind) -> Option<PermitKind> {
    match kind {
        GoodsKind::Unlabelled | GoodsKind::General => None,
        GoodsKind::Food => Some(PermitKind::FoodTrade),
        GoodsKind::Cosmetics => Some(PermitKind::CosmeticsFiling),
        GoodsKind::Drug => Some(PermitKind::DrugTrade),
        GoodsKind::MedicalDevice => Some(PermitKind::MedicalDeviceTrade),
    }
}

/// Whether sellers of a kind of goods have an account for a deposit, out of which harm is made good
/// at once: goods that are eaten or used on a body (CP).
pub const fn is_deposit_required(kind: GoodsKind) -> bool {
    match kind {
        GoodsKind::Unlabelled | GoodsKind::General | GoodsKind::Cosmetics => false,
        GoodsKind::Food | GoodsKind::Drug | GoodsKind::MedicalDevice => true,
    }
}

/// Whether one of these permits is of this kind and good at an instant.
pub fn is_on_file(permits: &[Permit], kind: PermitKind, now: OffsetDateTime) -> bool {
    permits.iter().any(|permit| permit.kind == kind && permit.is_good(now))
}

/// What is known of goods that are to be offered.
#[derive(Debug, Clone, Copy)]
pub struct Offer<'a> {
    pub kind: GoodsKind,
    pub origin: Country,
    /// The label in Chinese.
    pub label: &'a [LabelLine],
    pub permits: &'a [Permit],
}

/// The first thing that keeps goods from being offered; nothing when they may be.
pub fn gap(offer: &Offer<'_>, requirements: &[Requirement], now: OffsetDateTime) -> Option<Gap> {
    let imported = offer.origin != Country::CN;
    let needed = requirements.iter().filter(|requirement| {
        requirement.kind == offer.kind
            && requirement.effective_from <= now
            && requirement.effective_to.is_none_or(|end| now < end)
            && (imported || !requirement.imported_only)
    });
    let has = |field: LabelField| offer.label.iter().any(|line| line.field == field);
    let missing = FieldSet::of(needed.map(|r| r.field).filter(|field| !has(*field)));
    if imported && offer.kind == GoodsKind::Food && offer.label.is_empty() {
        return Some(Gap::ChineseLabel);
    }
    if !missing.is_empty() {
        return Some(Gap::Label(missing));
    }
    let permit = permit_for(offer.kind)?;
    (!is_on_file(offer.permits, permit, now)).then_some(Gap::Permit(permit))
}

/// Why a label is not one, in order of precedence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LabelFault {
    /// A field twice.
    Twice,
    /// Not 1 to 1,000 characters.
    Value,
    /// Not a day, or safe use that ends before the making.
    Date,
    /// A label in Chinese that does not name the product in Chinese [PQL 27].
    Name,
}

/// Reads a label as its seller writes it.
///
/// # Errors
/// A field twice, a text that is none, a day that is none, safe use that ends before the making, a
/// Chinese name that is not Chinese.
pub fn read(language: LabelLanguage, lines: &[LabelLine]) -> Result<Vec<LabelLine>, LabelFault> {
    let mut label: Vec<LabelLine> = Vec::with_capacity(lines.len());
    let (mut made, mut safe) = (None, None);
    for line in lines {
        if label.iter().any(|known| known.field == line.field) {
            return Err(LabelFault::Twice);
        }
        let value = Prose::<1, 1000>::parse(&line.value).map_err(|_| LabelFault::Value)?;
        match line.field {
            LabelField::ProductionDate => made = Some(written_day(&value).ok_or(LabelFault::Date)?),
            LabelField::ProductName
                if language == LabelLanguage::Zh && !value.chars().any(is_chinese) =>
            {
                return Err(LabelFault::Name);
            }
            LabelField::SafeUseUntil => safe = Some(written_day(&value).ok_or(LabelFault::Date)?),
            _ => {}
        }
        label.push(LabelLine { field: line.field, value: value.into_string() });
    }
    if made.zip(safe).is_some_and(|(made, safe)| safe < made) {
        return Err(LabelFault::Date);
    }
    Ok(label)
}

/// A character of the unified ideographs and their first extension.
fn is_chinese(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}')
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    const NOW: OffsetDateTime = datetime!(2026-11-22 10:00 +8);

    fn line(field: LabelField, value: &str) -> LabelLine {
        LabelLine { field, value: value.to_owned() }
    }

    fn requirement(field: LabelField, imported_only: bool) -> Requirement {
        Requirement {
            kind: GoodsKind::Food,
            field,
            imported_only,
            basis: "law".into(),
            effective_from: datetime!(2026-01-01 00:00 +8),
            effective_to: None,
        }
    }

    fn permit(until: OffsetDateTime) -> Permit {
        Permit::sample(PermitKind::FoodTrade, datetime!(2026-01-01 00:00 +8), until)
    }

    #[test]
    fn ca_4_a_missing_field_is_named() {
        use LabelField::{Importer, Ingredients, ProductName};
        let needed = [
            requirement(ProductName, false),
            requirement(Ingredients, false),
            requirement(Importer, true),
        ];
        let permits = [permit(datetime!(2027-01-01 00:00 +8))];
        let label = [line(ProductName, "茶")];
        let mut offer =
            Offer { kind: GoodsKind::Food, origin: Country::CN, label: &label, permits: &permits };
        let missing = gap(&offer, &needed, NOW);
        assert_eq!(missing, Some(Gap::Label(FieldSet::of([Ingredients]))));
        offer.origin = "FR".parse().unwrap();
        let missing = gap(&offer, &needed, NOW);
        assert_eq!(missing, Some(Gap::Label(FieldSet::of([Importer, Ingredients]))));
        assert_eq!(FieldSet::of([Importer, Ingredients]).fields(), [Ingredients, Importer]);
        // What the law does not demand yet is not missing.
        assert_eq!(
            gap(&offer, &needed, datetime!(2025-12-31 23:59:59 +8)),
            None.or(Some(Gap::Permit(PermitKind::FoodTrade)))
        );
        offer.kind = GoodsKind::Unlabelled;
        assert_eq!(gap(&offer, &needed, NOW), None);
    }

    #[test]
    fn ca_5_an_expired_permit_is_not_on_file() {
        let until = datetime!(2026-12-01 00:00 +8);
        let permits = [permit(until)];
        let offer =
            Offer { kind: GoodsKind::Food, origin: Country::CN, label: &[], permits: &permits };
        assert_eq!(gap(&offer, &[], until - time::Duration::SECOND), None);
        assert_eq!(gap(&offer, &[], until), Some(Gap::Permit(PermitKind::FoodTrade)));
        let cosmetics = Offer { kind: GoodsKind::Cosmetics, ..offer };
        assert_eq!(gap(&cosmetics, &[], NOW), Some(Gap::Permit(PermitKind::CosmeticsFiling)));
    }

    #[test]
    fn ca_7_imported_food_needs_chinese_words() {
        let offer = Offer {
            kind: GoodsKind::Food,
            origin: "FR".parse().unwrap(),
            label: &[],
            permits: &[],
        };
        assert_eq!(gap(&offer, &[], NOW), Some(Gap::ChineseLabel));
        let general = Offer { kind: GoodsKind::General, ..offer };
        assert_eq!(gap(&general, &[], NOW), None);
    }

    #[test]
    fn labels_are_read_as_a_table() {
        use LabelField::{ProductName, ProductionDate, SafeUseUntil};
        let faulty = |lines: &[LabelLine]| read(LabelLanguage::Zh, lines).err();
        let name = line(ProductName, " 茶 ");
        let read_name = read(LabelLanguage::Zh, std::slice::from_ref(&name));
        assert_eq!(read_name, Ok(vec![line(ProductName, "茶")]));
        assert_eq!(faulty(&[line(ProductName, "Tea")]), Some(LabelFault::Name));
        assert!(read(LabelLanguage::En, &[line(ProductName, "Tea")]).is_ok());
        assert_eq!(faulty(&[name.clone(), name]), Some(LabelFault::Twice));
        assert_eq!(faulty(&[line(ProductName, " ")]), Some(LabelFault::Value));
        for wrong in ["2026-02-30", "22.11.2026", "2026-1-1", "soon"] {
            assert_eq!(faulty(&[line(ProductionDate, wrong)]), Some(LabelFault::Date), "{wrong}");
        }
        let (made, safe) = (line(ProductionDate, "2026-05-01"), line(SafeUseUntil, "2026-04-30"));
        assert_eq!(faulty(&[made, safe]), Some(LabelFault::Date));
    }
}
