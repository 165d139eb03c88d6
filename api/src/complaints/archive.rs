//! What goes into the archive of a case: the contract, the order and its payments and parcels, what
//! was said, shown and decided, each with its hash; signed, so that it verifies offline (CM-7).

use platform::clock::to_millis;
use platform::kernel::Noun as _;
use platform::transitions::{States as _, timeline};
use platform::{App, Failure};
use serde_json::{Value, json};

use super::complaint::Complaint;
use super::party::Party;
use super::store::evidence::{self, Evidence};
use super::store::{messages, remedies};
use super::words;
use crate::fulfilment;
use crate::ledger;
use crate::media::{self, Document};
use crate::orders;
use crate::privacy::{self, Asking, Ground, Purpose, Wish};

/// Files of evidence go in up to this together; beyond it an archive names them with their hashes,
/// and they are handed over beside it.
const MOST_EVIDENCE: usize = 128 << 20;

/// Makes the archive of a case, as one of its parties may read it; the gate writes that down.
///
/// # Errors
/// Ours.
pub async fn make(app: &App, case: &Complaint, reader: Party) -> Result<Vec<u8>, Failure> {
    let mut archive = archive::Builder::new(case.id.to_string(), app.now());
    for (path, what, value) in [
        ("case.json", "the case, and every step of it", the_case(app, case).await?),
        ("conversation.json", "what was said", conversation(app, case, reader).await?),
        ("rulings.json", "what was agreed and decided", rulings(app, case).await?),
    ] {
        archive = archive.entry(path, "application/json", what, pretty(&value)?);
    }
    if let Some(order) = case.order_id {
        let mut contracts = orders::contracts_of(app.reader(), [order.uuid()]).await?;
        if let Some(contract) = contracts.remove(&order.uuid()) {
            let what = "the contract, which verifies by itself";
            archive = archive.entry("contract.json", "application/json", what, contract.file);
        }
        for (path, what, value) in [
            ("order.json", "the order, and every step of it", the_order(app, case).await?),
            ("payments.json", "how its money moved", payments(app, case).await?),
            ("logistics.json", "its parcels, by what carriers recorded", parcels(app, case).await?),
        ] {
            archive = archive.entry(path, "application/json", what, pretty(&value)?);
        }
    }
    let (list, files) = shown(app, case, reader).await?;
    let what = "what was shown, with its hashes and who had it in hand";
    archive = archive.entry("evidence.json", "application/json", what, pretty(&list)?);
    for (path, media_type, bytes) in files {
        archive = archive.entry(path, media_type, "what was shown", bytes);
    }
    orders::sign_archive(app, archive).await
}

fn pretty(value: &Value) -> Result<Vec<u8>, Failure> {
    serde_json::to_vec_pretty(value).map_err(|error| Failure::because("an archive's JSON", error))
}

/// The last thousand steps of something, the newest first.
async fn steps(app: &App, id: uuid::Uuid) -> Result<Vec<Value>, Failure> {
    let moves = timeline(app, id, None, 1_000).await?;
    let step = |one: platform::transitions::Moved| {
        let by = format!("{:?}", one.actor.kind).to_uppercase();
        json!({ "from": one.from, "to": one.to, "by": by, "cause": one.cause,
            "ruleVersion": one.rule_version, "at": to_millis(one.at) })
    };
    Ok(moves.into_iter().map(step).collect())
}

async fn the_case(app: &App, case: &Complaint) -> Result<Value, Failure> {
    Ok(json!({
        "id": case.id.to_string(),
        "about": case.about,
        "issue": case.issue,
        "wish": case.wish,
        "claimMinor": case.claim_minor,
        "currency": case.currency.map(platform::kernel::Currency::code),
        "order": case.order_id.map(|id| id.to_string()),
        "operator": case.operator_id.map(|id| id.to_string()),
        "state": case.state.name(),
        "filedAt": to_millis(case.filed_at),
        "repliedAt": case.replied_at.map(to_millis),
        "isSellerSilent": case.is_silent,
        "steps": steps(app, case.id.uuid()).await?,
        "note": "Instants are milliseconds since 1970 in UTC; amounts are minor units.",
    }))
}

async fn conversation(app: &App, case: &Complaint, reader: Party) -> Result<Value, Failure> {
    let said = messages::all(app.reader(), case.id).await?;
    let texts = words::read(app, case, reader, &said).await?;
    let one = |(message, text): (&messages::Message, Option<String>)| {
        json!({ "number": message.seq, "side": message.side, "kind": message.kind,
            "at": to_millis(message.at), "text": text })
    };
    Ok(said.iter().zip(texts).map(one).collect())
}

async fn rulings(app: &App, case: &Complaint) -> Result<Value, Failure> {
    let all = remedies::of_case(app.reader(), case.id).await?;
    let one = |ruling: super::remedy::Remedy| {
        json!({
            "id": ruling.id.to_string(),
            "instance": ruling.instance,
            "basis": ruling.basis,
            "finding": ruling.finding,
            "amounts": ruling.amounts,
            "contractHash": ruling.contract_hash,
            "ruleVersion": ruling.rule_version,
            "state": ruling.state.name(),
            "madeAt": to_millis(ruling.made_at),
            "executedAt": ruling.executed.map(|(at, _)| to_millis(at)),
            "executedBy": ruling.executed.map(|(_, by)| by),
        })
    };
    Ok(all.into_iter().map(one).collect())
}

