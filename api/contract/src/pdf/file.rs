//! Writes sheets down as a PDF with the contract attached. The fonts are the standard ones that
//! readers bring along, so nothing is embedded; nothing depends on the clock.

use pdf_writer::types::{CidFontType, FontFlags, SystemInfo};
use pdf_writer::{Content, Finish as _, Name, Pdf, Rect, Ref, Str, TextStr};

use super::letters::{self, Face};
use super::page::{HEIGHT, Sheet, WIDTH};

/// The name of the attachment.
pub const ATTACHMENT: &str = "contract.json";

const CATALOG: Ref = Ref::new(1);
const PAGES: Ref = Ref::new(2);
const INFO: Ref = Ref::new(3);
const LATIN: Ref = Ref::new(4);
const HAN: Ref = Ref::new(5);
const HAN_SHAPES: Ref = Ref::new(6);
const HAN_DESCRIPTION: Ref = Ref::new(7);
const ATTACHED: Ref = Ref::new(8);
const ATTACHED_NAME: Ref = Ref::new(9);
/// Pages come after, two objects each.
const FIRST: i32 = 10;

const LATIN_NAME: Name<'static> = Name(b"F1");
const HAN_NAME: Name<'static> = Name(b"F2");
const SONG: Name<'static> = Name(b"STSong-Light");

/// What stands around the sheets.
pub struct Cover<'a> {
    pub title: &'a str,
    /// Makes the file's identity.
    pub hash: [u8; 32],
    /// The contract's canonical text.
    pub attachment: &'a str,
}

/// The bytes of the file.
pub fn write(sheets: &[Sheet], cover: &Cover<'_>) -> Vec<u8> {
    let mut pdf = Pdf::new();
    pdf.set_version(1, 7);
    pdf.set_file_id((cover.hash[..16].to_vec(), cover.hash[..16].to_vec()));
    let mut catalog = pdf.catalog(CATALOG);
    catalog.pages(PAGES).lang(TextStr("zh-CN"));
    catalog.names().embedded_files().names().insert(Str(ATTACHMENT.as_bytes()), ATTACHED_NAME);
    catalog.insert(Name(b"AF")).array().item(ATTACHED_NAME);
    catalog.viewer_preferences().display_doc_title(true);
    catalog.finish();
    pdf.document_info(INFO).title(TextStr(cover.title)).producer(TextStr("fairstall"));
    fonts(&mut pdf);
    attachment(&mut pdf, cover.attachment);
    let ids: Vec<(Ref, Ref)> = (FIRST..)
        .step_by(2)
        .take(sheets.len())
        .map(|id| (Ref::new(id), Ref::new(id.saturating_add(1))))
        .collect();
    let count = i32::try_from(sheets.len()).unwrap_or(i32::MAX);
    pdf.pages(PAGES).kids(ids.iter().map(|(page, _)| *page)).count(count);
    for (sheet, (page, content)) in sheets.iter().zip(ids) {
        let mut written = pdf.page(page);
        written.parent(PAGES).contents(content);
        written.media_box(Rect::new(0.0, 0.0, WIDTH.into(), HEIGHT.into()));
        written.resources().fonts().pair(LATIN_NAME, LATIN).pair(HAN_NAME, HAN);
        written.finish();
        pdf.stream(content, &drawn(sheet));
    }
    pdf.finish()
}

/// Helvetica, and the Chinese font of the standard with its own table of characters, which lets
/// readers copy and search the text.
fn fonts(pdf: &mut Pdf) {
    pdf.type1_font(LATIN)
        .base_font(Name(b"Helvetica"))
        .encoding_predefined(Name(b"WinAnsiEncoding"));
    pdf.type0_font(HAN)
        .base_font(Name(b"STSong-Light-UniGB-UTF16-H"))
        .encoding_predefined(Name(b"UniGB-UTF16-H"))
        .descendant_font(HAN_SHAPES);
    pdf.cid_font(HAN_SHAPES)
        .subtype(CidFontType::Type0)
        .base_font(SONG)
        .system_info(SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"GB1"), supplement: 4 })
        .font_descriptor(HAN_DESCRIPTION)
        .default_width(1000.0);
    pdf.font_descriptor(HAN_DESCRIPTION)
        .name(SONG)
        .flags(FontFlags::SYMBOLIC | FontFlags::SERIF)
        .bbox(Rect::new(-25.0, -254.0, 1000.0, 880.0))
        .italic_angle(0.0)
        .ascent(880.0)
        .descent(-120.0)
        .cap_height(880.0)
        .stem_v(93.0);
}

fn attachment(pdf: &mut Pdf, text: &str) {
    let mut embedded = pdf.embedded_file(ATTACHED, text.as_bytes());
    embedded.subtype(Name(b"application/json"));
    embedded.params().size(i32::try_from(text.len()).unwrap_or(i32::MAX));
    embedded.finish();
    let mut named = pdf.file_spec(ATTACHED_NAME);
    named.path(Str(ATTACHMENT.as_bytes())).unic_file(TextStr(ATTACHMENT));
    named.description(TextStr("The signed contract"));
    named.embedded_file(ATTACHED);
    named.pair(Name(b"AFRelationship"), Name(b"Source"));
}

fn drawn(sheet: &Sheet) -> Vec<u8> {
    let mut content = Content::new();
    content.set_line_width(0.5);
    for height in &sheet.rules {
        content.move_to(50.0, (*height).into()).line_to(548.0, (*height).into()).stroke();
    }
    for line in &sheet.lines {
        let mut x = line.x;
        for run in letters::runs(&line.text, line.size) {
            let (font, bytes) = match run.face {
                Face::Latin => (LATIN_NAME, run.text.into_bytes()),
                Face::Han => {
                    (HAN_NAME, run.text.encode_utf16().flat_map(u16::to_be_bytes).collect())
                }
            };
            content.begin_text().set_font(font, line.size.into());
            content.next_line(x.into(), line.y.into()).show(Str(&bytes)).end_text();
            x = x.saturating_add(run.width);
        }
    }
    content.finish().into_vec()
}
