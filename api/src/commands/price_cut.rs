//! `price-cut verify`: computes a price cut anew, offline, and says what holds and what was
//! changed.

use super::arguments::PriceCutAct;
use super::ending::Ending;

/// Does it, and says what came of it.
pub fn run(act: PriceCutAct) -> Result<(), Ending> {
    let PriceCutAct::Verify { file, commitment } = act;
    let named = file.display().to_string();
    let text = std::fs::read_to_string(&file).map_err(|error| Ending::failed(&named, &error))?;
    match cut::verify(&text, commitment.as_deref()) {
        Ok(holds) => {
            println!("price cut {}", holds.session);
            println!("commitment: fits terms and seed");
            println!("helps: {}, each what the schedule says", holds.helps);
            println!("cut: {}, remaining: {}", holds.cut_minor, holds.remaining_minor);
            if commitment.is_none() {
                println!("Compare the commitment with the one shown at the start.");
            }
            println!("The price cut holds.");
            Ok(())
        }
        Err(fault) => Err(Ending::Failed(format!("{named}: {fault}"))),
    }
}