async fn the_order(app: &App, case: &Complaint) -> Result<Value, Failure> {
    let Some(id) = case.order_id else { return Ok(Value::Null) };
    let Some(order) = orders::many(app.reader(), [id.uuid()]).await?.pop() else {
        return Ok(Value::Null);
    };
    let lines = orders::lines_of(app.reader(), std::slice::from_ref(&order)).await?;
    let line = |line: &orders::Line| {
        json!({ "position": line.position, "sku": line.sku_id.to_string(), "title": line.title,
            "options": line.options, "unitMinor": line.unit.minor(), "quantity": line.quantity })
    };
    let lines: Vec<Value> = lines.values().flatten().map(line).collect();
    Ok(json!({
        "id": order.id.to_string(),
        "currency": order.price.total.currency().code(),
        "goodsMinor": order.price.goods.minor(),
        "freightMinor": order.price.freight.minor(),
        "discountMinor": order.price.discount.minor(),
        "totalMinor": order.price.total.minor(),
        "profile": order.profile.to_string(),
        "state": order.state.name(),
        "lines": lines,
        "steps": steps(app, id.uuid()).await?,
    }))
}

async fn payments(app: &App, case: &Complaint) -> Result<Value, Failure> {
    let Some(id) = case.order_id else { return Ok(Value::Null) };
    Ok(json!({ "moves": ledger::moves_of(app.reader(), id.uuid()).await? }))
}

async fn parcels(app: &App, case: &Complaint) -> Result<Value, Failure> {
    let Some(id) = case.order_id else { return Ok(Value::Null) };
    let mut all = fulfilment::parcels_of(app.reader(), [id.uuid()]).await?;
    let parcels = all.remove(&id.uuid()).unwrap_or_default();
    let ids = parcels.iter().map(|parcel| parcel.id.uuid());
    let events = fulfilment::all_events(app.reader(), ids).await?;
    let one = |parcel: &fulfilment::Parcel| {
        let own = events.iter().filter(|(of, _)| *of == parcel.id.uuid());
        let event = |(_, event): &(uuid::Uuid, fulfilment::TrackingEvent)| {
            json!({ "kind": format!("{:?}", event.kind), "source": format!("{:?}", event.source),
                "at": to_millis(event.at), "recordedAt": to_millis(event.recorded_at),
                "place": event.place })
        };
        json!({ "carrier": parcel.carrier, "waybill": parcel.waybill,
            "state": parcel.state.name(), "events": own.map(event).collect::<Vec<_>>() })
    };
    Ok(parcels.iter().map(one).collect())
}

type Files = Vec<(String, String, Vec<u8>)>;

/// The list of what was shown, and the files.
async fn shown(app: &App, case: &Complaint, reader: Party) -> Result<(Value, Files), Failure> {
    let all = evidence::of_cases(app.reader(), [case.id.uuid()]).await?;
    if all.is_empty() {
        return Ok((json!([]), Vec::new()));
    }
    let custody = evidence::custody(app.reader(), all.iter().map(|one| one.id.uuid())).await?;
    // The subject is the case, under whose key the files lie; each file is opened by itself.
    let asking = Asking {
        reader: reader.reader(),
        subject: case.id.uuid(),
        purpose: Purpose::Dispute,
        ground: Ground::Law("ECL 62"),
        request: String::new(),
    };
    let wish = |_: &Evidence| Wish::of(asking.clone(), vec![Document::file_field()]);
    let wishes: Vec<Wish> = all.iter().map(wish).collect();
    let opened = privacy::open_all(app, &wishes).await?;
    let documents = all.iter().map(|one| one.document.uuid());
    let documents = media::many_documents(app.reader(), documents).await?;
    let (mut list, mut files, mut together) = (Vec::new(), Vec::new(), 0_usize);
    for (one, opened) in all.iter().zip(opened) {
        let document = documents.iter().find(|document| document.id == one.document);
        let mut path = None;
        if let (Ok(opened), Some(document)) = (opened, document)
            && together.saturating_add(usize::try_from(one.bytes).unwrap_or(usize::MAX))
                <= MOST_EVIDENCE
            && let Some(bytes) = media::read_document(app, opened, document).await?
        {
            together = together.saturating_add(bytes.len());
            let name = file_name(files.len(), one);
            files.push((name.clone(), one.content_type.clone(), bytes.to_vec()));
            path = Some(name);
        }
        let own = custody.iter().filter(|entry| entry.evidence_id == one.id.uuid());
        let hand = |entry: &evidence::Custody| {
            let at = to_millis(entry.at.0);
            json!({ "number": entry.seq, "act": entry.act, "at": at })
        };
        list.push(json!({
            "id": one.id.to_string(), "side": one.side, "shows": one.shows,
            "sha256": one.sha256, "bytes": one.bytes, "contentType": one.content_type,
            "redacts": one.redacts.map(|id| format!("{}_{}", Evidence::PREFIX, id.uuid().simple())),
            "at": to_millis(one.at), "path": path, "custody": own.map(hand).collect::<Vec<_>>(),
        }));
    }
    Ok((list.into(), files))
}

fn file_name(number: usize, one: &Evidence) -> String {
    let kind = match one.content_type.as_str() {
        "image/jpeg" => "jpg",
        "image/png" => "png",
        "image/webp" => "webp",
        _ => "pdf",
    };
    format!("evidence/{:03}.{kind}", number.saturating_add(1))
}
