//! What may be wrong with goods that come back, by what they are [RET 8, 9]. To have opened a
//! package, and to have tried what one bought, is not among it (CO-5).

use super::goods_return::{Flaw, Kind};
use crate::catalog::{CoolingOffClass, GoodsKind};

/// What a shop may find in goods of a kind.
pub fn criteria(kind: Kind, goods: GoodsKind, class: CoolingOffClass) -> Vec<Flaw> {
    let mut found = vec![Flaw::NotReceived, Flaw::OtherGoods];
    if matches!(kind, Kind::DefectRefund | Kind::Exchange | Kind::Repair) {
        // What was sold defective is not given back intact: only that it is not defective counts.
        found.push(Flaw::NotDefective);
        return found;
    }
    found.extend([Flaw::PartMissing, Flaw::Damaged]);
    match goods {
        GoodsKind::Food | GoodsKind::Cosmetics | GoodsKind::Drug | GoodsKind::MedicalDevice => {
            found.push(Flaw::SealBroken);
        }
        GoodsKind::General | GoodsKind::Unlabelled => found.extend([Flaw::TagCut, Flaw::Soiled]),
    }
    if class == CoolingOffClass::Activated {
        let used = [Flaw::Repaired, Flaw::SerialAltered, Flaw::LastingWear, Flaw::ActivationData];
        found.extend(used);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_goods_has_its_own_criteria() {
        let class = CoolingOffClass::Standard;
        let food = criteria(Kind::CoolingOff, GoodsKind::Food, class);
        assert!(food.contains(&Flaw::SealBroken) && !food.contains(&Flaw::TagCut));
        let shirt = criteria(Kind::CoolingOff, GoodsKind::General, class);
        assert!(shirt.contains(&Flaw::TagCut) && !shirt.contains(&Flaw::SealBroken));
        assert!(!shirt.contains(&Flaw::ActivationData));
        let phone = criteria(Kind::CoolingOff, GoodsKind::General, CoolingOffClass::Activated);
        assert!(phone.contains(&Flaw::ActivationData));
        let broken = criteria(Kind::DefectRefund, GoodsKind::Food, class);
        assert_eq!(broken, [Flaw::NotReceived, Flaw::OtherGoods, Flaw::NotDefective]);
    }
}
